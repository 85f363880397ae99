import type { Static } from 'typebox';
import { AntiphonError } from '../../errors.js';
import type { AccountTurns } from '../../store/account-turns.js';
import type { Analysis, AnalysisResult } from '../analysis.js';
import { countOf } from '../coordination/network.js';
import { charts, limits, parameters, tables } from './repurposed-declaration.js';
import { type ChangedAccount, DAY_MICROSECONDS, describeChanged } from './repurposed-evidence.js';
import { ASPECTS, type Histories, readHistories } from './repurposed-histories.js';
import { type FamilyTests, testFamily } from './repurposed-tests.js';
import { chooseSpeakers } from './speakers.js';

const SHOWN_CHARACTERS = 500;
const NEARBY_DAYS = 7;

type Parameters = Static<typeof parameters>;

/** Accounts that from some day on speak another language, of other things, through other programs or at other hours. */
export const repurposedAccounts: Analysis<typeof parameters> = {
  id: 'repurposed-accounts',
  version: 1,
  question: 'voice',
  title: 'Accounts that changed',
  description:
    'Finds accounts that from some day on post in another language, on something else, with another client or at other hours, with both sides beside each other, and says what else points to a change of use: a long silence, a falling number of posts, another handle.',
  parameters,
  tables,
  charts,
  standsOn: ['registry', 'languages'],
  references: [
    'Besag & Clifford (1991), Sequential Monte Carlo p-values, doi:10.1093/biomet/78.2.301',
    'Politis & White (2004), Automatic block-length selection for the dependent bootstrap, doi:10.1081/ETC-120028836',
    'Horn (1966), Measurement of overlap in comparative ecological studies, doi:10.1086/282436',
    'Monroe, Colaresi & Quinn (2008), Fightin’ words, doi:10.1093/pan/mpn018',
    'Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x',
  ],
  limits,
  needs:
    'Accounts with at least 40 posts. Languages that sources state, or that `enrich language` found; texts; clients, where sources have them.',

  runsOn({ postCount, textCount, languageCount, clientCount }) {
    if (postCount === 0)
      return {
        runs: [],
        skipped: ['repurposed-accounts: the case holds no posts; it needs accounts with 40 posts or more, with their times'],
      };
    const lacking = [
      ...(languageCount === 0 ? ['languages (sources state none; `enrich CASE language` finds them from texts)'] : []),
      ...(textCount === 0 ? ['content (no post has a text)'] : []),
      ...(clientCount === 0 ? ['clients (no source says with which program posts were made)'] : []),
    ];
    return { runs: [{}], skipped: lacking.length === 0 ? [] : [`repurposed-accounts: changes of ${lacking.join('; of ')}`] };
  },

  async run(reads, values, context, lists) {
    if ((await reads.sizes()).postCount === 0)
      throw new AntiphonError(
        'no-data',
        'the case holds no posts: repurposed-accounts needs accounts with posts and their times, import an archive first',
      );
    const { speakers, are } = await chooseSpeakers(reads, { voices: values.voices, list: lists['accounts'] }, context);
    const histories = await readHistories(reads, speakers, { least: 2 * values.minPosts, withReposts: values.reposts }, context);
    const family = await testFamily(histories, values, context);
    const { changed, turns } = await describeChanged(reads, histories, family.tests, values.minPosts, context);
    const pOf = new Map(Array.from(family.family, (history, index) => [history, family.p[index] as number]));
    changed.sort(
      (a, b) =>
        (pOf.get(a.history) as number) - (pOf.get(b.history) as number) ||
        (b.main.change ?? 0) - (a.main.change ?? 0) ||
        a.history - b.history,
    );
    return {
      summary: summaryOf(histories, family, changed, values, are),
      figures: {
        accountCount: histories.lookedAt.accountCount,
        postCount: histories.lookedAt.postCount,
        familyCount: family.family.length,
        changedCount: changed.length,
        ...Object.fromEntries(
          ASPECTS.map((aspect) => [`${aspect}Count`, changed.filter(({ aspects }) => aspects.includes(aspect)).length]),
        ),
        furtherEvidenceCount: changed.filter(({ evidence }) => evidence.length > 0).length,
        lowestPossibleP: family.tests.reduce((least, { drawCount }) => Math.min(least, 1 / (drawCount + 1)), 1),
      },
      tables: {
        accounts: accountTable(histories, family, changed, turns, values),
        profiles: profileTable(histories, changed),
        posts: postTable(histories, changed),
        course: courseTable(histories, changed),
        tests: testTable(histories, family),
      },
    };
  },
};

