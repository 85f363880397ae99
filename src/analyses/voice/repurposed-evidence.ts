import { setImmediate as nextTurn } from 'node:timers/promises';
import { logOddsZ } from '../../kernels/statistics/keyness.js';
import { addWordVector, visitWords, WORD_DIMENSIONS } from '../../kernels/text/word-features.js';
import type { WorkContext } from '../../model.js';
import type { AccountTurns } from '../../store/account-turns.js';
import type { CaseReads } from '../../store/reads.js';
import { type AddPost, type Aspect, DIMENSIONS, type Histories, hourOf, startOfCell, vectorsOf } from './repurposed-histories.js';
import type { AspectTest } from './repurposed-tests.js';

export const DAY_MICROSECONDS = 86_400_000_000;
/** A silence of so many days is further evidence. */
export const GAP_DAYS = 180;
/** A fall of the number of posts by this share of it, and by so many posts, is further evidence. */
export const FALL_SHARE = 0.1;
const FALL_POSTS = 10;
const MOST_VALUES = 5;
const MOST_WORDS = 8;
const LEAST_WORD_POSTS = 3;
const POSTS_PER_SIDE = 3;
const COURSE_BINS = 40;
const HOUR_BANDS = ['00–06', '06–12', '12–18', '18–24'] as const;
const ACCOUNTS_BETWEEN_REPORTS = 16;

/** A share on both sides of the change. */
export interface ProfileRow {
  readonly history: number;
  readonly aspect: Aspect | 'kind';
  /** What may be shown of anybody: a language, hours, a kind. */
  readonly value: string | null;
  /** A word or a client, which stands in or beside the example. */
  readonly words: string | null;
  readonly example: number;
  readonly before: number;
  readonly after: number;
  readonly beforeTotal: number;
  readonly afterTotal: number;
}

/** A stretch of time and the share of its posts that have some value. */
export interface CourseRow {
  readonly history: number;
  readonly from: number;
  readonly to: number;
  readonly value: string;
  readonly share: number;
  readonly postCount: number;
}

/** What is said of an account that changed. */
export interface ChangedAccount {
  readonly history: number;
  /** The aspect whose cut is the date of the change. */
  readonly main: AspectTest;
  readonly aspects: readonly Aspect[];
  /** First post after the change, as a place in the history. */
  readonly cut: number;
  readonly longestGapDays: number;
  readonly longestGapAt: number;
  readonly evidence: readonly string[];
  readonly profiles: readonly ProfileRow[];
  readonly course: readonly CourseRow[];
  /** Places in the history. */
  readonly nearest: readonly number[];
  /** By place in the history, where the post is among the nearest. */
  readonly texts: ReadonlyMap<number, string>;
}

/** Describes every account that changed, one after the other. */
export async function describeChanged(
  reads: CaseReads,
  histories: Histories,
  tests: readonly AspectTest[],
  minPosts: number,
  context: WorkContext,
): Promise<{ changed: ChangedAccount[]; turns: AccountTurns }> {
  context.progress.step('describing what changed');
  const turns = await reads.accountTurns();
  const byHistory = new Map<number, AspectTest[]>();
  for (const test of tests) if (test.isChanged) byHistory.set(test.history, [...(byHistory.get(test.history) ?? []), test]);
  const places = new Map([...byHistory.keys()].map((history) => [histories.account[history], history]));
  const changed: ChangedAccount[] = [];
  const describe = (history: number, texts: ReadonlyMap<number, string>): void => {
    changed.push(describeOne(histories, history, byHistory.get(history) as AspectTest[], texts, turns, minPosts));
  };
  for await (const { account, texts } of reads.textsByAccount(Int32Array.from(places.keys()))) {
    const history = places.get(account) as number;
    places.delete(account);
    describe(history, texts);
    if (changed.length % ACCOUNTS_BETWEEN_REPORTS !== 0) continue;
    context.progress.update(changed.length, byHistory.size);
    await nextTurn();
    context.signal.throwIfAborted();
  }
  for (const history of places.values()) describe(history, new Map());
  return { changed, turns };
}

