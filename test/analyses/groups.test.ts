import { expect, test } from 'vitest';
import { seededRandom } from '../../src/kernels/statistics/random.js';
import { caseOfText, runTable } from './test-case.js';

const HEAD = 'object_id,account_id,content_id,timestamp_share';

/** A table in which some groups share objects of their own, each at its own times; the first of each group leads where asked. */
function groupsTable(sizes: readonly number[], objectCount: number, isLed: boolean): string {
  const random = seededRandom(4);
  const rows: string[] = [];
  for (const [group, size] of sizes.entries()) {
    for (let object = 0; object < objectCount; object++) {
      const start = 1_700_000_000 + group * 1_000_000 + object * 10_000;
      for (let member = 0; member < size; member++) {
        const delay = Math.floor(random() * 20) + (isLed && member > 0 ? 25 : 0);
        rows.push(`o${group}-${object},a${group}-${member},p${rows.length},${start + delay}`);
      }
    }
  }
  return [HEAD, ...rows].join('\n');
}

const BRIDGE = ['bridge,a0-0,b0,1690000000', 'bridge,a1-0,b1,1690000001', 'bridge2,a0-0,b2,1690100000', 'bridge2,a1-0,b3,1690100001'];

test('planted groups come apart although a tie joins them; steady in all seeds, led by nobody', async () => {
  const file = await caseOfText([groupsTable([8, 6, 5], 6, false), ...BRIDGE].join('\n'));
  const { finding, rows } = await runTable(file, 'coordination', { layer: 'object', significance: 'none' }, 'groups');
  expect(
    rows.map(({ memberCount, edgeCount, density, coMembershipShare, leaderCount }) => [
      memberCount,
      edgeCount,
      density,
      coMembershipShare,
      leaderCount,
    ]),
  ).toEqual([
    [8, 28, 1, 1, 0],
    [6, 15, 1, 1, 0],
    [5, 10, 1, 1, 0],
  ]); // prettier-ignore
  expect(finding.figures).toMatchObject({ groupCount: 3, seedCount: 20, seedAgreement: 1, coMembershipShare: 1, leaderCount: 0 });
  expect(finding.summary).toContain(
    `They form 3 groups: communities by the Leiden method, the consensus of 20 seeds (modularity ${finding.figures.modularity?.toFixed(2)}).`,
  );
  expect(finding.summary).toContain(
    'Two members of a group are together in 100 % of the seeds on average (adjusted Rand index between seeds 1.00).',
  );
  const components = await runTable(file, 'coordination', { layer: 'object', significance: 'none', groups: 'components' }, 'groups');
  expect(components.rows.map(({ memberCount, coMembershipShare }) => [memberCount, coMembershipShare])).toEqual([
    [14, null],
    [5, null],
  ]);
  expect(components.finding.figures).toMatchObject({ modularity: null, seedCount: 0, seedAgreement: null, coMembershipShare: null });
  expect(components.finding.summary).toContain('They form 2 groups: connected components.');
});

test('who goes first is named, with an interval that leaves ½ out; the others are not', async () => {
  const file = await caseOfText(groupsTable([7, 7], 12, true));
  const { finding, rows } = await runTable(file, 'coordination', { layer: 'object', significance: 'none' }, 'members');
  expect(finding.figures.leaderCount).toBe(2);
  expect(finding.summary.at(-1)).toMatch(/^2 members went first in more than half of the pairs with other members/);
  for (const row of rows) {
    const isLeader = row.account === 'a0-0' || row.account === 'a1-0';
    expect(Number(row.leadLow) > 0.5).toBe(isLeader);
    expect(Number(row.leadLow)).toBeLessThanOrEqual(Number(row.leadShare));
    expect(Number(row.leadHigh)).toBeGreaterThanOrEqual(Number(row.leadShare));
    expect(Number(row.meanLeadSeconds) > 0).toBe(isLeader);
    expect(row.centrality).toBeCloseTo(1, 5);
    expect(row.objectCount).toBe(12);
  }
});

test('the same seed gives the same tables, by each method; one seed has no steadiness', async () => {
  const file = await caseOfText([groupsTable([8, 6, 5], 4, false), ...BRIDGE].join('\n'));
  for (const groups of ['leiden', 'louvain'] as const) {
    const parameters = { layer: 'object', significance: 'none', groups, seed: 7, seeds: 3 };
    const { finding, rows } = await runTable(file, 'coordination', parameters, 'members');
    const again = await runTable(
      await caseOfText([groupsTable([8, 6, 5], 4, false), ...BRIDGE].join('\n')),
      'coordination',
      parameters,
      'members',
    );
    expect(again.rows).toEqual(rows);
    expect(finding.figures.seedCount).toBe(3);
  }
  const { finding, rows } = await runTable(file, 'coordination', { layer: 'object', significance: 'none', seeds: 1 }, 'groups');
  expect(rows[0]?.coMembershipShare).toBeNull();
  expect(finding.figures).toMatchObject({ seedCount: 1, seedAgreement: null, coMembershipShare: null });
  expect(finding.summary.join(' ')).toContain('communities by the Leiden method, one seed (modularity');
});

test('without an edge there are no groups and no word about them', async () => {
  const file = await caseOfText([HEAD, 'x,a,1,1700000000', 'y,b,2,1700000000', 'x,a,3,1700100000', 'z,b,4,1700300000'].join('\n'));
  const { finding, rows } = await runTable(file, 'coordination', { layer: 'object', significance: 'none' }, 'groups');
  expect(rows).toEqual([]);
  expect(finding.figures).toMatchObject({ groupCount: 0, modularity: null, seedAgreement: null, coMembershipShare: null, leaderCount: 0 });
  expect(finding.summary.join(' ')).not.toContain('form');
});
