import { figureHtml, type Html, type HtmlPart, html, type TableColumn, tableHtml } from './html.js';
import { COLOURED_GROUPS, groupColour, networkCaption } from './network-picture.js';
import type { ReportData, ReportFinding, ReportGroup, ReportNetwork } from './report-model.js';
import type { AccountLabel } from './report-names.js';
import { accountHtml } from './timeline-section.js';
import { countText, decimalText, durationText, instantText, numberText, sentenceText, shownText, wordsOf } from './wording.js';

/** Both forms of a picture, or null where there is nothing to draw. */
export type Pictures = { readonly wide: Html; readonly narrow: Html } | null;

const LISTED_NODES = 100;
const SYNCHRONY =
  'Synchrony is not inauthenticity. Accounts that act together may be one newsroom, one campaign, one fan club or one crowd that follows the same news; the numbers say how they acted, not why, and not who stands behind them.';

/** A finding as headings call it: "Finding 2: Co-share network, layer url, 60 s". */
export function findingTitle({ finding, analysis, layer }: ReportFinding): string {
  const window = finding.parameters['windowSeconds'];
  const parts = [
    analysis?.title ?? shownText(finding.analysis),
    ...(layer === null ? [] : [`layer ${shownText(layer)}`]),
    ...(typeof window === 'number' ? [durationText(window)] : []),
  ];
  return `Finding ${finding.findingId}: ${parts.join(', ')}`;
}

/** What a finding says, in its own sentences. */
export function findingSummary(finding: ReportFinding): Html {
  return html`<div class="finding-lines"><p><strong>${findingTitle(finding)}</strong></p>
${finding.finding.summary.map((sentence) => html`<p>${sentenceText(sentence)}</p>`)}${finding.isCurrent ? null : html`<p>It was made before the latest import and does not cover all of the case.</p>`}</div>
`;
}

/** The picture of one network with its table. */
export function networkSection(finding: ReportFinding, pictures: Pictures): Html {
  const { network } = finding;
  const head = html`<h3>${findingTitle(finding)}</h3>`;
  if (network === null || pictures === null || network.nodes.length === 0)
    return html`${head}<p>No two accounts are tied, so there is nothing to draw.</p>`;
  return html`${head}${figureHtml({ ...pictures, caption: html`${networkCaption(network)}${groupLegend(network)}`, table: nodeTable(network, finding.finding.findingId) })}`;
}

function groupLegend({ nodes, nodesAre }: ReportNetwork): Html | null {
  const sizes = new Map<number, number>();
  for (const { group, memberCount } of nodes) if (group !== null) sizes.set(group, (sizes.get(group) ?? 0) + memberCount);
  const groups = [...sizes].sort(([x], [y]) => x - y);
  if (nodesAre === 'groups' || groups.length < 2) return null;
  const coloured = groups.filter(([group]) => group <= COLOURED_GROUPS);
  const others = groups.length - coloured.length;
  const swatch = (group: number): Html => html`<span class="swatch" style="background:${groupColour(group)}" aria-hidden="true"></span>`;
  return html`<ul class="legend" aria-label="Colours of the groups">${coloured.map(([group, size]) => html`<li>${swatch(group)}Group ${group}, ${countText(size, 'account')}</li>`)}${others > 0 ? html`<li>${swatch(0)}${countText(others, 'smaller group')}</li>` : null}</ul>`;
}

function nodeTable(network: ReportNetwork, findingId: number): Html {
  const shown = network.nodes.slice(0, LISTED_NODES);
  const note =
    shown.length < network.nodes.length
      ? `The first ${numberText(shown.length)} of ${numberText(network.nodes.length)}. All edges are in finding-${findingId}-edges.csv.`
      : `All edges are in finding-${findingId}-edges.csv.`;
  if (network.nodesAre === 'groups')
    return tableHtml(
      'Groups that are drawn',
      [
        { head: 'Group' },
        { head: 'Members', unit: 'accounts', isNumber: true },
        { head: 'Edges within and out', unit: 'edges', isNumber: true },
      ],
      shown.map((node) => [node.label, numberText(node.memberCount), numberText(node.edgeCount)]),
      note,
    );
  return tableHtml(
    'Accounts that are drawn, best connected first',
    [{ head: 'Account' }, { head: 'Group' }, { head: 'Edges', unit: 'edges', isNumber: true }],
    shown.map((node) => [
      accountHtml({ name: node.label, handle: node.handle }),
      node.group === null ? '–' : node.group,
      numberText(node.edgeCount),
    ]),
    note,
  );
}

/** The groups of one finding: who they are, from when to when, and what they shared. */
export function groupSection(finding: ReportFinding, pictures: Pictures): Html {
  const { groups, finding: stored } = finding;
  const head = html`<h3>${findingTitle(finding)}</h3>`;
  if (groups === null) return html`${head}<p>This finding has no groups of its own; the colours above are its connected components.</p>`;
  if (groups.length === 0) return html`${head}<p>There are no groups.</p>`;
  const table = groupTable(groups, stored.tables.find(({ name }) => name === 'groups')?.rowCount ?? groups.length, stored.findingId);
  const figure =
    pictures === null
      ? table
      : figureHtml({
          ...pictures,
          caption: `From the first to the last share behind the edges of each of the largest groups, UTC. Dotted: events.`,
          table,
        });
  return html`${head}${figure}${objectTable(finding)}${memberTable(finding)}`;
}