function describeOne(
  histories: Histories,
  history: number,
  own: readonly AspectTest[],
  texts: ReadonlyMap<number, string>,
  turns: AccountTurns,
  minPosts: number,
): ChangedAccount {
  const main = [...own].sort((a, b) => a.p - b.p || (b.change ?? 0) - (a.change ?? 0))[0] as AspectTest;
  const from = histories.starts[history];
  const postCount = histories.starts[history + 1] - from;
  const textAt = (index: number): string | null => texts.get(histories.post[from + index]) ?? null;
  const add: AddPost =
    main.aspect === 'content'
      ? (index, sum, offset) => addWordVector(textAt(index)?.toLowerCase() ?? '', sum, offset)
      : vectorsOf(histories, history, main.aspect);
  const cut = exactCut(add, postCount, main, minPosts);
  const gap = longestGap(histories.time.subarray(from, from + postCount));
  const aspects = own.map(({ aspect }) => aspect);
  const nearest = Array.from({ length: 2 * POSTS_PER_SIDE }, (_, step) => cut - POSTS_PER_SIDE + step).filter(
    (index) => index >= 0 && index < postCount,
  );
  return {
    history,
    main,
    aspects,
    cut,
    longestGapDays: gap.days,
    longestGapAt: gap.at,
    evidence: evidenceOf(histories.account[history], gap.days, turns),
    profiles: [
      ...namedShares(histories, history, cut),
      ...clientShares(histories, history, cut),
      ...wordShares(histories, history, cut, texts),
    ],
    course: courseOf(histories, history, main.aspect, add, cut),
    nearest,
    texts: new Map(nearest.flatMap((index) => (textAt(index) === null ? [] : [[index, textAt(index) as string]]))),
  };
}

/** The post before which the cut stands, looked for in the cells on both sides of it. */
function exactCut(add: AddPost, postCount: number, test: AspectTest, least: number): number {
  const dimensions = DIMENSIONS[test.aspect];
  const sum = new Float64Array(dimensions);
  const weights = new Uint8Array(postCount);
  for (let index = 0; index < postCount; index++) weights[index] = add(index, sum, 0) ? 1 : 0;
  const total = weights.reduce((count, weight) => count + weight, 0);
  const part = new Float64Array(dimensions);
  let [before, best, cut] = [0, -1, startOfCell(test.cell, postCount)];
  const [low, high] = [startOfCell(test.cell - 1, postCount), startOfCell(test.cell + 1, postCount)];
  for (let index = 0; index + 1 < Math.min(high, postCount); index++) {
    add(index, part, 0);
    before += weights[index];
    if (index + 1 < low || before < least || total - before < least) continue;
    let square = 0;
    for (let place = 0; place < dimensions; place++) square += (part[place] - (before / total) * sum[place]) ** 2;
    const statistic = (square * total) / (before * (total - before));
    if (statistic > best * (1 + 1e-9)) [best, cut] = [statistic, index + 1];
  }
  return cut;
}

function longestGap(time: Float64Array): { days: number; at: number } {
  let [longest, at] = [0, 0];
  for (let index = 1; index < time.length; index++)
    if (time[index] - time[index - 1] > longest) [longest, at] = [time[index] - time[index - 1], time[index - 1]];
  return { days: longest / DAY_MICROSECONDS, at };
}

function evidenceOf(account: number, gapDays: number, turns: AccountTurns): string[] {
  const evidence: string[] = [];
  if (gapDays >= GAP_DAYS) evidence.push(`silent for ${Math.floor(gapDays)} days`);
  if (turns.fallShare[account] >= FALL_SHARE && turns.postCountFall[account] >= FALL_POSTS)
    evidence.push(`number of posts fell by ${turns.postCountFall[account].toLocaleString('en')}`);
  if (turns.handleCount[account] > 1) evidence.push(`${turns.handleCount[account]} handles`);
  return evidence;
}

type Value = { readonly value: string | null; readonly words: string | null };

