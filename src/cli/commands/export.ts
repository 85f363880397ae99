import { readFileSync } from 'node:fs';
import { AntiphonError } from '../../errors.js';
import type { CopyFormat } from '../../store/data-package.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

export interface ExportCommandOptions extends CommonOptions {
  readonly format?: string;
  readonly reveal?: boolean;
  readonly texts?: boolean;
  readonly spreadsheetSafe?: boolean;
  readonly memory?: string;
}

const FORMATS: Readonly<Record<string, readonly CopyFormat[]>> = { parquet: ['parquet'], csv: ['csv'], both: ['parquet', 'csv'] };

export async function exportCommand(casePath: string, folder: string, options: ExportCommandOptions): Promise<void> {
  const { exportCase } = await import('../../evidence/export-case.js');
  const terminal = new Terminal(options);
  const formats = FORMATS[options.format ?? 'both'];
  if (formats === undefined) throw new AntiphonError('usage', `--format must be parquet, csv or both, got "${options.format}"`);
  const spreadsheetSafe = options.spreadsheetSafe === true;
  if (spreadsheetSafe && !formats.includes('csv'))
    throw new AntiphonError('usage', '--spreadsheet-safe concerns CSV; add --format csv or both');
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
  const copy = await withCase(casePath, { memory: options.memory }, terminal, (file, context) =>
    exportCase(
      file,
      folder,
      { formats, reveal: options.reveal === true, texts: options.texts === true, spreadsheetSafe, toolVersion: version },
      context,
    ),
  );
  terminal.result(copy);
  const rowCount = copy.tables.reduce((sum, table) => sum + table.rowCount, 0);
  terminal.say(
    `exported: ${folder}, ${copy.tables.length} tables with ${rowCount.toLocaleString('en')} rows in ${copy.fileCount} files (${(copy.bytes / 1e6).toFixed(1)} MB)`,
  );
  if (copy.namesShown) {
    terminal.say('  names and texts are shown: this copy is whole, and as private as the case itself.');
  } else {
    terminal.say('  this copy is for sharing and is not whole:');
    for (const sentence of copy.leftOut) terminal.say(`  - ${sentence}`);
    terminal.say('  a copy without loss: add --reveal');
  }
  if (copy.spreadsheetSafe)
    terminal.say('  the CSV files are for spreadsheets: texts that begin like a formula have an apostrophe in front.');
  const exact = copy.spreadsheetSafe && !formats.includes('parquet');
  terminal.say(
    exact
      ? '  such CSV alone cannot be restored; --format both adds Parquet that can'
      : `  restore: npx antiphon import NEW.antiphon ${folder}`,
  );
}
