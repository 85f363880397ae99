import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observationSection } from '../../src/evidence/report/observation-section.js';
import { CaseFile, CaseReads, importFiles, observationNaming, readCaseObservations, readThingObservations } from '../../src/index.js';
import { isRounding } from '../../src/store/observation-contradictions.js';
import { readLooks } from '../../src/store/observations.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { readRows, sharedData } from '../shared-data.js';
import { importInto, newCase, rejectsOf, still } from '../sources/imported-case.js';

// Planted lives, whose course is known, come out with their intervals, returns and contradictions; a case in which nothing changes has
// none; and what is known does not depend on the order in which files come, or on how one file is cut.

const HEADER = 'account_id,handle,post_id,status,observed_at,country,login,reason,evidence,source,time_is,platform';
type Row = Readonly<Partial<Record<string, string>>>;
const list = (...rows: readonly Row[]): string =>
  [
    HEADER,
    ...rows.map((row) =>
      HEADER.split(',')
        .map((name) => row[name] ?? '')
        .join(','),
    ),
  ].join('\n');

async function caseOf(...files: readonly string[]): Promise<CaseFile> {
  const file = await newCase();
  for (const [index, content] of files.entries()) await importInto(file, content, `list-${index}.csv`);
  return file;
}

async function found(file: CaseFile) {
  return readCaseObservations(file, await observationNaming(file, false));
}

const day = (microseconds: number): string | null =>
  Number.isNaN(microseconds) ? null : new Date(microseconds / 1000).toISOString().slice(0, 16).replace('T00:00', '');

/** Every life as `account [country]: first..last, status (last, gone] returns`. */
async function lives(file: CaseFile): Promise<string[]> {
  const reads = new CaseReads(file);
  const keys = await reads.accountKeys();
  const life = await reads.accountStatusIntervals();
  return [...life.subject].map((subject, row) => {
    const view = life.seenFrom[row] === null ? '' : ` [${life.seenFrom[row]}${life.hasLogin[row] === true ? ' login' : ''}]`;
    const end =
      life.goneStatus[row] === null
        ? 'there'
        : `${life.goneStatus[row]} ${life.isExact[row] ? '=' : '<='} ${day(life.firstGoneAt[row] as number)}`;
    const span = `${day(life.firstSeenAt[row] as number)}..${day(life.lastAliveAt[row] as number)}`;
    return `${keys[subject]}${view}: ${span} ${end}, ${life.lookCount[row]} looks, ${life.returnCount[row]} returns`;
  });
}

