import { availableParallelism } from 'node:os';
import { AntiphonError } from '../errors.js';
import { LANGUAGE_RULES } from '../kernels/text/language.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { countLanguageAgreement, countLanguages, type LanguageAgreement, type LanguageCount } from '../store/language-reads.js';
import {
  dropStagedLanguages,
  type FoundLanguages,
  type LanguageCounts,
  stageWantedLanguages,
  storeLanguages,
  wantedTexts,
} from '../store/post-language.js';
import { DETECTOR } from './eld-detector.js';
import type { LanguageLot } from './language-lot.js';
import { type LanguageWork, startLanguageWork } from './language-threads.js';

export interface LanguageOptions {
  /** Least confidence at which a language is kept, 0–1 (default 0.5): below, it is null. */
  readonly level?: number;
  /** Also posts whose source states a language, to compare (default false). */
  readonly all?: boolean;
  /** Threads (default: as many as the machine has, at most 4, and 1 for few texts). The result does not depend on it. */
  readonly threads?: number;
}

/** What became of a case's posts. */
export interface FoundLanguagesSummary extends LanguageCounts {
  readonly level: number;
  readonly methods: readonly string[];
  /** All posts with a text, by language and by who says it. */
  readonly languages: readonly LanguageCount[];
  /** With `all`: stated against found. */
  readonly agreement: readonly LanguageAgreement[] | null;
}

export const DEFAULT_LEVEL = 0.5;
const MOST_THREADS = 4;
/** Fewer texts are done before a thread has loaded its detector. */
const FEW_TEXTS = 20_000;

/**
 * Finds the language of every post that has a text and whose source states none, and keeps it in `post_language`, with a confidence and
 * the method; neither the text nor what the source states is touched.
 *
 * Equal texts are looked at once. What stands there by the same rules, detector and level is kept; what stands there by others is found
 * anew. All or nothing: an interrupt leaves the case as it was. Memory beside the database's grows by 15 bytes a distinct text.
 *
 * @throws AntiphonError `no-data` where no post has a text; `parameter` for a level outside 0–1.
 */
export async function findLanguages(file: CaseFile, options: LanguageOptions, context: WorkContext): Promise<FoundLanguagesSummary> {
  const { level = DEFAULT_LEVEL, all = false } = options;
  if (!(level >= 0 && level <= 1)) throw new AntiphonError('parameter', `level must be from 0 to 1, got ${level}`);
  const rules = `rules ${LANGUAGE_RULES}, level ${level}`;
  const methods = [`script, ${rules}`, `${DETECTOR}, ${rules}`];
  context.progress.step('looking for posts without a language');
  const counts = await stageWantedLanguages(file, { all, methods });
  if (counts.textCount === 0) throw new AntiphonError('no-data', 'no post of the case has a text; import a file that has texts');
  if (counts.wantedTextCount > 0) {
    const found = await findAll(file, counts.wantedTextCount, level, methods, options, context);
    context.progress.step('storing languages');
    context.signal.throwIfAborted();
    await storeLanguages(file, found);
  }
  await dropStagedLanguages(file);
  return {
    ...counts,
    level,
    methods,
    languages: await countLanguages(file),
    agreement: all ? await countLanguageAgreement(file) : null,
  };
}

type Found = { -readonly [Field in keyof FoundLanguages]: FoundLanguages[Field] } & { readonly languages: string[] };

async function findAll(
  file: CaseFile,
  count: number,
  level: number,
  methods: readonly string[],
  options: LanguageOptions,
  context: WorkContext,
): Promise<FoundLanguages> {
  const threads = options.threads ?? (count < FEW_TEXTS ? 1 : Math.min(availableParallelism(), MOST_THREADS));
  context.progress.step('finding languages');
  const found: Found = {
    count: 0,
    post: new Int32Array(count),
    language: new Int16Array(count),
    languages: [],
    confidence: new Float64Array(count),
    method: new Uint8Array(count),
    methods,
  };
  const work = await startLanguageWork(threads);
  const stop = (): void => void work.close();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    await doLots(file, work, found, level, context);
  } finally {
    context.signal.removeEventListener('abort', stop);
    await work.close();
  }
  return found;
}

/** Gives lots to the work as long as it takes them, and takes the answers in the same order. */
async function doLots(file: CaseFile, work: LanguageWork, found: Found, level: number, context: WorkContext): Promise<void> {
  const total = found.post.length;
  const codes = new Map<string, number>();
  const open: { readonly post: Int32Array; readonly answer: Promise<LanguageLot> }[] = [];
  const takeFirst = async (): Promise<void> => {
    const lot = open.shift();
    if (lot === undefined) return;
    take(found, codes, lot.post, await lot.answer, level);
    context.progress.update(found.count, total, 'rows');
  };
  for await (const { post, texts } of wantedTexts(file)) {
    context.signal.throwIfAborted();
    const { answer, ready } = work.give(texts);
    open.push({ post, answer });
    await ready;
    while (open.length > MOST_OPEN) await takeFirst();
  }
  while (open.length > 0) {
    await takeFirst();
    context.signal.throwIfAborted();
  }
}

/** Lots that may be under way at once. */
const MOST_OPEN = 16;

function take(found: Found, codes: Map<string, number>, post: Int32Array, lot: LanguageLot, level: number): void {
  const codeOf = lot.languages.map((language) => {
    if (!codes.has(language)) {
      codes.set(language, codes.size);
      found.languages.push(language);
    }
    return codes.get(language) as number;
  });
  for (let row = 0; row < post.length; row++) {
    const at = found.count++;
    const confidence = lot.confidence[row];
    found.post[at] = post[row];
    found.confidence[at] = confidence;
    found.language[at] = confidence >= level ? (codeOf[lot.language[row]] ?? -1) : -1;
    found.method[at] = lot.isDetected[row];
  }
}
