import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AntiphonError } from '../../errors.js';
import type { Finding } from '../../model.js';
import type { ReportHead } from './document.js';
import { drawDocument } from './draw-document.js';
import type { ReportData } from './report-model.js';

const MODULE = new URL('./draw-thread.js', import.meta.url);

/** What the thread gets: analyses, which hold functions, by their names. */
export interface DrawThreadData {
  readonly data: Omit<ReportData, 'findings'> & { readonly findings: readonly unknown[] };
  readonly analyses: readonly (string | null)[];
  readonly head: ReportHead;
}

/**
 * The document of a report, drawn on a thread of its own, which is ended at once when the signal is aborted.
 *
 * @throws The signal's reason.
 */
export function drawOnThread(data: ReportData, head: ReportHead, signal: AbortSignal): Promise<string> {
  // Run from source (tests), there is no compiled module that a thread could load.
  if (!existsSync(fileURLToPath(MODULE))) return drawDocument(data, head);
  const workerData: DrawThreadData = {
    data: { ...data, findings: data.findings.map((one) => ({ ...one, finding: plain(one.finding), analysis: null })) },
    analyses: data.findings.map(({ analysis }) => analysis?.id ?? null),
    head,
  };
  return new Promise((resolve, reject) => {
    const worker = new Worker(MODULE, { workerData });
    const stop = (): void => {
      void worker.terminate();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    worker.once('message', (document: string) => resolve(document));
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new AntiphonError('internal', 'a thread ended before its work'));
    });
  });
}

/** A finding without what was read beside it. */
function plain({ findingId, analysis, version, parameters, fingerprint, summary, figures, tables, createdAt }: Finding): Finding {
  return { findingId, analysis, version, parameters, fingerprint, summary, figures, tables, createdAt };
}
