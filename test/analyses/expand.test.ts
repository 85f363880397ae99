import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tableOf } from '../../src/evidence/run-analysis.js';
import { analysisById, type CaseFile, exportFindingTable, listFindings, runAnalysis } from '../../src/index.js';
import { type Random, randomBelow, seededRandom } from '../../src/kernels/statistics/random.js';
import { openNaming } from '../../src/store/naming.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { caseOf, caseOfText, quiet, runTable } from './test-case.js';

const DAY = 86_400;
const ORGANIC = 60;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const GROUP_BIO = 'Proud patriot and lover of truth, follow me back';

/** A world as two files: accounts with day of creation and profile, and posts with a link. */
class World {
  private readonly users: string[] = [];
  private readonly posts: string[] = [];
  readonly random: Random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    for (let i = 0; i < ORGANIC; i++) {
      this.user(`organic${i}`, randomBelow(this.random, 3000), this.words(2), this.words(8));
      for (let post = 0; post < 20; post++) this.post(`organic${i}`, randomBelow(this.random, 400), randomBelow(this.random, 30 * DAY));
    }
  }

  /** A group made on one day with one description; where it shares, it pushes links of its own choice within a minute. */
  plant(kind: string, count: number, pushes: number): string[] {
    const ids = Array.from({ length: count }, (_, i) => `${kind}${i}`);
    for (const id of ids) this.user(id, 1234, this.words(2), GROUP_BIO);
    for (let push = 0; push < pushes; push++) {
      const time = randomBelow(this.random, 30 * DAY);
      for (const id of ids) this.post(id, 50 * push + 7, time + randomBelow(this.random, 50));
    }
    return ids;
  }

  case(): Promise<CaseFile> {
    const folder = scratchFolder();
    const header = 'userid,user_display_name,user_screen_name,user_profile_description,account_creation_date';
    writeFileSync(join(folder, 'users.csv'), `${[header, ...this.users].join('\n')}\n`);
    writeFileSync(join(folder, 'posts.csv'), `${['post_id,account_id,timestamp,url_id', ...this.posts].join('\n')}\n`);
    return caseOf(join(folder, 'posts.csv'), join(folder, 'users.csv'));
  }

  private user(id: string, day: number, name: string, bio: string): void {
    const created = new Date((14_000 + day) * DAY * 1000).toISOString().slice(0, 10);
    this.users.push(`${id},${name},${id}_name,"${bio}",${created}`);
  }

  private post(id: string, link: number, time: number): void {
    this.posts.push(`p${this.posts.length},${id},${1_600_000_000 + time},l${link}`);
  }

  private words(count: number): string {
    const letter = (): string => LETTERS[randomBelow(this.random, LETTERS.length)] as string;
    return Array.from({ length: count }, () => Array.from({ length: 6 }, letter).join('')).join(' ');
  }
}

const listOf = (...names: string[]): string => scratchFile(`${names.join('\n')}\n`, 'list.txt');

