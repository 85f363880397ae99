import { expect, test } from 'vitest';
import { embassyFiles, type SampleFile } from '../../src/simulate/embassy-files.js';
import { embassyWorld } from '../../src/simulate/embassy-world.js';

// Everything below is read back from the files' own text, by readers that know nothing of how it was made.

const DAY = 86_400_000;
const EMBASSY_A = 'sim_orvessa_qn';
const EMBASSY_B = 'sim_draveth_qn';

interface Tweet {
  id: string;
  author_id: string;
  created_at: string;
  text: string;
  lang: string;
  conversation_id: string;
  referenced_tweets?: { type: string; id: string }[];
  in_reply_to_user_id?: string;
  entities?: {
    hashtags?: { tag: string }[];
    mentions?: { username: string; id: string }[];
    urls?: { url: string; expanded_url: string; unwound_url?: string }[];
  };
  public_metrics: { retweet_count: number; reply_count: number; like_count: number; quote_count: number };
}
interface User {
  id: string;
  username: string;
  name: string;
  description: string;
  created_at: string;
  public_metrics: { followers_count: number };
}
interface Page {
  data?: Tweet[];
  includes?: { users: User[]; tweets?: Tweet[] };
  errors?: { resource_id: string; resource_type: string; title: string; detail: string }[];
  __twarc: { retrieved_at: string };
}
type Row = Readonly<Record<string, string>>;

/** A table with quoted cells, as rows by column name. */
function readCsv(text: string): Row[] {
  const records: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    (records.at(-1) as string[]).push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\n') records.push([]);
  }
  const [header, ...rows] = records.slice(0, -1) as [string[], ...string[][]];
  for (const row of rows) expect(row.length).toBe(header.length);
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])));
}

function textOf(files: readonly SampleFile[], name: string): string {
  return files.find((file) => file.name === name)?.text ?? '';
}

function readAll(seed: number) {
  const files = embassyFiles(embassyWorld({ seed }));
  const pagesOf = (name: string): Page[] =>
    textOf(files, name)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Page);
  const archive = readCsv(textOf(files, 'simulated-embassies.csv'));
  const publicPages = pagesOf('simulated-public.jsonl');
  const tweets = publicPages.flatMap((page) => page.data ?? []);
  const included = publicPages.flatMap((page) => page.includes?.tweets ?? []);
  const roles = new Map(readCsv(textOf(files, 'truth-accounts.csv')).map((row) => [row['account_id'] as string, row]));
  const figures = new Map(readCsv(textOf(files, 'truth-figures.csv')).map((row) => [row['name'], row['value'] ?? '']));
  const truth = readCsv(textOf(files, 'truth-posts.csv'));
  const events = readCsv(textOf(files, 'simulated-events.csv'));
  return {
    files,
    archive,
    publicPages,
    recheck: pagesOf('simulated-recheck.jsonl'),
    tweets,
    included,
    roles,
    truth,
    events,
    postedAt: new Map(
      [...archive.map((row) => row['tweet_id'] as string), ...tweets.map((tweet) => tweet.id)].map((id) => [id, timeOf(id)]),
    ),
    figure: (name: string): number => Number(figures.get(name)),
    strikeAt: Date.parse(events[0]?.['happened_at'] ?? ''),
    admissionAt: Date.parse(events[1]?.['happened_at'] ?? ''),
  };
}

/** The instant within an identifier. */
function timeOf(id: string): number {
  return Number(BigInt(id) >> 22n) + 1288834974657;
}

function usDate(text: string): number {
  const [month, day, year, hour, minute] = text.split(/[/ :]/).map(Number) as [number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute);
}

function isRepost(tweet: Tweet): boolean {
  return tweet.referenced_tweets?.[0]?.type === 'retweeted';
}

function grouped<T, K>(list: readonly T[], keyOf: (value: T) => K): [K, T[]][] {
  const groups = new Map<K, T[]>();
  for (const value of list) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return [...groups];
}

