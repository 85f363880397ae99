import type { Pictures } from './charts.js';
import { figureHtml, type Html, html, tableHtml } from './html.js';
import type { ReportFinding, ReportGroup } from './report-model.js';
import { accountHtml } from './timeline-section.js';
import { decimalText, instantText, measureText, numberText, shownText } from './wording.js';

/** The groups of one finding: who they are, from when to when, and what they shared. */
export function groupSection(finding: ReportFinding, pictures: Pictures): Html | null {
  const { groups, finding: stored } = finding;
  if (groups === null) return null;
  const head = html`<h4>Groups</h4>`;
  if (groups.length === 0) return html`${head}<p>There are no groups.</p>`;
  const table = groupTable(groups, stored.tables.find(({ name }) => name === 'groups')?.rowCount ?? groups.length, stored.findingId);
  const figure =
    pictures === null
      ? table
      : figureHtml({
          ...pictures,
          caption: `From the first to the last share behind the edges of each of the largest groups, UTC. Dashed, with numbers: events, as under the timeline.`,
          table,
          limits: ['How busy a group was between its first and its last share, and what it did before and after: a bar spans pauses.'],
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
      { head: 'Steady', unit: '0–1', isNumber: true },
      { head: 'Leaders', unit: 'accounts', isNumber: true },
      { head: 'p group', unit: '0–1', isNumber: true },
      { head: 'First', unit: 'UTC' },
      { head: 'Last', unit: 'UTC' },
    ],
    groups.map((group) => [
      group.group,
      numberText(group.memberCount),
      numberText(group.edgeCount),
      decimalText(group.density),
      numberText(group.objectCount),
      decimalText(group.coMembershipShare ?? null),
      numberText(group.leaderCount ?? null),
      measureText(group.pGroup ?? null),
      timeText(group.firstAt),
      timeText(group.lastAt),
    ]),
    [
      'Steady: the share of seeds that put two members together. Leaders: members who went first in more than half of their pairs, beyond what the number of objects and members leaves open. p group: share of shuffled worlds that hold a group at least as unusually dense for its size, the data counted as one. A dash: not measured.',
      groups.length < groupCount
        ? `The largest ${numberText(groups.length)} of ${numberText(groupCount)}; all are in finding-${findingId}-groups.csv.`
        : '',
    ]
      .join(' ')
      .trim(),
  );
}

function timeText(instant: string | null): string {
  return instant === null ? '–' : instantText(instant).replace(/\u00a0UTC$/, '');
}

function leadText({ leadShare, leadLow, leadHigh }: ReportFinding['members'][number]): string {
  return leadShare === null ? '–' : `${decimalText(leadShare)} (${decimalText(leadLow)}–${decimalText(leadHigh)})`;
}

function memberTable({ members, finding }: ReportFinding): Html | null {
  if (members.length === 0) return null;
  const table = tableHtml(
    'Best-connected members of the largest groups',
    [
      { head: 'Group' },
      { head: 'Account' },
      { head: 'Edges in the group', isNumber: true },
      { head: 'Objects', isNumber: true },
      { head: 'Went first', unit: '0–1, 95 % interval', isNumber: true },
    ],
    members.map((member) => [
      member.group,
      accountHtml(member.account),
      numberText(member.edgeCount),
      numberText(member.objectCount),
      leadText(member),
    ]),
    `Went first: share of the pairs of posts with other members, ties counted half; the interval counts objects, not pairs. At most ten members of each group; all are in finding-${finding.findingId}-members.csv.`,
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