test('from half of a planted group the other half comes out above all others, and so do its members that never shared', async () => {
  const world = new World(1);
  const members = world.plant('member', 10, 6);
  const dormant = world.plant('dormant', 6, 0);
  const file = await world.case();
  const seeds = listOf(...members.slice(0, 5), ...dormant.slice(0, 3));
  const controls = listOf(...Array.from({ length: 30 }, (_, i) => `organic${i}`));
  const { finding, rows } = await runTable(file, 'expand', { seeds, controls }, 'candidates');
  const found = rows.filter((row) => (row['q'] as number) <= 0.05);
  expect(new Set(found.map((row) => row['account']))).toEqual(new Set([...members.slice(5), ...dormant.slice(3)]));
  expect(rows.slice(0, 8).map((row) => row['rank'])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(rows.slice(0, 8)).toEqual(found);
  for (const row of found) {
    const isDormant = String(row['account']).startsWith('dormant');
    expect(row).toMatchObject({
      isDormant: isDormant ? 1 : 0,
      profileSimilarity: 1,
      createdAt: new Date((14_000 + 1234) * DAY * 1000).toISOString().replace('.000', ''),
    });
    expect(row['seedsTied']).toBe(isDormant ? 0 : 5);
    expect(row['objectCount']).toBe(isDormant ? 0 : 6);
    expect([row['layers'], row['pTiming'] === null, row['pChoice'] === null]).toEqual(
      isDormant ? [null, true, true] : ['url', false, false],
    );
    expect(row['pCreation']).toBeLessThan(0.001);
    expect(row['pProfile']).toBeLessThan(0.001);
  }
  expect(finding.figures).toMatchObject({
    seedCount: 8,
    accountCount: 68,
    candidateCount: 8,
    dormantCount: 3,
    dormantCandidateCount: 3,
    heldOutCount: 8,
    recall: 1,
    dormantHeldOutCount: 3,
    dormantFoundCount: 3,
    controlCount: 30,
    controlsFound: 0,
  });
  expect(finding.figures['recallLow']).toBeCloseTo(8 / (8 + 1.959963984540054 ** 2), 9); // Wilson, all of 8
});

test('recall is counted by fold and rule, control accounts by rule', async () => {
  const world = new World(2);
  const members = world.plant('member', 8, 6);
  const file = await world.case();
  const values = { seeds: listOf(...members.slice(0, 4)), controls: listOf('organic1', 'organic2_name', '@Organic3_name'), holdOuts: 2 };
  const { rows } = await runTable(file, 'expand', values, 'recall');
  expect(rows.map((row) => `${row['fold']} ${row['rule']}`)).toEqual(
    ['1', '2', 'all'].flatMap((fold) => ['q ≤ 0.05', 'first k', 'first 2 k', 'first 5 k', 'first 10 k'].map((rule) => `${fold} ${rule}`)),
  );
  expect(rows[0]).toMatchObject({ heldOutCount: 2, foundCount: 2, takenCount: 6, recall: 1, dormantHeldOutCount: 0 });
  // The other six members take the first places with the two that were held out.
  expect(rows[3]).toMatchObject({ rule: 'first 5 k', foundCount: 2 });
  expect(rows[10]).toMatchObject({ heldOutCount: 4, foundCount: 4, takenCount: 12 });
  const { rows: controls } = await runTable(file, 'expand', values, 'controls');
  expect(controls[0]).toMatchObject({ rule: 'q ≤ 0.05', controlCount: 3, foundCount: 0, share: 0, takenCount: 4 });
});

test('from seeds picked at random nobody comes out beyond chance', async () => {
  let candidates = 0;
  let lowest = 0;
  let tested = 0;
  for (const seed of [3, 4, 5]) {
    const file = await new World(seed).case();
    const picked = listOf(...Array.from({ length: 12 }, (_, i) => `organic${(i * 7 + seed) % ORGANIC}`));
    const { finding, rows } = await runTable(file, 'expand', { seeds: picked, windowSeconds: 86_400, minObjects: 1 }, 'candidates');
    candidates += finding.figures['candidateCount'] as number;
    lowest += rows.filter((row) => (row['p'] as number) <= 0.05).length;
    tested += finding.figures['accountCount'] as number;
    expect(finding.summary.join(' ')).toContain('False positives were not measured');
  }
  expect(candidates).toBe(0);
  expect(lowest / tested).toBeLessThan(0.1);
});

test('a list may be a table, with handles and in any order; its names are not in the finding, and unknown ones are counted', async () => {
  const world = new World(6);
  const members = world.plant('member', 6, 4);
  const file = await world.case();
  const plain = { seeds: listOf('member0', 'member1', 'member2', 'nobody') };
  const { finding } = await runTable(file, 'expand', plain, 'candidates');
  expect(finding.figures).toMatchObject({ seedCount: 3, unknownSeedCount: 1 });
  expect(finding.parameters['seeds']).toMatch(/^4 accounts, sha256 [0-9a-f]{64}$/);
  expect(JSON.stringify(finding)).not.toContain('nobody');
  const table = scratchFile('note;userid\nx;member2\n;nobody\nz;member1\ny;member0\n', 'list.csv');
  const again = await runAnalysis(file, analysisById('expand'), { seeds: table }, {}, quiet);
  expect(again.wasKnown).toBe(true);
  const handles = await runTable(file, 'expand', { seeds: listOf('@member0_name', 'MEMBER1_name', 'member2') }, 'candidates');
  expect(handles.finding.figures['seedCount']).toBe(3);
  expect(handles.rows[0]?.['account']).toBe(members[3]);
  expect((await listFindings(file)).length).toBe(2);
});

test('the same input gives the same bytes', async () => {
  const world = new World(7);
  world.plant('member', 6, 4);
  const written: string[] = [];
  for (let run = 0; run < 2; run++) {
    const file = await world.case();
    const analysis = analysisById('expand');
    const { finding } = await runAnalysis(file, analysis, { seeds: listOf('member0', 'member3') }, {}, quiet);
    const naming = { ...openNaming(file.path, false), account: (key: string) => key };
    for (const name of ['candidates', 'recall']) {
      const path = join(scratchFolder(), 'out.csv');
      await exportFindingTable(file, finding, tableOf(analysis, name), path, naming);
      written.push(readFileSync(path, 'utf8'));
    }
  }
  expect(written.slice(0, 2)).toEqual(written.slice(2));
});

test('lists that lead nowhere are one clear line', async () => {
  const file = await new World(8).case();
  const run = (values: Record<string, unknown>) => runTable(file, 'expand', values, 'candidates');
  await expect(run({})).rejects.toThrow('--seeds (seeds) must be given: File with the known accounts.');
  await expect(run({ seeds: '/nowhere/list.txt' })).rejects.toThrow('/nowhere/list.txt');
  await expect(run({ seeds: scratchFile('', 'empty.txt') })).rejects.toThrow('empty.txt');
  await expect(run({ seeds: scratchFile('\n\n', 'blank.txt') })).rejects.toThrow('blank.txt');
  await expect(run({ seeds: listOf('a', 'b') })).rejects.toThrow(
    /--seeds \(seeds\) needs at least 2 accounts of the case; of the 2 names in .*list.txt none is there; not there: a, b/,
  );
  await expect(run({ seeds: listOf('organic1', 'b') })).rejects.toThrow('only one is there; not there: b');
  await expect(run({ seeds: scratchFile('name,count\na,1\n', 'list.csv') })).rejects.toThrow('names no accounts');
  const seeds = listOf('organic1', 'organic2');
  await expect(run({ seeds, controls: seeds })).rejects.toThrow('controls must be others');
  await expect(run({ seeds, controls: listOf('b') })).rejects.toThrow('--controls (controls) needs at least 1 account');
  await expect(run({ seeds, layers: 'url,url' })).rejects.toThrow('must name different layers');
  await expect(run({ seeds, layers: 'repost' })).rejects.toThrow('the case has no layer "repost"');
  await expect(run({ seeds, holdOuts: 1 })).rejects.toThrow('must be at least 2');
});

test('where all accounts are seeds, or there is one account, there is nobody to find', async () => {
  const file = await new World(9).case();
  const all = listOf(...Array.from({ length: ORGANIC }, (_, i) => `organic${i}`));
  const { finding, rows } = await runTable(file, 'expand', { seeds: all }, 'candidates');
  expect(rows).toEqual([]);
  expect(finding.figures).toMatchObject({ accountCount: 0, candidateCount: 0, heldOutCount: ORGANIC });
  const alone = await caseOfText('object_id,account_id,content_id,timestamp_share\no1,a,p1,1\no2,a,p2,2\n');
  await expect(runTable(alone, 'expand', { seeds: listOf('a') }, 'candidates')).rejects.toThrow('only one is there');
});
