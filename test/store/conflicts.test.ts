import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CaseFile, importFiles } from '../../src/index.js';
import { scratchFile } from '../scratch.js';
import { importInto, newCase, still } from '../sources/imported-case.js';
import { csvOf, sizes } from '../sources/model-rows.js';

const COLUMNS = ['post', 'author', 'at', 'text', 'lang', 'app', 'repost', 'born', 'likes', 'seen'];
const MAPPING = {
  account: 'author',
  post: 'post',
  postedAt: { column: 'at' },
  text: 'text',
  language: 'lang',
  client: 'app',
  isRepost: 'repost',
  accountCreatedAt: { column: 'born' },
  hashtags: 'in text',
  likeCount: 'likes',
};
const FIRST = {
  post: 'p1',
  author: 'ann',
  at: '2020-05-01 12:00:05',
  text: 'Good morning to all of you #peace',
  lang: 'en',
  app: 'Web',
  repost: 'false',
  born: '2015-02-03 04:05:06',
  likes: '3',
};
type Row = Readonly<Record<string, string>>;

/** Imports rows as one file by the mapping. */
async function importRows(file: CaseFile, rows: readonly Row[], more: object = {}) {
  const mapping = scratchFile(JSON.stringify({ ...MAPPING, ...more }), 'mapping.json');
  const [result] = await importFiles(file, [scratchFile(csvOf(COLUMNS, ...rows), 'posts.csv')], { mapping }, still);
  if (result === undefined) throw new Error('no result');
  return result;
}

/** Contradictions as `entity key field: kept ≠ stated (source, record)`. */
async function conflicts(file: CaseFile): Promise<string[]> {
  const rows = await file.rows<Record<string, string | number>>(
    `SELECT conflict.*, coalesce(post.key, account.key) AS key FROM conflict
     LEFT JOIN post ON entity = 'post' AND post_id = entity_id LEFT JOIN account ON entity = 'account' AND account.account_id = entity_id
     ORDER BY conflict.source_id, record, entity, field, stated`,
  );
  return rows.map(
    (row) => `${row['entity']} ${row['key']} ${row['field']}: ${row['kept']} ≠ ${row['stated']} (${row['source_id']}, ${row['record']})`,
  );
}

/** Everything that the case says of posts and their accounts, by identifier. */
function posts(file: CaseFile): Promise<Record<string, unknown>[]> {
  return file.rows(
    `SELECT post.key, account.key AS account, strftime(posted_at, '%H:%M:%S') AS at, precision_seconds AS precision, text, language, client, kind,
       strftime(account.created_at, '%Y-%m-%d') AS born FROM post JOIN account USING (account_id) ORDER BY post.key`,
  );
}

