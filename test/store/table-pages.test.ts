import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseView } from '../../src/evidence/table-views/case-views.js';
import { CaseFile, importFiles } from '../../src/index.js';
import { randomBelow, seededRandom } from '../../src/kernels/statistics/random.js';
import { openNames } from '../../src/store/case-names.js';
import { binEdges, summariseColumn } from '../../src/store/column-summary.js';
import type { Naming } from '../../src/store/naming.js';
import type { Cell, Relation } from '../../src/store/relation.js';
import { type PageQuery, readPage, type TablePage } from '../../src/store/table-pages.js';
import { quiet } from '../analyses/test-case.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { csvOf } from '../sources/model-rows.js';

let file: CaseFile;
let hidden: Naming;
let shown: Naming;
let posts: Relation;
let all: (readonly Cell[])[];
const at = (name: string): number => posts.columns.findIndex((column) => column.name === name);

beforeAll(async () => {
  const folder = scratchFolder();
  file = await CaseFile.open(`${folder}/case.antiphon`, { create: true });
  await importFiles(file, [scratchFile(archive(3000), 'archive.csv', folder)], {}, quiet);
  hidden = await openNames(file, { reveal: false });
  shown = await openNames(file, { reveal: true });
  posts = await caseView(file, 'posts', shown);
  all = await everything(posts, {});
}, 60_000);
afterAll(() => file.close());

/** A takedown archive with many equal values and many blanks. */
function archive(count: number): string {
  const columns =
    'tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,account_creation_date,tweet_language,tweet_text,tweet_time,tweet_client_name,is_retweet,retweet_tweetid,in_reply_to_userid,in_reply_to_tweetid,urls,user_mentions,hashtags,follower_count,like_count'.split(
      ',',
    );
  const random = seededRandom(1);
  const rows = Array.from({ length: count }, (_, row) => {
    const account = randomBelow(random, 40);
    const kind = randomBelow(random, 3);
    return {
      tweetid: String(780_000_000_000_000_000n + BigInt(randomBelow(random, 1e9)) * 1000n + BigInt(row % 1000)),
      userid: String(9_000_000 - account * 7919),
      user_display_name: `Person ${account}`,
      user_screen_name: `person_no_${account}`,
      account_creation_date: '2012-03-04',
      tweet_language: ['en', 'ru', 'zh', ''][randomBelow(random, 4)] as string,
      tweet_text: `words of ${row}`,
      tweet_time: `2016-${String(9 + randomBelow(random, 3)).padStart(2, '0')}-${String(1 + randomBelow(random, 9)).padStart(2, '0')} 12:${String(randomBelow(random, 60)).padStart(2, '0')}`,
      is_retweet: kind === 0 ? 'True' : 'False',
      retweet_tweetid: kind === 0 ? '700000000000000001' : '',
      in_reply_to_tweetid: kind === 1 ? '700000000000000002' : '',
      urls: '[]',
      user_mentions: '[]',
      hashtags: '[]',
      follower_count: account % 4 === 0 ? '' : String(account % 5),
      like_count: randomBelow(random, 3) === 0 ? '' : String(randomBelow(random, 50)),
    };
  });
  return csvOf(columns, ...rows);
}

/** All rows of a query, page after page by `next`. */
async function everything(relation: Relation, query: PageQuery): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  for (let after: string | undefined; ; ) {
    const page: TablePage = await readPage(file, relation, { ...query, after, limit: query.limit ?? 1000 });
    expect(page.offset).toBe(rows.length);
    rows.push(...page.rows);
    if (page.next === null) {
      expect(rows.length).toBe(page.rowCount);
      return rows;
    }
    after = page.next;
  }
}

const refusal = async (relation: Relation, query: PageQuery): Promise<string> => {
  try {
    await readPage(file, relation, query);
  } catch (error) {
    expect((error as { code: string }).code, JSON.stringify(query)).toBe('usage');
    return (error as Error).message;
  }
  throw new Error(`not refused: ${JSON.stringify(query)}`);
};

function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [Buffer.from(String(a)), Buffer.from(String(b))]; // the database compares bytes of UTF-8
  return Buffer.compare(x, y);
}

