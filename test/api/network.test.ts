import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysisById } from '../../src/analyses/catalogue.js';
import type { Edge, Network, Timeline } from '../../src/api/contract/findings.js';
import { type CaseFile, runAnalysis } from '../../src/index.js';
import { openNaming } from '../../src/store/naming.js';
import { quiet } from '../analyses/test-case.js';
import { EMBASSY, privateWorld, SECRETS } from '../privacy/private-world.js';
import { scratchFile, shareLines } from '../scratch.js';
import { type ServedCase, serve, serveFiles } from './served-case.js';

const get = async <T>(served: ServedCase, url: string): Promise<T> => {
  const answer = await served.ask({ url });
  expect([url, answer.status, answer.text.slice(0, 300)]).toEqual([url, 200, expect.any(String)]);
  return answer.body as T;
};
const refusal = async (served: ServedCase, url: string): Promise<string> => {
  const { status, body } = await served.ask({ url });
  expect([url, status]).toEqual([url, expect.toSatisfy((code: number) => code === 400 || code === 404)]);
  return (body as { error: { message: string } }).error.message;
};

const run = (file: CaseFile, id: string, values: Record<string, unknown>) =>
  runAnalysis(file, analysisById(id) as never, values, {}, quiet);

/** Five accounts: a, b, c share four objects in March; d and e share two in June; a and d share one in April and one in May. */
const at = (time: string): number => Date.parse(time) / 1000;
const LINES = [
  ...['a', 'b', 'c'].flatMap((who, late) => [1, 2, 3, 4].map((o) => `m${o},${who},p-${who}-${o},${at(`2023-03-0${o}T10:00:0${late}Z`)}`)),
  ...['d', 'e'].flatMap((who, late) => [1, 2].map((o) => `j${o},${who},p-${who}-${o},${at(`2023-06-0${o}T10:00:0${late}Z`)}`)),
  ...['a', 'd'].flatMap((who) => [1, 2].map((o) => `x${o},${who},p-${who}-x${o},${at(`2023-0${o + 3}-01T00:00:00Z`)}`)),
];

