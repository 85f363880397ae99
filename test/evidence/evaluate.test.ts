import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateFinding } from '../../src/evidence/evaluate.js';
import { measureRows } from '../../src/evidence/measures.js';
import { readTruth } from '../../src/evidence/truth-table.js';
import { AntiphonError, type CaseFile } from '../../src/index.js';
import { openCase, quiet, runTable } from '../analyses/test-case.js';
import { scratchFile, scratchFolder, shareLines } from '../scratch.js';

/**
 * Accounts a, b, c share o1 and o2 within seconds (a–b also o3); d and e share o4 and o5; f comes hours later; g shares once.
 * Edges with two objects within 60 s: a–b 3, a–c 2, b–c 2, d–e 2.
 */
const SHARES = shareLines(
  ...['o1', 'o2'].flatMap((object, at) =>
    ['a', 'b', 'c'].map((account, i) => `${object},${account},${object}${account},${1000 * (at + 1) + i}`),
  ),
  'o3,a,o3a,5000',
  'o3,b,o3b,5001',
  ...['o4', 'o5'].flatMap((object, at) =>
    ['d', 'e'].map((account, i) => `${object},${account},${object}${account},${7000 * (at + 1) + i}`),
  ),
  'o1,f,o1f,90000',
  'o2,f,o2f,90500',
  'o1,g,o1g,99000',
);
const TRUTH =
  'account,group,kind\na,troll,planted\nb,troll,planted\nf,troll,planted\nd,desk,news-desk\ne,desk,news-desk\nc,,organic\ng,,\n';

let file: CaseFile;
let findingId = 0;
let remove = (): void => undefined;

beforeAll(async () => {
  ({ file, remove } = await openCase(scratchFile(SHARES, 'shares.csv')));
  ({ findingId } = (await runTable(file, 'coordination', { significance: 'none' }, 'edges')).finding);
});
afterAll(() => remove());

const truthFile = (text: string): string => scratchFile(text, 'truth.csv');

test('a native finding, worked by hand', async () => {
  const evaluation = await evaluateFinding(file, findingId, truthFile(TRUTH), {}, quiet);
  // Found: a–b (right, weight 3), a–c, b–c, d–e (weight 2 each). Planted: a–b, a–f, b–f.
  expect(evaluation).toMatchObject({
    table: 'edges',
    weightColumn: 'objectCount',
    unknownCount: 0,
    unlabelledCount: 0,
    caseAccountCount: 7,
  });
  expect(evaluation.pairs).toMatchObject({ found: 4, right: 1, planted: 3, precision: { value: 0.25 }, recall: { value: 1 / 3 } });
  expect(evaluation.pairs?.f1.value).toBeCloseTo(2 / 7, 12);
  expect(evaluation.pairs?.weightedPrecision.value).toBeCloseTo(3 / 9, 12);
  expect(evaluation.accounts).toMatchObject({ flagged: 5, right: 2, planted: 3, precision: { value: 0.4 }, recall: { value: 2 / 3 } });
  expect(evaluation.kinds.map(({ kind, accounts, pairs }) => [kind, accounts.count, accounts.trials, pairs?.count, pairs?.trials])).toEqual(
    [
      ['news-desk', 2, 2, 1, 1],
      ['organic', 1, 2, undefined, undefined],
      ['planted', 2, 3, 1, 3],
    ],
  );
  expect(evaluation.foundKinds.map(({ ends, pairs }) => [ends, pairs.count])).toEqual([
    ['organic and planted', 2],
    ['news-desk, one group', 1],
    ['planted, one group', 1],
  ]);
  expect(measureRows(evaluation).find(({ measure }) => measure === 'weightedPrecision')?.value).toBeCloseTo(1 / 3, 12);
  expect(await evaluateFinding(file, findingId, truthFile(TRUTH), {}, quiet)).toEqual(evaluation);
});

test('only some rows, by a condition on their numbers', async () => {
  const judge = (where: string) => evaluateFinding(file, findingId, truthFile(TRUTH), { where }, quiet);
  expect((await judge('objectCount >= 3')).pairs).toMatchObject({ found: 1, right: 1, precision: { value: 1 } });
  expect((await judge('objectCount > 1 and pairCount < 3')).pairs).toMatchObject({ found: 3, right: 0 });
  expect((await judge('objectCount >= 3 or pairCount >= 3')).pairs).toMatchObject({ right: 1 });
  expect((await judge('objectCount > 99')).pairs).toMatchObject({ found: 0, precision: { value: null }, recall: { value: 0 } });
});

