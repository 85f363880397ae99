import type { Job } from '../jobs/job.js';
import type { JobQueue } from '../jobs/job-queue.js';

const ENDED: readonly Job['state'][] = ['done', 'failed', 'cancelled', 'interrupted'];

/** A job now, then whenever it changes, until it has ended; changes that come faster than they are read are passed over. */
export async function* jobEvents(jobs: JobQueue, jobId: number, signal: AbortSignal): AsyncGenerator<Job> {
  let newest: Job | null = null;
  let wake: () => void = () => undefined;
  const unsubscribe = jobs.subscribe(jobId, (job) => {
    newest = job;
    wake();
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop, { once: true });
  try {
    newest = await jobs.get(jobId);
    while (!signal.aborted) {
      const job: Job | null = newest;
      newest = null;
      if (job !== null) yield job;
      if (job !== null && ENDED.includes(job.state)) return;
      if (newest === null && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', stop);
  }
}
