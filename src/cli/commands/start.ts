import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { WorkContext } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { makeFolder } from '../../store/make-folder.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { sayImported, sayPassedOver } from './import.js';
import { sayRegistry } from './registry.js';
import { checkRuns, sayRuns } from './say-runs.js';
import { openServed, portOf } from './serve.js';

const SAMPLE_FOLDER = 'antiphon-sample';
const SAMPLE_SEED = 1;
const SAMPLE_REGISTRY = 'simulated-registry.csv';

/** Imports the files (or the simulated sample), runs what their data supports, writes the report, and says where everything is. */
export async function startCommand(
  files: string[],
  options: CommonOptions & { reveal?: boolean; serve?: boolean; port?: string },
): Promise<void> {
  const port = options.port === undefined ? null : portOf(options.port);
  const terminal = new Terminal(options);
  const isSample = files.length === 0;
  const name = isSample ? 'sample' : caseName(files[0] as string);
  const folder = isSample ? SAMPLE_FOLDER : '.';
  const paths = isSample ? await writeSample(folder) : files;
  const casePath = join(folder, `${name}.antiphon`);
  const { importInputs } = await import('../../sources/import-files.js');
  const { STATED_FORMATS } = await import('../../registry/stated/import-stated.js');
  const { runAll } = await import('../../evidence/run-all.js');
  const { writeReport } = await import('../../evidence/report/write-report.js');
  await withCase(casePath, { create: true }, terminal, async (file, context) => {
    const imported = await importInputs(file, paths, {}, context, STATED_FORMATS);
    if (isSample) terminal.say('SIMULATED sample: no state, account or event in it exists.');
    for (const one of imported.files) sayImported(terminal, one);
    sayPassedOver(terminal, imported.passedOver);
    if (isSample) await registerSample(file, join(folder, SAMPLE_REGISTRY), terminal, context);
    const runs = await runAll(file, context);
    sayRuns(terminal, runs);
    context.progress.step('writing the report');
    // Nobody in the sample exists, so its report shows names; its key is made all the same.
    const { openNaming } = await import('../../store/naming.js');
    openNaming(file.path, false);
    const reveal = isSample || options.reveal === true;
    const report = await writeReport(file, join(folder, `${name}-report`), { reveal, simulated: isSample, now: context.now }, context);
    terminal.result({ case: casePath, simulated: isSample, ...imported, ...runs, report });
    terminal.say(`case: ${casePath}`);
    terminal.say(`report: ${report.reportPath}`);
    if (options.serve !== true) checkRuns(runs);
  });
  if (options.serve === true)
    await openServed(casePath, { ...options, port, reveal: isSample || options.reveal === true, simulated: isSample });
}

/** The name of a case after the first thing that was named: a file or folder without its endings; `case` for pipes and patterns. */
function caseName(first: string): string {
  if (first === '-' || /[*?[\]{}]|^\/dev\//.test(first)) return 'case';
  const name = basename(resolve(first)).replace(/(\.(csv|tsv|txt|json|jsonl|ndjson|zip))?(\.(gz|zst))?$/i, '');
  return name === '' ? 'case' : name;
}

/** Attributes the two embassies of the sample, as a published list would. */
async function registerSample(file: CaseFile, path: string, terminal: Terminal, context: WorkContext): Promise<void> {
  const { importRegistry } = await import('../../registry/import-registry.js');
  sayRegistry(terminal, await importRegistry(file, path, {}, context));
}

/** Writes the simulated world and its truth, unless they are there; returns the files to import. */
async function writeSample(folder: string): Promise<string[]> {
  const { embassyWorld } = await import('../../simulate/embassy-world.js');
  const { embassyFiles, embassyRegistry } = await import('../../simulate/embassy-files.js');
  makeFolder(folder);
  const world = embassyWorld({ seed: SAMPLE_SEED });
  const files = embassyFiles(world);
  for (const { name, text } of [...files, embassyRegistry(world)]) {
    const path = join(folder, name);
    if (existsSync(path)) continue;
    writeFileSync(`${path}.partial`, text);
    renameSync(`${path}.partial`, path);
  }
  return files.filter(({ name }) => name.startsWith('simulated-')).map(({ name }) => join(folder, name));
}
