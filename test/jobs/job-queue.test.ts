import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import type { Job, JobRequest } from '../../src/jobs/job.js';
import { JobQueue } from '../../src/jobs/job-queue.js';
import { messageLines, scratchFolder, shareLines } from '../scratch.js';
import { archive, busyThread, ended, jobCase, threadOf, until } from './job-case.js';

const COORDINATION: JobRequest = { kind: 'analysis', analysis: 'coordination', parameters: { permutations: 20, seeds: 3 } };
const SHARES = shareLines(
  ...Array.from(
    { length: 60 },
    (_, index) => `o${Math.floor(index / 3)},a${index % 3},p${index},${1_600_000_000 + 600 * Math.floor(index / 3) + (index % 3)}`,
  ),
);
/** Rows enough that storing them takes a while. */
const LONG = (): string =>
  shareLines(
    Array.from({ length: 60_000 }, (_, index) => `o${(index * 7919) % 20_011},a${index % 4001},r${index},${1_600_000_000 + index}`).join(
      '\n',
    ),
  );
const MESSAGES = messageLines('m1,u1,handle_of_ann,,,some words,1600000000,', 'm2,u2,bob,,,other words,1600000010,');

const countIn = async (file: CaseFile, table: string): Promise<number> =>
  (await file.row<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)).count;

describe('a job', () => {
  test('imports, analyses and reports, one after the other, and tells how far it is', async () => {
    const { file, queue, uploads } = await jobCase();
    const upload = uploads.add(SHARES, 'shares.csv');
    const requests: JobRequest[] = [{ kind: 'import', uploads: [upload] }, COORDINATION, { kind: 'report', title: 'A title' }];
    const submitted: Job[] = [];
    for (const request of requests) submitted.push(await queue.submit(request));
    expect(submitted.map(({ jobId }) => jobId)).toEqual([1, 2, 3]);
    const seen: Job[] = [];
    queue.subscribe(2, (job) => seen.push(job));
    for (const { jobId } of submitted) expect(await ended(queue, jobId)).toMatchObject({ state: 'done', failure: null, step: null });
    const [report, analysis, imported] = await queue.list();
    expect(imported?.result).toEqual({
      imported: [
        expect.objectContaining({ name: 'shares.csv', sourceId: 0, recordCount: 60, keptCount: 60, rejectedCount: 0, wasKnown: false }),
      ],
      passedOver: [],
    });
    expect(uploads.paths.size).toBe(0);
    expect(analysis).toMatchObject({ analysis: 'coordination', findingIds: [1] });
    expect(seen[0]?.state).toBe('running');
    expect(seen.at(-1)).toMatchObject({ state: 'done', findingIds: [1] });
    expect(seen.some(({ step }) => step !== null)).toBe(true);
    // What a queue does, it does in order.
    const times = [imported, analysis, report].flatMap((job) => [job?.startedAt ?? '', job?.endedAt ?? '']);
    expect(times).toEqual([...times].sort());
    const name = report?.result?.files?.[0] ?? '';
    expect(readFileSync((await queue.file(3, name)).path, 'utf8')).toContain('A title');
    await expect(queue.file(3, '../case.antiphon')).rejects.toMatchObject({ code: 'not-found' });
    expect(await countIn(file, 'job')).toBe(3);
  });

  test('runs all that the data supports, and says what it skipped', async () => {
    const { queue, uploads } = await jobCase({ thread: new URL('file:///no/such/thread.js') }); // computed here, as from source
    await ended(queue, (await queue.submit({ kind: 'import', uploads: [uploads.add(SHARES, 'shares.csv')] })).jobId);
    const { jobId } = await queue.submit({ kind: 'run-all' });
    const all = await ended(queue, jobId);
    expect(all.state).toBe('done');
    expect(all.findingIds.length).toBeGreaterThan(0);
    expect(all.result?.skipped?.length).toBeGreaterThan(0);
  });

  test('that is wrong is refused at once, and nothing waits', async () => {
    const { queue } = await jobCase();
    const refused = (request: JobRequest) => expect(queue.submit(request)).rejects;
    await refused({ ...COORDINATION, parameters: { windowSeconds: 0 } }).toMatchObject({
      code: 'parameter',
      message: expect.stringContaining('got 0'),
    });
    await refused({ ...COORDINATION, parameters: { unknown: 1 } }).toMatchObject({ code: 'parameter' });
    await refused({ kind: 'analysis', analysis: 'astrology', parameters: {} }).toMatchObject({ code: 'usage' });
    await refused({ kind: 'import', uploads: ['/etc/passwd'] }).toMatchObject({ code: 'not-found' });
    await refused({ kind: 'import', uploads: [] }).toMatchObject({ code: 'usage' });
    await refused({ kind: 'analysis', analysis: 'expand', parameters: { seeds: '/etc/passwd' } }).toMatchObject({ code: 'not-found' });
    await expect(queue.get(1)).rejects.toMatchObject({ code: 'not-found' });
    await expect(queue.cancel(1)).rejects.toMatchObject({ code: 'not-found' });
    expect(await queue.list()).toEqual([]);
  });

  test('that fails says why, without a path and without the values of the file', async () => {
    const { queue, uploads } = await jobCase();
    const noTable = await queue.submit({ kind: 'import', uploads: [uploads.add('just words\nin lines\n', 'notes.txt')] });
    const failed = await ended(queue, noTable.jobId);
    expect(failed).toMatchObject({ state: 'failed', failure: { message: expect.stringContaining('notes.txt') } });
    expect(failed.failure?.message).not.toContain('/');
    const badTimes = await queue.submit({ kind: 'import', uploads: [uploads.add(shareLines('o1,a1,p1,secret-time'), 'bad.csv')] });
    const badRows = await ended(queue, badTimes.jobId);
    expect(badRows.failure?.code).toBe('no-rows');
    expect(badRows.failure?.message).not.toContain('secret-time');
    const empty = await queue.submit(COORDINATION);
    expect((await ended(queue, empty.jobId)).failure?.code).toBe('no-data');
    expect(uploads.paths.size).toBe(2); // kept, to be tried again
  });

  test('says what is known of languages', async () => {
    const { queue, uploads } = await jobCase();
    const upload = uploads.add(
      archive(12, () => true),
      'archive.csv',
    );
    await ended(queue, (await queue.submit({ kind: 'import', uploads: [upload] })).jobId);
    const { jobId } = await queue.submit({ kind: 'language' });
    const { result } = await ended(queue, jobId);
    expect(result?.sentences?.[0]).toBe('10 of 12 posts have a text; of 10 of them the source states the language.');
  });

  test('names files without the names of accounts in them', async () => {
    const { queue, uploads } = await jobCase();
    const { jobId } = await queue.submit({ kind: 'import', uploads: [uploads.add(MESSAGES, 'posts_handle_of_ann.csv')] });
    const { result } = await ended(queue, jobId);
    expect(result?.imported?.[0]?.name).toBe('posts_[account].csv');
  });
});

