import { expect, test } from 'vitest';
import { caseOfText, runTable } from './test-case.js';

// The small cases of the published tool's output (conformance/coortweet/edge-cases.txt), by hand as tables.
const header = 'object_id,account_id,content_id,timestamp_share\n';
const table = (...rows: string[]): string => `${header}${rows.join('\n')}\n`;

async function pairsOf(text: string, parameters: Record<string, unknown>): Promise<string[]> {
  const { rows } = await runTable(await caseOfText(text), 'coortweet', parameters, 'pairs');
  return rows.map((row) => [row['content_id'], row['content_id_y'], row['time_delta'], row['account_id'], row['account_id_y']].join(' '));
}

test('the window is inclusive: a gap of 10 s is kept, 11 s is dropped', async () => {
  const text = table('o1,A,c1,0', 'o1,B,c2,10', 'o1,C,c3,21');
  expect(await pairsOf(text, { windowSeconds: 10, minParticipation: 1 })).toEqual(['c1 c2 10 A B']);
});

test('with min_participation 2, accounts with one post in the result are dropped', async () => {
  const text = table('o1,A,c1,0', 'o1,B,c2,10', 'o9,A,c8,500', 'o8,B,c9,900');
  expect(await pairsOf(text, { windowSeconds: 10, minParticipation: 2 })).toEqual([]);
});

test('ties keep the order of the input rows regrouped by account', async () => {
  expect(await pairsOf(table('o1,B,c9,5', 'o1,A,c1,5', 'o1,C,c3,4'), { minParticipation: 1 })).toEqual([
    'c3 c1 1 C A',
    'c3 c9 1 C B',
    'c9 c1 0 B A',
  ]);
  expect(await pairsOf(table('o1,A,c1,5', 'o1,B,c9,5', 'o1,C,c3,4'), { minParticipation: 1 })).toEqual([
    'c1 c9 0 A B',
    'c3 c1 1 C A',
    'c3 c9 1 C B',
  ]);
});

test('a pair is kept through either account (A takes part twice, B and C once)', async () => {
  const text = table('o1,A,c1,0', 'o1,B,c2,1', 'o2,A,c3,50', 'o2,C,c4,51', 'o7,B,c5,900', 'o8,C,c6,1900');
  expect(await pairsOf(text, { minParticipation: 2 })).toEqual(['c1 c2 1 A B', 'c3 c4 1 A C']);
});

test('doubled rows give four pairs', async () => {
  const text = table('o1,A,c1,0', 'o1,A,c1,0', 'o1,B,c2,10', 'o1,B,c2,10');
  expect(await pairsOf(text, { minParticipation: 1 })).toEqual(Array(4).fill('c1 c2 10 A B'));
});

test('a post that is the shared object is a loop', async () => {
  const text = table('c1,A,c1,0', 'c1,B,c2,1', 'c1,C,c3,2');
  expect(await pairsOf(text, { minParticipation: 1 })).toEqual(['c2 c3 1 B C']);
  expect(await pairsOf(text, { minParticipation: 1, removeLoops: false })).toEqual(['c1 c2 1 A B', 'c1 c3 2 A C', 'c2 c3 1 B C']);
});

test('weight counts pairs of posts, content counts are of the older and the newer side', async () => {
  const text = table('o1,A,c1,0', 'o1,B,c2,1', 'o1,A,c3,2', 'o1,B,c4,3');
  const { rows } = await runTable(await caseOfText(text), 'coortweet', { minParticipation: 1 }, 'edges');
  expect(rows).toEqual([
    {
      account_id: 'A',
      account_id_y: 'B',
      weight: 4,
      avg_time_delta: 1.5,
      n_content_id: 3,
      n_content_id_y: 3,
      edge_symmetry_score: 1,
      weight_threshold: 0,
    },
  ]);
});

test('accounts are ordered as strings: "10" before "9"', async () => {
  const { rows } = await runTable(await caseOfText(table('o1,9,c1,0', 'o1,10,c2,1')), 'coortweet', { minParticipation: 1 }, 'edges');
  expect(rows[0]).toMatchObject({ account_id: '10', account_id_y: '9' });
});

test('nothing is found where there is nothing: one row, one account, too few rows', async () => {
  expect(await pairsOf(table('o1,A,c1,0'), { minParticipation: 1 })).toEqual([]);
  expect(await pairsOf(table('o1,A,c1,0', 'o1,A,c2,1'), { minParticipation: 1 })).toEqual([]);
  expect(await pairsOf(table('o1,A,c1,0', 'o1,B,c2,1'), { minParticipation: 99 })).toEqual([]);
});
