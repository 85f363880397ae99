import { expect, test } from 'vitest';
import { runAnalysis } from '../../src/evidence/run-analysis.js';
import { analysisById, type CaseFile, listFindings } from '../../src/index.js';
import { runInThread } from '../../src/jobs/run-in-thread.js';
import { caseOf, quiet } from '../analyses/test-case.js';
import { scratchFile } from '../scratch.js';
import { archive, THREAD } from './job-case.js';

/** Everything that findings hold, to the last row. */
async function contentOf(file: CaseFile): Promise<unknown[]> {
  const content: unknown[] = [];
  for (const { createdAt: _, ...finding } of await listFindings(file)) {
    const tables = [];
    for (const { name } of finding.tables)
      tables.push(await file.rows(`SELECT * FROM finding_${finding.findingId}_${name} ORDER BY rowid`));
    content.push({ finding, tables });
  }
  return content;
}

test('findings that a thread computes are those that are computed here, with the layer that is made on the way', async () => {
  const path = scratchFile(archive(240), 'archive.csv');
  const [here, there] = [await caseOf(path), await caseOf(path)];
  for (const [file, execute] of [
    [here, undefined],
    [there, runInThread(THREAD)],
  ] as const) {
    const options = execute === undefined ? {} : { execute };
    for (const [id, parameters, pairs] of [
      ['coordination', { layer: 'near-text', minObjects: 2, permutations: 20, seeds: 3 }, true],
      ['near-duplicates', {}, false],
      ['toolkit', { type: 'co_tweet', minEdgeWeight: 1 }, false],
    ] as const)
      await runAnalysis(file, analysisById(id), parameters, { ...options, pairs }, quiet);
  }
  const content = await contentOf(here);
  expect(content.length).toBe(3);
  expect(await contentOf(there)).toEqual(content);
  const shares = (file: CaseFile): Promise<unknown[]> => file.rows('SELECT * FROM share ORDER BY rowid');
  expect(await shares(there)).toEqual(await shares(here));
});
