import { setTimeout as sleep } from 'node:timers/promises';
import { AntiphonError } from '../errors.js';
import type { CaseFile } from '../store/case-file.js';
import type { QueryChunk, QueryVector } from '../store/case-queries.js';
import { storeNearText } from '../store/near-text.js';
import type { CaseQuestion, LentChunk, LentColumn, PlainFailure } from './case-protocol.js';

/** Chunks of a result that go to the thread together: few enough that the main thread is never kept by them. */
const CHUNKS_A_LOT = 4;

/** How often a stop is repeated: one may fall between two statements. */
const AGAIN_MS = 20;

interface Cursor {
  readonly chunks: AsyncIterator<QueryChunk>;
  isDone: boolean;
}

/** Answers what a thread asks of a case, on the job's own connection. */
export class CaseAnswers {
  private readonly file: CaseFile;
  private readonly cursors = new Map<number, Cursor>();
  private readonly open = new Set<Promise<unknown>>();
  private lastCursor = 0;

  constructor(file: CaseFile) {
    this.file = file;
  }

  /** @returns The answer, and what of it can be handed over instead of copied. */
  async answer(question: CaseQuestion): Promise<{ answer: unknown; transfer: ArrayBuffer[] }> {
    const work = this.work(question);
    this.open.add(work);
    try {
      return await work;
    } finally {
      this.open.delete(work);
    }
  }

  /** Stops what is under way; resolves when the database is done with it. */
  async stop(): Promise<void> {
    while (this.open.size > 0) {
      this.file.interrupt();
      await Promise.race([Promise.allSettled(this.open), sleep(AGAIN_MS)]);
    }
    for (const cursor of this.cursors.keys()) await this.close(cursor).catch(() => undefined);
  }

  private async work(question: CaseQuestion): Promise<{ answer: unknown; transfer: ArrayBuffer[] }> {
    switch (question.ask) {
      case 'run':
        await this.file.run(question.sql, question.values);
        return { answer: null, transfer: [] };
      case 'rows':
        return { answer: await this.file.rows(question.sql, question.values), transfer: [] };
      case 'open':
        this.cursors.set(++this.lastCursor, {
          chunks: this.file.chunks(question.sql, question.values)[Symbol.asyncIterator](),
          isDone: false,
        });
        return { answer: this.lastCursor, transfer: [] };
      case 'next':
        return this.next(question.cursor);
      case 'close':
        await this.close(question.cursor);
        return { answer: null, transfer: [] };
      case 'keepNearText':
        await storeNearText(this.file, question.found);
        return { answer: null, transfer: [] };
    }
  }

  private async next(number: number): Promise<{ answer: LentChunk[]; transfer: ArrayBuffer[] }> {
    const cursor = this.cursors.get(number);
    const answer: LentChunk[] = [];
    const transfer: ArrayBuffer[] = [];
    while (cursor !== undefined && !cursor.isDone && answer.length < CHUNKS_A_LOT) {
      const next = await cursor.chunks.next();
      if (next.done === true) cursor.isDone = true;
      else answer.push(lentChunk(next.value, transfer));
    }
    return { answer, transfer };
  }

  private async close(number: number): Promise<void> {
    const cursor = this.cursors.get(number);
    this.cursors.delete(number);
    await cursor?.chunks.return?.();
  }
}

function lentChunk(chunk: QueryChunk, transfer: ArrayBuffer[]): LentChunk {
  const columnCount = (chunk as unknown as { readonly columnCount: number }).columnCount;
  const columns = Array.from({ length: columnCount }, (_, index) => lentColumn(chunk.getColumnVector(index), transfer));
  return { rowCount: chunk.rowCount, columns };
}

function lentColumn(vector: QueryVector, transfer: ArrayBuffer[]): LentColumn {
  const { items, validity } = vector as unknown as { items?: unknown; validity?: { data?: unknown } };
  if (!(items instanceof Int32Array || items instanceof Float64Array))
    return { items: Array.from({ length: vector.itemCount }, (_, row) => plain(vector.getItem(row))), nulls: null };
  const copy = items.slice();
  transfer.push(copy.buffer as ArrayBuffer);
  if (validity?.data === null) return { items: copy, nulls: null };
  const nulls = Uint8Array.from(copy, (_, row) => (vector.getItem(row) === null ? 1 : 0));
  transfer.push(nulls.buffer as ArrayBuffer);
  return { items: copy, nulls };
}

function plain(value: unknown): unknown {
  if (value !== null && typeof value === 'object') throw new AntiphonError('internal', 'a column that is read on a thread must be plain');
  return value;
}

/** A failure as it crosses between threads; of an unforeseen one nothing but that it was. */
export function plainFailure(error: unknown): PlainFailure {
  if (error instanceof AntiphonError) return { code: error.code, message: error.message };
  return { code: 'internal', message: 'a fault of Antiphon on a thread' };
}
