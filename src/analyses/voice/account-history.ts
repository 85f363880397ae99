import Type, { type Static } from 'typebox';
import { AntiphonError } from '../../errors.js';
import type { ToldAccount, ToldHistories } from '../../store/account-histories.js';
import { runsOf } from '../../store/profile-runs.js';
import type { CaseReads } from '../../store/reads.js';
import type { StatusIntervals } from '../../store/status-intervals.js';
import type { AccountLists, Analysis, AnalysisResult } from '../analysis.js';
import { countOf } from '../coordination/network.js';
import { charts, limits, tables } from './account-history-declaration.js';
import { foldedGroups } from './untold-groups.js';

const MOST_TOPICS = 5;
const MOST_LANGUAGES = 3;
type Table = AnalysisResult['tables'][string];

const parameters = Type.Object({
  account: Type.Optional(
    Type.String({
      minLength: 1,
      accountName: true,
      description:
        'One account, as it is shown: a public one by identifier or handle, one of a takedown list by its pseudonym. Default: all that may be told of one by one, and the others in groups of at least 10.',
    }),
  ),
});

/**
 * What became of accounts, one by one where that may be told.
 *
 * @param all Every analysis, this one among them: whose findings may list an account.
 */
export function accountHistory(all: () => readonly Analysis[]): Analysis<typeof parameters> {
  return {
    id: 'account-history',
    version: 1,
    question: 'voice',
    title: 'Histories of accounts',
    description:
      'Tells of registered accounts within their dates, of accounts marked as public and of those in a published takedown archive what they were called, said of themselves and counted, when they posted in which language and on what, when they were seen there and gone, and which findings list them; of all others in groups of at least 10.',
    parameters,
    tables,
    charts,
    standsOn: ['registry', 'languages', 'findings'],
    references: ['Turnbull (1976), The empirical distribution function with arbitrarily grouped, censored and truncated data, JRSS B 38'],
    limits,
    needs:
      'A registry whose accounts are in the case, accounts marked as public, or a takedown archive; else groups of accounts alone. Dated observations for names, followers and removals.',

    runsOn({ accountCount, voiceAccountCount }) {
      if (accountCount === 0) return { runs: [], skipped: ['account-history: the case holds no accounts'] };
      const skipped =
        voiceAccountCount === 0
          ? ['account-history of voices: nobody in the case is registered; import a registry (docs/registry.md) or mark accounts as public']
          : [];
      return { runs: [{}], skipped };
    },

    async run(reads, values, context, lists) {
      if ((await reads.sizes()).accountCount === 0)
        throw new AntiphonError('no-data', 'the case holds no accounts: import posts or a list of accounts first');
      context.progress.step('reading histories');
      const told = await chosenAccounts(reads, values, lists);
      const declared = new Map(all().map(({ id, tables: own }) => [id, own]));
      const histories = await reads.toldHistories(told, { declared, without: ['account-history'], mostTopics: MOST_TOPICS });
      context.signal.throwIfAborted();
      const intervals = await reads.accountStatusIntervals();
      const groups = foldedGroups(values.account === undefined ? await reads.untoldGroups() : []);
      const ofTold = intervalsOf(told, intervals);
      return {
        summary: summaryOf(told, histories, intervals, ofTold, (await reads.sizes()).accountCount, values),
        figures: {
          toldCount: told.length,
          registeredCount: countGround(told, 'registered'),
          markedCount: countGround(told, 'marked public'),
          takedownCount: countGround(told, 'takedown list'),
          goneCount: goneCount(intervals, ofTold),
          listedCount: new Set(histories.listings.map(({ account }) => account)).size,
        },
        tables: {
          accounts: accountTable(told, histories, intervals, ofTold),
          names: nameTable(told, histories),
          counts: countTable(told, histories),
          posts: postTable(histories),
          topics: topicTable(histories),
          intervals: intervalTable(intervals, ofTold),
          findings: findingTable(histories),
          groups: {
            rowCount: groups.length,
            columns: {
              by: groups.map(({ by }) => by),
              value: groups.map(({ value }) => value),
              accountCount: Int32Array.from(groups, ({ accountCount }) => accountCount),
              postCount: Float64Array.from(groups, ({ postCount }) => postCount),
            },
          },
        },
      };
    },
  };
}