const world = readAll(1);
const ofA = world.archive.filter((row) => row['author'] === EMBASSY_A);
const ofB = world.archive.filter((row) => row['author'] === EMBASSY_B);

test('the same seed gives the same bytes, another seed others', () => {
  expect(embassyFiles(embassyWorld({ seed: 1 }))).toEqual(world.files);
  const other = embassyFiles(embassyWorld({ seed: 2 }));
  for (const name of ['simulated-embassies.csv', 'simulated-public.jsonl', 'simulated-recheck.jsonl', 'truth-posts.csv'])
    expect(textOf(other, name) === textOf(world.files, name), name).toBe(false);
});

test.each([2, 3, 2024])('seed %i tells the same story', (seed) => {
  const other = readAll(seed);
  expect(other.truth.length).toBeGreaterThan(8_000);
  expect(other.truth.length).toBeLessThan(15_000);
  expect(other.figure('a_posts_per_day_after')).toBeGreaterThan(3.5);
  expect(other.figure('a_posts_per_day_after')).toBeLessThan(5.5);
  expect(Math.abs(other.figure('echo_participation') - 0.7)).toBeLessThan(0.05);
  expect(other.figure('a_supportive_share_after')).toBeGreaterThan(other.figure('a_supportive_share_before') + 0.1);
  expect(other.figure('b_supportive_share_after')).toBeLessThan(other.figure('b_supportive_share_before') - 0.1);
});

test('the files have their names, layouts and sizes', () => {
  expect(world.files.map((file) => file.name)).toEqual([
    'simulated-embassies.csv',
    'simulated-public.jsonl',
    'simulated-recheck.jsonl',
    'simulated-events.csv',
    'truth-accounts.csv',
    'truth-posts.csv',
    'truth-figures.csv',
  ]);
  expect(textOf(world.files, 'simulated-embassies.csv').split('\n')[0]).toBe(
    'external_author_id,author,content,region,language,publish_date,harvested_date,following,followers,updates,post_type,account_type,retweet,account_category,new_june_2018,alt_external_id,tweet_id,article_url,tco1_step1,tco2_step1,tco3_step1',
  );
  for (const row of world.archive) expect(row['external_author_id']).toMatch(/^\d\.\d\dE\+17$|^\d\.\d\dE\+18$/);
  const bytes = world.files.reduce((sum, file) => sum + Buffer.byteLength(file.text), 0);
  expect(bytes).toBeLessThan(14_000_000);
  expect(world.truth.length).toBe(world.archive.length + world.tweets.length);
  expect(world.truth.length).toBeGreaterThan(8_000);
  expect(world.truth.length).toBeLessThan(15_000);
});

