import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANALYSES, type CaseFile, CaseReads, importRegistry } from '../../src/index.js';
import { duelFiles } from '../../src/simulate/duel-files.js';
import { duelWorld } from '../../src/simulate/duel-world.js';
import { caseOfText, openCase, quiet, runTable } from './test-case.js';

// The planted duel of docs/simulate.md, imported as a user would; the truth is read from its own file.
const folder = mkdtempSync(join(tmpdir(), 'antiphon-duel-'));
const files = duelFiles(duelWorld({ seed: 2 }));
const truth = new Map(
  (files.find(({ name }) => name === 'truth-figures.csv')?.text ?? '')
    .split('\n')
    .map((line) => line.split(',').slice(0, 2) as [string, string]),
);
const planted = (name: string): number => Number(truth.get(name));
let file: CaseFile;
let remove = (): void => undefined;
beforeAll(async () => {
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  ({ file, remove } = await openCase(join(folder, 'simulated-duel.jsonl'), join(folder, 'simulated-events.csv')));
  await importRegistry(file, join(folder, 'simulated-registry.csv'), {}, quiet);
});
afterAll(() => {
  remove();
  rmSync(folder, { recursive: true, force: true });
});

const SIDES = 'Orvessa: handle=sim_amb_orvessa; Draveth: handle=@sim_amb_draveth';
const OPTIONS = { sides: SIDES, daysBefore: 70, daysAfter: 28 };
type Row = Record<string, string | number | null>;

function rowOf(rows: readonly Row[], side: string, outcome: string): Row & { [name: string]: number } {
  return rows.find((row) => row['side'] === side && row['outcome'] === outcome) as Row & { [name: string]: number };
}

function expectWithin(value: number, low: number | undefined, high: number | undefined): void {
  expect(value).toBeGreaterThanOrEqual(low ?? Number.NaN);
  expect(value).toBeLessThanOrEqual(high ?? Number.NaN);
}

test('cadence dates the planted change to the day, with both rates within their intervals, and finds none in the other voice', async () => {
  const { finding, rows } = await runTable(file, 'cadence', {}, 'changes');
  expect(rows).toHaveLength(1);
  const change = rows[0] as Row & { [name: string]: number };
  expect(change['actor']).toMatch(/Orvessa/);
  const event = String(truth.get('event_at')).slice(0, 10);
  expect(Math.abs(Date.parse(String(change['changedAt'])) - Date.parse(event))).toBeLessThanOrEqual(86_400_000);
  expectWithin(Date.parse(event), Date.parse(String(change['earliestAt'])), Date.parse(String(change['latestAt'])));
  expectWithin(planted('a_planted_posts_per_day_before'), change['lowBefore'], change['highBefore']);
  expectWithin(planted('a_planted_posts_per_day_after'), change['lowAfter'], change['highAfter']);
  expect(finding.summary[0]).toMatch(/^1 of 2 voices changed how often they post/);
  expect(finding.summary[1]).toMatch(/The clearest change: Ambassador of Orvessa .* on 2021-05-1[678]/);
});

test('duel recovers every planted number of both sides within its interval', async () => {
  const { rows } = await runTable(file, 'duel', OPTIONS, 'outcomes');
  expect(rows).toHaveLength(16);
  for (const [side, letter] of [
    ['Orvessa', 'a'],
    ['Draveth', 'b'],
  ] as const) {
    for (const [outcome, figure] of [
      ['posts', 'posts_per_day'],
      ['likes', 'median_likes'],
      ['reposts', 'median_reposts'],
    ] as const) {
      const row = rowOf(rows, side, outcome);
      const [before, after] = ['before', 'after'].map((phase) => planted(`${letter}_planted_${figure}_${phase}`)) as [number, number];
      expectWithin(before, row['beforeLow'], row['beforeHigh']);
      expectWithin(after, row['afterLow'], row['afterHigh']);
      expectWithin(after / before, row['low'], row['high']);
    }
    const replies = (phase: string): number =>
      planted(`${letter}_planted_replies_per_post_${phase}`) * planted(`${letter}_planted_posts_per_day_${phase}`);
    expectWithin(
      replies('after') / replies('before'),
      rowOf(rows, side, 'replies received')['low'],
      rowOf(rows, side, 'replies received')['high'],
    );
  }
  // The date is told by what changes at once; the side that does not change stands out nowhere.
  expect(rowOf(rows, 'Orvessa', 'posts')['p']).toBeLessThanOrEqual(0.01);
  expect(rowOf(rows, 'Orvessa', 'posts')['placeboCount']).toBeGreaterThanOrEqual(100);
  for (const row of rows) if (row['side'] === 'Draveth') expect(row['pHolm']).toBeGreaterThan(0.05);
});

