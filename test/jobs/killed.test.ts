import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import { JobQueue } from '../../src/jobs/job-queue.js';
import { scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { ended, TestUploads } from './job-case.js';

const OPTIONS = { reveal: false, texts: false, simulated: false, readOnly: false };
const row = (index: number): string =>
  `o${(index * 7919) % 20_011},a${(index * 104_729) % 4001},r${index},${1_600_000_000 + ((index * 31) % 2_592_000)}`;
const rows = (count: number): string => shareLines(Array.from({ length: count }, (_, index) => row(index)).join('\n'));

/** A server in small: imports a short file, then a long one, and says every step; a report waits behind. */
const program = (path: string, short: string, long: string): string => `
  import { CaseFile } from ${JSON.stringify(new URL('../../dist/store/case-file.js', import.meta.url).href)};
  import { JobQueue } from ${JSON.stringify(new URL('../../dist/jobs/job-queue.js', import.meta.url).href)};
  const file = await CaseFile.open(${JSON.stringify(path)}, { create: true });
  const paths = { short: ${JSON.stringify(short)}, long: ${JSON.stringify(long)} };
  const uploads = { find: (upload) => ({ name: upload, path: paths[upload] }), drop: () => undefined };
  const queue = await JobQueue.open(file, { ...${JSON.stringify(OPTIONS)}, uploads });
  await queue.submit({ kind: 'import', uploads: ['short'] });
  const { jobId } = await queue.submit({ kind: 'import', uploads: ['long'] });
  await queue.submit({ kind: 'report' });
  queue.subscribe(jobId, ({ step }) => console.log(step));`;

test('a program that is killed in the middle of a job leaves a case that opens, with the job interrupted and nothing of it', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'case.antiphon');
  const code = program(path, scratchFile(rows(300), 'short.csv'), scratchFile(rows(100_000), 'long.csv'));
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
    if (said.includes('storing')) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  expect(said).toContain('storing the file');

  const file = await CaseFile.open(path);
  const uploads = new TestUploads();
  const queue = await JobQueue.open(file, { ...OPTIONS, uploads });
  expect((await queue.list()).map(({ jobId, kind, state }) => [jobId, kind, state])).toEqual([
    [3, 'report', 'interrupted'],
    [2, 'import', 'interrupted'],
    [1, 'import', 'done'],
  ]);
  expect(
    await file.row(
      `SELECT (SELECT count(*) FROM source) AS sources, (SELECT count(*) FROM post) AS posts, (SELECT count(*) FROM share) AS shares`,
    ),
  ).toEqual({
    sources: 1,
    posts: 300,
    shares: 300,
  });
  // It goes on from there, under numbers that were not given.
  const next = await queue.submit({ kind: 'import', uploads: [uploads.add(rows(400), 'next.csv')] });
  expect(next.jobId).toBe(4);
  expect(await ended(queue, 4)).toMatchObject({ state: 'done' });
  await queue.close();
  file.close();
  expect(readdirSync(folder).filter((name) => name.includes('.work-'))).toEqual([]);
});
