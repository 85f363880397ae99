import type { Pictures } from './charts.js';
import { figureHtml, type Html, html, tableHtml } from './html.js';
import { COLOURED_GROUPS, groupColour, networkCaption } from './network-picture.js';
import type { ReportFinding, ReportNetwork } from './report-model.js';
import { accountHtml } from './timeline-section.js';
import { countText, numberText } from './wording.js';

const LISTED_NODES = 100;
const NETWORK_LIMITS = [
  'Where a circle stands: only ties, sizes and colours carry meaning, and another run of the layout would stand otherwise.',
  'Why accounts are tied: a tie says that they shared the same things close in time, not that they know of each other.',
];

/** The picture of one network with its table. */
export function networkSection(finding: ReportFinding, pictures: Pictures): Html {
  const { network } = finding;
  const head = html`<h4>Network</h4>`;
  if (network === null || pictures === null || network.nodes.length === 0)
    return html`${head}<p>No two accounts are tied, so there is nothing to draw.</p>`;
  return html`${head}${figureHtml({ ...pictures, caption: html`${networkCaption(network)}${groupLegend(network)}`, table: nodeTable(network, finding.finding.findingId), limits: NETWORK_LIMITS })}`;
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
    shown.map((node) => [accountHtml({ name: node.label, ...node }), node.group === null ? '–' : node.group, numberText(node.edgeCount)]),
    note,
  );
}
