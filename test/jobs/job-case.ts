import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { AntiphonError } from '../../src/errors.js';
import { CaseFile } from '../../src/index.js';
import { hasEnded, type Job, type JobState } from '../../src/jobs/job.js';
import { JobQueue, type JobQueueOptions } from '../../src/jobs/job-queue.js';
import type { UploadedFiles } from '../../src/jobs/job-rules.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { csvOf } from '../sources/model-rows.js';

/** The built module of the thread: a thread loads no sources. */
export const THREAD = new URL('../../dist/jobs/analysis-thread.js', import.meta.url);
if (!existsSync(fileURLToPath(THREAD))) throw new Error(`${fileURLToPath(THREAD)} is not there: run \`npm run build\` first`);

/** Files that were sent: named by their paths. */
export class TestUploads implements UploadedFiles {
  readonly paths = new Map<string, string>();

  add(content: string, name: string): string {
    const upload = `upload-${this.paths.size}`;
    this.paths.set(upload, scratchFile(content, name));
    return upload;
  }

  find(upload: string): { name: string; path: string } {
    const path = this.paths.get(upload);
    if (path === undefined) throw new AntiphonError('not-found', 'no such upload');
    return { name: basename(path), path };
  }

  drop(upload: string): void {
    this.paths.delete(upload);
  }
}

const open: { queue: JobQueue; file: CaseFile }[] = [];
afterEach(async () => {
  for (const { queue, file } of open.splice(0)) {
    await queue.close();
    file.close();
  }
});

export interface JobCase {
  readonly file: CaseFile;
  readonly queue: JobQueue;
  readonly uploads: TestUploads;
}

/** A case with a queue, closed after the test. */
export async function jobCase(options: Partial<JobQueueOptions> = {}, path = join(scratchFolder(), 'case.antiphon')): Promise<JobCase> {
  const file = await CaseFile.open(path, { create: true });
  const uploads = new TestUploads();
  const queue = await JobQueue.open(file, {
    uploads,
    reveal: false,
    texts: false,
    simulated: false,
    readOnly: false,
    thread: THREAD,
    ...options,
  });
  open.push({ queue, file });
  return { file, queue, uploads };
}

/** Waits until a job is in one of these states, or says a step that begins so. */
export async function until(queue: JobQueue, jobId: number, ...wanted: (JobState | `step ${string}`)[]): Promise<Job> {
  return new Promise((resolve, reject) => {
    const look = (job: Job): void => {
      const fits = wanted.some((one) => one === job.state || (job.step !== null && `step ${job.step}`.startsWith(one)));
      if (!fits && !hasEnded(job)) return;
      stop();
      if (fits) resolve(job);
      else reject(new Error(`job ${jobId} is ${job.state}, and was never ${wanted.join(' or ')}`));
    };
    const stop = queue.subscribe(jobId, look);
    queue.get(jobId).then(look, reject);
  });
}

export const ended = (queue: JobQueue, jobId: number): Promise<Job> => until(queue, jobId, 'done', 'failed', 'cancelled');

/** A module that runs as the thread of an analysis, in place of the real one. */
export function threadOf(code: string): URL {
  const path = scratchFile(`import { parentPort, Worker } from 'node:worker_threads';\n${code}`, 'thread.mjs');
  return new URL(`file://${path}`);
}

/** A thread that says a step and then computes without end. */
export const busyThread = (): URL => threadOf(`parentPort.postMessage({ kind: 'step', label: 'busy' }); for (;;);`);

/** A takedown archive: 12 accounts that share links, tags and nearly equal texts within minutes, with profiles. */
export function archive(count: number, isStated = (index: number): boolean => index % 2 === 0): string {
  const columns =
    'tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,account_creation_date,tweet_language,tweet_text,tweet_time,tweet_client_name,is_retweet,retweet_tweetid,in_reply_to_userid,in_reply_to_tweetid,urls,user_mentions,hashtags,follower_count'.split(
      ',',
    );
  const records = Array.from({ length: count }, (_, index) => {
    const [account, item] = [(index * 7) % 12, Math.floor(index / 12)];
    return {
      tweetid: `66000000${String((index * 89) % 240).padStart(3, '0')}`,
      userid: `77000000000000000${account}`,
      user_display_name: `名 ${account}`,
      user_screen_name: `user_${account}`,
      user_profile_description: account % 2 === 0 ? 'a "description"' : '',
      account_creation_date: '2013-04-05',
      tweet_language: isStated(index) ? 'en' : '',
      tweet_text:
        index % 9 === 0 ? '' : `a text of some length that is said again and again in nearly the same words ${item} ${account % 3}`,
      tweet_time: `2017-08-${String(1 + item).padStart(2, '0')} 09:${String(account % 4).padStart(2, '0')}`,
      is_retweet: index % 5 === 0 ? 'True' : 'False',
      retweet_tweetid: index % 5 === 0 ? `99000000000000000${item % 8}` : '',
      urls: `['https://example.org/${item}']`,
      hashtags: `['tag${item % 6}']`,
      user_mentions: '[]',
      follower_count: String(index),
    };
  });
  return csvOf(columns, ...records);
}