describe('a job that is cancelled', () => {
  test('in the middle of a kernel ends with the threads that it started', async () => {
    const folder = scratchFolder();
    const beats = join(folder, 'beats');
    const nested = `const { appendFileSync } = require('node:fs'); for (;;) { appendFileSync(${JSON.stringify(beats)}, '.'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); }`;
    const thread = threadOf(
      `new Worker(${JSON.stringify(nested)}, { eval: true }); setTimeout(() => { parentPort.postMessage({ kind: 'step', label: 'busy' }); for (;;); }, 100);`,
    );
    const { file, queue, uploads } = await jobCase({ thread });
    await ended(queue, (await queue.submit({ kind: 'import', uploads: [uploads.add(SHARES, 'shares.csv')] })).jobId);
    const { jobId } = await queue.submit(COORDINATION);
    await until(queue, jobId, 'step busy');
    while (!existsSync(beats)) await sleep(5);
    expect(await queue.cancel(jobId)).toMatchObject({ state: 'cancelled', failure: null, step: null });
    const size = statSync(beats).size;
    await sleep(50);
    expect(statSync(beats).size).toBe(size);
    expect(await countIn(file, 'finding')).toBe(0);
    expect(await queue.cancel(jobId)).toMatchObject({ state: 'cancelled' });
  });

  test('in the middle of a query leaves a database that answers', async () => {
    const sql = 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3';
    const thread = threadOf(
      `parentPort.postMessage({ kind: 'step', label: 'asking' });
       parentPort.postMessage({ kind: 'question', id: 1, question: { ask: 'rows', sql: '${sql}', values: [] } }); setInterval(() => undefined, 1000);`,
    );
    const { file, queue, uploads } = await jobCase({ thread });
    await ended(queue, (await queue.submit({ kind: 'import', uploads: [uploads.add(SHARES, 'shares.csv')] })).jobId);
    const { jobId } = await queue.submit(COORDINATION);
    await until(queue, jobId, 'step asking');
    await sleep(20);
    expect(await queue.cancel(jobId)).toMatchObject({ state: 'cancelled' });
    expect(await countIn(file, 'post')).toBe(60);
  });

  test('in the middle of an import leaves the case as it was, and the next one has its turn', async () => {
    const { file, queue, uploads } = await jobCase();
    const long = await queue.submit({ kind: 'import', uploads: [uploads.add(LONG(), 'long.csv')] });
    const waiting = await queue.submit({ kind: 'import', uploads: [uploads.add(SHARES, 'shares.csv')] });
    const given = await queue.submit(COORDINATION);
    expect(await queue.cancel(given.jobId)).toMatchObject({ state: 'cancelled', startedAt: null });
    const { step } = await until(queue, long.jobId, 'step storing');
    expect(step).toBe('storing the file');
    expect(await queue.cancel(long.jobId)).toMatchObject({ state: 'cancelled' });
    expect(await ended(queue, waiting.jobId)).toMatchObject({ state: 'done' });
    expect(await countIn(file, 'source')).toBe(1);
    expect(await countIn(file, 'post')).toBe(60);
    expect((await queue.list()).map(({ jobId, state }) => [jobId, state])).toEqual([
      [3, 'cancelled'],
      [2, 'done'],
      [1, 'cancelled'],
    ]);
  });
});

