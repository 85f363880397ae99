import { plainLanguage } from '../../kernels/text/language-names.js';
import { addWordVector, WORD_DIMENSIONS, WORD_LENGTH } from '../../kernels/text/word-features.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import type { Speaker } from './speakers.js';
import { postsOf } from './speakers.js';

/** In what an account can change, in the order of the tables. */
export const ASPECTS = ['language', 'content', 'client', 'hours'] as const;
export type Aspect = (typeof ASPECTS)[number];

/** Cells that a history is cut into at most. */
export const MOST_CELLS = 64;
/** Values of a language or client that are told apart in one account; rarer ones count as one. */
const MOST_VALUES = 8;
const HOUR_MICROSECONDS = 3_600_000_000;
/** Shares of a post that count for its hour and the two beside it, so that neighbouring hours are alike. */
const HOUR_SPREAD = [0.25, 0.5, 0.25] as const;

/** Number of places in the vector of a post. */
export const DIMENSIONS: Readonly<Record<Aspect, number>> = {
  language: MOST_VALUES,
  content: WORD_DIMENSIONS,
  client: MOST_VALUES,
  hours: 24,
};
/** Squared length of the vector of a post. */
export const SQUARES: Readonly<Record<Aspect, number>> = { language: 1, content: WORD_LENGTH ** 2, client: 1, hours: 0.375 };

/** The posts of all accounts that are long enough, and what is known of each post. Rows are posts, those of one account together, by time. */
export interface Histories {
  /** Accounts, by number, ascending; the rows of account `i` are `starts[i] … starts[i + 1] − 1`. */
  readonly account: Int32Array;
  readonly starts: Int32Array;
  readonly post: Int32Array;
  readonly time: Float64Array;
  /** 1 for a repost. */
  readonly isRepost: Uint8Array;
  /** Place in `languages` and `clients`; −1 where it is not known. */
  readonly language: Int32Array;
  readonly languages: readonly string[];
  readonly client: Int32Array;
  readonly clients: readonly string[];
  /** First cell of each account; its cells have `WORD_DIMENSIONS` numbers in `wordSums` and a number of posts with words. */
  readonly cellStarts: Int32Array;
  readonly wordSums: Int32Array;
  readonly wordWeight: Float64Array;
  /** Accounts and posts that were looked at, before those that are too short were left out. */
  readonly lookedAt: { readonly accountCount: number; readonly postCount: number };
}

/** Number of cells of a history, and the cell of each of its posts. */
export function cellCountOf(postCount: number): number {
  return Math.min(postCount, MOST_CELLS);
}

/** @param index Place of the post in its history. */
export function cellOf(index: number, postCount: number): number {
  return Math.floor((index * cellCountOf(postCount)) / postCount);
}

/** First post of a cell, as a place in its history. */
export function startOfCell(cell: number, postCount: number): number {
  return Math.ceil((cell * postCount) / cellCountOf(postCount));
}

/**
 * Reads the histories of some accounts: posts, languages, clients, and their words as sums over cells.
 *
 * @param least Posts that an account needs.
 * @param withReposts False leaves reposts out.
 */
export async function readHistories(
  reads: CaseReads,
  speakers: readonly Speaker[],
  { least, withReposts }: { readonly least: number; readonly withReposts: boolean },
  context: WorkContext,
): Promise<Histories> {
  context.progress.step('reading posts');
  const posts = await postsOf(reads, speakers);
  const isWanted = (row: number): boolean => withReposts || posts.kind[row] !== REPOST;
  const counts = new Int32Array(speakers.length);
  for (let row = 0; row < posts.length; row++) if (isWanted(row)) counts[posts.speaker[row]]++;
  const rows = Int32Array.from(posts.time.keys()).filter((row) => isWanted(row) && counts[posts.speaker[row]] >= least);
  const chosen = [...speakers.keys()].filter((place) => counts[place] >= least);
  const starts = new Int32Array(chosen.length + 1);
  const cellStarts = new Int32Array(chosen.length + 1);
  for (const [index, place] of chosen.entries()) {
    starts[index + 1] = starts[index] + counts[place];
    cellStarts[index + 1] = cellStarts[index] + cellCountOf(counts[place]);
  }
  const post = rows.map((row) => posts.post[row]);
  const [language, client] = [await languagesOf(reads, post), await clientsOf(reads, post)];
  const histories = {
    account: Int32Array.from(chosen, (place) => (speakers[place] as Speaker).account),
    starts,
    post,
    time: Float64Array.from(rows, (row) => posts.time[row]),
    isRepost: Uint8Array.from(rows, (row) => (posts.kind[row] === REPOST ? 1 : 0)),
    ...language,
    ...client,
    cellStarts,
    lookedAt: { accountCount: counts.filter((count) => count > 0).length, postCount: counts.reduce((sum, count) => sum + count, 0) },
  };
  return { ...histories, ...(await wordsOf(reads, histories, context)) };
}

