import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { tableOf } from '../../src/evidence/run-analysis.js';
import { ANALYSES, type CaseFile, type Finding, importFiles, runAnalysis, type WorkContext } from '../../src/index.js';
import { findingTableQuery } from '../../src/store/findings.js';
import { emptyCase } from '../copied-case.js';

export const quiet: WorkContext = {
  progress: { step: () => undefined, update: () => undefined },
  signal: new AbortController().signal,
  now: new Date(),
};

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

/** A fresh case with some files imported, and what removes it. */
export async function openCase(...paths: string[]): Promise<{ file: CaseFile; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
  const file = await emptyCase(folder);
  const remove = (): void => {
    file.close();
    rmSync(folder, { recursive: true, force: true });
  };
  await importFiles(file, paths, {}, quiet);
  return { file, remove };
}

/** A fresh case with some files imported, removed after the test. */
export async function caseOf(...paths: string[]): Promise<CaseFile> {
  const { file, remove } = await openCase(...paths);
  cleanups.push(remove);
  return file;
}

/** A fresh case from the text of a table. */
export async function caseOfText(text: string): Promise<CaseFile> {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'table.csv');
  writeFileSync(path, text);
  return caseOf(path);
}

/** Runs an analysis and reads back one of its tables, as its users see it. */
export async function runTable(
  file: CaseFile,
  id: string,
  parameters: Record<string, unknown>,
  table: string,
): Promise<{ finding: Finding; rows: Record<string, string | number | null>[] }> {
  const analysis = ANALYSES.find((candidate) => candidate.id === id);
  if (analysis === undefined) throw new Error(`no analysis ${id}`);
  const { finding } = await runAnalysis(file, analysis, parameters, { pairs: table === 'pairs' }, quiet);
  const rows = await file.rows<Record<string, string | number | null>>(findingTableQuery(finding.findingId, tableOf(analysis, table)));
  return { finding, rows };
}