/** Counts of values on both sides of a cut. @param valueAt Null where a post has none. */
function sharesOf<K>(histories: Histories, history: number, cut: number, valueAt: (row: number) => K | null) {
  const counts = new Map<K, { before: number; after: number; example: number }>();
  const totals = [0, 0] as [number, number];
  const from = histories.starts[history];
  for (let row = from; row < histories.starts[history + 1]; row++) {
    const value = valueAt(row);
    if (value === null) continue;
    const known = counts.get(value) ?? { before: 0, after: 0, example: histories.post[row] };
    if (row - from < cut) known.before++;
    else known.after++;
    totals[row - from < cut ? 0 : 1]++;
    counts.set(value, known);
  }
  return { counts, totals };
}

function profileRows<K>(
  history: number,
  aspect: ProfileRow['aspect'],
  { counts, totals }: ReturnType<typeof sharesOf<K>>,
  shown: (value: K) => Value,
  most = Number.POSITIVE_INFINITY,
): ProfileRow[] {
  return ranked({ counts, totals })
    .slice(0, most)
    .map(([value, { before, after, example }]) => ({
      history,
      aspect,
      ...shown(value),
      example,
      before,
      after,
      beforeTotal: totals[0],
      afterTotal: totals[1],
    }));
}

/** Values by their shares before and after together. */
function ranked<K>({ counts, totals }: ReturnType<typeof sharesOf<K>>) {
  const weight = ({ before, after }: { before: number; after: number }): number =>
    before / Math.max(1, totals[0]) + after / Math.max(1, totals[1]);
  return [...counts].sort(([, a], [, b]) => weight(b) - weight(a) || a.example - b.example);
}

/** Languages, hours in four bands of the day, and reposts. */
function namedShares(histories: Histories, history: number, cut: number): ProfileRow[] {
  const plain = (value: string): Value => ({ value, words: null });
  const languages = sharesOf(histories, history, cut, (row) => (histories.language[row] === -1 ? null : histories.language[row]));
  const hours = sharesOf(histories, history, cut, (row) => Math.floor(hourOf(histories.time[row]) / 6));
  const kinds = sharesOf(histories, history, cut, (row) => histories.isRepost[row]);
  return [
    ...profileRows(history, 'language', languages, (value) => plain(histories.languages[value] as string), MOST_VALUES),
    ...profileRows(history, 'hours', hours, (band) => plain(`${HOUR_BANDS[band]} UTC`)).sort((a, b) =>
      (a.value ?? '') < (b.value ?? '') ? -1 : 1,
    ),
    ...profileRows(history, 'kind', kinds, (isRepost) => plain(isRepost === 1 ? 'reposts' : 'own posts')),
  ];
}

function clientShares(histories: Histories, history: number, cut: number): ProfileRow[] {
  const clients = sharesOf(histories, history, cut, (row) => (histories.client[row] === -1 ? null : histories.client[row]));
  return profileRows(history, 'client', clients, (value) => ({ value: null, words: histories.clients[value] as string }), MOST_VALUES).map(
    (row, index) => ({ ...row, value: `client ${index + 1}` }),
  );
}

/** The words that tell both sides apart best: those of before, then those of after. */
function wordShares(histories: Histories, history: number, cut: number, texts: ReadonlyMap<number, string>): ProfileRow[] {
  const from = histories.starts[history];
  const counts = new Map<string, { before: number; after: number; example: number }>();
  const totals = [0, 0] as [number, number];
  for (let row = from; row < histories.starts[history + 1]; row++) {
    const text = texts.get(histories.post[row])?.toLowerCase();
    if (text === undefined) continue;
    const isBefore = row - from < cut;
    const words = new Set<string>();
    visitWords(text, (_, start, end) => words.add(text.slice(start, end)));
    if (words.size > 0) totals[isBefore ? 0 : 1]++;
    for (const word of words) {
      const known = counts.get(word) ?? { before: 0, after: 0, example: histories.post[row] };
      known[isBefore ? 'before' : 'after']++;
      counts.set(word, known);
    }
  }
  const scored = [...counts]
    .filter(([, { before, after }]) => before + after >= LEAST_WORD_POSTS)
    .map(([word, count]) => ({ word, ...count, z: logOddsZ([count.before, count.after], totals) }))
    .sort((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1));
  const chosen = [
    ...scored.slice(0, MOST_WORDS).filter(({ z }) => z > 0),
    ...scored
      .reverse()
      .slice(0, MOST_WORDS)
      .filter(({ z }) => z < 0),
  ];
  return chosen.map(({ word, before, after, example, z }) => ({
    history,
    aspect: 'content' as const,
    value: z > 0 ? 'word of before' : 'word of after',
    words: word,
    example,
    before,
    after,
    beforeTotal: totals[0],
    afterTotal: totals[1],
  }));
}