describe('lives', () => {
  test('an end lies between the last look that found it and the first that did not; known to the day, it is gone by the end of the day', async () => {
    const file = await caseOf(
      list(
        { account_id: 'a', status: 'alive', observed_at: '2020-01-01' },
        { account_id: 'a', status: 'alive', observed_at: '2020-01-05' },
        { account_id: 'a', status: 'suspended', observed_at: '2020-01-09' },
        { account_id: 'a', status: 'suspended', observed_at: '2020-02-09' },
        { account_id: 'b', status: 'alive', observed_at: '2020-01-01T10:00:00Z' },
        { account_id: 'b', status: 'deleted', observed_at: '2020-01-02T10:00:00Z', time_is: 'change' },
        { account_id: 'c', status: 'unknown', observed_at: '2020-01-03T00:00:00Z' },
        { account_id: 'd', status: 'unknown' },
        { account_id: 'e', status: 'alive', observed_at: '2020-01-04T00:00:00Z' },
      ),
    );
    expect(await lives(file)).toEqual([
      'a: 2020-01-01..2020-01-05 suspended <= 2020-01-09T23:59, 4 looks, 0 returns',
      'b: 2020-01-01T10:00..2020-01-01T10:00 deleted = 2020-01-02T10:00, 2 looks, 0 returns',
      'c: null..null unknown <= 2020-01-03, 1 looks, 0 returns',
      'd: null..null unknown <= null, 0 looks, 0 returns',
      'e: 2020-01-04..2020-01-04 there, 1 looks, 0 returns',
    ]);
    const { accounts, contradictions } = await found(file);
    expect(contradictions).toEqual([]);
    expect(accounts).toMatchObject({
      ...{ thingCount: 5, observedCount: 5, datedCount: 4, observationCount: 9, undatedObservationCount: 1 },
      lives: { count: 5, thereCount: 1, goneCount: 3, exactCount: 1, neverThereCount: 1, undatedGoneCount: 1, intervalMedianDays: 4 },
      lookCounts: [
        { looks: 1, things: 2 },
        { looks: 2, things: 1 },
        { looks: 4, things: 1 },
      ],
      // By hand: 4, 4, 31 days for a, 1 for b.
      gaps: { count: 4, medianDays: 4, longestDays: 31 },
    });
  });

  test('views by country and login are lives of their own; withheld in one is there in another', async () => {
    const file = await caseOf(
      list(
        { account_id: 'a', status: 'alive', observed_at: '2020-01-01', country: 'us' },
        { account_id: 'a', status: 'withheld', observed_at: '2020-01-01', country: 'TR', reason: 'court order' },
        { account_id: 'a', status: 'alive', observed_at: '2020-01-03', country: 'TR', login: 'yes' },
      ),
    );
    expect(await lives(file)).toEqual([
      'a [TR]: null..null withheld <= 2020-01-01T23:59, 1 looks, 0 returns',
      'a [TR login]: 2020-01-03..2020-01-03 there, 1 looks, 0 returns',
      'a [US]: 2020-01-01..2020-01-01 there, 1 looks, 0 returns',
    ]);
    expect((await found(file)).contradictions).toEqual([]);
  });

  test('what one observer finds again came back, however its looks are spread over files; a status that came back is no end', async () => {
    const gone = { account_id: 'a', status: 'suspended', observed_at: '2020-01-05' };
    const again = { account_id: 'a', status: 'alive', observed_at: '2020-01-07' };
    for (const file of [await caseOf(list(gone, again)), await caseOf(list(again), list(gone))]) {
      expect(await lives(file)).toEqual(['a: 2020-01-07..2020-01-07 there, 2 looks, 1 returns']);
      expect((await found(file)).contradictions).toEqual([]);
    }
  });
});

const event = (time: string, what: object): string =>
  JSON.stringify({ did: 'did:plc:ann', time_us: Date.parse(time) * 1000, kind: 'account', account: what });

