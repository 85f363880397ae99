import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuseEdges, harmonicMeanP, mergedShares } from '../../src/kernels/shares/multiplex.js';
import type { Shares } from '../../src/kernels/shares/share-index.js';
import { caseOfText, runTable } from './test-case.js';

// Two object columns, so two layers: a and b share links and hashtags together, c and d links alone.
const ROWS = [
  ['p1', 'a', 0, 'l1', 't1'],
  ['p2', 'b', 5, 'l1', 't1'],
  ['p3', 'a', 1000, 'l2', 't2'],
  ['p4', 'b', 1005, 'l2', 't2'],
  ['p5', 'c', 5000, 'l3', 't3'],
  ['p6', 'd', 5001, 'l3', 't4'],
  ['p7', 'c', 6000, 'l4', 't5'],
  ['p8', 'd', 6002, 'l4', 't6'],
  ['p9', 'e', 90_000, 'l1', 't1'],
];
const CASE = `post_id,account_id,timestamp,url_id,hashtag_id\n${ROWS.map((row) => row.join(',')).join('\n')}\n`;

test('pairs that are tied in two layers come first, each with its layers and sums', async () => {
  const { rows, finding } = await runTable(await caseOfText(CASE), 'multiplex', { layers: 'url,hashtag', significance: 'none' }, 'edges');
  expect(
    rows.map((row) => [row['accountA'], row['accountB'], row['layerCount'], row['layers'], row['objectCount'], row['pairCount']]),
  ).toEqual([
    ['a', 'b', 2, 'url,hashtag', 4, 4],
    ['c', 'd', 1, 'url', 2, 2],
  ]);
  expect(finding.figures).toMatchObject({ edgeCount: 2, severalLayersCount: 1, layerCount: 2, groupCount: 2 });
});

test('the combined p is the harmonic mean, a layer without the edge counted as 1', async () => {
  const file = await caseOfText(CASE);
  const { rows } = await runTable(file, 'multiplex', { layers: 'url,hashtag' }, 'edges');
  const { rows: parts } = await runTable(file, 'multiplex', { layers: 'url,hashtag' }, 'layer_edges');
  const p = (a: string): number[] => parts.filter((row) => row['accountA'] === a).map((row) => row['pTiming'] as number);
  expect(p('a').length).toBe(2);
  expect(rows[0]?.['pTiming']).toBeCloseTo(2 / (1 / (p('a')[0] as number) + 1 / (p('a')[1] as number)), 12);
  expect(rows[1]?.['pTiming']).toBeCloseTo(2 / (1 / (p('c')[0] as number) + 1), 12);
});

test('the pairs of posts behind a fused edge come from all layers', async () => {
  const { rows } = await runTable(await caseOfText(CASE), 'multiplex', { layers: 'url,hashtag', significance: 'none' }, 'pairs');
  expect(rows.filter((row) => row['account_id'] === 'a').map((row) => row['object_id'])).toEqual(['l1', 'l2', 't1', 't2']);
});

test('one layer, a layer twice or one that is not there are refused', async () => {
  const file = await caseOfText(CASE);
  const run = (layers: string) => runTable(file, 'multiplex', { layers }, 'edges');
  await expect(run('url')).rejects.toThrow('must name two or more different layers');
  await expect(run('url,url')).rejects.toThrow('must name two or more different layers');
  await expect(run('url,')).rejects.toThrow('must name two or more different layers');
  await expect(run('url,repost')).rejects.toThrow('the case has no layer "repost"');
});

test('nothing is tied where nobody shares together', async () => {
  const text = 'post_id,account_id,timestamp,url_id,hashtag_id\np1,a,0,l1,t1\np2,a,5,l2,t2\np3,b,9000,l1,t1\np4,b,9900,l2,t2\n';
  const { rows } = await runTable(await caseOfText(text), 'multiplex', { layers: 'url,hashtag' }, 'edges');
  expect(rows).toEqual([]);
});

test('fusing keeps every edge once, and its parts', () => {
  const edges = fc
    .uniqueArray(
      fc.tuple(fc.nat(5), fc.nat(5)).filter(([a, b]) => a < b),
      { selector: ([a, b]) => a * 10 + b },
    )
    .map((ends) => ends.sort((x, y) => x[0] - y[0] || x[1] - y[1]))
    .map((ends) => ({ accountA: Int32Array.from(ends, ([a]) => a), accountB: Int32Array.from(ends, ([, b]) => b) }));
  fc.assert(
    fc.property(fc.array(edges, { minLength: 1, maxLength: 4 }), (layers) => {
      const fused = fuseEdges(6, layers);
      const found = Array.from({ length: fused.length }, (_, edge) =>
        [...fused.layer.subarray(fused.starts[edge], fused.starts[edge + 1])].map(
          (layer) => `${fused.accountA[edge]} ${fused.accountB[edge]} ${layer}`,
        ),
      ).flat();
      const expected = layers.flatMap(({ accountA, accountB }, layer) => [...accountA].map((a, i) => `${a} ${accountB[i]} ${layer}`));
      expect([...found].sort()).toEqual(expected.sort());
    }),
  );
});

test('the harmonic mean of p-values by hand', () => {
  expect(harmonicMeanP([0.01, 1])).toBeCloseTo(2 / 101, 12);
  expect(harmonicMeanP([0.5, 0.5, 0.5])).toBeCloseTo(0.5, 12);
  expect(harmonicMeanP([0, 0.5])).toBe(0);
});

test('merged shares are sorted by object and lose none', () => {
  const layer = (objects: number[]): Shares => ({
    accountCount: 3,
    postCount: 10,
    object: Int32Array.from(objects),
    account: Int32Array.from(objects, (_, i) => i % 3),
    post: Int32Array.from(objects.keys()),
    time: Float64Array.from(objects, (_, i) => i),
  });
  const merged = mergedShares([layer([1, 1, 5]), layer([0, 3, 3])]);
  expect([...merged.object]).toEqual([0, 1, 1, 3, 3, 5]);
  expect([...merged.time]).toEqual([0, 0, 1, 1, 2, 2]);
});
