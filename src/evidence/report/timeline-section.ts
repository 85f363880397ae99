import { figureHtml, type Html, html, tableHtml } from './html.js';
import { LEAST_TOLD, mayBeTold, partMayBeTold } from './people-count.js';
import type { ReportData, Timeline, TimelineLane, TimelineRow } from './report-model.js';
import type { AccountLabel } from './report-names.js';
import { drawnEvents } from './timeline-chart.js';
import { countText, dayText, instantText, numberText, percentText, shownText } from './wording.js';

const SHORT_NAME = 24;
const TIMELINE_LIMITS = [
  'Whether posts that are not here were never made, were removed, or were not collected.',
  'Why others repost: an echo may be agreement, news, mockery or a machine.',
];
const FEW = `fewer than ${LEAST_TOLD} accounts`;

/** An identifier; short ones are never broken. */
function nameHtml(name: string): Html {
  const shown = shownText(name);
  return html`<bdi class="${[...shown].length <= SHORT_NAME ? 'id short' : 'id'}">${shown}</bdi>`;
}

/** An account in a table: its identifier, and under it its handle. */
export function accountHtml({ name, handle, actor }: AccountLabel): Html {
  return html`${nameHtml(name)}${handle === null ? null : html`<bdi class="handle">@${shownText(handle)}</bdi>`}${actor === undefined ? null : html`<bdi class="handle">${shownText(actor)}</bdi>`}`;
}

/** An account in a sentence. */
function accountInSentence({ name, handle, actor }: AccountLabel): Html {
  if (actor !== undefined)
    return html`<bdi>${shownText(actor)}</bdi> (${handle === null ? nameHtml(name) : html`<bdi>@${shownText(handle)}</bdi>`})`;
  return handle === null ? nameHtml(name) : html`<bdi>@${shownText(handle)}</bdi> (${nameHtml(name)})`;
}

/** What the lane of echoes shows, in one sentence; null where there is nothing to say. */
export function echoSentence(timeline: Timeline, namesAreShown: boolean): Html | null {
  const lane = timeline.lanes.find(({ question }) => question === 'Who echoes');
  if (lane === undefined || lane.rows.every((row) => row.count === 0)) return null;
  return html`${lane.rows.map((row, index) => html`${index === 0 ? null : '; '}${rowSentence(row, lane, index, namesAreShown)}`)}.`;
}

function rowSentence(row: TimelineRow, lane: TimelineLane, index: number, namesAreShown: boolean): Html {
  const by = row.accountCount === null ? '' : ` by ${accountsText(row.accountCount, row.privateCount ?? 0, namesAreShown)}`;
  const what = countText(row.count, lane.noun.slice(0, -1), lane.noun);
  const tied = tiedText(row, lane.tiedBy, namesAreShown);
  if (row.account === null) return html`Layer ${shownText(lane.layer ?? '')} holds ${what}${by}${tied}`;
  return html`${index === 0 ? 'The posts' : 'those'} of ${accountInSentence(row.account)} drew ${what}${by}${tied}`;
}

/** Accounts in a sentence, as their number may be told. */
function accountsText(accountCount: number, privateCount: number, namesAreShown: boolean): string {
  if (mayBeTold(privateCount, namesAreShown)) return countText(accountCount, 'account');
  const publicCount = accountCount - privateCount;
  return publicCount === 0 ? FEW : `${countText(publicCount, 'public account')} and ${FEW.replace('accounts', 'others')}`;
}

function tiedText(row: TimelineRow, finding: number | null, namesAreShown: boolean): string {
  if (finding === null) return '';
  const isTold = partMayBeTold(row.tiedPrivateCount ?? 0, row.privateCount ?? 0, namesAreShown);
  const isFew = !mayBeTold(row.tiedPrivateCount ?? 0, namesAreShown);
  const [tied, hidden] = [row.tiedAccountCount ?? 0, row.tiedPrivateCount ?? 0];
  const people = isTold || isFew ? accountsText(tied, hidden, namesAreShown) : 'accounts';
  if (row.tiedCount === 0) return `, none of them by accounts that finding ${finding} ties to others`;
  return `, ${numberText(row.tiedCount)} of them (${percentText(row.tiedCount, row.count)}) by ${people} that finding ${finding} ties to others`;
}

