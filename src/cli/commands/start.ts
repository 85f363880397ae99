import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding, WorkContext } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { sayImported } from './import.js';
import { sayFinding } from './run.js';

const SAMPLE_FOLDER = 'antiphon-sample';
const SAMPLE_SHARES = 40_000;
const SAMPLE_SEED = 20_240_101;

/** Imports the files (or a simulated sample), finds the co-share network of every layer, and says where everything is. */
export async function startCommand(files: string[], options: CommonOptions): Promise<void> {
  const terminal = new Terminal(options);
  const isSample = files.length === 0;
  const name = isSample ? 'sample' : basename(files[0] as string).replace(/\.(csv|tsv|txt)?(\.gz)?$/i, '') || 'case';
  const folder = isSample ? SAMPLE_FOLDER : '.';
  if (isSample) mkdirSync(folder, { recursive: true });
  const paths = isSample ? [await writeSample(folder)] : files;
  const casePath = join(folder, `${name}.antiphon`);
  const { importFiles } = await import('../../sources/import-files.js');
  await withCase(casePath, { create: true }, terminal, async (file, context) => {
    const imported = await importFiles(file, paths, {}, context);
    if (isSample) terminal.say('SIMULATED sample: no account in it exists.');
    for (const one of imported) sayImported(terminal, one);
    const findings = await findNetworks(file, context, (layer) => join(folder, `${name}-${layer}-edges.csv`));
    terminal.result({ case: casePath, simulated: isSample, files: imported, findings });
    for (const { finding, output } of findings) {
      sayFinding(terminal, finding, false);
      terminal.say(`  edges: ${output}`);
    }
    terminal.say(`case: ${casePath}`);
    terminal.say(`next: npx antiphon list findings ${casePath}`);
  });
}

async function findNetworks(
  file: CaseFile,
  context: WorkContext,
  outputOf: (layer: string) => string,
): Promise<{ finding: Finding; output: string }[]> {
  const { CaseReads } = await import('../../store/reads.js');
  const { analysisById } = await import('../../analyses/catalogue.js');
  const { runAnalysis, tableOf } = await import('../../evidence/run-analysis.js');
  const { exportFindingTable } = await import('../../store/export.js');
  const analysis = analysisById('coordination');
  const found: { finding: Finding; output: string }[] = [];
  for (const layer of await new CaseReads(file).layers()) {
    const { finding } = await runAnalysis(file, analysis, { layer: layer.name }, {}, context);
    const output = outputOf(layer.name);
    await exportFindingTable(file, finding, tableOf(analysis, 'edges'), output);
    found.push({ finding, output });
  }
  return found;
}

/** Writes the simulated share table, unless it is there. */
async function writeSample(folder: string): Promise<string> {
  const { shareWorld } = await import('../../simulate/share-world.js');
  const path = join(folder, 'simulated-shares.csv');
  if (existsSync(path)) return path;
  const partial = `${path}.partial`;
  const handle = openSync(partial, 'w');
  let text = 'object_id,account_id,content_id,timestamp_share\n';
  for (const share of shareWorld({ shareCount: SAMPLE_SHARES, seed: SAMPLE_SEED }))
    text += `${share.objectId},${share.accountId},${share.contentId},${share.timestampShare}\n`;
  writeSync(handle, text);
  closeSync(handle);
  renameSync(partial, path);
  return path;
}
