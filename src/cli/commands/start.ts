import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolder } from '../../store/make-folder.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { sayImported } from './import.js';
import { runAll } from './run-all.js';
import { sayFinding } from './say-finding.js';

const SAMPLE_FOLDER = 'antiphon-sample';
const SAMPLE_SEED = 1;

/** Imports the files (or the simulated sample), runs what their data supports, writes the report, and says where everything is. */
export async function startCommand(files: string[], options: CommonOptions & { reveal?: boolean }): Promise<void> {
  const terminal = new Terminal(options);
  const isSample = files.length === 0;
  const name = isSample
    ? 'sample'
    : basename(files[0] as string).replace(/(\.(csv|tsv|txt|json|jsonl|ndjson))?(\.(gz|zst))?$/i, '') || 'case';
  const folder = isSample ? SAMPLE_FOLDER : '.';
  const paths = isSample ? await writeSample(folder) : files;
  const casePath = join(folder, `${name}.antiphon`);
  const { importFiles } = await import('../../sources/import-files.js');
  const { writeReport } = await import('../../evidence/report/write-report.js');
  await withCase(casePath, { create: true }, terminal, async (file, context) => {
    const imported = await importFiles(file, paths, {}, context);
    if (isSample) terminal.say('SIMULATED sample: no state, account or event in it exists.');
    for (const one of imported) sayImported(terminal, one);
    const { findings, skipped } = await runAll(file, context);
    for (const finding of findings) sayFinding(terminal, finding, false);
    for (const sentence of skipped) terminal.say(`skipped: ${sentence}`);
    context.progress.step('writing the report');
    // Nobody in the sample exists, so its report shows names; its key is made all the same.
    const { openNaming } = await import('../../store/naming.js');
    openNaming(file.path, false);
    const reveal = isSample || options.reveal === true;
    const report = await writeReport(file, join(folder, `${name}-report`), { reveal, simulated: isSample, now: context.now }, context);
    terminal.result({ case: casePath, simulated: isSample, files: imported, findings, skipped, report });
    terminal.say(`case: ${casePath}`);
    terminal.say(`report: ${report.reportPath}`);
  });
}

/** Writes the simulated world and its truth, unless they are there; returns the files to import. */
async function writeSample(folder: string): Promise<string[]> {
  const { embassyWorld } = await import('../../simulate/embassy-world.js');
  const { embassyFiles } = await import('../../simulate/embassy-files.js');
  makeFolder(folder);
  const files = embassyFiles(embassyWorld({ seed: SAMPLE_SEED }));
  for (const { name, text } of files) {
    const path = join(folder, name);
    if (existsSync(path)) continue;
    writeFileSync(`${path}.partial`, text);
    renameSync(`${path}.partial`, path);
  }
  return files.filter(({ name }) => name.startsWith('simulated-')).map(({ name }) => join(folder, name));
}