describe('order', () => {
  test('every column that can be sorted by gives one total order: by cursor, by offset, beyond the first places, down and up', async () => {
    expect(all.length).toBe(3000);
    for (const name of ['postedAt', 'likes', 'kind', 'account', 'post']) {
      for (const descending of [false, true]) {
        const column = at(name);
        const expected = all
          .map((row, index) => ({ row, index }))
          .sort((a, b) => {
            const [x, y] = [a.row[column] as Cell, b.row[column] as Cell];
            if (x === null || y === null) return x === y ? a.index - b.index : x === null ? 1 : -1;
            return (descending ? compare(y, x) : compare(x, y)) || a.index - b.index;
          })
          .map(({ row }) => row);
        const pages = await readPage(file, posts, { sort: name, descending, limit: 50 });
        expect(pages.rows).toEqual(expected.slice(0, 50));
        const second = await readPage(file, posts, { sort: name, descending, limit: 50, after: pages.next as string });
        expect(second.rows, `${name} after`).toEqual(expected.slice(50, 100));
        expect((await readPage(file, posts, { sort: name, descending, limit: 50, offset: 50 })).rows).toEqual(second.rows);
        const far = await readPage(file, posts, { sort: name, descending, limit: 20, offset: 2500 });
        expect(far.rows, `${name} far`).toEqual(expected.slice(2500, 2520));
        const beyond = await readPage(file, posts, { sort: name, descending, limit: 20, after: far.next as string });
        expect(beyond.rows).toEqual(expected.slice(2520, 2540));
      }
    }
  }, 60_000);

  test('rows without a value come last, whichever the direction, and a cursor passes through them', async () => {
    const accounts = await caseView(file, 'accounts', shown);
    const rows = await everything(accounts, { sort: 'followerCount', limit: 7 });
    const column = accounts.columns.findIndex(({ name }) => name === 'followerCount');
    const values = rows.map((row) => row[column] as number | null);
    const first = values.indexOf(null);
    expect(values.slice(0, first === -1 ? undefined : first)).toEqual(
      values.filter((value) => value !== null).sort((a, b) => (a as number) - (b as number)),
    );
    expect(values.slice(first === -1 ? values.length : first).every((value) => value === null)).toBe(true);
    expect(new Set(rows.map(([account]) => account)).size).toBe(rows.length);
  });

  test('an offset beyond the end is an empty page', async () => {
    const page = await readPage(file, posts, { offset: 1_000_000, sort: 'likes' });
    expect([page.rows.length, page.next, page.rowCount]).toEqual([0, null, all.length]);
  });
});