describe('contradictions are listed and none is resolved', () => {
  test('there by one source after another one found it gone; with a word that it is back there is none', async () => {
    const taken = event('2020-01-05T00:00:00Z', { active: false, status: 'takendown' });
    const seen = { account_id: 'did:plc:ann', status: 'alive', observed_at: '2020-01-09T00:00:00Z' };
    const file = await newCase();
    await importInto(file, taken, 'events.jsonl');
    await importInto(file, list(seen), 'list.csv');
    const [contradiction, ...more] = (await found(file)).contradictions;
    expect(more).toEqual([]);
    expect(contradiction).toMatchObject({
      kind: 'there-after-gone',
      isNote: false,
      stated: 'suspended',
      otherStated: 'alive',
      sourceIds: [0, 1],
    });
    expect(await lives(file)).toEqual(['did:plc:ann: 2020-01-09..2020-01-09 there, 2 looks, 0 returns']);
    const back = await newCase();
    await importInto(back, taken, 'events.jsonl');
    await importInto(back, list({ ...seen, status: 'back', observed_at: '2020-01-07T00:00:00Z' }, seen), 'list.csv');
    expect((await found(back)).contradictions).toEqual([]);
    expect(await lives(back)).toEqual(['did:plc:ann: 2020-01-07..2020-01-09 there, 3 looks, 1 returns']);
  });

  test('two statuses at one moment; on one day it is a note', async () => {
    const file = await caseOf(
      list(
        { account_id: 'a', status: 'alive', observed_at: '2020-01-05T12:00:00Z' },
        { account_id: 'a', status: 'deleted', observed_at: '2020-01-05T12:00:00Z' },
        { account_id: 'b', status: 'suspended', observed_at: '2020-01-05' },
        { account_id: 'b', status: 'deleted', observed_at: '2020-01-05' },
      ),
    );
    expect((await found(file)).contradictions.map(({ kind, isNote, stated, otherStated }) => [kind, isNote, stated, otherStated])).toEqual([
      ['two-statuses', false, 'alive', 'deleted'],
      ['two-statuses', true, 'deleted', 'suspended'],
    ]);
  });

  test('followers at one moment, dates of creation, posts from after the end; fewer posts and rounded counts are notes', async () => {
    const mapping = scratchFile(
      JSON.stringify({
        account: 'id',
        handle: 'name',
        accountCreatedAt: { column: 'made', precisionSeconds: 86_400 },
        followerCount: 'followers',
        postCount: 'posts',
        observedAt: { column: 'seen' },
      }),
      'mapping.json',
    );
    const rows = [
      'id,name,made,seen,followers,posts',
      'a,ann,2017-01-01,2020-01-01T00:00:00Z,5000,100',
      'a,ann,2018-01-01,2020-01-01T00:00:00Z,6100,100',
      'b,bob,2017-01-01,2020-01-01T00:00:00Z,24100,100',
      'b,bob,2017-01-01,2020-01-01T00:00:00Z,24131,100',
      'b,bob,2017-01-01,2020-01-02T00:00:00Z,24131,60',
      'c,cyd,2017-01-01,2020-01-01T00:00:00Z,10,1',
      'c,cyd,2017-01-01,2020-01-02T00:00:00Z,10,1',
    ].join('\n');
    const file = await newCase();
    await importFiles(file, [scratchFile(rows, 'rows.csv')], { mapping }, still);
    await importInto(file, list({ account_id: 'a', status: 'suspended', observed_at: '2020-03-01' }), 'list.csv');
    await importInto(
      file,
      'object_id,account_id,content_id,timestamp_share\nx,a,p1,1583020800\nx,a,p2,1583193600\nx,b,p3,1583193600',
      'shares.csv',
    );
    expect((await found(file)).contradictions.map(({ kind, isNote, stated, otherStated }) => [kind, isNote, stated, otherStated])).toEqual([
      ['follower-counts', false, '5000', '6100'],
      ['follower-counts', true, '24100', '24131'],
      ['created-at', false, '2017-01-01', '2018-01-01'],
      // 1583193600 is 3 March 2020; the post of 1 March may be from before the suspension of that day.
      ['posts-after-gone', false, 'suspended', '1 post'],
      ['fewer-posts', true, '100', '60'],
    ]);
  });

  test('a count is another one’s rounding where they differ by less than its last digit', () => {
    expect(isRounding([24_100, 24_131])).toBe(true);
    expect(isRounding([24_100, 24_231])).toBe(false);
    expect(isRounding([1_000_000, 1_400_000])).toBe(true);
    expect(isRounding([100, 150])).toBe(false);
    expect(isRounding([24_101, 24_102])).toBe(false);
  });

  test('where nothing changes, nothing contradicts and nobody is gone', async () => {
    const rows = ['a', 'b', 'c'].flatMap((account_id) =>
      ['2020-01-01', '2020-02-01', '2020-03-01'].map((observed_at) => ({ account_id, status: 'alive', observed_at })),
    );
    const { accounts, posts, contradictions } = await found(await caseOf(list(...rows)));
    expect(contradictions).toEqual([]);
    expect(accounts.lives).toMatchObject({ count: 3, thereCount: 3, goneCount: 0, returnedCount: 0, intervalMedianDays: null });
    expect(posts.observationCount).toBe(0);
  });
});