test('SIMULATED stands in every file, every account and every event, and every link leads nowhere', () => {
  for (const file of world.files) expect(file.text.slice(0, 2_000), file.name).toContain('SIMULATED');
  for (const row of world.archive) expect(row['account_category']).toBe('SIMULATED');
  for (const user of world.publicPages.flatMap((page) => page.includes?.users ?? [])) {
    expect(user.username).toMatch(/^sim_\w{1,11}$/);
    expect(user.name).toContain('(SIMULATED)');
    expect(user.description).toMatch(/^SIMULATED account/);
  }
  for (const event of world.events) expect(event['title']).toMatch(/^SIMULATED /);
  const hosts = world.files.flatMap((file) => [...file.text.matchAll(/https?:\/\/([^/"\s,]+)/g)].map((match) => match[1]));
  const real = new Set(hosts.filter((host) => !host?.endsWith('.example')));
  expect([...real]).toEqual(['api.twitter.com']); // the type of an error is part of the format
});

test('the states are no states and sound like none', () => {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const real = letters.flatMap((x) => letters.map((y) => names.of(x + y))).filter((name) => name !== undefined);
  expect(real.length).toBeGreaterThan(200);
  for (const invented of ['Orvessa', 'Draveth', 'Quenlara'])
    expect(real.filter((name) => name.toLowerCase().startsWith(invented.slice(0, 3).toLowerCase()))).toEqual([]);
});

test('identifiers are unique, of 18 or 19 digits, and hold the time that the file states', () => {
  const ids = world.truth.map((row) => row['post_id'] as string);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of [...ids, ...world.roles.keys()]) expect(id).toMatch(/^\d{18,19}$/);
  for (const row of world.archive) {
    const minute = usDate(row['publish_date'] ?? '');
    expect(Math.floor(timeOf(row['tweet_id'] as string) / 60_000) * 60_000).toBe(minute);
    expect(usDate(row['harvested_date'] ?? '')).toBeGreaterThan(minute);
  }
  for (const tweet of [...world.tweets, ...world.included]) expect(new Date(timeOf(tweet.id)).toISOString()).toBe(tweet.created_at);
  for (const [id, account] of world.roles) expect(Math.abs(timeOf(id) - Date.parse(account['created_at'] ?? ''))).toBeLessThan(1000);
});

test('the admission comes eight days after the strike', () => {
  expect(world.events.length).toBe(2);
  expect(world.admissionAt - world.strikeAt).toBe(8 * DAY);
});

test('embassy A goes from one post a week to three to six a day, from the strike on', () => {
  const start = Date.UTC(2021, 4, 3);
  const times = ofA.map((row) => timeOf(row['tweet_id'] as string));
  for (let week = 0; week < 5; week++) expect(times.filter((at) => Math.floor((at - start) / (7 * DAY)) === week).length).toBe(1);
  for (let day = 35; day < 60; day++) {
    const count = times.filter((at) => Math.floor((at - start) / DAY) === day).length;
    expect(count).toBeGreaterThanOrEqual(3);
    expect(count).toBeLessThanOrEqual(6);
  }
  const after = times.filter((at) => at >= world.strikeAt);
  expect((after[0] ?? 0) - world.strikeAt).toBeLessThan(3_600_000);
  expect(after.length / ((start + 60 * DAY - world.strikeAt) / DAY)).toBeCloseTo(world.figure('a_posts_per_day_after'), 5);
  expect((times.length - after.length) / ((world.strikeAt - start) / DAY)).toBeCloseTo(world.figure('a_posts_per_day_before'), 5);
});

test('embassy A goes from 30,000 to nearly 300,000 followers within ten days of the strike', () => {
  const curve = ofA.map((row) => ({ at: usDate(row['harvested_date'] ?? ''), followers: Number(row['followers']) }));
  const last = (until: number): number => curve.filter((point) => point.at <= until).at(-1)?.followers ?? 0;
  expect(Math.abs(last(world.strikeAt) - 30_000)).toBeLessThan(100);
  expect(last(world.strikeAt + 10 * DAY)).toBeGreaterThanOrEqual(285_000);
  expect(last(world.strikeAt + 10 * DAY)).toBeLessThanOrEqual(world.figure('a_followers_ten_days_later'));
  expect(Math.max(...curve.map((point) => point.followers))).toBeLessThan(300_000);
  for (const [index, point] of curve.entries()) expect(point.followers).toBeGreaterThanOrEqual(curve[index - 1]?.followers ?? 0);
});

test('embassy B posts one or two a day throughout, grows slowly, and loses a little after the admission', () => {
  expect(Math.max(...grouped(ofB, (row) => row['publish_date']?.split(' ')[0]).map(([, rows]) => rows.length))).toBeLessThanOrEqual(2);
  expect(new Set(ofB.map((row) => row['publish_date']?.split(' ')[0])).size).toBe(60);
  const before = ofB.filter((row) => usDate(row['harvested_date'] ?? '') < world.admissionAt).map((row) => Number(row['followers']));
  expect(before).toEqual([...before].sort((x, y) => x - y));
  const [first, peak, end] = [before[0] ?? 0, before.at(-1) ?? 0, Number(ofB.at(-1)?.['followers'])];
  expect(peak / first).toBeLessThan(1.05);
  expect(end).toBeLessThan(peak);
  expect(end).toBeGreaterThan(0.95 * peak);
});

test('whoever reposts A again and again within 20 seconds is the planted group, whole, and nobody else', () => {
  const idsOfA = new Set(ofA.map((row) => row['tweet_id'] as string));
  const quick = new Map<string, number>();
  const delays: number[] = [];
  for (const tweet of world.tweets.filter(isRepost)) {
    const original = tweet.referenced_tweets?.[0]?.id ?? '';
    const delay = (timeOf(tweet.id) - (world.postedAt.get(original) ?? 0)) / 1000;
    expect(delay).toBeGreaterThan(0);
    const isEcho = idsOfA.has(original) && world.roles.get(tweet.author_id)?.['role'] === 'echo';
    if (isEcho) delays.push(delay);
    else expect(delay).toBeGreaterThanOrEqual(45);
    if (delay <= 20) quick.set(tweet.author_id, (quick.get(tweet.author_id) ?? 0) + 1);
  }
  const echo = [...world.roles].filter(([, row]) => row['role'] === 'echo');
  expect([...quick.keys()].sort()).toEqual(echo.map(([id]) => id).sort());
  expect(echo.length).toBe(24);
  expect(Math.min(...quick.values())).toBeGreaterThan(0.5 * ofA.length);
  expect([Math.min(...delays), Math.max(...delays)]).toEqual([world.figure('echo_shortest_delay'), world.figure('echo_longest_delay')]);
  expect(Math.max(...delays)).toBeLessThanOrEqual(20);
  expect(delays.length / (24 * ofA.length)).toBeCloseTo(world.figure('echo_participation'), 5);
  const created = echo.map(([, row]) => Date.parse(row['created_at'] ?? ''));
  expect(Math.max(...created) - Math.min(...created)).toBeLessThanOrEqual(21 * DAY);
  expect(echo.filter(([, row]) => row['suspended'] === '1').length).toBe(12);
});

test('the group also reposts others, at human speed', () => {
  const others = world.truth.filter((row) => row['planted'] === '' && world.roles.get(row['account_id'] ?? '')?.['role'] === 'echo');
  expect(new Set(others.map((row) => row['account_id'])).size).toBe(24);
  expect(others.length).toBe(world.figure('echo_other_post_count'));
});

test('one post draws some 600 reposts within hours, once each, by ordinary accounts', () => {
  const reposts = grouped(world.tweets.filter(isRepost), (tweet) => tweet.referenced_tweets?.[0]?.id ?? '');
  const [[first, most], [, second]] = reposts.sort((x, y) => y[1].length - x[1].length) as [[string, Tweet[]], [string, Tweet[]]];
  expect(most.length).toBeGreaterThanOrEqual(580);
  expect(most.length).toBe(world.figure('draw_repost_count'));
  expect(second.length).toBeLessThan(120);
  expect(new Set(most.map((tweet) => tweet.author_id)).size).toBe(most.length);
  for (const tweet of most) {
    expect(world.roles.get(tweet.author_id)?.['role']).toBe('public');
    expect(timeOf(tweet.id) - timeOf(first)).toBeLessThan(DAY / 2);
  }
});

test('news outlets carry the same agency texts within minutes', () => {
  const news = world.archive.filter((row) => world.roles.get(row['alt_external_id'] ?? '')?.['role'] === 'news');
  const texts = grouped(news, (row) => row['content'])
    .map(([, rows]) => rows)
    .filter((rows) => rows.length > 1);
  expect(texts.length).toBe(world.figure('wire_shared_text_count'));
  expect(texts.length).toBeGreaterThan(150);
  for (const rows of texts) {
    const times = rows.map((row) => timeOf(row['tweet_id'] as string));
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(240_000);
    expect(new Set(rows.map((row) => row['author'])).size).toBe(rows.length);
  }
});

test('comments lean, in several scripts, and lean otherwise after the admission', () => {
  const kinds = new Map(world.truth.map((row) => [row['post_id'], row]));
  for (const [letter, rows] of [
    ['a', ofA],
    ['b', ofB],
  ] as const) {
    const parents = new Set(rows.map((row) => row['tweet_id']));
    const comments = world.tweets.filter(
      (tweet) => tweet.referenced_tweets?.[0]?.type === 'replied_to' && parents.has(tweet.referenced_tweets[0].id),
    );
    for (const comment of comments) {
      expect(kinds.get(comment.id)?.['leaning']).toMatch(/^(supportive|critical)$/);
      expect(comment.in_reply_to_user_id).toBe(rows[0]?.['alt_external_id']);
      expect(comment.text.startsWith(`@${rows[0]?.['author']} `)).toBe(true);
    }
    const share = (list: readonly Tweet[]): number =>
      list.filter((tweet) => kinds.get(tweet.id)?.['leaning'] === 'supportive').length / list.length;
    expect(share(comments.filter((tweet) => timeOf(tweet.id) < world.admissionAt))).toBeCloseTo(
      world.figure(`${letter}_supportive_share_before`),
      5,
    );
    expect(share(comments.filter((tweet) => timeOf(tweet.id) >= world.admissionAt))).toBeCloseTo(
      world.figure(`${letter}_supportive_share_after`),
      5,
    );
    expect(new Set(comments.map((tweet) => tweet.lang))).toEqual(new Set(['en', 'zh', 'ja', 'ar']));
  }
  expect(world.figure('a_supportive_share_after')).toBeGreaterThan(0.7);
  expect(world.figure('b_supportive_share_after')).toBeLessThan(0.3);
});

test('every repost, answer and quote names a post that exists, and reposts are cut as the interface cuts them', () => {
  const included = new Map(world.included.map((tweet) => [tweet.id, tweet]));
  const names = new Map(world.publicPages.flatMap((page) => page.includes?.users ?? []).map((user) => [user.id, user.username]));
  for (const tweet of world.tweets) {
    expect(names.has(tweet.author_id)).toBe(true);
    const reference = tweet.referenced_tweets?.[0];
    if (reference === undefined) continue;
    expect(world.postedAt.get(reference.id)).toBeLessThan(timeOf(tweet.id));
    const original = included.get(reference.id) as Tweet;
    if (!isRepost(tweet)) continue;
    const full = `RT @${names.get(original.author_id)}: ${original.text}`;
    expect([...tweet.text].length).toBeLessThanOrEqual(140);
    expect(tweet.text.endsWith('…') ? full.startsWith(tweet.text.slice(0, -1)) : full === tweet.text).toBe(true);
    for (const { tag } of tweet.entities?.hashtags ?? []) expect(original.text).toMatch(new RegExp(`#${tag}(?![\\p{L}\\p{N}_])`, 'u'));
  }
  const archived = new Map(world.archive.map((row) => [row['tweet_id'], row['content']]));
  for (const [id, original] of included) if (archived.has(id)) expect(original.text).toBe(archived.get(id));
});

test('counts on the pages are those of the posts seen until then, and only grow', () => {
  const firstSeen = new Map<string, Tweet>();
  const reposts = new Map(grouped(world.tweets.filter(isRepost), (tweet) => tweet.referenced_tweets?.[0]?.id ?? ''));
  for (const page of world.publicPages) {
    const until = Date.parse(page.__twarc.retrieved_at);
    for (const tweet of page.data ?? []) expect(timeOf(tweet.id)).toBeLessThan(until);
    for (const tweet of page.includes?.tweets ?? []) {
      const seen = (reposts.get(tweet.id) ?? []).filter((repost) => timeOf(repost.id) <= until);
      expect(tweet.public_metrics.retweet_count).toBe(seen.length);
      if (!firstSeen.has(tweet.id)) firstSeen.set(tweet.id, tweet);
    }
  }
  const later = world.recheck.flatMap((page) => page.data ?? []).filter((tweet) => firstSeen.has(tweet.id));
  expect(later.length).toBeGreaterThan(150);
  for (const tweet of later) {
    const before = firstSeen.get(tweet.id)?.public_metrics;
    expect(tweet.public_metrics.retweet_count).toBeGreaterThanOrEqual(before?.retweet_count ?? 0);
    expect(tweet.public_metrics.like_count).toBeGreaterThanOrEqual(before?.like_count ?? 0);
  }
});

test('what the second look misses is what the truth says is gone', () => {
  const errors = world.recheck.flatMap((page) => page.errors ?? []);
  const idsOf = (type: string, title: string): string[] =>
    errors
      .filter((error) => error.resource_type === type && error.title === title)
      .map((error) => error.resource_id)
      .sort();
  const deleted = world.truth.filter((row) => row['deleted'] === '1');
  const suspended = (row: Row): boolean => world.roles.get(row['account_id'] ?? '')?.['suspended'] === '1';
  const hidden = world.truth.filter((row) => row['deleted'] === '0' && suspended(row));
  expect(idsOf('tweet', 'Not Found Error')).toEqual(deleted.map((row) => row['post_id']).sort());
  expect(idsOf('tweet', 'Forbidden')).toEqual(hidden.map((row) => row['post_id']).sort());
  expect(idsOf('user', 'Forbidden')).toEqual(
    [...world.roles]
      .filter(([, row]) => row['suspended'] === '1')
      .map(([id]) => id)
      .sort(),
  );
  expect(idsOf('tweet', 'Not Found Error').length + idsOf('tweet', 'Forbidden').length + idsOf('user', 'Forbidden').length).toBe(
    errors.length,
  );
  const gone = new Set(errors.map((error) => error.resource_id));
  for (const tweet of world.recheck.flatMap((page) => page.data ?? [])) expect(gone.has(tweet.id)).toBe(false);
  const goneOf = (rows: readonly Row[]): number => rows.filter((row) => gone.has(row['tweet_id'] ?? '')).length;
  expect([goneOf(ofA), goneOf(ofB)]).toEqual([1, 1]);
  const rate = (leaning: string): number => {
    const of = world.truth.filter((row) => row['leaning'] === leaning);
    return of.filter((row) => row['deleted'] === '1').length / of.length;
  };
  expect(rate('critical')).toBeGreaterThan(3 * rate('supportive'));
});

test('the public has a heavy tail, a daily cycle, links, hashtags and mentions', () => {
  const byPublic = world.truth.filter((row) => world.roles.get(row['account_id'] ?? '')?.['role'] === 'public');
  const counts = grouped(byPublic, (row) => row['account_id'])
    .map(([, rows]) => rows.length)
    .sort((x, y) => y - x);
  expect(counts.slice(0, 150).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.3 * counts.reduce((sum, count) => sum + count, 0));
  const hour = (tweet: Tweet): number => Number(tweet.created_at.slice(11, 13));
  const night = world.tweets.filter((tweet) => hour(tweet) < 6).length;
  expect(night).toBeLessThan(0.05 * world.tweets.length);
  const urls = world.tweets.flatMap((tweet) => tweet.entities?.urls ?? []);
  expect(urls.some((url) => url.unwound_url !== undefined)).toBe(true);
  expect(urls.some((url) => url.unwound_url === undefined)).toBe(true);
  expect(new Set(world.tweets.map((tweet) => tweet.lang))).toEqual(new Set(['en', 'zh', 'ja', 'ar']));
});