async function chosenAccounts(reads: CaseReads, { account }: Static<typeof parameters>, lists: AccountLists): Promise<ToldAccount[]> {
  const told = await reads.toldAccounts();
  if (account === undefined) return told;
  const key = lists['account']?.names[0];
  const number = key === undefined ? null : await reads.accountNumber(key);
  const one = told.filter((candidate) => candidate.account === number);
  if (one.length === 0)
    throw new AntiphonError(
      'parameter',
      `--account (account): ${account} is neither registered, nor marked as public, nor in a takedown archive, so it is told of only together with others; leave --account out`,
    );
  return one;
}

const countGround = (told: readonly ToldAccount[], ground: ToldAccount['ground']): number =>
  told.filter((one) => one.ground === ground).length;

/** Rows of the intervals that are of accounts that are told of. */
function intervalsOf(told: readonly ToldAccount[], { subject }: StatusIntervals): number[] {
  const numbers = new Set(told.map(({ account }) => account));
  return [...subject.keys()].filter((row) => numbers.has(subject[row]));
}

function goneCount({ goneStatus, subject }: StatusIntervals, rows: readonly number[]): number {
  return new Set(rows.filter((row) => goneStatus[row] !== null).map((row) => subject[row])).size;
}

function accountTable(told: readonly ToldAccount[], histories: ToldHistories, intervals: StatusIntervals, rows: readonly number[]): Table {
  const size = ({ account }: ToldAccount) => histories.sizes.get(account);
  const floats = (of: (one: ToldAccount) => number | null | undefined): Float64Array =>
    Float64Array.from(told, (one) => of(one) ?? Number.NaN);
  const languages = groupBy(histories.languages);
  const listings = groupBy(histories.listings);
  const lives = groupBy(rows.map((row) => ({ account: intervals.subject[row], row })));
  const last = (one: ToldAccount): number | undefined => lives.get(one.account)?.[0]?.row;
  const at = (column: Float64Array, one: ToldAccount): number | null => (last(one) === undefined ? null : column[last(one) as number]);
  const followers = (one: ToldAccount): number[] =>
    (histories.looks.get(one.account) ?? [])
      .filter((look) => isTold(one, look.observedAt))
      .flatMap(({ counts }) => counts['follower_count'] ?? []);
  return {
    rowCount: told.length,
    columns: {
      account: Int32Array.from(told, ({ account }) => account),
      toldAs: told.map(({ ground }) => ground),
      platform: told.map(({ platform }) => platform),
      createdAt: floats(({ createdAt }) => createdAt),
      firstPostAt: floats((one) => size(one)?.firstAt),
      lastPostAt: floats((one) => size(one)?.lastAt),
      postCount: Int32Array.from(told, (one) => size(one)?.postCount ?? 0),
      languages: told.map(({ account }) => mainLanguages(languages.get(account) ?? [])),
      followerCount: floats((one) => followers(one).at(-1)),
      lastAliveAt: floats((one) => at(intervals.lastAliveAt, one)),
      firstGoneAt: floats((one) => at(intervals.firstGoneAt, one)),
      status: told.map((one) => (last(one) === undefined ? null : (intervals.goneStatus[last(one) as number] ?? 'there at the last look'))),
      findingCount: Int32Array.from(told, ({ account }) => new Set((listings.get(account) ?? []).map(({ findingId }) => findingId)).size),
    },
  };
}

function groupBy<R extends { readonly account: number }>(rows: readonly R[]): Map<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const row of rows) {
    const own = groups.get(row.account);
    if (own === undefined) groups.set(row.account, [row]);
    else own.push(row);
  }
  return groups;
}