/** Place of reposts in `POST_KINDS`. */
const REPOST = 2;

async function languagesOf(reads: CaseReads, post: Int32Array): Promise<{ language: Int32Array; languages: readonly string[] }> {
  const known = await reads.postLanguages();
  const size = known.post.reduce((most, id) => Math.max(most, id), -1) + 1;
  const byPost = new Int32Array(size).fill(-1);
  for (let index = 0; index < known.post.length; index++) byPost[known.post[index]] = known.language[index];
  return { language: post.map((id) => byPost[id]), languages: known.languages.map(plainLanguage) };
}

async function clientsOf(reads: CaseReads, post: Int32Array): Promise<{ client: Int32Array; clients: readonly string[] }> {
  const { client, clients } = await reads.postClients();
  return { client: post.map((id) => client[id]), clients };
}

async function wordsOf(
  reads: CaseReads,
  { starts, cellStarts, post }: Pick<Histories, 'starts' | 'cellStarts' | 'post'>,
  context: WorkContext,
): Promise<{ wordSums: Int32Array; wordWeight: Float64Array }> {
  const cellCount = cellStarts[cellStarts.length - 1] ?? 0;
  const wordSums = new Int32Array(cellCount * WORD_DIMENSIONS);
  const wordWeight = new Float64Array(cellCount);
  const cellOfPost = new Int32Array(post.reduce((most, id) => Math.max(most, id), -1) + 1).fill(-1);
  for (let account = 0; account + 1 < starts.length; account++) {
    const postCount = starts[account + 1] - starts[account];
    for (let index = 0; index < postCount; index++)
      cellOfPost[post[starts[account] + index]] = cellStarts[account] + cellOf(index, postCount);
  }
  context.progress.step('reading texts');
  await reads.visitTexts((id, text) => {
    const cell = id < cellOfPost.length ? cellOfPost[id] : -1;
    if (cell !== -1 && addWordVector(text.toLowerCase(), wordSums, cell * WORD_DIMENSIONS)) wordWeight[cell]++;
  }, context);
  return { wordSums, wordWeight };
}

/** Adds the vector of a post to a sum, at an offset; false if the post does not have the aspect. */
export type AddPost = (index: number, sum: Float64Array, offset: number) => boolean;

/** How posts of one account stand as vectors in all aspects but their words. */
export function vectorsOf(histories: Histories, account: number, aspect: Exclude<Aspect, 'content'>): AddPost {
  const from = histories.starts[account];
  if (aspect === 'hours')
    return (index, sum, offset) => {
      const hour = hourOf(histories.time[from + index]);
      for (const [step, share] of HOUR_SPREAD.entries()) sum[offset + ((hour + step + 23) % 24)] += share;
      return true;
    };
  const values = aspect === 'language' ? histories.language : histories.client;
  const places = commonValues(values.subarray(from, histories.starts[account + 1]));
  return (index, sum, offset) => {
    const value = values[from + index];
    if (value === -1) return false;
    sum[offset + (places.get(value) ?? MOST_VALUES - 1)] += 1;
    return true;
  };
}

/** Hour of a day in UTC. */
export function hourOf(time: number): number {
  return ((Math.floor(time / HOUR_MICROSECONDS) % 24) + 24) % 24;
}

/** The most frequent values with their places, one place left for all others. */
function commonValues(values: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) if (value !== -1) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b).slice(0, MOST_VALUES - 1);
  return new Map(ranked.map(([value], place) => [value, place]));
}

/** What the cells of one account hold of an aspect. */
export function cellSums(histories: Histories, account: number, aspect: Aspect): { sums: Float64Array; weight: Float64Array } {
  const [first, last] = [histories.cellStarts[account], histories.cellStarts[account + 1]];
  if (aspect === 'content')
    return {
      sums: Float64Array.from(histories.wordSums.subarray(first * WORD_DIMENSIONS, last * WORD_DIMENSIONS)),
      weight: histories.wordWeight.subarray(first, last),
    };
  const postCount = histories.starts[account + 1] - histories.starts[account];
  const sums = new Float64Array((last - first) * DIMENSIONS[aspect]);
  const weight = new Float64Array(last - first);
  const add = vectorsOf(histories, account, aspect);
  for (let index = 0; index < postCount; index++) {
    const cell = cellOf(index, postCount);
    if (add(index, sums, cell * DIMENSIONS[aspect])) weight[cell]++;
  }
  return { sums, weight };
}