describe('a post that comes again', () => {
  test('stays as it was, and what contradicts it is written down once: from another file, or from the same', async () => {
    const others: Row[] = [
      { author: 'bob', born: '' },
      { at: '2020-05-01 12:00:07' },
      { text: 'Good evening' },
      { text: 'Good evening to…' },
      { lang: 'de' },
      { app: 'Phone' },
      { repost: 'true' },
      { author: 'zoe', born: '2016-01-01' },
    ];
    const author = (other: Row): Row => (other['author'] === 'zoe' ? { author: 'zoe' } : {});
    const firsts = others.map((other, index) => ({ ...FIRST, ...author(other), post: `p${index}` }));
    const seconds = firsts.map((first, index) => ({ ...first, ...others[index] }));
    const said = [
      'post p0 account: ann ≠ bob',
      'post p1 posted_at: 2020-05-01T12:00:05Z ≠ 2020-05-01T12:00:07Z',
      'post p2 text: Good morning to all of you #peace ≠ Good evening',
      'post p3 text: Good morning to all of you #peace ≠ Good evening to…',
      'post p4 language: en ≠ de',
      'post p5 client: Web ≠ Phone',
      'post p6 kind: original ≠ repost',
      'account zoe created_at: 2015-02-03T04:05:06Z ≠ 2016-01-01T00:00:00Z',
    ];
    const apart = await newCase();
    await importRows(apart, firsts);
    const before = await posts(apart);
    expect(await importRows(apart, seconds)).toMatchObject({ knownCount: 8, repeatedCount: 0, conflictCount: 8, filledCount: 0 });
    expect(await conflicts(apart)).toEqual(said.map((line, index) => `${line} (1, ${index + 1})`));
    expect(await posts(apart)).toEqual(before);
    const together = await newCase();
    const result = await importRows(together, [...firsts, ...seconds, ...seconds]);
    expect(result).toMatchObject({ knownCount: 0, repeatedCount: 16, conflictCount: 8, filledCount: 0 });
    expect(await conflicts(together)).toEqual(said.map((line, index) => `${line} (0, ${index + 9})`));
    expect(await posts(together)).toEqual(before);
    expect(await together.row(`SELECT repeated_count AS repeated, known_count AS known FROM source`)).toEqual({ repeated: 16, known: 0 });
  });

  test('and is only written otherwise contradicts nothing, whichever was first', async () => {
    const others: Row[] = [
      { text: 'Good&#32;morning to all of you &#35;peace' },
      { text: '  Good morning\u00A0to all\nof you #peace ' },
      { text: 'Good morning to all…' },
      { text: 'Good morning to all… https://t.co/abcdefghij' },
      { text: 'RT @someone: Good morning to all of you #peace' },
      { lang: 'en-GB' },
      { lang: 'English' },
      { lang: 'und' },
      { app: '<a href="https://example.org">web</a>' },
      { text: '', lang: ' ', app: '', born: '' },
    ];
    const firsts = others.map((_, index) => ({ ...FIRST, post: `p${index}` }));
    const seconds = firsts.map((first, index) => ({ ...first, ...others[index] }));
    for (const [one, two] of [
      [firsts, seconds],
      [seconds, firsts],
    ] as const) {
      const file = await newCase();
      await importRows(file, one);
      expect(await importRows(file, two)).toMatchObject({ knownCount: others.length, conflictCount: 0 });
      expect(await conflicts(file)).toEqual([]);
    }
  });

  test('a finer time is told, and the first stays, so that shares and posts agree', async () => {
    const file = await newCase();
    const minute = { postedAt: { column: 'at', precisionSeconds: 60 } };
    await importRows(file, [{ ...FIRST, at: '2020-05-01 12:00' }], minute);
    expect(await importRows(file, [{ ...FIRST, text: `${FIRST.text} #tag` }])).toMatchObject({ finerTimeCount: 1, conflictCount: 1 });
    expect(await posts(file)).toMatchObject([{ at: '12:00:00', precision: 60 }]);
    expect(
      await file.rows(
        `SELECT DISTINCT strftime(posted_at, '%H:%M:%S') AS at, precision_seconds AS precision, account_id AS account FROM share`,
      ),
    ).toEqual([{ at: '12:00:00', precision: 60, account: 0 }]);
  });

  test('what the case lacks is filled in, by the first that states it, and then contradicted', async () => {
    const file = await newCase();
    const bare = { post: 'p1', author: 'ann', at: FIRST.at };
    await importRows(file, [bare, { ...bare, post: 'p2' }]);
    const result = await importRows(file, [bare, FIRST, { ...FIRST, lang: 'fr' }, { ...bare, post: 'p3' }]);
    expect(result).toMatchObject({ repeatedCount: 2, knownCount: 1, conflictCount: 1, filledCount: 4 });
    expect(await posts(file)).toMatchObject([
      { key: 'p1', text: FIRST.text, language: 'en', client: 'Web', born: '2015-02-03' },
      { key: 'p2', text: null, language: null, born: '2015-02-03' },
      { key: 'p3' },
    ]);
    expect(await conflicts(file)).toEqual(['post p1 language: en ≠ fr (1, 3)']);
    expect(await file.rows(`SELECT layer.name AS layer FROM share JOIN layer USING (layer_id) ORDER BY layer`)).toEqual([
      { layer: 'hashtag' },
      { layer: 'text' },
    ]);
  });

  test('a contradiction that a third file states again is the same one; another value is another', async () => {
    const file = await newCase();
    await importRows(file, [FIRST]);
    expect(await importRows(file, [{ ...FIRST, lang: 'de' }])).toMatchObject({ conflictCount: 1 });
    expect(await importRows(file, [{ ...FIRST, lang: 'de', likes: '12' }])).toMatchObject({ conflictCount: 0, knownCount: 1 });
    expect(await importRows(file, [{ ...FIRST, lang: 'fr' }])).toMatchObject({ conflictCount: 1 });
  });

  test('it has one text, and the layer of texts one object of it', async () => {
    const file = await newCase();
    await importRows(file, [FIRST, { ...FIRST, text: 'Another one' }]);
    await importRows(file, [{ ...FIRST, text: 'A third' }]);
    expect(await file.row(`SELECT count(*) AS count FROM share JOIN layer USING (layer_id) WHERE layer.name = 'text'`)).toEqual({
      count: 1,
    });
  });
});