test.each([
  ['coortweet', {}],
  ['toolkit', {}],
] as const)('%s: both directions of an edge are one pair', async (analysis, parameters) => {
  const { finding, rows } = await runTable(file, analysis, { layer: 'object', ...parameters }, 'edges');
  const evaluation = await evaluateFinding(file, finding.findingId, truthFile(TRUTH), {}, quiet);
  const [a, b] = analysis === 'toolkit' ? ['source', 'target'] : ['account_id', 'account_id_y'];
  const distinct = new Set(rows.map((row) => [row[a as string], row[b as string]].sort().join(' ')));
  expect(evaluation.pairs?.found).toBe(distinct.size);
  expect(evaluation.pairs?.right).toBe(1);
  expect(evaluation.weightColumn).toBe('weight');
});

test('a table with one account in a row is judged by accounts alone', async () => {
  const evaluation = await evaluateFinding(file, findingId, truthFile(TRUTH), { table: 'members' }, quiet);
  expect(evaluation.pairs).toBeNull();
  expect(evaluation.accounts).toMatchObject({ flagged: 5, right: 2 });
  expect(evaluation.foundKinds).toEqual([]);
});

test('a truth without kinds takes every group for planted; accounts that it does not name count as organic, those that the case lacks nowhere', async () => {
  const evaluation = await evaluateFinding(file, findingId, truthFile('group,account,note\nx,a,\nx,b,\nx,zed,\n'), {}, quiet);
  expect(evaluation).toMatchObject({ unknownCount: 1, unknownPlantedCount: 1, unlabelledCount: 5, unlabelledFlaggedCount: 3 });
  expect(evaluation.pairs).toMatchObject({ found: 4, right: 1, planted: 1, recall: { value: 1 } });
  expect(evaluation.accounts.planted).toBe(2);
});

test('a truth that plants nothing: whatever is found is wrong, and recall does not exist', async () => {
  const evaluation = await evaluateFinding(file, findingId, truthFile('account,group\na,\nb,\n'), {}, quiet);
  expect(evaluation.pairs).toMatchObject({ found: 4, right: 0, planted: 0, precision: { value: 0 }, recall: { value: null } });
});

describe('a truth that is none: one line with the file, the line and the remedy', () => {
  test.each<[string, string, RegExp]>([
    [
      'columns missing',
      'user,team\na,x\n',
      /truth\.csv is no truth table: it lacks the columns account and group; columns found: user, team/,
    ],
    ['no rows', 'account,group\n', /truth\.csv holds no account/],
    [
      'two groups',
      'account,group\na,x\nb,x\na,y\n',
      /truth\.csv line 4: account a stands in group y \(planted\), but in group x \(planted\) on line 2/,
    ],
    [
      'two kinds',
      'account,group,kind\na,x,planted\nb,x,fan-club\n',
      /line 3: group x is fan-club, but planted on line 2; a group is of one kind/,
    ],
    ['planted nowhere', 'account,group,kind\na,,planted\n', /line 2: account a is planted but in no group/],
    ['a blank account', 'account,group\n,x\n', /line 2: account is blank/],
  ])('%s', async (_, text, message) => {
    await expect(readTruth(truthFile(text), scratchFolder(), quiet)).rejects.toThrow(message);
  });

  test('of another case', async () => {
    await expect(evaluateFinding(file, findingId, truthFile('account,group\nx1,x\nx2,x\n'), {}, quiet)).rejects.toThrow(
      /no account of .*truth\.csv \(2 in all\) is in .*another case/,
    );
  });

  test('the same account twice with the same group is one account', async () => {
    expect((await evaluateFinding(file, findingId, truthFile('account,group\na,x\na,x\nb,x\n'), {}, quiet)).truthAccountCount).toBe(2);
  });
});

test('wrong findings, tables, conditions and files say what there is', async () => {
  const judge = (id: number, options: object, path = truthFile(TRUTH)) => evaluateFinding(file, id, path, options, quiet);
  await expect(judge(99, {})).rejects.toThrow(/no finding 99/);
  await expect(judge(findingId, { table: 'nodes' })).rejects.toThrow(/has no table nodes; it has edges, /);
  await expect(judge(findingId, { table: 'groups' })).rejects.toThrow(/names no accounts/);
  await expect(judge(findingId, { where: 'objectCount > many' })).rejects.toThrow(/objectCount/);
  await expect(judge(findingId, { where: '1=1; drop table finding' })).rejects.toThrow(AntiphonError);
  await expect(judge(findingId, { where: 'weightiness > 1' })).rejects.toThrow(/has no column "weightiness"; its columns are accountA/);
  await expect(judge(findingId, {}, join('/nowhere', 'truth.csv'))).rejects.toThrow(/truth\.csv/);
});