/** "zh 85 %, en 15 %". */
function mainLanguages(rows: readonly { readonly language: string | null; readonly postCount: number }[]): string | null {
  const counts = new Map<string, number>();
  for (const { language, postCount } of rows) if (language !== null) counts.set(language, (counts.get(language) ?? 0) + postCount);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const ranked = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)).slice(0, MOST_LANGUAGES);
  return ranked.length === 0 ? null : ranked.map(([language, count]) => `${language} ${Math.round((100 * count) / total)} %`).join(', ');
}

/** True if what was seen at a time may be told; without a time, where all of the account may. */
function isTold({ spans }: ToldAccount, observedAt: string | null): boolean {
  if (observedAt === null) return spans.some(({ from, to }) => from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY);
  const time = Date.parse(observedAt) * 1000;
  return spans.some(({ from, to }) => time >= from && time <= to);
}

const microseconds = (at: string | null): number => (at === null ? Number.NaN : Date.parse(at) * 1000);

function nameTable(told: readonly ToldAccount[], { looks }: ToldHistories): Table {
  const kinds = [
    ['name', 'display_name'],
    ['handle', 'handle'],
    ['description', 'description'],
  ] as const;
  const rows = told.flatMap((one) => {
    const own = (looks.get(one.account) ?? []).filter(({ observedAt }) => isTold(one, observedAt));
    return kinds.flatMap(([kind, field]) =>
      runsOf(own, field).map((run, index) => ({ account: one.account, kind, number: index + 1, ...run })),
    );
  });
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ account }) => account),
      kind: rows.map(({ kind }) => kind),
      number: Int32Array.from(rows, ({ number }) => number),
      value: rows.map(({ value }) => value),
      firstAt: Float64Array.from(rows, ({ firstAt }) => microseconds(firstAt)),
      lastAt: Float64Array.from(rows, ({ lastAt }) => microseconds(lastAt)),
      lookCount: Int32Array.from(rows, ({ lookCount }) => lookCount),
    },
  };
}

function countTable(told: readonly ToldAccount[], { looks }: ToldHistories): Table {
  const names = ['follower_count', 'following_count', 'post_count'] as const;
  const rows = told.flatMap((one) =>
    (looks.get(one.account) ?? [])
      .filter(({ observedAt, counts }) => isTold(one, observedAt) && names.some((name) => (counts[name] ?? null) !== null))
      .map((look) => ({ account: one.account, ...look })),
  );
  const counts = (name: (typeof names)[number]): Float64Array => Float64Array.from(rows, (row) => row.counts[name] ?? Number.NaN);
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ account }) => account),
      observedAt: Float64Array.from(rows, ({ observedAt }) => microseconds(observedAt)),
      followerCount: counts('follower_count'),
      followingCount: counts('following_count'),
      postCount: counts('post_count'),
    },
  };
}

function postTable({ languages }: ToldHistories): Table {
  return {
    rowCount: languages.length,
    columns: {
      account: Int32Array.from(languages, ({ account }) => account),
      fromAt: Float64Array.from(languages, ({ from }) => from),
      toAt: Float64Array.from(languages, ({ to }) => to),
      language: languages.map(({ language }) => language ?? 'not known'),
      postCount: Int32Array.from(languages, ({ postCount }) => postCount),
    },
  };
}

function topicTable({ topics }: ToldHistories): Table {
  return {
    rowCount: topics.length,
    columns: {
      account: Int32Array.from(topics, ({ account }) => account),
      fromAt: Float64Array.from(topics, ({ from }) => from),
      toAt: Float64Array.from(topics, ({ to }) => to),
      hashtag: Int32Array.from(topics, ({ object }) => object),
      postCount: Int32Array.from(topics, ({ postCount }) => postCount),
    },
  };
}