describe('filter', () => {
  test('any conditions let through what the same conditions let through here', async () => {
    const days = [...new Set(all.map((row) => String(row[at('postedAt')]).slice(0, 10)))].sort();
    type Rule = { readonly text: string; holds(row: readonly Cell[]): boolean | null };
    const number = fc.tuple(fc.constantFrom('<', '<=', '=', '!=', '>=', '>'), fc.integer({ min: -1, max: 60 })).map(
      ([sign, bound]): Rule => ({
        text: `likes ${sign} ${bound}`,
        holds: (row) => {
          const value = row[at('likes')] as number | null;
          if (value === null) return null;
          return {
            '<': value < bound,
            '<=': value <= bound,
            '=': value === bound,
            '!=': value !== bound,
            '>=': value >= bound,
            '>': value > bound,
          }[sign] as boolean;
        },
      }),
    );
    const time = fc.tuple(fc.constantFrom('<', '<=', '=', '!=', '>=', '>'), fc.constantFrom(...days)).map(
      ([sign, day]): Rule => ({
        text: `postedAt ${sign} ${day}`,
        holds: (row) => {
          const own = String(row[at('postedAt')]).slice(0, 10);
          return { '<': own < day, '<=': own <= day, '=': own === day, '!=': own !== day, '>=': own >= day, '>': own > day }[
            sign
          ] as boolean;
        },
      }),
    );
    const kind = fc.tuple(fc.constantFrom('=', '!='), fc.constantFrom('repost', 'original', 'nothing')).map(
      ([sign, name]): Rule => ({
        text: `kind ${sign} "${name}"`,
        holds: (row) => (row[at('kind')] === null ? null : (row[at('kind')] === name) === (sign === '=')),
      }),
    );
    const blank = fc
      .constantFrom('kind', 'likes', 'language')
      .chain((name) =>
        fc
          .boolean()
          .map((isNull): Rule => ({ text: `${name} is ${isNull ? '' : 'not '}null`, holds: (row) => (row[at(name)] === null) === isNull })),
      );
    const { rule } = fc.letrec<{ rule: Rule; leaf: Rule; both: Rule }>((tie) => ({
      leaf: fc.oneof(number, time, kind, blank),
      both: fc.tuple(tie('rule'), fc.constantFrom('and', 'or'), tie('rule')).map(([a, by, b]) => ({
        text: `(${a.text}) ${by} (${b.text})`,
        holds: (row) => {
          const [x, y] = [a.holds(row), b.holds(row)];
          return by === 'and'
            ? x === false || y === false
              ? false
              : x === null || y === null
                ? null
                : true
            : x === true || y === true
              ? true
              : x === null || y === null
                ? null
                : false;
        },
      })),
      rule: fc.oneof({ depthSize: 'small', maxDepth: 3 }, tie('leaf'), tie('both')),
    }));
    await fc.assert(
      fc.asyncProperty(rule, async ({ text, holds }) => {
        const page = await readPage(file, posts, { where: text, limit: 20 });
        const expected = all.filter((row) => holds(row) === true);
        expect(page.rowCount, text).toBe(expected.length);
        expect(page.rows, text).toEqual(expected.slice(0, 20));
      }),
      { numRuns: 40, seed: 1 },
    );
  }, 60_000);

  test('and binds closer than or', async () => {
    const one = await readPage(file, posts, { where: 'kind = repost or kind = reply and likes < 0' });
    expect(one.rowCount).toBe(all.filter((row) => row[at('kind')] === 'repost').length);
  });

  test('what is no condition is refused in one line that says what stands where', async () => {
    for (const [where, said] of [
      ['likes >', 'the end stands where a value for likes was expected'],
      ['likes >= ten', 'likes holds numbers'],
      ['likes contains 1', 'likes holds numbers'],
      ['postedAt >= yesterday', 'is no time such as'],
      ['postedAt = 2016-02-30', 'is no time such as'],
      ['nothing = 1', 'has no column "nothing"'],
      ['kind < b', 'use =, != or contains'],
      ['text = "a"', 'use contains'],
      ['(likes = 1', 'a bracket is not closed'],
      ['likes = 1 likes = 2', 'stands after the end of a condition'],
      ['likes = 1; DROP TABLE post', 'stands after the end of a condition'],
      ["kind = 'a", 'are all quotes closed'],
      ['likes is 1', 'null or not null was expected'],
      ['and', 'where the name of a column was expected'],
      [`${'('.repeat(30)}likes = 1${')'.repeat(30)}`, 'within each other'],
      [Array.from({ length: 150 }, () => 'likes=1').join(' and '), 'more than 100 conditions'],
      ['x'.repeat(10_000), 'longer than 2,000'],
    ] as const) {
      const message = await refusal(posts, { where });
      expect(message, where.slice(0, 80)).toContain(said);
      expect(message).not.toContain('\n');
      expect(message.length, where.slice(0, 80)).toBeLessThan(400);
    }
  });
});

