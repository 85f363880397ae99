import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** A pure function of a kernel that can be done many times over, task by task, on several threads. */
export interface TaskKind<Data, Result> {
  /** Module that exports the function. */
  readonly module: URL;
  readonly name: string;
  /** The same function, for work on this thread. */
  readonly run: (data: Data, task: number) => Result | Promise<Result>;
}

export interface TaskOptions {
  readonly signal: AbortSignal;
  /** False: the work is too small for threads. */
  readonly isLarge: boolean;
}

/** Threads at most: each holds what one task needs. */
const MOST_THREADS = 8;

/**
 * Does tasks 0, 1, 2 … and hands over their results in that order, on as many threads as the machine has.
 *
 * The results do not depend on the number of threads. Typed arrays in `data` are shared between threads, not copied.
 *
 * @param data What all tasks read: plain objects, numbers and typed arrays.
 * @param visit Takes a result; false ends the work, and later results are dropped.
 * @throws What a task throws; the signal's reason when it is aborted.
 */
export async function doTasks<Data extends object, Result>(
  kind: TaskKind<Data, Result>,
  data: Data,
  taskCount: number,
  visit: (result: Result, task: number) => boolean,
  options: TaskOptions,
): Promise<void> {
  const threads = Math.min(taskCount, availableParallelism(), MOST_THREADS);
  // Run from source (tests), there is no compiled module that a thread could load.
  if (!options.isLarge || threads < 2 || !existsSync(fileURLToPath(kind.module))) return doHere(kind, data, taskCount, visit, options);
  const shared = { module: kind.module.href, name: kind.name, data: withSharedArrays(data) };
  const workers = Array.from({ length: threads }, () => new Worker(new URL('./worker.js', import.meta.url), { workerData: shared }));
  try {
    await collect(workers, taskCount, visit, options.signal);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function doHere<Data, Result>(
  kind: TaskKind<Data, Result>,
  data: Data,
  taskCount: number,
  visit: (result: Result, task: number) => boolean,
  { signal }: TaskOptions,
): Promise<void> {
  for (let task = 0; task < taskCount; task++) {
    await nextTurn(); // so that an interrupt is heard
    signal.throwIfAborted();
    if (!visit(await kind.run(data, task), task)) return;
  }
}

/** Gives each worker its next task, and hands results over in order, until all are done or `visit` has enough. */
function collect<Result>(
  workers: readonly Worker[],
  taskCount: number,
  visit: (result: Result, task: number) => boolean,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting = new Map<number, Result>();
    let handedOut = 0;
    let visited = 0;
    let isDone = false;
    const giveTask = (worker: Worker): void => {
      if (handedOut < taskCount) worker.postMessage(handedOut++);
    };
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    for (const worker of workers) {
      worker.on('error', reject);
      worker.on('message', ({ task, result }: { task: number; result: Result }) => {
        if (isDone) return;
        waiting.set(task, result);
        try {
          for (let next = waiting.get(visited); next !== undefined; next = waiting.get(visited)) {
            waiting.delete(visited);
            if (visit(next, visited++) && visited < taskCount) continue;
            isDone = true;
            signal.removeEventListener('abort', abort);
            resolve();
            return;
          }
          giveTask(worker);
        } catch (error) {
          reject(error as Error);
        }
      });
      giveTask(worker);
    }
  });
}

/** The same data with its typed arrays in memory that threads share. */
function withSharedArrays<Data>(data: Data): Data {
  if (data instanceof Int32Array || data instanceof Float64Array || data instanceof Uint8Array || data instanceof Uint32Array) {
    const shared = new (data.constructor as Int32ArrayConstructor)(new SharedArrayBuffer(data.byteLength));
    shared.set(data as Int32Array);
    return shared as Data;
  }
  if (data === null || typeof data !== 'object') return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, withSharedArrays(value)])) as Data;
}