function intervalTable(intervals: StatusIntervals, rows: readonly number[]): Table {
  const times = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, (row) => intervals.subject[row]),
      seenFrom: rows.map((row) => intervals.seenFrom[row] ?? null),
      firstSeenAt: times(intervals.firstSeenAt),
      lastAliveAt: times(intervals.lastAliveAt),
      firstGoneAt: times(intervals.firstGoneAt),
      status: rows.map((row) => intervals.goneStatus[row] ?? 'there at the last look'),
      isExact: Int32Array.from(rows, (row) => (intervals.isExact[row] === true ? 1 : 0)),
      lookCount: Int32Array.from(rows, (row) => intervals.lookCount[row]),
      returnCount: Int32Array.from(rows, (row) => intervals.returnCount[row]),
    },
  };
}

function findingTable({ listings }: ToldHistories): Table {
  return {
    rowCount: listings.length,
    columns: {
      account: Int32Array.from(listings, ({ account }) => account),
      finding: Int32Array.from(listings, ({ findingId }) => findingId),
      analysis: listings.map(({ analysis }) => analysis),
      table: listings.map(({ table }) => table.title),
      column: listings.map(({ column }) => column),
      rowCount: Int32Array.from(listings, ({ rowCount }) => rowCount),
      says: listings.map(({ says }) => says),
    },
  };
}

function summaryOf(
  told: readonly ToldAccount[],
  histories: ToldHistories,
  intervals: StatusIntervals,
  rows: readonly number[],
  accountCount: number,
  values: Static<typeof parameters>,
): string[] {
  const [first] = told;
  if (values.account !== undefined && first !== undefined) return oneAccount(first, histories, intervals, rows);
  const grounds = (['registered', 'marked public', 'takedown list'] as const)
    .map((ground) => [ground === 'takedown list' ? 'of a takedown archive' : ground, countGround(told, ground)] as const)
    .filter(([, count]) => count > 0)
    .map(([ground, count]) => `${count.toLocaleString('en')} ${ground}`);
  const rest = accountCount - told.length;
  const sentences = [
    told.length === 0
      ? `None of ${countOf(accountCount, 'account')} is registered, marked as public or in a takedown archive: they are told of in groups of at least 10.`
      : `${countOf(told.length, 'account')} ${told.length === 1 ? 'is' : 'are'} told of one by one (${grounds.join(', ')}); ${rest.toLocaleString('en')} others only in groups of at least 10.`,
  ];
  if (told.length === 0) return sentences;
  const posts = [...histories.sizes.values()].reduce((sum, { postCount }) => sum + postCount, 0);
  const listed = new Set(histories.listings.map(({ account }) => account)).size;
  sentences.push(
    `${posts === 0 ? 'The case holds no posts of them' : `${countOf(posts, 'post')} of ${countOf(histories.sizes.size, 'account')}`}; of ${countOf(goneCount(intervals, rows), 'account')} it was seen or said that they were gone; findings list ${listed.toLocaleString('en')}.`,
  );
  return sentences;
}

function oneAccount(one: ToldAccount, histories: ToldHistories, intervals: StatusIntervals, rows: readonly number[]): string[] {
  const day = (time: number | undefined): string =>
    time === undefined || Number.isNaN(time) ? 'unknown' : new Date(time / 1000).toISOString().slice(0, 10);
  const size = histories.sizes.get(one.account);
  const sentences = [
    `Told of as ${one.ground === 'takedown list' ? 'an account of a takedown archive' : one.ground}; created ${day(one.createdAt)}; ${size === undefined ? 'no posts in the case' : `${countOf(size.postCount, 'post')} from ${day(size.firstAt)} to ${day(size.lastAt)}`}.`,
  ];
  for (const row of rows)
    sentences.push(
      intervals.goneStatus[row] === null
        ? `There at the last look, ${day(intervals.lastAliveAt[row])}.`
        : `${intervals.goneStatus[row]}: last seen alive ${day(intervals.lastAliveAt[row])}, first seen gone ${day(intervals.firstGoneAt[row])}.`,
    );
  const findings = new Set(histories.listings.map(({ findingId }) => findingId)).size;
  sentences.push(findings === 0 ? 'No finding lists it.' : `${countOf(findings, 'finding')} ${findings === 1 ? 'lists' : 'list'} it.`);
  return sentences;
}