describe('one account under several names', () => {
  test('a handle alone is read as the only account with an identifier that bore it, whichever file comes first; of two, none is guessed', async () => {
    const byId = list({ account_id: '77', handle: 'Ann', status: 'alive', observed_at: '2020-01-01', platform: 'x' });
    const byHandle = list({ handle: '@ann', status: 'suspended', observed_at: '2020-02-01', platform: 'twitter' });
    for (const file of [await caseOf(byId, byHandle), await caseOf(byHandle, byId)])
      expect(await lives(file)).toEqual(['77: 2020-01-01..2020-01-01 suspended <= 2020-02-01T23:59, 2 looks, 0 returns']);
    const other = list({ account_id: '88', handle: 'ann', status: 'alive', observed_at: '2020-01-01', platform: 'twitter' });
    const elsewhere = list({ account_id: '99', handle: 'ann', status: 'alive', observed_at: '2020-01-01', platform: 'weibo' });
    expect((await lives(await caseOf(byId, byHandle, elsewhere))).length).toBe(2);
    expect((await lives(await caseOf(byId, byHandle, other))).map((life) => life.slice(0, 3))).toEqual(['77:', '88:', 'ann']);
  });

  test('the curve and the looks of an account are found by identifier, handle and pseudonym, and hold both', async () => {
    const file = await caseOf(
      list({ account_id: '77', handle: 'Ann', status: 'alive', observed_at: '2020-01-01', platform: 'x' }),
      list({ handle: 'ann', status: 'unknown', observed_at: '2020-02-01', platform: 'x', evidence: 'HTTP 404 for @ann' }),
    );
    const naming = await observationNaming(file, false);
    for (const called of ['77', 'ANN', naming.pseudonym('77')]) {
      const thing = await readThingObservations(file, naming, 'account', called);
      expect(thing.name).toMatch(/^acct-/);
      expect(thing.looks.map(({ status, profile }) => [status, profile])).toEqual([
        ['alive', {}],
        ['unknown', {}],
      ]);
      expect(JSON.stringify(thing)).not.toMatch(/ann|77/i);
    }
    await expect(readThingObservations(file, naming, 'account', 'nobody')).rejects.toMatchObject({ code: 'not-found' });
    await expect(readThingObservations(file, naming, 'post', '1')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('properties', () => {
  const row = fc.record({
    account: fc.constantFrom('1', '2', '3'),
    hasId: fc.boolean(),
    status: fc.constantFrom('alive', 'suspended', 'unknown', 'back'),
    dayOfMonth: fc.integer({ min: 1, max: 9 }),
    country: fc.constantFrom('', 'DE'),
  });
  const rowOf = ({ account, hasId, status, dayOfMonth, country }: { [key: string]: string | number | boolean }): Row => ({
    handle: `name${account}`,
    account_id: hasId ? `100${account}` : '',
    status: String(status),
    observed_at: `2020-01-0${dayOfMonth}`,
    country: String(country),
    platform: 'twitter',
  });
  /** All that is known, without numbers of sources, which are those of the order of import. */
  const known = async (file: CaseFile): Promise<unknown> => {
    const { accounts, contradictions } = await found(file);
    const ofAccounts = [];
    for (const name of ['name1', 'name2', 'name3']) {
      const ids = await file.rows<{ id: number }>(
        `SELECT account_id AS id FROM account WHERE handle = '${name}' ORDER BY length(key) DESC`,
      );
      const looks = ids[0] === undefined ? [] : await readLooks(file, 'account', ids[0].id);
      ofAccounts.push(looks.map(({ observedAt, status, seenFrom }) => `${observedAt} ${status} ${seenFrom}`).sort());
    }
    return {
      ofAccounts,
      lives: accounts.lives,
      gaps: accounts.gaps,
      lookCounts: accounts.lookCounts,
      kinds: contradictions.map(({ kind, at }) => `${kind} ${at}`).sort(),
    };
  };

  test('the order of files, the cut of one file in two, and importing again change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 14 }), fc.nat(13), fc.boolean(), async (rows, at, isTurned) => {
        // Each account is named by its identifier at least once, so that no part can take it for another.
        const all = [
          ...rows,
          ...['1', '2', '3'].map((account) => ({ account, hasId: true, status: 'alive', dayOfMonth: 1, country: '' })),
        ].map(rowOf);
        const cut = 1 + (at % (all.length - 1));
        const whole = await caseOf(list(...all));
        const parts = [list(...all.slice(0, cut)), list(...all.slice(cut))];
        const expected = await known(whole);
        expect(await known(await caseOf(...(isTurned ? parts.reverse() : parts)))).toEqual(expected);
        const again = await importInto(whole, list(...all), 'again.csv');
        expect(again.alreadyImported).toBe(true);
        await importInto(whole, list(...all, ...all.slice(0, 1)), 'more.csv');
        expect(await known(whole)).toEqual(expected);
      }),
      { numRuns: 2 },
    );
  });
});

test('the report tells small numbers of accounts, and what would give them away, to the holder of the key alone', async () => {
  const rows = Array.from({ length: 14 }, (_, index) => ({
    account_id: `private${index}`,
    status: 'alive',
    observed_at: '2020-01-01T00:00:00Z',
  }));
  const gone = { ...rows[0], status: 'suspended', observed_at: '2020-02-01T00:00:00Z' };
  const observations = await found(await caseOf(list(...rows, gone, { ...gone, status: 'deleted' })));
  const section = (namesAreShown: boolean): string =>
    observationSection({ observations, namesAreShown } as Parameters<typeof observationSection>[0])?.markup ?? '';
  expect(section(true)).toContain('13 accounts there, 1 gone');
  expect(section(false)).toContain('&lt;10 accounts gone, the others there');
  expect(section(false)).toContain('two statuses at one moment');
  expect(section(false)).not.toMatch(/private\d|13 accounts|undefined|NaN/);
  expect(observationSection({ observations: null, namesAreShown: false } as Parameters<typeof observationSection>[0])).toBeNull();
});

test('a case of an earlier version gets the words of today, and keeps its own as evidence', async () => {
  const path = join(scratchFolder(), 'old.antiphon');
  const old = await CaseFile.open(path, { create: true });
  await importInto(old, list({ account_id: 'a', status: 'alive' }));
  for (const table of ['account_observation', 'post_observation', 'awaited_post_observation'])
    for (const column of ['observed_precision_seconds', 'is_event']) await old.run(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  await old.run(`DELETE FROM account_observation`);
  const words = ['active', 'alive', 'gone', 'refused', 'limited', 'takendown', 'suspended', 'deactivated', 'deleted', 'throttled'];
  for (const word of words) await old.run(`INSERT INTO account_observation (account_id, status, source_id) VALUES (0, '${word}', 0)`);
  for (const table of ['job', 'note']) await old.run(`DROP TABLE ${table}`);
  await old.run(`ALTER TABLE actor DROP COLUMN level`);
  await old.run(`ALTER TABLE voice DROP COLUMN opened`);
  await old.run(`UPDATE antiphon_case SET schema_version = 6`);
  old.close();
  const file = await CaseFile.open(path);
  expect(
    (await file.rows<{ said: string }>(`SELECT concat_ws(' from ', status, evidence) AS said FROM account_observation ORDER BY rowid`)).map(
      ({ said }) => said,
    ),
  ).toEqual([
    ...[
      'alive from active',
      'alive',
      'unknown from gone',
      'restricted from refused',
      'restricted from limited',
      'suspended from takendown',
    ],
    ...['suspended', 'private from deactivated', 'deleted', 'unknown from throttled'],
  ]);
  file.close();
});

test('a case without observations has nothing to say, and says so', async () => {
  const file = await newCase();
  await importInto(file, 'object_id,account_id,content_id,timestamp_share\nx,a,p1,1583020800');
  const { accounts, posts, contradictions } = await found(file);
  expect([accounts.observationCount, posts.observationCount, contradictions]).toEqual([0, 0, []]);
  expect(accounts).toMatchObject({ firstAt: null, lookCounts: [], gaps: { count: 0, medianDays: null }, statuses: [] });
  expect((await new CaseReads(file).followerCurve(0)).observedAt.length).toBe(0);
  expect((await new CaseReads(file).postStatusIntervals()).subject.length).toBe(0);
});

test('rows of a status list that cannot be are set aside with what is wrong; the others are kept', async () => {
  const file = await newCase();
  const result = await importInto(
    file,
    list(
      { account_id: 'a', status: 'gone', observed_at: '2020-01-01' },
      { account_id: 'a', observed_at: '2020-01-01' },
      { status: 'alive', observed_at: '2020-01-01' },
      { account_id: 'a', status: 'alive', observed_at: 'soon' },
      { account_id: 'a', status: 'alive', country: 'Turkey' },
      { account_id: 'a', status: 'alive', login: 'perhaps' },
      { account_id: 'a', status: 'edited' },
      { account_id: 'a', status: 'alive', time_is: 'now' },
      { account_id: 'a', status: 'alive', platform: 'nowhere' },
      { account_id: 'a', status: 'Account Gone' },
      { post_id: 'p', status: 'deleted', observed_at: '2020-01-01', source: 'press' },
    ),
  );
  expect(result).toMatchObject({ format: 'status-list', recordCount: 11, keptCount: 2, rejectedCount: 9, undatedCount: 1 });
  expect((await rejectsOf(file)).map(({ reason }) => reason.slice(0, 60))).toEqual([
    'status "gone" is none of alive, edited, back, deleted, suspe',
    'status is blank',
    'account_id, handle and post_id are blank',
    'observed_at "soon" is not a date',
    'country "Turkey" is no code of two letters (ISO 3166-1), suc',
    'login "perhaps" is neither yes nor no',
    'status "edited" can be said of posts alone',
    'time_is "now" is neither change nor look',
    'platform "nowhere" is not known; use twitter, weibo, telegra',
  ]);
  expect(await file.rows(`SELECT status, evidence FROM awaited_post_observation`)).toEqual([
    { status: 'deleted', evidence: 'stated by press' },
  ]);
  expect(await file.rows(`SELECT status FROM account_observation`)).toEqual([{ status: 'account-gone' }]);
});

describe.skipIf(sharedData === null)('real lists', () => {
  const folder = join(sharedData ?? '', 'accounts');

  test('18,609 rows of diplomats: follower curves of days, ends between looks, rounded numbers made whole', async () => {
    const file = await newCase();
    const path = join(folder, 'diplomats-snapshots-2020-2024.csv.gz');
    const [result] = await importFiles(file, [path], {}, { ...still, now: new Date('2026-01-01T00:00:00Z') });
    expect(result).toMatchObject({
      format: 'diplomats-snapshots',
      recordCount: 18_609,
      keptCount: 18_609,
      rejectedCount: 0,
      undatedCount: 0,
    });
    // Counted in the file: 9,721 rows without data_scraped.
    expect(result?.notes).toContain('9,721 rows state no day of looking (data_scraped): they name accounts and are no observations');
    const rows = readRows(path);
    const { accounts, contradictions } = await found(file);
    expect(accounts).toMatchObject({ thingCount: 880, sameCount: 5, firstAt: '2022-03-23T00:00:00Z', lastAt: '2024-04-15T00:00:00Z' });
    expect(accounts.lives.goneCount).toBe(new Set(rows.filter((row) => row['deleted'] === 'TRUE').map((row) => row['handle'])).size);
    expect(contradictions.filter(({ isNote }) => !isNote)).toEqual([]);
    const reads = new CaseReads(file);
    const number = (await reads.accountKeys()).indexOf('826108735827345410');
    const curve = await reads.followerCurve(number);
    const own = rows.filter((row) => row['handle']?.toLowerCase() === 'chinaembkabul' && /^\d/.test(row['followers'] ?? ''));
    const points = [...new Set(own.map((row) => `${row['data_scraped']} ${Math.round(Number(row['followers']))}`))].sort();
    expect([...curve.followerCount].map((count, index) => `${day(curve.observedAt[index] as number)} ${count}`).sort()).toEqual(points);
  }, 60_000);

  test('940 accounts of a takedown are suspended by the date of the release where the user states it; their numbers stay undated', async () => {
    const file = await newCase();
    const path = join(folder, 'takedown-2019-08-users.csv');
    await importFiles(file, [path], { observedAt: '2019-08-19' }, still);
    const { accounts } = await found(file);
    expect(accounts).toMatchObject({
      ...{ observationCount: 1880, undatedObservationCount: 940, firstAt: '2019-08-19T00:00:00Z' },
      statuses: [
        { status: 'suspended', observations: 940, things: 940 },
        { status: null, observations: 940, things: 940 },
      ],
      lives: { goneCount: 940, neverThereCount: 940 },
    });
    await expect(importFiles(file, [path], { observedAt: '19.8.2019' }, still)).rejects.toMatchObject({
      message: '--observed-at must be a date such as 2019-08-19 or a time such as 2019-08-19T12:00Z, got "19.8.2019"',
    });
    await expect(importFiles(file, [path], { observedAt: '2040-01-01' }, still)).rejects.toMatchObject({ code: 'usage' });
  }, 60_000);
});
