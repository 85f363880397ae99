/** The report's style sheet: system fonts, one column, light and dark by the reader's preference, print without folds. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --muted: #5a626c; --line: #d5d9de; --soft: #f4f5f7; --accent: #0a5a9c; --badge: #8a3b00; --badge-paper: #fff1e3;
  --first: #1566b0; --second: #d2600a; --first-text: #10569a; --second-text: #a84700; --rest: #737c87; --all: #4d6a86;
  --group-0: #8b939c; --group-1: #1566b0; --group-2: #d2600a; --group-3: #0c8265; --group-4: #a8468b; --group-5: #8c7000; --group-6: #2b93b8; --group-7: #6a52b3; --group-8: #b03a48;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e4e7eb; --muted: #a2abb5; --line: #3a4149; --soft: #1d2126; --accent: #7db8ec; --badge: #ffc48a; --badge-paper: #3a2510;
    --first: #56a3e6; --second: #f08a3c; --first-text: #7db8ec; --second-text: #f5a367; --rest: #8b95a1; --all: #8fb0cf;
    --group-0: #7b848e; --group-1: #56a3e6; --group-2: #f08a3c; --group-3: #2fbd97; --group-4: #df8cc6; --group-5: #d9bb45; --group-6: #6fd0ee; --group-7: #a795ea; --group-8: #ef7f8b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
.page { max-width: 752px; margin: 0 auto; padding: 2rem 16px 4rem; }
.skip { position: absolute; left: -999rem; top: 0; padding: .5rem 1rem; background: var(--paper); color: var(--accent); z-index: 1; }
.skip:focus { left: 0; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 3.2rem 0 .8rem; padding-top: .9rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.08rem; line-height: 1.3; margin: 2rem 0 .6rem; overflow-wrap: anywhere; }
h4 { font-size: 1rem; line-height: 1.35; margin: 1.8rem 0 .5rem; overflow-wrap: anywhere; }
.finding { font-size: 1.2rem; margin-top: 2.6rem; }
h3 a { color: inherit; text-decoration-color: var(--line); }
.source { font-size: .86rem; }
.source a { text-decoration: none; }
p, ul, ol, dl { margin: .7rem 0; }
ul, ol { padding-left: 1.3rem; }
li { margin: .25rem 0; }
.caption, .note, figcaption { color: var(--muted); font-size: .9rem; line-height: 1.5; }
.caption { margin: 0; }
.badges { margin: 0 0 .9rem; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }
.badges li { margin: 0; font-size: .82rem; line-height: 1.4; padding: .2rem .6rem; border: 1px solid var(--line); border-radius: 4px; background: var(--soft); }
.badges .strong { color: var(--badge); background: var(--badge-paper); border-color: currentColor; font-weight: 600; letter-spacing: .02em; }
nav ol { columns: 2; column-gap: 2rem; }
nav li { break-inside: avoid; margin: 0; padding: .15rem 0; }
nav ul { list-style: none; margin: .1rem 0 .4rem; padding-left: .2rem; font-size: .92rem; }
nav h2 { margin-top: 2rem; font-size: 1rem; border: 0; padding: 0; }
.finding-lines { border-left: 3px solid var(--line); padding-left: 1rem; margin: 1rem 0; }
.finding-lines p { margin: .3rem 0; }
.lead { font-size: 1.08rem; }
figure { margin: 1.4rem 0; }
figcaption { margin-top: .6rem; }
.picture { display: block; width: 100%; height: auto; overflow: visible; font-family: inherit; }
.picture text { white-space: pre; font-variant-numeric: tabular-nums; }
.picture .lane { font-size: 14px; font-weight: 650; fill: var(--ink); }
.picture .row { font-size: 12px; font-weight: 550; }
.picture .muted { font-size: 11px; font-weight: 400; fill: var(--muted); }
.picture .event { font-size: 12px; fill: var(--ink); }
.picture .event-rule { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 2 3; }
.picture .links path { stroke: var(--muted); }
.picture .nodes circle { stroke: var(--paper); stroke-width: 1; }
.picture .labels text { fill: var(--ink); }
.picture .labels text, .picture .row, .picture .event, .picture .legend-text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.narrow { display: none; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; color: var(--ink); }
.legend li { margin: 0; max-width: 100%; overflow-wrap: anywhere; }
.events { font-size: .95em; columns: 2; column-gap: 1.6rem; }
.events li { break-inside: avoid; }
.swatch.line, .swatch.dashes { border-radius: 0; height: .2em; width: 1.1em; vertical-align: .25em; }
.swatch.bar { border-radius: 1px; }
.cannot ul { font-size: .9rem; color: var(--muted); margin-top: .3rem; }
.swatch { display: inline-block; width: .75em; height: .75em; border-radius: 50%; margin-right: .4em; vertical-align: -.02em; }
details { margin: .7rem 0; }
summary { cursor: pointer; color: var(--accent); font-size: .9rem; width: fit-content; }
.scroll {
  overflow-x: auto; margin: .8rem 0; max-width: 100%;
  background: linear-gradient(to right, var(--paper) 40%, transparent) left / 2rem 100% no-repeat local, linear-gradient(to left, var(--paper) 40%, transparent) right / 2rem 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) left / .6rem 100% no-repeat scroll, linear-gradient(to left, var(--line), transparent) right / .6rem 100% no-repeat scroll;
}
table { border-collapse: collapse; font-size: .88rem; line-height: 1.4; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .32rem .9rem .32rem 0; border-bottom: 1px solid var(--line); }
thead th { vertical-align: bottom; font-weight: 600; border-bottom: 1px solid var(--muted); }
tbody th { font-weight: 400; }
.number { text-align: right; }
td.number { white-space: nowrap; }
table th:last-child, table td:last-child { padding-right: 0; }
.dense { font-size: .8rem; }
.dense th, .dense td { padding-right: .55rem; }
.unit { display: block; color: var(--muted); font-weight: 400; font-size: .92em; }
.id, code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .92em; }
.id { overflow-wrap: anywhere; }
.short { white-space: nowrap; }
td .id, th .id { display: inline-block; max-width: 26em; }
.list { display: inline-block; min-width: 10em; }
.shade { display: block; padding: 0 .25rem; background: color-mix(in srgb, var(--first) var(--by), transparent); }
.matrix table { font-size: .76rem; width: auto; }
.matrix th, .matrix td { padding: .2rem .18rem; }
.handle { color: var(--muted); display: block; overflow-wrap: anywhere; }
pre { background: var(--soft); padding: .7rem 1rem; overflow-x: auto; border-radius: 4px; }
dt { font-weight: 600; margin-top: .5rem; }
dd { margin: 0 0 0 1.3rem; }
footer { margin-top: 3.5rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--muted); font-size: .9rem; }
@media (max-width: 560px) {
  body { font-size: 15.5px; }
  .page { padding-top: 1.2rem; }
  h1 { font-size: 1.6rem; }
  table { font-size: .84rem; }
  .dense { font-size: .78rem; }
  .dense th, .dense td { padding-right: .4rem; }
  th, td { padding-right: .6rem; }
  nav ol, .events { columns: 1; }
  .legend li { white-space: normal; }
  .wide { display: none; }
  .narrow { display: block; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --ink: #1b1f24; --muted: #5a626c; --line: #d5d9de; --soft: #f4f5f7; --accent: #0a5a9c; --badge: #8a3b00; --badge-paper: #ffffff;
    --first: #1566b0; --second: #d2600a; --first-text: #10569a; --second-text: #a84700; --rest: #737c87; --all: #4d6a86;
    --group-0: #8b939c; --group-1: #1566b0; --group-2: #d2600a; --group-3: #0c8265; --group-4: #a8468b; --group-5: #8c7000; --group-6: #2b93b8; --group-7: #6a52b3; --group-8: #b03a48;
  }
  @page { margin: 18mm 16mm; }
  body { font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .page { max-width: none; padding: 0; }
  .skip, nav { display: none; }
  .wide { display: block; }
  .narrow { display: none; }
  .scroll { overflow: visible; background: none; }
  .dense { font-size: 7.5pt; }
  h2, h3, h4, caption { break-after: avoid; }
  figure > div, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  details > summary { display: none; }
}
`;
