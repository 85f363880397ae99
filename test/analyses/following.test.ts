import { describe, expect, test } from 'vitest';
import { commonFalls } from '../../src/analyses/voice/common-falls.js';
import type { FollowerCurve } from '../../src/analyses/voice/follower-curves.js';
import { following } from '../../src/analyses/voice/following.js';
import { type CaseFile, importFiles } from '../../src/index.js';
import { randomNormal, seededRandom } from '../../src/kernels/statistics/random.js';
import { importStated } from '../../src/registry/stated/import-stated.js';
import { importText } from '../registry/registry-case.js';
import { scratchFile } from '../scratch.js';
import { readRows, sharedData } from '../shared-data.js';
import { newCase } from '../sources/imported-case.js';
import { quiet, runTable } from './test-case.js';

const MAPPING = `account: user
handle: name
post: id
postedAt: { column: at }
text: text
observedAt: { column: seen }
followerCount: followers
likeCount: likes
repostCount: reposts
replyCount: replies
platform: twitter
`;

interface Row {
  readonly user: string;
  readonly day: number;
  readonly followers?: number;
  readonly likes?: number;
  readonly replies?: number;
  readonly text?: string;
}

const dayText = (day: number): string => new Date(Date.UTC(2019, 0, 1 + day)).toISOString().slice(0, 10);

/** A case with posts, each with what was seen of it and of its account on its day. */
async function caseOf(rows: readonly Row[]): Promise<CaseFile> {
  const file = await newCase();
  const lines = rows.map(({ user, day, followers, likes, replies, text }, index) =>
    [
      `p${index}`,
      user,
      `${user}_name`,
      `${dayText(day)}T06:00:00Z`,
      dayText(day),
      followers ?? '',
      likes ?? '',
      likes === undefined ? '' : 2 * likes,
      replies ?? '',
      text ?? `text ${index}`,
    ].join(','),
  );
  const path = scratchFile(`id,user,name,at,seen,followers,likes,reposts,replies,text\n${lines.join('\n')}\n`, 'posts.csv');
  await importFiles(file, [path], { mapping: scratchFile(MAPPING, 'mapping.yaml') }, quiet);
  return file;
}

/** Daily counts that grow by chance, with `more` on some days. */
function noisy(user: string, days: number, start: number, more: (day: number) => number = () => 0, seed = 1): Row[] {
  const random = seededRandom(seed);
  let value = start;
  return Array.from({ length: days }, (_, day) => {
    value = value * Math.exp(0.0004 + 0.001 * randomNormal(random)) + more(day);
    return { user, day, followers: Math.round(value) };
  });
}

const registry = (...users: string[]): string =>
  `actor,polity,role,platform,handle,id,attributed_by\n${users.map((user) => `Voice ${user},Ruritania,embassy,twitter,${user}_name,${user},a list`).join('\n')}\n`;