describe('search', () => {
  test('% and _ are plain signs; case and accents do not matter; Chinese is found within a sentence; all words must stand in one text', async () => {
    const folder = scratchFolder();
    const own = await CaseFile.open(`${folder}/texts.antiphon`, { create: true });
    const texts = [
      '100% sure',
      '1000 sure',
      'snake_case',
      'snakeXcase',
      'Élysée à PARIS',
      '外交部发言人表示',
      'Ärger İstanbul',
      `O'Brien "quoted" \\ slash`,
    ];
    const rows = texts.map(
      (text, index) => `m${index},u${index % 2},user${index % 2},,,"${text.replaceAll('"', '""')}",${1_700_000_000 + index},`,
    );
    const path = scratchFile(
      `message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n${rows.join('\n')}\n`,
      'm.csv',
      folder,
    );
    await importFiles(own, [path], {}, quiet);
    await openNames(own, { reveal: false });
    const view = await caseView(own, 'posts', await openNames(own, { reveal: true }));
    const column = view.columns.findIndex(({ name }) => name === 'text');
    const found = async (query: PageQuery): Promise<Cell[]> => (await readPage(own, view, query)).rows.map((row) => row[column] as Cell);
    expect(await found({ search: '100%' })).toEqual(['100% sure']);
    expect(await found({ search: 'snake_case' })).toEqual(['snake_case']);
    expect(await found({ search: 'elysee paris' })).toEqual(['Élysée à PARIS']);
    expect(await found({ search: '"elysee paris"' })).toEqual([]);
    expect(await found({ search: '发言人' })).toEqual(['外交部发言人表示']);
    expect(await found({ search: 'ARGER' })).toEqual(['Ärger İstanbul']);
    expect(await found({ search: "o'brien" })).toHaveLength(1);
    expect(await found({ where: String.raw`text contains "\"quoted\" \\ slash"` })).toHaveLength(1);
    expect(await found({ search: 'sure', sort: 'postedAt', descending: true })).toEqual(['1000 sure', '100% sure']);
    own.close();
  });
});

describe('cursors', () => {
  test('one of another query, column, direction or none is refused, whatever was changed in it', async () => {
    const { next } = await readPage(file, posts, { sort: 'likes', limit: 5 });
    const cursor = next as string;
    for (const other of [
      { sort: 'likes', descending: true },
      { sort: 'postedAt' },
      {},
      { sort: 'likes', where: 'likes > 1' },
      { sort: 'likes', search: 'a' },
    ])
      expect(await refusal(posts, { ...other, after: cursor })).toContain('ask for the first page again');
    const [digest, position, value, row] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const made = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const bad of [
      made(digest, -1, value, row),
      made(digest, position, 'x', row),
      made(digest, position, value, '1; DROP TABLE post'),
      made(digest, position, value, 1e300),
      made(digest),
      made({}),
      '%%%',
      'AAAA',
      '',
    ])
      expect(await refusal(posts, { sort: 'likes', after: bad }), bad).toContain('ask for the first page again');
    expect(await refusal(posts, { sort: 'likes', after: cursor, offset: 3 })).toContain('not both');
  });
});

describe('summary', () => {
  test('counts add up to the rows that the conditions let through', async () => {
    for (const column of ['likes', 'postedAt', 'kind', 'language', 'account']) {
      for (const where of [undefined, 'kind = repost']) {
        const { rowCount, missingCount, bins, otherCount } = await summariseColumn(file, posts, { column, where });
        expect(bins.reduce((sum, { count }) => sum + count, 0) + missingCount + otherCount, column).toBe(rowCount);
        expect(rowCount).toBe(where === undefined ? all.length : all.filter((row) => row[at('kind')] === 'repost').length);
      }
    }
  });

  test('bins cover all values, have ends in order, and stay few (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        (values, isWhole) => {
          const numbers = values.map((value) => (isWhole ? Math.round(value) : value)).sort((a, b) => a - b);
          const [low, high] = [numbers[0] as number, numbers.at(-1) as number];
          const edges = binEdges(low, numbers[numbers.length >> 1] as number, high, isWhole);
          expect(edges.length).toBeGreaterThan(1);
          expect(edges.length).toBeLessThan(90);
          expect(edges[0]).toBeLessThanOrEqual(low);
          expect(edges.at(-1)).toBeGreaterThanOrEqual(high);
          for (let index = 1; index < edges.length; index++) expect(edges[index]).toBeGreaterThan(edges[index - 1] as number);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('names', () => {
  test('under pseudonyms, accounts are sorted and found by pseudonym, and by nothing else', async () => {
    const view = await caseView(file, 'accounts', hidden);
    const rows = await everything(view, {});
    const names = rows.map(([account]) => String(account));
    expect(names).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(names.every((name) => name.startsWith('acct-'))).toBe(true);
    const [pseudonym] = names;
    expect((await readPage(file, view, { where: `account = ${pseudonym}` })).rowCount).toBe(1);
    const { key } = await file.row<{ key: string }>(`SELECT key FROM account LIMIT 1`);
    expect((await readPage(file, view, { where: `account = "${key}"` })).rowCount).toBe(0);
    expect((await readPage(file, view, { search: key })).rowCount).toBe(0);
  });
});
