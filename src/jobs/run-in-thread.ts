import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type AnalysisTask, computeTask, type TaskResults } from '../analyses/analysis-task.js';
import { AntiphonError } from '../errors.js';
import type { Execute } from '../evidence/run-analysis.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { CaseReads } from '../store/reads.js';
import { CaseAnswers, plainFailure } from './case-answers.js';
import type { LongList, MainMessage, ThreadData, ThreadMessage } from './case-protocol.js';

const MODULE = new URL('./analysis-thread.js', import.meta.url);
const TEXTS_A_LOT = 5000;

/**
 * Computes analyses on a thread of their own, with the same results as here, so that this one stays free.
 *
 * The thread asks this one for the data. When the signal is aborted it is ended at once, its own threads with it, and the statement
 * that runs for it is interrupted.
 *
 * @param thread The thread's module. Where it is not there, as when run from source, this thread computes.
 */
export function runInThread(thread: URL = MODULE): Execute {
  if (!existsSync(fileURLToPath(thread)))
    return (file, analysis, task, context) => computeTask(new CaseReads(file), analysis, task, context);
  return async (file, analysis, task, context) => {
    const data: ThreadData = { analysis: analysis.id, task, casePath: file.path, now: context.now, memoryBytes: context.memoryBytes };
    return (await new AnalysisRun(thread, data, file, context).result()) as TaskResults[(typeof task)['part'] & AnalysisTask['part']];
  };
}

/** One analysis under way on its thread. */
class AnalysisRun {
  private readonly worker: Worker;
  private readonly answers: CaseAnswers;
  private readonly context: WorkContext;
  private takeLot: (texts: readonly unknown[]) => void = () => undefined;

  constructor(thread: URL, workerData: ThreadData, file: CaseFile, context: WorkContext) {
    this.context = context;
    this.answers = new CaseAnswers(file);
    this.worker = new Worker(thread, { workerData });
  }

  async result(): Promise<unknown> {
    const { signal } = this.context;
    let stop: () => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason as Error);
      this.worker.on('error', (error) => reject(threadError(error)));
      this.worker.on('exit', () => reject(new AntiphonError('internal', 'a thread ended before its work')));
    });
    ended.catch(() => undefined); // heard in the race
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([ended, this.work(ended)]);
    } finally {
      signal.removeEventListener('abort', stop);
      await this.worker.terminate();
      await this.answers.stop();
    }
  }

  private async work(ended: Promise<never>): Promise<unknown> {
    const result = await new Promise((resolve, reject) => {
      this.worker.on('message', (message: ThreadMessage) => {
        if (message.kind === 'result') resolve(message.result);
        else if (message.kind === 'failed') reject(new AntiphonError(message.failure.code, message.failure.message));
        else this.hear(message);
      });
    });
    return this.unpacked(result, ended);
  }

  private hear(message: ThreadMessage): void {
    const { progress } = this.context;
    if (message.kind === 'step') progress.step(message.label);
    else if (message.kind === 'update') progress.update(message.done, message.total, message.unit);
    else if (message.kind === 'lot') this.takeLot(message.texts);
    else if (message.kind === 'question') {
      const { id, question } = message;
      this.answers
        .answer(question)
        .then(({ answer, transfer }) => this.say({ kind: 'answer', id, answer }, transfer))
        .catch((error: unknown) => this.say({ kind: 'refusal', id, failure: plainFailure(error) }));
    }
  }

  private say(message: MainMessage, transfer: ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  /** The result with its long lists, which are fetched lot by lot. */
  private async unpacked(value: unknown, ended: Promise<never>): Promise<unknown> {
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || Array.isArray(value)) return value;
    if ('longList' in value) return Promise.race([ended, this.fetched(value as LongList)]);
    const parts: [string, unknown][] = [];
    for (const [name, part] of Object.entries(value)) parts.push([name, await this.unpacked(part, ended)]);
    return Object.fromEntries(parts);
  }

  private async fetched({ longList, length }: LongList): Promise<unknown[]> {
    const texts: unknown[] = [];
    while (texts.length < length) {
      const lot = new Promise<readonly unknown[]>((resolve) => {
        this.takeLot = resolve;
      });
      this.say({ kind: 'fetch', longList, from: texts.length, to: Math.min(length, texts.length + TEXTS_A_LOT) });
      for (const text of await lot) texts.push(text);
      await nextTurn();
    }
    return texts;
  }
}

function threadError(error: Error): Error {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new AntiphonError(
      'memory',
      'the analysis needs more memory than a thread may use; a smaller layer, window or period needs less',
      {
        cause: error,
      },
    );
  return error;
}