type Table = AnalysisResult['tables'][string];

function accountTable(
  histories: Histories,
  family: FamilyTests,
  changed: readonly ChangedAccount[],
  turns: AccountTurns,
  { minPosts }: Parameters,
): Table {
  const place = new Map(Array.from(family.family, (history, index) => [history, index]));
  const from = ({ history }: ChangedAccount): number => histories.starts[history];
  const end = ({ history }: ChangedAccount): number => histories.starts[history + 1];
  const cutAt = (one: ChangedAccount): number => histories.time[from(one) + one.cut];
  const account = Int32Array.from(changed, ({ history }) => histories.account[history]);
  const ints = (of: (one: ChangedAccount) => number): Int32Array => Int32Array.from(changed, of);
  const floats = (of: (one: ChangedAccount) => number): Float64Array => Float64Array.from(changed, of);
  const near = ({ history }: ChangedAccount, at: number): number =>
    changed.filter((other) => other.history !== history && Math.abs(cutAt(other) - at) <= NEARBY_DAYS * DAY_MICROSECONDS).length;
  return {
    rowCount: changed.length,
    columns: {
      account,
      aspect: changed.map(({ main }) => main.aspect),
      aspects: changed.map(({ aspects }) => aspects.join(', ')),
      firstAt: floats((one) => histories.time[from(one)]),
      lastBeforeAt: floats((one) => histories.time[from(one) + one.cut - 1]),
      firstAfterAt: floats(cutAt),
      lastAt: floats((one) => histories.time[end(one) - 1]),
      beforeCount: ints(({ cut }) => cut),
      afterCount: ints((one) => end(one) - from(one) - one.cut),
      change: floats(({ main }) => main.change ?? Number.NaN),
      p: floats(({ history }) => family.p[place.get(history) as number]),
      q: floats(({ history }) => family.q[place.get(history) as number]),
      shiftShare: floats(({ main }) => main.shiftShare),
      gapDays: floats(({ longestGapDays }) => longestGapDays),
      gapAt: floats(({ longestGapAt }) => longestGapAt),
      postCountFall: Float64Array.from(account, (number) => turns.postCountFall[number]),
      fellAt: Float64Array.from(account, (number) => turns.fellAt[number]),
      handleCount: account.map((number) => turns.handleCount[number]),
      handleChangedAt: Float64Array.from(account, (number) => turns.handleChangedAt[number]),
      evidence: changed.map(({ evidence }) => (evidence.length === 0 ? null : evidence.join('; '))),
      othersNearby: ints((one) => near(one, cutAt(one))),
      othersActive: ints((one) => activeAt(histories, family, cutAt(one), minPosts, one.history)),
    },
  };
}

/** Accounts of the family that had enough posts on both sides of a time, one of them left out. */
function activeAt(histories: Histories, { family }: FamilyTests, at: number, least: number, without: number): number {
  return family.filter(
    (history) =>
      history !== without &&
      histories.time[histories.starts[history] + least - 1] < at &&
      histories.time[histories.starts[history + 1] - least] >= at,
  ).length;
}

function profileTable(histories: Histories, changed: readonly ChangedAccount[]): Table {
  const rows = changed.flatMap(({ profiles }) => profiles);
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ history }) => histories.account[history]),
      aspect: rows.map(({ aspect }) => aspect),
      value: rows.map(({ value }) => value),
      words: rows.map(({ words }) => words),
      example: Int32Array.from(rows, ({ example }) => example),
      beforeShare: Float64Array.from(rows, ({ before, beforeTotal }) => before / beforeTotal),
      afterShare: Float64Array.from(rows, ({ after, afterTotal }) => after / afterTotal),
      beforeCount: Int32Array.from(rows, ({ before }) => before),
      afterCount: Int32Array.from(rows, ({ after }) => after),
    },
  };
}