describe('observations', () => {
  test('of another moment are added; those of the same content are not, however it is read', async () => {
    const file = await newCase();
    const likes = () => file.rows(`SELECT like_count AS likes, source_id AS source FROM post_observation ORDER BY source_id, like_count`);
    await importRows(file, [FIRST, FIRST]);
    expect(await likes()).toEqual([{ likes: 3, source: 0 }]);
    expect(await importRows(file, [FIRST, FIRST])).toMatchObject({ alreadyImported: true, repeatedCount: 0, knownCount: 0 });
    await importRows(file, [FIRST, FIRST], { replyCount: 'seen' });
    await importRows(file, [FIRST, FIRST], { displayName: 'author' });
    expect(await likes()).toEqual([{ likes: 3, source: 0 }]);
    await importRows(file, [FIRST]);
    expect(await likes()).toEqual([
      { likes: 3, source: 0 },
      { likes: 3, source: 3 },
    ]);
  });
});

describe('the same file', () => {
  test('twice changes nothing; its rows in another order neither, where they agree', async () => {
    const file = await newCase();
    const rows = [FIRST, { ...FIRST, post: 'p2', likes: '4' }, { ...FIRST, post: 'p3', author: 'bob', born: '2016-01-01' }];
    await importRows(file, rows);
    const [before, stated] = [await sizes(file), await posts(file)];
    await importRows(file, rows);
    expect(await sizes(file)).toEqual(before);
    expect(await importRows(file, rows.toReversed())).toMatchObject({ knownCount: 3, repeatedCount: 0, filledCount: 0, conflictCount: 0 });
    expect(await sizes(file)).toMatchObject({ post: before['post'], account: before['account'], share: before['share'] });
    expect(await posts(file)).toEqual(stated);
    expect(await conflicts(file)).toEqual([]);
  });

  test('in any two parts gives the same posts, and repeated and known posts add up', async () => {
    const value = <T>(...values: T[]) => fc.constantFrom(...values);
    const row = fc.record({
      post: value('p1', 'p2', 'p3', 'p4'),
      author: value('ann'),
      at: value('2020-05-01 12:00:05'),
      text: value('', 'one text #tag'),
      lang: value('', 'en'),
      app: value('', 'Web'),
      repost: value('false'),
      born: value('', '2015-02-03'),
      likes: value('', '1', '2'),
    });
    const [whole, split] = [await newCase(), await newCase()];
    let [run, likes] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(row, fc.boolean()), { minLength: 2, maxLength: 12 }), async (pairs) => {
        run++;
        const rows = pairs.map(([one, isLeft]) => ({ one: { ...one, post: `${one.post}-${run}`, author: `ann-${run}` }, isLeft }));
        const parts = [true, false].map((side) => rows.filter(({ isLeft }) => isLeft === side).map(({ one }) => one));
        const [left, right] = parts.map((part) => csvOf(COLUMNS, ...part));
        fc.pre(left !== right); // else the second part is the same file
        const all = rows.map(({ one }) => one);
        const { repeatedCount } = await importRows(whole, all, { hashtags: undefined });
        let again = 0;
        for (const part of parts.filter((some) => some.length > 0)) {
          const result = await importRows(split, part, { hashtags: undefined });
          again += result.repeatedCount + result.knownCount;
          likes += new Set(part.filter((one) => one.likes !== '').map((one) => `${one.post} ${one.likes}`)).size;
          expect(result.conflictCount).toBe(0);
        }
        expect(again).toBe(repeatedCount);
        expect(await posts(split)).toEqual(await posts(whole));
        expect(await sizes(split)).toMatchObject({ post_observation: likes });
        expect((await sizes(split))['share']).toBe((await sizes(whole))['share']);
      }),
      { numRuns: 5 },
    );
  });
});