function groupTable(groups: readonly ReportGroup[], groupCount: number, findingId: number): Html {
  return tableHtml(
    'Groups, the largest first',
    [
      { head: 'Group' },
      { head: 'Members', unit: 'accounts', isNumber: true },
      { head: 'Edges', unit: 'edges', isNumber: true },
      { head: 'Density', unit: '0–1', isNumber: true },
      { head: 'Objects', unit: 'objects', isNumber: true },
      { head: 'First', unit: 'UTC' },
      { head: 'Last', unit: 'UTC' },
    ],
    groups.map((group) => [
      group.group,
      numberText(group.memberCount),
      numberText(group.edgeCount),
      decimalText(group.density),
      numberText(group.objectCount),
      timeText(group.firstAt),
      timeText(group.lastAt),
    ]),
    groups.length < groupCount
      ? `The largest ${numberText(groups.length)} of ${numberText(groupCount)}; all are in finding-${findingId}-groups.csv.`
      : null,
  );
}

function timeText(instant: string | null): string {
  return instant === null ? '–' : instantText(instant).replace(/\u00a0UTC$/, '');
}

function memberTable({ members, finding }: ReportFinding): Html | null {
  if (members.length === 0) return null;
  const table = tableHtml(
    'Best-connected members of the largest groups',
    [{ head: 'Group' }, { head: 'Account' }, { head: 'Edges in the group', isNumber: true }, { head: 'Objects', isNumber: true }],
    members.map((member) => [member.group, accountHtml(member.account), numberText(member.edgeCount), numberText(member.objectCount)]),
    `At most ten of each; all are in finding-${finding.findingId}-members.csv.`,
  );
  return html`<details><summary>Members of the largest groups</summary>
${table}
</details>`;
}

function objectTable({ objects, finding }: ReportFinding): Html | null {
  if (objects.length === 0) return null;
  return tableHtml(
    'What the largest groups shared most',
    [
      { head: 'Group' },
      { head: 'Layer' },
      { head: 'Object' },
      { head: 'Sharers', unit: 'accounts', isNumber: true },
      { head: 'Pairs', unit: 'pairs', isNumber: true },
    ],
    objects.map((object) => [
      object.group,
      shownText(object.layer),
      html`<bdi class="id">${shownText(object.object, 90)}</bdi>`,
      numberText(object.sharerCount),
      numberText(object.pairCount),
    ]),
    `The first three of each; more are in finding-${finding.findingId}-group-objects.csv.`,
  );
}

/** The heaviest edges of one finding. */
export function edgeSection({ strongest, finding, ...rest }: ReportFinding): Html {
  const head = html`<h3>${findingTitle({ strongest, finding, ...rest })}</h3>`;
  if (strongest === null || strongest.rows.length === 0) return html`${head}<p>There are no edges.</p>`;
  const columns = strongest.columns.map(
    ({ name, unit, type }): TableColumn => ({
      head: wordsOf(name),
      ...(unit === undefined ? {} : { unit }),
      isNumber: type === 'integer' || type === 'number',
    }),
  );
  const cell = (value: AccountLabel | string | number | null, index: number): HtmlPart => {
    if (value === null) return '–';
    if (typeof value === 'number') return strongest.columns[index]?.type === 'number' ? decimalText(value) : numberText(value);
    return typeof value === 'string' ? html`<bdi>${shownText(value)}</bdi>` : accountHtml(value);
  };
  const all = finding.tables.find(({ name }) => name === 'edges')?.rowCount ?? strongest.rows.length;
  const caption =
    strongest.rows.length < all
      ? `The strongest ${numberText(strongest.rows.length)} of ${countText(all, 'edge')}`
      : `All ${countText(all, 'edge')}`;
  return html`${head}${tableHtml(
    caption,
    columns,
    strongest.rows.map((row) => row.map(cell)),
  )}
<details><summary>What the columns mean</summary><dl>${strongest.columns.map((column) => html`<dt>${wordsOf(column.name)}</dt><dd>${column.meaning}</dd>`)}</dl></details>`;
}

/** The parameters of every finding, and the hash of the data that they stood on. */
export function parameterSection(data: ReportData): Html {
  const rows = data.findings.map(({ finding, isCurrent }) =>
    tableHtml(
      `Finding ${finding.findingId}: ${shownText(finding.analysis)}, version ${finding.version}`,
      [{ head: 'Parameter' }, { head: 'Value' }],
      [
        ...Object.entries(finding.parameters).map(([name, value]) => [shownText(name), html`<bdi>${valueText(name, value)}</bdi>`]),
        ['made', instantText(finding.createdAt)],
        ['data', isCurrent ? 'as the case is now' : html`other than the case holds now: <span class="id">${finding.fingerprint}</span>`],
      ],
    ),
  );
  return html`${rows}<p>Fingerprint of the data (SHA-256 over the imported files, their formats and options): <span class="id">${data.fingerprint}</span></p>`;
}

function valueText(name: string, value: unknown): string {
  if (typeof value === 'number')
    return name === 'seed' ? String(value) : `${numberText(value)}${name.endsWith('Seconds') ? '\u00a0s' : ''}`;
  return shownText(typeof value === 'string' ? value : JSON.stringify(value), 200);
}

/** What the numbers cannot show: in general, and by analysis. */
export function limitSection(data: ReportData): Html {
  const analyses = [
    ...new Map(data.findings.flatMap(({ analysis }) => (analysis === null ? [] : [[analysis.id, analysis] as const]))).values(),
  ];
  return html`<p class="lead">${SYNCHRONY}</p>
${analyses.map((analysis) => html`<h3>${analysis.title}</h3><ul>${analysis.limits.map((limit) => html`<li>${limit}</li>`)}</ul>`)}
<h3>The data</h3><ul><li>A case holds what its files hold. What was deleted before it was collected, never collected, or private is not in it.</li>
<li>Counts are of this case, not of the platform; a missing account or day may be a gap in the collection.</li>
${data.namesAreShown ? null : html`<li>Pseudonyms hide names, not what accounts did: who knows the posts may recognise an account by its numbers.</li>`}</ul>`;
}