function postTable(histories: Histories, changed: readonly ChangedAccount[]): Table {
  const rows = changed.flatMap((one) => one.nearest.map((index) => ({ one, index, row: histories.starts[one.history] + index })));
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ one }) => histories.account[one.history]),
      post: Int32Array.from(rows, ({ row }) => histories.post[row]),
      side: rows.map(({ one, index }) => (index < one.cut ? 'before' : 'after')),
      postedAt: Float64Array.from(rows, ({ row }) => histories.time[row]),
      language: rows.map(({ row }) => histories.languages[histories.language[row]] ?? null),
      text: rows.map(({ one, index }) => one.texts.get(index)?.slice(0, SHOWN_CHARACTERS) ?? null),
    },
  };
}

function courseTable(histories: Histories, changed: readonly ChangedAccount[]): Table {
  const rows = changed.flatMap(({ course }) => course);
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ history }) => histories.account[history]),
      fromAt: Float64Array.from(rows, ({ from }) => from),
      toAt: Float64Array.from(rows, ({ to }) => to),
      value: rows.map(({ value }) => value),
      shareOfPosts: Float64Array.from(rows, ({ share }) => share),
      postCount: Int32Array.from(rows, ({ postCount }) => postCount),
    },
  };
}

function testTable(histories: Histories, { tests, family, q }: FamilyTests): Table {
  const place = new Map(Array.from(family, (history, index) => [history, index]));
  return {
    rowCount: tests.length,
    columns: {
      account: Int32Array.from(tests, ({ history }) => histories.account[history]),
      aspect: tests.map(({ aspect }) => aspect),
      beforeCount: Int32Array.from(tests, ({ before }) => before),
      afterCount: Int32Array.from(tests, ({ after }) => after),
      change: Float64Array.from(tests, ({ change }) => change ?? Number.NaN),
      pieceCells: Int32Array.from(tests, ({ pieceLength }) => pieceLength),
      drawCount: Int32Array.from(tests, ({ drawCount }) => drawCount),
      p: Float64Array.from(tests, ({ p }) => p),
      shiftShare: Float64Array.from(tests, ({ shiftShare }) => shiftShare),
      q: Float64Array.from(tests, ({ history }) => q[place.get(history) as number]),
      isChanged: Int32Array.from(tests, ({ isChanged }) => (isChanged ? 1 : 0)),
    },
  };
}

function summaryOf(
  histories: Histories,
  { family }: FamilyTests,
  changed: readonly ChangedAccount[],
  values: Parameters,
  are: string,
): string[] {
  const enough = `at least ${2 * values.minPosts} posts`;
  const noun = are === 'voices' ? 'registered account' : 'account';
  const sentences = [
    family.length === 0
      ? `None of ${countOf(histories.lookedAt.accountCount, noun)} has ${enough}, ${values.minPosts} on each side of a change: none could be looked at.`
      : `${changed.length.toLocaleString('en')} of ${countOf(family.length, noun)} with ${enough} changed from some day on (false-discovery rate ${values.fdr * 100} % over these ${family.length.toLocaleString('en')}, and by ${values.minChange} or more of the profile): ${byAspect(changed)}.`,
  ];
  const further = changed.filter(({ evidence }) => evidence.length > 0).length;
  if (changed.length > 0)
    sentences.push(
      `Further evidence (a silence of 180 days, a falling number of posts, several handles) stands beside ${further.toLocaleString('en')} of them.`,
    );
  sentences.push(
    `Reposts ${values.reposts ? 'are looked at with own posts' : 'are left out'}. The null is the account itself: its posts in shuffled pieces, and shifted round a circle; that an account changed says neither why nor who holds it.`,
  );
  const lacking = [
    ...(histories.language.some((language) => language !== -1) ? [] : ['languages (`enrich CASE language` finds them)']),
    ...(histories.client.some((client) => client !== -1) ? [] : ['clients']),
    ...(histories.wordWeight.some((weight) => weight > 0) ? [] : ['texts']),
  ];
  if (lacking.length > 0 && family.length > 0) sentences.push(`Not looked at, as the posts have none: ${lacking.join(', ')}.`);
  return sentences;
}

function byAspect(changed: readonly ChangedAccount[]): string {
  const named = { language: 'language', content: 'content', client: 'client', hours: 'hours of the day' } as const;
  return ASPECTS.map(
    (aspect) => `${changed.filter(({ aspects }) => aspects.includes(aspect)).length.toLocaleString('en')} in ${named[aspect]}`,
  ).join(', ');
}