describe('archives', () => {
  const columns = ['tweetid', 'userid', 'user_screen_name', 'account_creation_date', 'tweet_text', 'tweet_time', 'is_retweet', 'hashtags'];
  const tweet = {
    tweetid: '1',
    userid: 'u',
    user_screen_name: 'name',
    account_creation_date: '2015-02-03',
    tweet_time: '2020-05-01 12:00',
  };

  test('minutes and days agree with the seconds of the API, in either order', async () => {
    const archive = csvOf(columns, { ...tweet, tweet_text: 'a' });
    const api = JSON.stringify({
      data: [{ id: '1', author_id: 'u', text: 'a', created_at: '2020-05-01T12:00:59.000Z' }],
      includes: { users: [{ id: 'u', username: 'name', name: 'Name', created_at: '2015-02-03T23:59:59.000Z' }] },
    });
    for (const order of [0, 1]) {
      const file = await newCase();
      const files = [
        [archive, 'archive.csv'],
        [api, 'api.json'],
      ] as [string, string][];
      for (const [content, name] of order === 0 ? files : files.toReversed()) await importInto(file, content, name);
      expect(await conflicts(file)).toEqual([]);
      expect(await file.row(`SELECT count(*) AS count FROM post`)).toEqual({ count: 1 });
    }
  });

  test('a text layer of a known post with another time has the time of the post', async () => {
    const file = await newCase();
    await importInto(file, csvOf(columns, { ...tweet, tweet_text: 'one' }), 'a.csv');
    await importInto(file, csvOf(columns, { ...tweet, tweet_text: 'one', tweet_time: '2020-05-01 12:01', hashtags: "['x']" }), 'b.csv');
    expect(await conflicts(file)).toEqual(['post 1 posted_at: 2020-05-01T12:00Z ≠ 2020-05-01T12:01Z (1, 1)']);
    expect(await file.rows(`SELECT DISTINCT strftime(posted_at, '%H:%M') AS at FROM share`)).toEqual([{ at: '12:00' }]);
  });
});

describe('columns', () => {
  test('used or not, blanks, constants, long numbers; beyond the first thousand records too', async () => {
    const columns = ['object_id', 'account_id', 'content_id', 'timestamp_share', 'note', 'empty', 'big'];
    const row = (index: number): Row => ({
      object_id: `o${index}`,
      account_id: 'a',
      content_id: `${906_000_000_000_000_000n + BigInt(index) * 50n}`,
      timestamp_share: String(1_600_000_000 + index),
      note: index % 2 === 0 ? 'n'.repeat(300) : ' ',
      big: index === 0 ? '9.06E+17' : index === 1 ? '9,06E+17' : index === 2 ? '123456789012345' : '12',
    });
    for (const count of [4, 1500]) {
      const file = await newCase();
      const rows = Array.from({ length: count }, (_, index) => row(index));
      await importInto(file, csvOf(columns, ...rows), 'shares.csv');
      const found = await file.rows(
        `SELECT position, name, is_used AS used, blank_count AS blank, constant, long_number_count AS long, rounded_count AS rounded FROM source_column ORDER BY position`,
      );
      const none = { blank: 0, constant: null, long: 0, rounded: 0 };
      expect(found).toEqual([
        { position: 1, name: 'object_id', used: true, ...none },
        { position: 2, name: 'account_id', used: true, ...none, constant: 'a' },
        { position: 3, name: 'content_id', used: true, ...none, long: count, rounded: count / 2 },
        { position: 4, name: 'timestamp_share', used: true, ...none },
        { position: 5, name: 'note', used: false, ...none, blank: count / 2, constant: 'n'.repeat(200) },
        { position: 6, name: 'empty', used: false, ...none, blank: count },
        { position: 7, name: 'big', used: false, ...none, long: 3, rounded: 2 },
      ]);
    }
  });

  test('records that are set aside for what they say count, those of another number of fields do not', async () => {
    const file = await newCase();
    await importInto(file, 'object_id,account_id,content_id,timestamp_share\no,a,p,100\no,a,,never\nbroken\n');
    expect(await file.rows(`SELECT name, blank_count AS blank, constant FROM source_column ORDER BY position`)).toEqual([
      { name: 'object_id', blank: 0, constant: 'o' },
      { name: 'account_id', blank: 0, constant: 'a' },
      { name: 'content_id', blank: 1, constant: 'p' },
      { name: 'timestamp_share', blank: 0, constant: null },
    ]);
  });

  test('of JSON: one a flattened key', async () => {
    const file = await newCase();
    await importInto(
      file,
      '{"object_id":"o","account_id":"a","content_id":"p","timestamp_share":100,"extra":{"c1":"x"}}\n{"object_id":"o","account_id":"b","content_id":"q","timestamp_share":101}\n',
      'shares.jsonl',
    );
    expect(await file.rows(`SELECT name, is_used AS used, blank_count AS blank FROM source_column ORDER BY position`)).toEqual([
      { name: 'object_id', used: true, blank: 0 },
      { name: 'account_id', used: true, blank: 0 },
      { name: 'content_id', used: true, blank: 0 },
      { name: 'timestamp_share', used: true, blank: 0 },
      { name: 'extra.c1', used: false, blank: 1 },
    ]);
  });
});