describe('a small network, worked out by hand', () => {
  let served: ServedCase;
  beforeAll(async () => {
    served = await serveFiles([scratchFile(shareLines(...LINES))], { reveal: false });
    await run(served.file, 'coordination', { permutations: 20, seeds: 2 });
    await run(served.file, 'sensitivity', { windows: '60,600', minObjects: '2', permutations: 20 });
  });
  afterAll(() => served.close());
  const name = (key: string): string => openNaming(served.casePath, false).account(key);
  const pairsOf = ({ nodes, edges }: Network): string[] =>
    edges.source.map((source, edge) => [nodes.account[source], nodes.account[edges.target[edge] as number]].sort().join(' ')).sort();
  const pair = (a: string, b: string): string => [name(a), name(b)].sort().join(' ');

  test('has the edges of the finding, their weights and times, and nodes in the order of their shown names', async () => {
    const network = await get<Network>(served, '/api/findings/1/network');
    expect(pairsOf(network)).toEqual([pair('a', 'b'), pair('a', 'c'), pair('b', 'c'), pair('d', 'e'), pair('a', 'd')].sort());
    expect(network).toMatchObject({
      edgeCount: 5,
      accountCount: 5,
      totalEdgeCount: 5,
      weightColumn: 'objectCount',
      weightRange: [2, 4],
      leftOut: null,
    });
    expect(network.edges.weight).toEqual([4, 4, 4, 2, 2]);
    expect(network.nodes.account).toEqual([...network.nodes.account].sort());
    expect(Object.fromEntries(network.nodes.account.map((account, at) => [account, network.nodes.edgeCount[at]]))).toEqual({
      [name('a')]: 3,
      [name('b')]: 2,
      [name('c')]: 2,
      [name('d')]: 2,
      [name('e')]: 1,
    });
    const late = pairsOf(network).length && network.edges.firstAt.map((at) => new Date(at as number).toISOString().slice(0, 7));
    expect(late).toEqual(['2023-03', '2023-03', '2023-03', expect.any(String), expect.any(String)]);
    for (const [edge, source] of network.edges.source.entries()) expect(source).toBeLessThan(network.edges.target[edge] as number);
  });

  test('conditions on weight, time and columns choose edges', async () => {
    const chosen = async (query: string): Promise<string[]> => pairsOf(await get<Network>(served, `/api/findings/1/network?${query}`));
    expect(await chosen('minimumWeight=3')).toHaveLength(3);
    expect(await chosen(`where=${encodeURIComponent('objectCount >= 3')}`)).toHaveLength(3);
    expect(await chosen('from=2023-06-01')).toEqual([pair('d', 'e')]);
    expect(await chosen('from=2023-04-01&to=2023-04-02')).toEqual([pair('a', 'd')]);
    expect(await chosen('to=2023-03-01T00:00:00Z')).toEqual([]);
    expect(await chosen('maximumQ=1')).toHaveLength(5);
    expect(await chosen('publicOnly=true')).toEqual([]);
  });

  test('the strongest edges are kept and the rest is said to be left out', async () => {
    const network = await get<Network>(served, '/api/findings/1/network?maximumEdgeCount=4');
    expect(network).toMatchObject({ edgeCount: 5, accountCount: 5 });
    expect(network.edges.weight).toEqual([4, 4, 4, 2]);
    expect(network.leftOut).toMatch(
      /^Of 5 edges, the 4 with the highest objectCount are drawn, among equals .* shown names; 1 (is|are) left out/,
    );
    const three = await get<Network>(served, '/api/findings/1/network?maximumEdgeCount=3');
    expect(three.nodes.account).toEqual(['a', 'b', 'c'].map(name).sort());
    expect(three.leftOut).toMatch(/2 accounts are tied by those alone/);
  });

  test('the timeline counts pairs of posts by the older one, in bins that stay when conditions change', async () => {
    const all = await get<Timeline>(served, '/api/findings/1/timeline');
    // By hand: 3 edges × 4 objects in March; a and d on 1 April and 1 May; d and e on 1 and 2 June.
    expect(all.counts.reduce((sum, count) => sum + count, 0)).toBe(16);
    const few = await get<Timeline>(served, '/api/findings/1/timeline?minimumWeight=3');
    expect(few.counts.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect([few.bin, few.from, few.to]).toEqual([all.bin, all.from, all.to]);
    expect(all).toMatchObject({ counted: 'pairs', bin: 'day', from: '2023-03-01T00:00:00Z', to: '2023-06-03T00:00:00Z' });
  });

  test('an edge shows its pairs from the side that was asked for', async () => {
    const edge = await get<Edge>(served, `/api/findings/1/edge?accountA=${name('b')}&accountB=${name('a')}`);
    expect(edge).toMatchObject({ pairCount: 4, accountA: name('b'), accountB: name('a') });
    expect(edge.pairs.map(({ lagSeconds }) => lagSeconds)).toEqual([-1, -1, -1, -1]);
    expect(edge.pairs[0]?.b.postedAt).toBe('2023-03-01T10:00:00Z');
    expect(edge.measures.find((measure) => measure.name === 'objectCount')?.value).toBe(4);
  });

  test('what is no network, no edge or no condition is refused in one line', async () => {
    expect(await refusal(served, '/api/findings/99/network')).toContain('no finding 99');
    expect(await refusal(served, '/api/findings/2/network')).toContain('has no network');
    expect(await refusal(served, '/api/findings/1/network?table=groups')).toContain('is no network; its networks: edges');
    expect(await refusal(served, '/api/findings/1/network?table=nothing')).toContain('has no table nothing');
    expect(await refusal(served, '/api/findings/1/network?from=yesterday-01')).toContain('"from" must be a time');
    expect(await refusal(served, '/api/findings/1/network?where=drop')).not.toContain('\n');
    expect(await refusal(served, '/api/findings/1/network?maximumEdgeCount=0')).toContain('maximumEdgeCount');
    expect(await refusal(served, `/api/findings/1/edge?accountA=${name('a')}&accountB=${name('e')}`)).toContain('has no edge');
    expect(await refusal(served, `/api/findings/1/edge?accountA=${name('a')}&accountB=${name('a')}`)).toContain('two different accounts');
  });

  test('an identifier that is not shown is not told apart from one that is not there', async () => {
    const typed = await refusal(served, `/api/findings/1/edge?accountA=a&accountB=${name('b')}`);
    const absent = await refusal(served, `/api/findings/1/edge?accountA=zz&accountB=${name('b')}`);
    expect(typed.replace('"a"', '"zz"')).toBe(absent);
  });

  test('any text as a condition gives an answer or one clear refusal', async () => {
    const piece = fc.constantFrom(
      'objectCount',
      'accountA',
      '>=',
      '=',
      '3',
      "'",
      '"',
      ';',
      '--',
      'and',
      'or',
      '(',
      ')',
      'null',
      ' ',
      'DROP TABLE finding',
      '%',
      '\u0000',
      '甲',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (parts) => {
        const { status } = await served.ask({ url: `/api/findings/1/network?where=${encodeURIComponent(parts.join(' '))}` });
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 40, seed: 1 },
    );
    expect((await get<Network>(served, '/api/findings/1/network')).edgeCount).toBe(5);
  });
});

describe('private people in a network', () => {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-network-'));
  let served: ServedCase;
  beforeAll(async () => {
    const file = await privateWorld(folder);
    const { path } = file;
    await run(file, 'coordination', { layer: 'url', windowSeconds: 600, permutations: 20, seeds: 2 });
    await run(file, 'similarity', { layer: 'mention' });
    await run(file, 'multiplex', { layers: 'url,mention', windowSeconds: 600, permutations: 20 });
    file.close();
    served = await serve(path);
  });
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('no answer holds their names, identifiers or texts; public accounts stand with their handle', async () => {
    let shownEdges = 0;
    let publicNodes = 0;
    for (const id of [1, 2, 3]) {
      const { text } = await served.ask({ url: `/api/findings/${id}/network` });
      const network = JSON.parse(text) as Network;
      const told = [text, (await served.ask({ url: `/api/findings/${id}/timeline` })).text];
      for (const [at, isPublic] of network.nodes.isPublic.entries())
        if (isPublic && network.nodes.account[at] === EMBASSY.id) {
          publicNodes++;
          expect(network.nodes.label[at]).toContain(EMBASSY.handle);
        }
      for (let edge = 0; edge < Math.min(4, network.edges.source.length); edge++) {
        const [a, b] = [network.edges.source[edge], network.edges.target[edge]].map((end) =>
          encodeURIComponent(network.nodes.account[end as number] as string),
        );
        const answer = await served.ask({ url: `/api/findings/${id}/edge?accountA=${a}&accountB=${b}` });
        expect(answer.status).toBe(200);
        told.push(answer.text);
        shownEdges++;
      }
      for (const secret of SECRETS) for (const one of told) expect(one.includes(secret), `${secret} of finding ${id}`).toBe(false);
    }
    expect(shownEdges).toBeGreaterThan(5);
    expect(publicNodes).toBeGreaterThan(0);
  });

  test('similar accounts have an edge without posts, fused layers one with times', async () => {
    expect(await get<Network>(served, '/api/findings/2/network')).toMatchObject({
      hasPosts: false,
      hasTimes: false,
      groupsAre: 'found',
      weightColumn: 'cosine',
    });
    expect(await refusal(served, '/api/findings/2/network?from=2020-01-01')).toContain('has no times');
    const fused = await get<Network>(served, '/api/findings/3/network');
    expect(fused).toMatchObject({ hasTimes: true, table: 'edges', qColumns: ['qTimingLowest'] });
    expect(fused.edges.firstAt.every((at) => at !== null)).toBe(true);
  });
});
