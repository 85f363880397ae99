import { expect, test } from 'vitest';
import { type Random, randomBelow, seededRandom } from '../../src/kernels/statistics/random.js';
import { caseOfText, runTable } from './test-case.js';

const DAY = 86_400;
const START = Date.UTC(2017, 0, 1) / 1000;
const HEADER = 'tweetid,userid,user_screen_name,tweet_text,tweet_time,tweet_language,tweet_client_name,is_retweet,retweet_tweetid';

interface Habit {
  readonly words: readonly string[];
  readonly language: string;
  readonly client: string;
  /** First hour of the six in which it posts. */
  readonly hour: number;
}

const WEATHER = 'rain sun cloud wind storm snow river hill garden tree flower summer winter bird'.split(' ');
const SPORT = 'goal match team coach referee stadium league player transfer fans cup final penalty'.split(' ');
const RUSSIAN = 'погода солнце ветер дождь снег река город улица дом зима весна лето'.split(' ');
const TEA = '茶叶 新茶 泡茶 茶馆 绿茶 红茶 茶杯 茶山 春茶 品茶'.split(' ');
const VOTE = '选举 投票 示威 警察 街头 口号 集会 学生 议员 法律'.split(' ');
const PLAIN: Habit = { words: WEATHER, language: 'en', client: 'Web', hour: 8 };

/** Posts of one account: habits, each for a number of posts, two a day; times with a pause of so many days between them. */
function account(name: string, stretches: readonly (readonly [Habit, number])[], random: Random, pauseDays = 0): string[] {
  const rows: string[] = [];
  let day = 0;
  for (const [habit, count] of stretches) {
    for (let index = 0; index < count; index++) {
      const at =
        START +
        (day + Math.floor(index / 2)) * DAY +
        (habit.hour + 3 * (index % 2) + randomBelow(random, 3)) * 3600 +
        randomBelow(random, 3600);
      const words = Array.from({ length: 6 }, () => habit.words[randomBelow(random, habit.words.length)]).join(' ');
      const time = new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ');
      rows.push(`${name}${rows.length + 1000},${name},name${name},${words},${time},${habit.language},${habit.client},false,`);
    }
    day += Math.ceil(count / 2) + pauseDays;
  }
  return rows;
}

function world(): string {
  const random = seededRandom(7);
  const rows = [
    ...account(
      '901',
      [
        [PLAIN, 70],
        [{ ...PLAIN, words: RUSSIAN, language: 'ru' }, 60],
      ],
      random,
      200,
    ),
    ...account(
      '902',
      [
        [{ ...PLAIN, words: TEA, language: 'zh' }, 60],
        [{ ...PLAIN, words: VOTE, language: 'zh' }, 60],
      ],
      random,
    ),
    ...account(
      '903',
      [
        [PLAIN, 60],
        [{ ...PLAIN, client: 'Scheduler' }, 80],
      ],
      random,
    ),
    ...account(
      '904',
      [
        [PLAIN, 60],
        [{ ...PLAIN, hour: 18 }, 60],
      ],
      random,
    ),
    ...Array.from({ length: 12 }, (_, index) =>
      account(`80${index + 10}`, [[index % 2 === 0 ? PLAIN : { ...PLAIN, words: SPORT }, 100]], random),
    ).flat(),
    ...account('700', [[PLAIN, 30]], random),
  ];
  return `${HEADER}\n${rows.join('\n')}\n`;
}