test('followers at the event, ten days later and in the steepest ten days are those planted, as following finds them too', async () => {
  const { rows } = await runTable(file, 'duel', OPTIONS, 'followers');
  const side = rows.find((row) => row['side'] === 'Orvessa') as Row & { [name: string]: number };
  expectWithin(planted('a_followers_at_event'), side['atEventLow'], side['atEventHigh']);
  expect(Math.abs((side['steepestValueFrom'] ?? 0) / planted('a_followers_at_event') - 1)).toBeLessThan(0.01);
  expect(Math.abs((side['steepestValueTo'] ?? 0) / planted('a_followers_ten_days_later') - 1)).toBeLessThan(0.01);
  expect(Math.abs(Date.parse(String(side['steepestFrom'])) - Date.parse(String(truth.get('event_at'))))).toBeLessThanOrEqual(86_400_000);
  const { rows: growth } = await runTable(file, 'following', {}, 'growth');
  const voice = growth.find((row) => String(row['actor']).includes('Orvessa')) as Row;
  expect(voice['stretchFrom']).toBe(side['steepestFrom']);
  expect(voice['stretchGrowth']).toBeCloseTo(side['steepestGrowth'] as number, 6);
});

test('sides by state and the only event are the defaults; the same bytes twice; days that posts do not reach are cut and said', async () => {
  const analysis = ANALYSES.find(({ id }) => id === 'duel');
  const run = async (parameters: object) =>
    analysis?.run(new CaseReads(file), { daysBefore: 28, daysAfter: 28, steepestDays: 10, ...parameters } as never, quiet, {});
  const [once, twice] = [await run({}), await run({})];
  expect(once).toEqual(twice);
  expect(new Set(once?.tables['outcomes']?.columns['side'] as string[])).toEqual(new Set(['Draveth', 'Orvessa']));
  const cut = await run({ daysAfter: 400 });
  expect(cut?.summary.join(' ')).toMatch(/28 and 400 were asked for, but posts of the sides do not reach so far/);
  expect(cut?.figures['placeboCount']).toBeLessThan(350);
});

test.each([
  [{ sides: 'polity=Orvessa' }, /--sides \(sides\) has two sides or more, parted by ";"/],
  [{ sides: 'A: polity=Orvessa; B: polity=Nowhere' }, /--sides \(sides\): no voice of the registry .* meets "polity=Nowhere"/],
  [{ sides: 'A: polity=Orvessa; B: role=ambassador' }, /the sides "A" and "B" have an account in common/],
  [{ sides: 'A: polity=Orvessa; A: polity=Draveth' }, /names two sides alike/],
  [{ sides: 'A: colour=red; B: polity=Draveth' }, /has conditions such as polity=China with the keys/],
  [
    { event: 'the other speech' },
    /neither a date such as 2021-06-07 nor the title of an event, got "the other speech"; the case has "SIMULATED speech/,
  ],
  [{ event: '2021-02-31T99:00' }, /neither a date/],
  [{ event: '2031-01-01' }, /posts of the sides are from 2020-06-0\d to 2021-10-0\d, which leaves less than 7 days/],
])('a duel refuses %j in one line', async (parameters, message) => {
  await expect(runTable(file, 'duel', parameters, 'outcomes')).rejects.toThrow(message);
});

test('without a registry a duel says what it needs, and run --all skips it for that reason', async () => {
  const plain = await caseOfText('message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\np1,ann,ann,,,hello,100,\n');
  await expect(runTable(plain, 'duel', { event: '2020-01-01' }, 'outcomes')).rejects.toThrow(/duel needs a registry/);
  const analysis = ANALYSES.find(({ id }) => id === 'duel');
  const skipped = analysis?.runsOn(await new CaseReads(plain).contents());
  expect(skipped).toEqual({ runs: [], skipped: [expect.stringMatching(/^duel: needs a registry .*, a dated event/)] });
  expect(analysis?.runsOn(await new CaseReads(file).contents())).toEqual({ runs: [{}], skipped: [] });
});
