import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountPage, Answers } from '../../src/api/contract/accounts.js';
import { Observations } from '../../src/api/contract/observations.js';
import { FollowerCurves, VoiceList, VoicePosts } from '../../src/api/contract/voices.js';
import { hiddenOf } from '../../src/evidence/views/silence.js';
import { openNaming } from '../../src/store/naming.js';
import { ALL, EMBASSY, ENVOY, FORMER_ENTRY, PAPER, privateWorld, SECRETS } from '../privacy/private-world.js';
import { type ServedCase, serve, serveFiles } from './served-case.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'antiphon-voices-'));
const CASE = join(FOLDER, 'case.antiphon');
/** What the envoy was after the time in office, and what a private account was seen to be: in no answer without --reveal. */
const AFTERWARDS = ['EnvoyAtHome', 'Citizen Again', 'gardening now'];
const HOSTILE = '<img src=x onerror=alert(1)>\u202Egnp';

let served: ServedCase;
let pseudonymOf: (key: string) => string;

beforeAll(async () => {
  const file = await privateWorld(FOLDER);
  const look = (
    key: string,
    at: string,
    handle: string,
    name: string,
    description: string,
    followers: number,
    status: string,
  ): Promise<void> =>
    file.run(
      `INSERT INTO account_observation (account_id, observed_at, handle, display_name, description, follower_count, status, source_id)
       SELECT account_id, ?::TIMESTAMP, ?, ?, ?, ?, ?, source_id FROM account WHERE key = ?`,
      [at, handle, name, description, followers, status, key],
    );
  await look(ENVOY.id, '2017-08-12 08:00:00', ENVOY.handle, ENVOY.name, HOSTILE + 'long '.repeat(2000), 100, 'alive');
  await look(ENVOY.id, '2017-09-01 08:00:00', 'EnvoyAtHome', 'Citizen Again', 'gardening now', 50, 'alive');
  await look(EMBASSY.id, '2017-08-11 08:00:00', EMBASSY.handle, EMBASSY.name, 'not run by @Alice_Private88', 1000, 'alive');
  await look(EMBASSY.id, '2017-08-20 08:00:00', EMBASSY.handle, EMBASSY.name, 'not run by @Alice_Private88', 1200, 'alive');
  for (const person of ALL.slice(0, 4)) {
    await look(person.id, '2017-08-11 08:00:00', person.handle, person.name, 'describes herself in private', 5, 'alive');
    await look(person.id, '2017-09-11 08:00:00', person.handle, person.name, 'describes herself in private', 5, 'suspended');
  }
  const naming = openNaming(file.path, false);
  pseudonymOf = (key) => naming.pseudonym(key);
  file.close();
  served = await serve(CASE);
  const { body } = await served.ask({
    method: 'POST',
    url: '/api/jobs',
    payload: { kind: 'analysis', analysis: 'near-duplicates', parameters: {} },
  });
  expect((await served.ended((body as { jobId: number }).jobId)).state).toBe('done');
});
afterAll(async () => {
  await served.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

const account = async (name: string, of = served): Promise<AccountPage> =>
  (await of.ask({ url: `/api/accounts/${encodeURIComponent(name)}` })).body as AccountPage;
const voices = async (query = ''): Promise<VoiceList> => (await served.ask({ url: `/api/voices${query}` })).body as VoiceList;

const URLS = (): string[] => [
  '/api/voices',
  '/api/voices/followers',
  '/api/voices/posts',
  '/api/answers',
  '/api/observations',
  ...['voices', 'observed-accounts', 'observed-posts'].map((table) => `/api/tables/${table}`),
  ...ALL.flatMap(({ id }) => [`/api/accounts/${pseudonymOf(id)}`]),
  ...[EMBASSY, ENVOY, PAPER].map(({ id }) => `/api/accounts/${id}`),
];

test('no answer holds a private name, identifier or text, nor what an envoy was after the time in office', async () => {
  for (const url of URLS()) {
    const { text, status } = await served.ask({ url });
    expect([url, status < 500]).toEqual([url, true]);
    for (const secret of [...SECRETS, ...AFTERWARDS]) expect([url, secret, text.includes(secret)]).toEqual([url, secret, false]);
  }
});

test('every answer has the shape of its contract', async () => {
  const shapes = [VoiceList, FollowerCurves, VoicePosts, Answers, Observations] as const;
  for (const [index, shape] of shapes.entries()) {
    const url = URLS()[index] as string;
    expect([url, [...Value.Errors(shape, (await served.ask({ url })).body)]]).toEqual([url, []]);
  }
  for (const name of [EMBASSY.id, pseudonymOf(ALL[0]?.id ?? '')]) expect([...Value.Errors(AccountPage, await account(name))]).toEqual([]);
});

test('an entry counts within its dates alone, in the list, the curves and the posts', async () => {
  const { entries } = await voices();
  const envoy = entries.find(({ handle }) => handle === ENVOY.handle);
  // Six of sixteen rounds of posts, and one of two looks, lie within the office.
  expect(envoy).toMatchObject({ match: 'matched', account: ENVOY.id, postCount: 6, lookCount: 1, followerCount: 100 });
  const url = `/api/voices/followers?voices=${envoy?.voiceId}`;
  const curves = (await served.ask({ url })).body as FollowerCurves;
  expect(curves.series).toMatchObject([{ account: ENVOY.id, observedAt: ['2017-08-12T08:00:00Z'], followerCount: [100] }]);
  const posts = (await served.ask({ url: url.replace('followers', 'posts') })).body as VoicePosts;
  expect(posts.series[0]?.counts.reduce((sum, count) => sum + count, 0)).toBe(6);
});

test('an entry whose account never falls within its dates leads to no account', async () => {
  const former = (await voices()).entries.find(({ handle }) => handle === FORMER_ENTRY[0]);
  expect(former).toMatchObject({ match: 'outside-dates', account: null, matchedBy: null, postCount: null, lookCount: null });
  expect((await served.ask({ url: `/api/voices/posts?voices=${former?.voiceId}` })).status).toBe(404);
  const page = await account(pseudonymOf(FORMER_ENTRY[1] as string));
  expect(page).toMatchObject({ shownAs: 'private', entries: [], label: null, postCount: 16 });
});

test('a public account shows itself within its dates; what lies outside stands under its pseudonym', async () => {
  const page = await account(ENVOY.id);
  expect(page).toMatchObject({ shownAs: 'public', postCount: 6, outsidePostCount: 10, followers: { followerCount: [100] } });
  expect(page.handles.map(({ handle }) => handle)).toEqual([ENVOY.handle]);
  expect(page.descriptions[0]?.description.startsWith(HOSTILE)).toBe(true);
  const apart = await account(pseudonymOf(ENVOY.id));
  expect(apart).toMatchObject({ shownAs: 'private', postCount: 10, handles: [], lives: [], entries: [], posts: null, label: null });
  const rows = ({ findings }: AccountPage): number =>
    findings.filter(({ table }) => table === 'members').reduce((sum, { rowCount }) => sum + rowCount, 0);
  expect([rows(page) > 0, rows(apart) > 0]).toEqual([true, true]);
  // Nothing of the embassy lies outside of its dates: nobody stands under its pseudonym.
  expect((await served.ask({ url: `/api/accounts/${pseudonymOf(EMBASSY.id)}` })).status).toBe(404);
});

test('who types an identifier or handle that is not shown is told the same as of one that is not there', async () => {
  const said = async (name: string): Promise<string> => {
    const { status, text } = await served.ask({ url: `/api/accounts/${encodeURIComponent(name)}` });
    return `${status} ${text.replace(name, '…')}`;
  };
  const unknown = await said('nobody-at-all');
  for (const { id, handle } of ALL.slice(0, 5)) expect([await said(id), await said(handle)]).toEqual([unknown, unknown]);
});

test('with --reveal all is shown, also to who asks by a pseudonym', async () => {
  await served.close();
  const revealed = await serve(CASE, { reveal: true, readOnly: true });
  try {
    const page = await account(ENVOY.id, revealed);
    expect(page).toMatchObject({ shownAs: 'revealed', postCount: 16, outsidePostCount: 0 });
    expect(page.handles.map(({ handle }) => handle)).toEqual([ENVOY.handle, 'EnvoyAtHome']);
    expect((await account(pseudonymOf(ALL[0]?.id ?? ''), revealed)).account).toBe(ALL[0]?.id);
  } finally {
    await revealed.close();
    served = await serve(CASE);
  }
});

test('counts by a dimension are of the entries that meet the other conditions, and a filter lets through what it counted', async () => {
  for (const filter of ['', '?polity=Xanadu', '?role=ambassador', '?search=ENVOY%20office', '?host=-&match=outside-dates']) {
    const list = await voices(filter);
    for (const [dimension, rows] of Object.entries(list.counts))
      for (const { key, entryCount } of rows) {
        const query = new URLSearchParams(filter);
        query.set(dimension, key);
        expect([filter, dimension, key, (await voices(`?${query}`)).entryCount]).toEqual([filter, dimension, key, entryCount]);
      }
  }
  expect((await voices('?polity=Nowhere')).entryCount).toBe(0);
});

test('few private people are not told: neither how many were gone, nor how many were there', async () => {
  const seen = (await served.ask({ url: '/api/observations' })).body as Observations;
  expect(seen.accounts).toMatchObject({ goneCount: '<10', thereCount: null });
  const last = seen.overTime.find(({ entity }) => entity === 'account')?.series.find(({ status }) => status === 'suspended');
  expect(last?.counts.at(-1)).toBeNull();
});

test('whatever is hidden cannot be worked out: no told number is of a few, and no few stand alone beside told ones', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 8 }), (counts) => {
      const hidden = hiddenOf(counts);
      const told = counts.filter((_, place) => !hidden.has(place));
      expect(told.every((count) => count === 0 || count >= 10)).toBe(true);
      const sum = [...hidden].reduce((total, place) => total + (counts[place] as number), 0);
      if (hidden.size > 0 && told.some((count) => count > 0)) expect([sum >= 10, hidden.size > 1]).toEqual([true, true]);
      expect(hidden.size === 0).toBe(counts.every((count) => count === 0 || count >= 10));
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('an empty case answers every question with nothing', async () => {
  const empty = await serveFiles([]);
  try {
    for (const url of [
      '/api/voices',
      '/api/voices/followers',
      '/api/voices/posts',
      '/api/answers',
      '/api/observations',
      '/api/tables/voices',
    ])
      expect([url, (await empty.ask({ url })).status]).toEqual([url, 200]);
    expect((await empty.ask({ url: '/api/observations' })).body).toMatchObject({ hasDated: false, overTime: [] });
  } finally {
    await empty.close();
  }
});
