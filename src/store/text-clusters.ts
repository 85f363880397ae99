import { setImmediate as nextTurn } from 'node:timers/promises';
import { NearDuplicates, type TextClusters } from '../kernels/text/near-duplicates.js';
import { textNormaliser } from '../kernels/text/text-normalisation.js';
import type { WorkContext } from '../model.js';
import type { CaseQueries } from './case-queries.js';
import { floatsOf, intsOf } from './vectors.js';

export interface TextClusterOptions {
  /** Least Jaccard index of the shingles of near-duplicates, 0.6–1. */
  readonly similarity: number;
  readonly seed: number;
  /** Reposts count too. */
  readonly withReposts: boolean;
}

/** Posts with a text, and the clusters of near-duplicates that their texts form. */
export interface PostTexts {
  /** Posts with a text that is not blank in normal form; of each: */
  readonly postCount: number;
  readonly post: Int32Array;
  /** Identity, not number. */
  readonly account: Int32Array;
  /** Microseconds since 1970. */
  readonly time: Float64Array;
  /** The distinct text that it is, dense from 0. */
  readonly text: Int32Array;
  readonly textCount: number;
  /** Posts whose text is only links, handles or blanks. */
  readonly blankCount: number;
  /** Posts whose text is too short to be like another unless it is equal. */
  readonly shortCount: number;
  /** By number of the text. */
  readonly clusters: TextClusters;
  /** Two hashes of a text, the same in every case. */
  readonly textHash: (text: number) => readonly [number, number];
}

/** SQL condition of a post that is no repost. */
const IS_ORIGINAL = `kind IS DISTINCT FROM 'repost' AND post_id NOT IN (SELECT post_id FROM share JOIN layer USING (layer_id) WHERE layer.name = 'repost')`;
const TEXTS_BETWEEN_REPORTS = 65_536;

/** Reads the texts of a case once, chunk by chunk, and finds near-duplicates among them. */
export async function clusterPosts(file: CaseQueries, options: TextClusterOptions, context: WorkContext): Promise<PostTexts> {
  context.progress.step('reading texts');
  const from = `FROM post WHERE text IS NOT NULL ${options.withReposts ? '' : `AND ${IS_ORIGINAL}`}`;
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count ${from}`);
  const near = new NearDuplicates(count, options);
  const normalise = textNormaliser();
  const posts = { post: new Int32Array(count), account: new Int32Array(count), time: new Float64Array(count), text: new Int32Array(count) };
  const firstTime = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let [postCount, blankCount, shortCount, nextReport] = [0, 0, 0, TEXTS_BETWEEN_REPORTS];
  for await (const chunk of file.chunks(`SELECT post_id, account_id, epoch_us(posted_at)::DOUBLE, text ${from}`)) {
    const [post, account] = [intsOf(chunk.getColumnVector(0)), intsOf(chunk.getColumnVector(1))];
    const time = floatsOf(chunk.getColumnVector(2));
    const texts = chunk.getColumnVector(3);
    for (let row = 0; row < chunk.rowCount; row++) {
      const normal = normalise(texts.getItem(row) as string);
      if (normal.length === 0) {
        blankCount++;
        continue;
      }
      const text = near.add(normal);
      if (near.isShort(text)) shortCount++;
      if (time[row] < firstTime[text]) firstTime[text] = time[row];
      posts.post[postCount] = post[row];
      posts.account[postCount] = account[row];
      posts.time[postCount] = time[row];
      posts.text[postCount++] = text;
    }
    if (postCount + blankCount < nextReport) continue;
    nextReport += TEXTS_BETWEEN_REPORTS;
    context.progress.update(postCount + blankCount, count, 'rows');
    context.signal.throwIfAborted();
  }
  const { texts } = near;
  return {
    ...posts,
    postCount,
    textCount: texts.count,
    blankCount,
    shortCount,
    clusters: await inSteps(near.cluster(firstTime), context),
    textHash: (text) => [texts.hashHigh[text], texts.hashLow[text]],
  };
}

/** Runs work step by step, so that progress is shown and an interrupt heard. */
async function inSteps<T>(work: Generator<number, T>, context: WorkContext): Promise<T> {
  context.progress.step('finding near-duplicate texts');
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    context.progress.update(step.value, 1);
    await nextTurn();
    context.signal.throwIfAborted();
  }
}
