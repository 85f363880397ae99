import type { CaseQueries } from './case-queries.js';
import { publicAccounts, type Voice, voiceAccounts, voices } from './registry.js';

/** An entry of the registry, with what the case knows of its account where that may be named; else the entry stands alone. */
export interface RegistryAccount extends Voice {
  /** Number in code-point order; null: the case has no account for it, or one that it saw at no time for which the entry holds. */
  readonly account: number | null;
}

/** Every entry of the registry, in order of their numbers. @param numberOf Number of each account identity. */
export async function readRegistryAccounts(file: CaseQueries, numberOf: Int32Array): Promise<RegistryAccount[]> {
  const named = await publicAccounts(file);
  const accounts = new Map((await voiceAccounts(file)).map(({ voiceId, accountId }) => [voiceId, accountId]));
  return (await voices(file)).map((voice) => {
    const id = accounts.get(voice.voiceId);
    return { ...voice, account: id === undefined || !named.has(id) ? null : (numberOf[id] as number) };
  });
}

/** 1 for each account that may be named, by its number. */
export async function readPublicAccounts(file: CaseQueries, numberOf: Int32Array): Promise<Uint8Array> {
  const isPublic = new Uint8Array(numberOf.length);
  for (const id of await publicAccounts(file)) isPublic[numberOf[id] as number] = 1;
  return isPublic;
}

/** When each account posted first and last in the case, by its number; microseconds since 1970, NaN where it did not. */
export interface PostingSpans {
  readonly firstPostAt: Float64Array;
  readonly lastPostAt: Float64Array;
}

export async function readPostingSpans(file: CaseQueries, numberOf: Int32Array): Promise<PostingSpans> {
  const [firstPostAt, lastPostAt] = [
    new Float64Array(numberOf.length).fill(Number.NaN),
    new Float64Array(numberOf.length).fill(Number.NaN),
  ];
  for await (const chunk of file.chunks(
    `SELECT account_id, epoch_us(min(posted_at))::DOUBLE, epoch_us(max(posted_at))::DOUBLE FROM post GROUP BY account_id`,
  ))
    for (const [id, first, last] of chunk.getRows() as [number, number, number][]) {
      firstPostAt[numberOf[id] as number] = first;
      lastPostAt[numberOf[id] as number] = last;
    }
  return { firstPostAt, lastPostAt };
}