/** The section with the timeline, its table, its events, and one sentence on what it shows. */
export function timelineSection(data: ReportData, pictures: { readonly wide: Html; readonly narrow: Html } | null): Html {
  const { timeline, events } = data;
  if (timeline === null || pictures === null)
    return html`<p>No post of the case has a time, so there is nothing to draw.</p>${events.length === 0 ? null : eventTable(data)}`;
  const sentence = echoSentence(timeline, data.namesAreShown);
  const drawn = drawnEvents(timeline, events);
  const list =
    drawn.length === 0
      ? null
      : html`<ol class="note">${drawn.map((event) => html`<li>${dayText(event.happenedAt)} · <bdi>${shownText(event.title, 120)}</bdi></li>`)}</ol>`;
  const figure = figureHtml({
    wide: pictures.wide,
    narrow: html`${pictures.narrow}${list}`,
    caption: html`${timelineCaption(timeline)}${drawn.length < events.length ? ` ${countText(events.length - drawn.length, 'event')} outside of this time not drawn.` : null}`,
    table: timelineTable(timeline),
    limits: TIMELINE_LIMITS,
  });
  return html`${figure}${sentence === null ? null : html`<p class="lead">${sentence}</p>`}${events.length === 0 ? html`<p class="note">The case holds no events to mark.</p>` : eventTable(data)}`;
}

function timelineCaption(timeline: Timeline): string {
  const { bin, outsideCount, steadiness } = timeline;
  const echoes = timeline.lanes.find(({ question }) => question === 'Who echoes');
  const [first, second] = steadiness.map(numberText);
  const chosen =
    second === undefined
      ? `the account whose posts others repost most steadily (${first} of them drew at least ${first} reposts each)`
      : `the two accounts whose posts others repost most steadily (${first} posts of the first drew at least ${first} reposts each, ${second} of the second at least ${second})`;
  return [
    `Counts per ${bin}, UTC.`,
    ...(steadiness.length > 0 ? [`In colour, on one scale: ${chosen}. Grey, on a scale of its own: everyone else.`] : []),
    ...(echoes === undefined
      ? []
      : [
          echoes.rows[0]?.account === null
            ? `Below: shares in layer ${shownText(echoes.layer ?? '')}.`
            : `Below: reposts of their posts by others, ${bin === 'day' ? 'on the day' : `in the ${bin}`} of the repost.`,
        ]),
    ...(hasTied(echoes) ? [`Solid: by accounts that finding ${echoes?.tiedBy} ties to others.`] : []),
    ...(outsideCount > 0 ? [`${countText(outsideCount, 'post')} far outside of this time not drawn.`] : []),
  ].join(' ');
}

function hasTied(lane: TimelineLane | undefined): boolean {
  return lane !== undefined && lane.tiedBy !== null && lane.rows.some((row) => row.tiedCount > 0);
}

/** Names of a lane's row for tables and files: an account, or what all the others are. */
export function rowName(row: TimelineRow, lane: TimelineLane): string {
  if (row.account !== null) return row.account.name;
  if (row.tone === 'rest') return 'everyone else';
  return lane.layer === null ? 'all accounts' : `layer ${lane.layer}`;
}

function timelineTable(timeline: Timeline): Html {
  const columns = timeline.lanes.flatMap((lane) =>
    lane.rows.flatMap((row) => [
      { row, tied: false, head: `${lane.noun}: ${shownText(row.account?.handle ?? rowName(row, lane), 30)}` },
      ...(row.tiedCount > 0 ? [{ row, tied: true, head: 'of these by tied accounts' }] : []),
    ]),
  );
  const starts = [...new Set(columns.flatMap(({ row }) => row.bins.map((bin) => bin.start)))].sort((a, b) => a - b);
  const counts = columns.map(({ row, tied }) => new Map(row.bins.map((bin) => [bin.start, tied ? bin.tiedCount : bin.count])));
  const rows = starts.map((start) => [binText(timeline, start), ...counts.map((column) => numberText(column.get(start) ?? 0))]);
  return tableHtml(
    `Counts per ${timeline.bin}`,
    [{ head: wordOf(timeline) }, ...columns.map(({ head }) => ({ head, isNumber: true }))],
    rows,
    `Every ${timeline.bin} that is left out has none. All of it is in timeline.csv.`,
  );
}

function wordOf({ bin }: Timeline): string {
  return { hour: 'Hour, UTC', day: 'Day, UTC', week: 'Week from, UTC', month: 'Month from, UTC', year: 'Year from, UTC' }[bin];
}

function binText({ bin }: Timeline, start: number): string {
  const instant = new Date(start).toISOString();
  return bin === 'hour' ? `${dayText(instant)}, ${instant.slice(11, 16)}` : dayText(instant);
}

function eventTable({ events }: ReportData): Html {
  return tableHtml(
    'Events',
    [{ head: 'When' }, { head: 'What' }],
    events.map((event) => [instantText(event.happenedAt), html`<bdi>${shownText(event.title, 200)}</bdi>`]),
  );
}