describe('followers', () => {
  test('from 30,000 to nearly 300,000 in ten days: the stretch is found with its dates, and the figure stands beside', async () => {
    // 27,000 a day for ten days from day 40.
    const file = await caseOf([
      ...noisy('1', 100, 30_000, (day) => (day > 40 && day <= 50 ? 26_800 : 0)),
      ...noisy('2', 100, 80_000, undefined, 2),
    ]);
    await importText(file, registry('1', '2'));
    const stated =
      'subject,platform,measure,value,date,stated_by\n@1_name,twitter,followers,"nearly 300,000",2019-02-21,Weekly\n@nobody,twitter,followers,5,2019,Weekly\n';
    await importStated(file, scratchFile(stated, 'figures.csv'), {}, quiet);
    const { finding, rows } = await runTable(file, 'following', {}, 'growth');
    expect(rows.map(({ account }) => account)).toEqual(['1', '2']);
    expect(rows[0]).toMatchObject({ actor: 'Voice 1', dayCount: 100, stretchLookCount: 11 });
    const iso = (value: unknown): string => String(value).slice(0, 10);
    expect([iso(rows[0]?.['stretchFrom']), iso(rows[0]?.['stretchTo'])]).toEqual([dayText(40), dayText(50)]);
    expect(rows[0]?.['stretchGrowth']).toBeGreaterThan(266_000);
    expect(rows[0]?.['stretchLow']).toBe(rows[0]?.['stretchHigh']);
    expect(rows[1]?.['jumpCount']).toBe(0);
    expect(rows[0]).toMatchObject({ riseFrom: rows[0]?.['stretchFrom'], riseTo: rows[0]?.['stretchTo'] });
    expect(rows[0]?.['rise']).toBeGreaterThan(266_000);
    expect(finding.summary[1]).toMatch(
      /^Steepest 10 days: Voice 1, \+2[67]\d,\d{3} from 2019-02-10 to 2019-02-20 on straight lines between looks/,
    );
    const beside = await runTable(file, 'following', {}, 'stated');
    expect(beside.rows).toMatchObject([{ account: '1', value: 300_000, bound: 'about', gapDays: 0, statedBy: 'Weekly' }]);
    expect(Math.abs(beside.rows[0]?.['difference'] as number)).toBeLessThan(10_000);
    expect(beside.finding.figures['statedApartCount']).toBe(1);
  });

  test('a step that stands out is flagged, with the post about a prize draw before it, in several languages; quiet accounts have none', async () => {
    const texts = [
      '转发抽奖，送三部手机',
      'Big GIVEAWAY today',
      'Розыгрыш призов',
      'Großes Gewinnspiel!',
      '抽選でプレゼント',
      'Gran sorteo',
    ];
    const rows = texts.flatMap((text, index) => [
      ...noisy(String(index), 60, 20_000, (day) => (day === 31 ? 6000 : 0), index),
      { user: String(index), day: 30, text },
    ]);
    const file = await caseOf([
      ...rows,
      ...noisy('9', 60, 20_000, undefined, 99),
      { user: '9', day: 30, text: 'nothing to win; raffled prose' },
    ]);
    const { finding, rows: jumps } = await runTable(file, 'following', {}, 'jumps');
    expect(jumps.map(({ account }) => account).sort()).toEqual(['0', '1', '2', '3', '4', '5']);
    for (const jump of jumps) {
      expect(String(jump['to']).slice(0, 10)).toBe(dayText(31));
      expect(jump).toMatchObject({ drawPostedAt: expect.stringContaining(dayText(30)), isCommonFall: null });
      expect(jump['q']).toBeLessThanOrEqual(0.05);
    }
    expect(finding.figures).toMatchObject({ jumpCount: 6, commonFallCount: 0 });
    const draws = await runTable(file, 'following', {}, 'draws');
    expect(draws.rows.map(({ words }) => words)).toEqual(['转发抽', 'giveaway', 'розыгрыш', 'gewinnspiel', '抽選', 'sorteo', 'raffle']);
    // Private accounts: how many there are is not told while they are few.
    expect(finding.summary.join(' ')).toMatch(/6, of fewer than 10 accounts, stand out/);
    expect(finding.figures['curveCount']).toBeNull();
  });

  test('a week in which most accounts lose followers is one that they share, not a jump of each', async () => {
    const accounts = Array.from({ length: 14 }, (_, index) => String(10 + index));
    const file = await caseOf(
      accounts.flatMap((user, index) => noisy(user, 70, 20_000, (day) => (day === 36 && index < 12 ? -1500 : 0), index)),
    );
    const { finding, rows } = await runTable(file, 'following', {}, 'falls');
    // Day 36 of 2019 is Wednesday 6 February; in weekly sums the others rise.
    expect(rows.map(({ from }) => String(from).slice(0, 10))).toEqual(['2019-02-04']);
    expect(rows[0]).toMatchObject({ accountCount: 14 });
    expect(rows[0]?.['fellCount']).toBeGreaterThanOrEqual(12);
    const jumps = await runTable(file, 'following', {}, 'jumps');
    expect(jumps.rows.length).toBeGreaterThanOrEqual(12);
    expect(jumps.rows.every(({ isCommonFall }) => isCommonFall === 'yes')).toBe(true);
    expect(finding.summary.join(' ')).toMatch(
      /Many accounts lost followers at once in 1 of 11 weeks: the week of 2019-02-04 \(1[234] of 14/,
    );
  });

  test('looks that are rarer than the stretch leave its growth open, and it says so; one look alone is no curve', async () => {
    const file = await caseOf([
      { user: '1', day: 0, followers: 1003 },
      { user: '1', day: 100, followers: 6003 },
      { user: '2', day: 0, followers: 5 },
    ]);
    const { finding, rows } = await runTable(file, 'following', {}, 'growth');
    expect(rows).toMatchObject([
      {
        account: '1',
        growth: 5000,
        ratio: 6003 / 1003,
        stretchGrowth: 500,
        stretchLow: 0,
        stretchHigh: 5000,
        stretchLookCount: 1,
        jumpCount: null,
        longestGapDays: 100,
      },
    ]);
    expect(finding.summary.join(' ')).toMatch(/the looks bear out between 0 and 5,000/);
    expect(finding.summary.join(' ')).toMatch(/fewer than 10 accounts have follower counts of two days or more/);
    expect((await runTable(file, 'following', { days: 200 }, 'growth')).rows[0]).toMatchObject({ stretchFrom: null, stretchGrowth: null });
  });

  test('a count that is rounded to more than 1 % is no step: it is left out where finer ones are there', async () => {
    const exact = noisy('1', 40, 1_090_000);
    const file = await caseOf(exact.map((row) => (row.day % 3 === 1 ? { ...row, followers: 1_000_000 } : row)));
    const { finding, rows } = await runTable(file, 'following', {}, 'growth');
    expect(rows[0]).toMatchObject({ dayCount: 27, jumpCount: 0 });
    expect(rows[0]?.['stretchGrowth']).toBeLessThan(30_000);
    expect(finding.figures['coarseCount']).toBe(13);
    expect(finding.summary.join(' ')).toMatch(/13 counts of a day left out as rounded to more than 1 %/);
  });

  test('outside the dates of an office nothing is counted', async () => {
    const file = await caseOf(noisy('1', 100, 1000));
    const dated = 'actor,polity,role,platform,id,valid_from,valid_to,attributed_by\nA,R,ambassador,twitter,1,2019-01-11,2019-01-20,l\n';
    await importText(file, dated);
    expect((await runTable(file, 'following', {}, 'growth')).rows).toMatchObject([{ dayCount: 10 }]);
  });
});

describe('engagement', () => {
  test('medians have their exact intervals, and replies by likes are by hand', async () => {
    const likes = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const file = await caseOf([
      ...likes.map((count, day) => ({ user: '1', day, likes: count, replies: count === 9 ? 90 : 1 })),
      { user: '2', day: 1, likes: 3, replies: 0 },
    ]);
    await importText(file, registry('1', '2'));
    const { finding, rows } = await runTable(file, 'following', { posts: 2 }, 'medians');
    // Of nine values the interval reaches from the second to the eighth (sign test).
    expect(rows.slice(0, 4)).toMatchObject([
      { account: '1', measure: 'likes', postCount: 9, median: 5, low: 2, high: 8, total: 45 },
      { measure: 'reposts', median: 10, low: 4, high: 16, total: 90 },
      { measure: 'replies', median: 1, low: 1, high: 1, total: 98 },
      { measure: 'replies per like', median: 1 / 4, total: 98 / 45 },
    ]);
    expect(rows.at(-1)).toMatchObject({ account: '2', measure: 'replies per like', median: 0, low: null, high: null });
    expect(finding.summary.join(' ')).toMatch(/Of 10 posts with counts.*the sources have no views/);
    const top = await runTable(file, 'following', { posts: 2 }, 'posts');
    expect(top.rows).toMatchObject([
      { post: 'p8', likeCount: 9, repostCount: 18, replyCount: 90, repliesPerLike: 10, viewCount: null },
      { post: 'p7', likeCount: 8 },
    ]);
  });

  test('nothing to look at is said, with what would be needed', async () => {
    const file = await caseOf([{ user: '1', day: 0 }]);
    await expect(runTable(file, 'following', {}, 'growth')).rejects.toThrow(
      /none of the accounts looked at has follower counts of two days/,
    );
    expect(following.runsOn({ followedCount: 0, engagementCount: 0 } as never)).toMatchObject({
      runs: [],
      skipped: [expect.stringMatching(/^following: .* import dated snapshots/)],
    });
    expect(following.runsOn({ followedCount: 0, engagementCount: 1 } as never).runs).toEqual([{}]);
  });
});

test('weeks without a common cause are not flagged: at most one case of twenty at a level of 5 %', () => {
  const random = seededRandom(8);
  const [day, cases] = [86_400e6, 60];
  let flagged = 0;
  for (let draw = 0; draw < cases; draw++) {
    const curves = Array.from({ length: 15 }, (_, account): FollowerCurve => {
      let value = 5000;
      const values = Float64Array.from({ length: 20 }, () => (value = Math.round(value * Math.exp(0.001 + 0.002 * randomNormal(random)))));
      return { speaker: { account, entries: [], spans: [] }, times: values.map((_, week) => week * 7 * day), values, lookCount: 20 };
    });
    if (commonFalls(curves, 0.05).falls.length > 0) flagged++;
  }
  expect(flagged).toBeLessThanOrEqual(6); // 5 % of 60, and two standard errors more
});

describe.skipIf(sharedData === null)('lists of diplomats 2020–2024', () => {
  test('the largest growth, its ends and the ratio are those of the file', async () => {
    const path = `${sharedData}accounts/diplomats-snapshots-2020-2024.csv.gz`;
    const file = await newCase();
    await importFiles(file, [path], {}, quiet);
    const { rows } = await runTable(file, 'following', {}, 'growth');
    // By the file alone: dated rows of the number that the first row names.
    const own = readRows(path).filter(
      (row) =>
        row['user_id'] === '1183698123719200768' &&
        row['data_scraped'] !== '' &&
        row['data_scraped'] !== 'NA' &&
        Number(row['followers']) > 0,
    );
    const byDay = own.map((row) => [row['data_scraped'] as string, Number(row['followers'])] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    expect(rows[0]).toMatchObject({ firstCount: byDay[0]?.[1], lastCount: byDay.at(-1)?.[1] });
    expect(rows[0]?.['growth']).toBe((byDay.at(-1)?.[1] as number) - (byDay[0]?.[1] as number));
  });
});
