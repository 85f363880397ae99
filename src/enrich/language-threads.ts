import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadDetector } from './eld-detector.js';
import { type LanguageLot, languagesOfLot } from './language-lot.js';

/** Answers lots of texts; `close` ends it whatever it is doing. */
export interface LanguageWork {
  /** @returns What was found, once it is; and a promise of when the next lot may be given. */
  give(texts: string[]): { readonly answer: Promise<LanguageLot>; readonly ready: Promise<unknown> };
  close(): Promise<void>;
}

const MODULE = new URL('./language-thread.js', import.meta.url);
/** Lots that wait at a thread, so that it need not wait for the next. */
const WAITING_LOTS = 2;

/**
 * Starts the work on some threads, or on this one.
 *
 * @param threads At least 2, else the work is done here; so it is where there is no compiled module that a thread could load (tests).
 */
export async function startLanguageWork(threads: number): Promise<LanguageWork> {
  if (threads < 2 || !existsSync(fileURLToPath(MODULE))) return workHere();
  return new LanguageThreads(threads);
}

async function workHere(): Promise<LanguageWork> {
  const detect = await loadDetector();
  return {
    give(texts) {
      const answer = Promise.resolve(languagesOfLot(texts, detect));
      return { answer, ready: nextTurn() }; // so that an interrupt is heard
    },
    close: () => Promise.resolve(),
  };
}

interface Waiting {
  readonly resolve: (lot: LanguageLot) => void;
  readonly reject: (error: Error) => void;
}

class LanguageThreads implements LanguageWork {
  private readonly threads: { readonly worker: Worker; readonly waiting: Waiting[] }[];
  private wake: (() => void) | null = null;

  constructor(count: number) {
    this.threads = Array.from({ length: count }, () => {
      const thread = { worker: new Worker(MODULE), waiting: [] as Waiting[] };
      thread.worker.on('message', (lot: LanguageLot) => {
        thread.waiting.shift()?.resolve(lot);
        this.wake?.();
      });
      const fail = (error: Error): void => {
        for (const { reject } of thread.waiting.splice(0)) reject(error);
        this.wake?.();
      };
      thread.worker.on('error', fail);
      thread.worker.on('exit', () => fail(new Error('a thread ended before its work')));
      return thread;
    });
  }

  give(texts: string[]): { answer: Promise<LanguageLot>; ready: Promise<unknown> } {
    const [thread] = [...this.threads].sort((a, b) => a.waiting.length - b.waiting.length);
    if (thread === undefined) throw new Error('no thread');
    const answer = new Promise<LanguageLot>((resolve, reject) => thread.waiting.push({ resolve, reject }));
    answer.catch(() => undefined); // heard by whoever waits for it
    thread.worker.postMessage(texts);
    return { answer, ready: this.hasRoom() };
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }

  /** Waits until a thread has room for another lot. */
  private async hasRoom(): Promise<void> {
    while (this.threads.every(({ waiting }) => waiting.length >= WAITING_LOTS))
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
  }
}