describe('a thread', () => {
  test.each([
    ['throws', `throw new Error('a secret text of somebody');`, { code: 'internal' }],
    ['ends by itself', `process.exit(0);`, { code: 'internal' }],
    [
      'fails as it should',
      `parentPort.postMessage({ kind: 'failed', failure: { code: 'no-data', message: 'no texts' } });`,
      { code: 'no-data', message: 'no texts' },
    ],
    [
      'asks nonsense',
      `parentPort.on('message', ({ failure }) => parentPort.postMessage({ kind: 'failed', failure })); parentPort.postMessage({ kind: 'question', id: 1, question: { ask: 'rows', sql: 'SELEC', values: [] } });`,
      { code: 'internal' },
    ],
  ])('that %s ends its job and nothing else', async (_what, code, failure) => {
    const faults: unknown[] = [];
    const { queue, uploads } = await jobCase({ thread: threadOf(code), onFault: (fault) => faults.push(fault) });
    await ended(queue, (await queue.submit({ kind: 'import', uploads: [uploads.add(SHARES, 'shares.csv')] })).jobId);
    const { jobId } = await queue.submit(COORDINATION);
    const job = await ended(queue, jobId);
    expect(job).toMatchObject({ state: 'failed', failure });
    expect(JSON.stringify(job)).not.toContain('secret');
    expect(faults.length).toBe(failure.code === 'internal' ? 1 : 0);
    const again = await queue.submit({ kind: 'import', uploads: [uploads.add(SHARES, 'shares.csv')] });
    expect((await ended(queue, again.jobId)).result?.imported?.[0]?.wasKnown).toBe(true);
  });
});

describe('a queue', () => {
  test('takes a hundred jobs that wait, and cancels them all when it is closed', async () => {
    const { file, queue, uploads } = await jobCase({ thread: busyThread() });
    await ended(queue, (await queue.submit({ kind: 'import', uploads: [uploads.add(SHARES, 'shares.csv')] })).jobId);
    const first = await queue.submit(COORDINATION);
    await until(queue, first.jobId, 'step busy');
    for (let count = 0; count < 100; count++) await queue.submit({ kind: 'report' });
    await expect(queue.submit({ kind: 'report' })).rejects.toMatchObject({ code: 'busy' });
    await queue.close();
    await expect(queue.submit({ kind: 'report' })).rejects.toMatchObject({ code: 'busy' });
    expect((await queue.list()).filter(({ state }) => state === 'cancelled').length).toBe(101);
    expect(await file.rows(`SELECT state, count(*) AS count FROM job GROUP BY state ORDER BY state`)).toEqual([
      { state: 'cancelled', count: 101 },
      { state: 'done', count: 1 },
    ]);
  });

  test('of a case that is only read lists jobs and takes none', async () => {
    const path = join(scratchFolder(), 'case.antiphon');
    const written = await jobCase({}, path);
    await ended(
      written.queue,
      (await written.queue.submit({ kind: 'import', uploads: [written.uploads.add(SHARES, 'shares.csv')] })).jobId,
    );
    await written.queue.close();
    written.file.close();
    const file = await CaseFile.open(path, { readOnly: true });
    const queue = await JobQueue.open(file, { uploads: written.uploads, reveal: false, texts: false, simulated: false, readOnly: true });
    expect(await queue.list()).toMatchObject([{ jobId: 1, kind: 'import', state: 'done', result: { imported: [{ name: 'shares.csv' }] } }]);
    await expect(queue.submit({ kind: 'report' })).rejects.toMatchObject({ code: 'forbidden' });
    await queue.close();
    file.close();
  });
});