test('planted changes are found at their place and in their aspect, and nobody else', async () => {
  const file = await caseOfText(world());
  const { finding, rows } = await runTable(file, 'repurposed-accounts', {}, 'accounts');
  const said = new Map(rows.map((row) => [row['account'], row]));
  expect([...said.keys()].sort()).toEqual(['901', '902', '903', '904']);
  expect(said.get('901')).toMatchObject({
    aspects: 'language, content',
    beforeCount: 70,
    afterCount: 60,
    change: 1,
    evidence: 'silent for 200 days',
  });
  expect(said.get('902')).toMatchObject({ aspect: 'content', beforeCount: 60, afterCount: 60 });
  expect(said.get('903')).toMatchObject({ aspects: 'client', beforeCount: 60, afterCount: 80, change: 1 });
  expect(said.get('904')).toMatchObject({ aspects: 'hours', beforeCount: 60 });
  expect(finding.figures).toMatchObject({
    accountCount: 17,
    familyCount: 16,
    changedCount: 4,
    languageCount: 1,
    contentCount: 2,
    clientCount: 1,
    hoursCount: 1,
  });
  expect(finding.summary[0]).toBe(
    '4 of 16 accounts with at least 40 posts changed from some day on (false-discovery rate 5 % over these 16, and by 0.25 or more of the profile): 1 in language, 2 in content, 1 in client, 1 in hours of the day.',
  );
  const { rows: profiles } = await runTable(file, 'repurposed-accounts', {}, 'profiles');
  const of = (name: string, aspect: string) => profiles.filter((row) => row['account'] === name && row['aspect'] === aspect);
  expect(of('901', 'language')).toMatchObject([
    { value: 'en', beforeShare: 1, afterShare: 0, beforeCount: 70 },
    { value: 'ru', beforeShare: 0, afterShare: 1, afterCount: 60 },
  ]);
  expect(
    of('903', 'client')
      .map(({ value, words, afterShare }) => `${value} ${words} ${afterShare}`)
      .sort(),
  ).toEqual(['client 1 Web 0', 'client 2 Scheduler 1']);
  const words = of('902', 'content').filter(({ value }) => value === 'word of after');
  expect(words.length).toBeGreaterThan(3);
  for (const { words: word } of words) expect(VOTE.some((known) => known === word)).toBe(true);
  const { rows: posts } = await runTable(file, 'repurposed-accounts', {}, 'posts');
  expect(posts.filter((row) => row['account'] === '901').map(({ side, language }) => `${side} ${language}`)).toEqual([
    ...['before en', 'before en', 'before en'],
    ...['after ru', 'after ru', 'after ru'],
  ]);
  const { rows: course } = await runTable(file, 'repurposed-accounts', {}, 'course');
  const shares = course.filter((row) => row['account'] === '903' && row['value'] === 'client 2').map((row) => row['shareOfPosts']);
  expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
  const { rows: tests } = await runTable(file, 'repurposed-accounts', {}, 'tests');
  expect(tests).toHaveLength(16 * 4);
  for (const { p } of tests) expect(Number(p) > 0 && Number(p) <= 1).toBe(true);
});

test('the same data in another order, or asked again, gives the same tables', async () => {
  const [header, ...rows] = world().trim().split('\n') as [string, ...string[]];
  const tables = async (text: string) => {
    const file = await caseOfText(text);
    return [
      (await runTable(file, 'repurposed-accounts', {}, 'accounts')).rows,
      (await runTable(file, 'repurposed-accounts', {}, 'tests')).rows,
    ];
  };
  expect(await tables(`${[header, ...rows.reverse()].join('\n')}\n`)).toEqual(await tables(world()));
});

test('accounts that never change: nobody is found, at two seeds', async () => {
  const random = seededRandom(3);
  const habits: Habit[] = [PLAIN, { ...PLAIN, words: SPORT, hour: 2 }, { ...PLAIN, words: TEA, language: 'zh' }];
  const rows = Array.from({ length: 18 }, (_, index) => account(`80${index + 10}`, [[habits[index % 3] as Habit, 90]], random)).flat();
  const file = await caseOfText(`${HEADER}\n${rows.join('\n')}\n`);
  for (const seed of [1, 2]) {
    const { finding, rows: found } = await runTable(file, 'repurposed-accounts', { seed, minChange: 0 }, 'accounts');
    expect(found).toEqual([]);
    expect(finding.figures['familyCount']).toBe(18);
  }
});

test('too few posts, none at all, wrong settings', async () => {
  const short = await caseOfText(`${HEADER}\n${account('901', [[PLAIN, 39]], seededRandom(1)).join('\n')}\n`);
  const { finding, rows } = await runTable(short, 'repurposed-accounts', {}, 'accounts');
  expect(rows).toEqual([]);
  expect(finding.summary[0]).toBe('None of 1 account has at least 40 posts, 20 on each side of a change: none could be looked at.');
  await expect(runTable(short, 'repurposed-accounts', { minPosts: 5 }, 'accounts')).rejects.toThrow('must be at least 10');
  const accounts = await caseOfText('userid,user_screen_name,account_creation_date\n901,one,2017-08-30\n');
  await expect(runTable(accounts, 'repurposed-accounts', {}, 'accounts')).rejects.toThrow('the case holds no posts');
});
