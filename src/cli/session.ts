import { existsSync, rmSync } from 'node:fs';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile, OpenOptions } from '../store/case-file.js';
import type { Terminal } from './terminal.js';

/** How a command opens its case. */
export interface CaseOptions extends OpenOptions {
  /** Value of `--memory`. */
  readonly memory?: string | undefined;
}

/**
 * Opens a case, does some work on it, and closes it whatever happens. Ctrl-C stops the work and leaves the case as it was; a
 * case that had to be made for work that then failed is removed again.
 */
export async function withCase<T>(
  path: string,
  options: CaseOptions,
  terminal: Terminal,
  work: (file: CaseFile, context: WorkContext) => Promise<T>,
): Promise<T> {
  const { CaseFile } = await import('../store/case-file.js');
  const { memoryPlan } = await import('../store/memory.js');
  const { keyPath } = await import('../store/naming.js');
  const memory = memoryPlan(options.memory, options.create === true ? 'import' : 'run');
  const hadKey = existsSync(keyPath(path));
  let opened: CaseFile | null = null;
  return withContext(
    terminal,
    async (context) => {
      const file = await CaseFile.open(path, { ...options, memoryLimit: memory.databaseLimit });
      opened = file;
      try {
        context.signal.throwIfAborted();
        const result = await work(file, { ...context, memoryBytes: memory.analysisBytes });
        file.close();
        return result;
      } catch (error) {
        file.discardIfNew();
        if (file.isNew && !hadKey) rmSync(keyPath(path), { force: true });
        throw error;
      }
    },
    () => opened?.interrupt(),
  );
}

/** Gives work its progress, clock and stop signal. Work that ends in spite of the signal has been done, and says so. */
export async function withContext<T>(
  terminal: Terminal,
  work: (context: WorkContext) => Promise<T>,
  onInterrupt?: () => void,
  stopped = 'stopped; the case is as it was',
): Promise<T> {
  const controller = new AbortController();
  const progress = terminal.progress();
  let asking: NodeJS.Timeout | undefined;
  const stop = (): void => {
    controller.abort(new AntiphonError('interrupted', stopped));
    onInterrupt?.();
    // The first time may have fallen between two statements.
    asking ??= setInterval(() => onInterrupt?.(), 50);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work({ progress, signal: controller.signal, now: new Date() });
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearInterval(asking);
    progress.done();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