/** Shares of the main aspect's values over time: of words, of posts whose words are nearer to those after the change than to those before. */
function courseOf(histories: Histories, history: number, aspect: Aspect, add: AddPost, cut: number): CourseRow[] {
  const from = histories.starts[history];
  const postCount = histories.starts[history + 1] - from;
  const [names, valueAt] = aspect === 'content' ? nearerSide(add, postCount, cut) : namedValue(histories, history, aspect, cut);
  const binCount = Math.min(COURSE_BINS, Math.max(2, Math.floor(postCount / 10)));
  const rows: CourseRow[] = [];
  for (let bin = 0; bin < binCount; bin++) {
    const [first, end] = [Math.floor((bin * postCount) / binCount), Math.floor(((bin + 1) * postCount) / binCount)];
    const counts = new Map<string, number>();
    let total = 0;
    for (let index = first; index < end; index++) {
      const value = valueAt(index);
      if (value === null) continue;
      counts.set(value, (counts.get(value) ?? 0) + 1);
      total++;
    }
    const to = histories.time[from + Math.min(end, postCount - 1)];
    if (total === 0) continue;
    for (const value of names)
      rows.push({ history, from: histories.time[from + first], to, value, share: (counts.get(value) ?? 0) / total, postCount: total });
  }
  return rows;
}

/** Values that are told apart over time, and the one of each post; null where it has none. */
type Values = readonly [names: readonly string[], valueAt: (index: number) => string | null];

function namedValue(histories: Histories, history: number, aspect: Exclude<Aspect, 'content'>, cut: number): Values {
  const from = histories.starts[history];
  if (aspect === 'hours') return [HOUR_BANDS, (index) => HOUR_BANDS[Math.floor(hourOf(histories.time[from + index]) / 6)] as string];
  const values = aspect === 'language' ? histories.language : histories.client;
  const shares = sharesOf(histories, history, cut, (row) => (values[row] === -1 ? null : values[row]));
  const names = new Map(
    ranked(shares)
      .slice(0, MOST_VALUES)
      .map(([value], place) => [value, aspect === 'client' ? `client ${place + 1}` : (histories.languages[value] as string)]),
  );
  const rest = shares.counts.size > names.size ? ['others'] : [];
  return [[...names.values(), ...rest], (index) => (values[from + index] === -1 ? null : (names.get(values[from + index]) ?? 'others'))];
}

function nearerSide(add: AddPost, postCount: number, cut: number): Values {
  const names = ['nearer to the words before', 'nearer to the words after'] as const;
  const [before, after] = [new Float64Array(WORD_DIMENSIONS), new Float64Array(WORD_DIMENSIONS)];
  const counts = [0, 0] as [number, number];
  for (let index = 0; index < postCount; index++) if (add(index, index < cut ? before : after, 0)) counts[index < cut ? 0 : 1]++;
  const valueAt = (index: number): string | null => {
    const own = new Float64Array(WORD_DIMENSIONS);
    if (!add(index, own, 0)) return null;
    const side = index < cut ? 0 : 1;
    let difference = 0;
    for (let place = 0; place < WORD_DIMENSIONS; place++) {
      // A post does not count for its own side.
      const mean = (sum: Float64Array, of: 0 | 1): number =>
        side === of ? (sum[place] - own[place]) / Math.max(1, counts[of] - 1) : sum[place] / Math.max(1, counts[of]);
      difference += own[place] * (mean(after, 1) - mean(before, 0));
    }
    return names[difference > 0 ? 1 : 0];
  };
  return [names, valueAt];
}
