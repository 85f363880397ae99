import { writeFileSync } from 'node:fs';
import { AntiphonError, messageOf } from '../../errors.js';
import type { Inspection, InspectOptions } from '../../sources/inspect-file.js';
import type { MappingProposal } from '../../sources/propose-mapping.js';
import { withContext } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { sayPassedOver } from './import.js';

/** @param options.output File for the proposed mapping of the one file that is looked at. */
export async function inspectCommand(
  files: string[],
  options: CommonOptions & InspectOptions & { readonly output?: string },
): Promise<void> {
  const { output } = options;
  if ((output !== undefined || options.propose === true) && options.mapping !== undefined)
    throw new AntiphonError('usage', '--mapping reads by a mapping that is there; leave it out to have one proposed');
  const { inspectInputs } = await import('../../sources/inspect-file.js');
  const terminal = new Terminal(options);
  const found = await withContext(terminal, (context) =>
    inspectInputs(files, output === undefined ? options : { ...options, propose: true }, context),
  );
  const inspections = found.filter((one): one is Inspection => !('reason' in one));
  if (output !== undefined) writeMapping(output, inspections);
  terminal.result(found.map((one) => ('reason' in one ? { path: one.path, passedOver: one.reason } : one)));
  for (const one of found) {
    if (!('reason' in one)) sayInspection(terminal, one);
  }
  sayPassedOver(
    terminal,
    found.filter((one) => 'reason' in one),
  );
  if (output !== undefined)
    terminal.say(
      `mapping written to ${output}${inspections[0]?.proposal?.mapping === null ? '; it is not whole: fill in what is missing' : ''}`,
    );
}

function writeMapping(output: string, inspections: readonly Inspection[]): void {
  const [one, two] = inspections;
  if (one === undefined || two !== undefined)
    throw new AntiphonError('usage', `--output takes the mapping of one file, but ${inspections.length} were looked at`);
  if (one.proposal === null)
    throw new AntiphonError('format', `${one.path} has columns of one name, so no mapping can name them; rename one`);
  try {
    writeFileSync(output, one.proposal.yaml, { flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const problem = isThere
      ? `${output} is there already; name another file or remove it`
      : `${output} cannot be written: ${messageOf(error)}`;
    throw new AntiphonError('output', problem, { cause: error });
  }
}

function sayProposal(terminal: Terminal, proposal: MappingProposal): void {
  terminal.say(`  columns${proposal.rows === 'neither' ? '' : `, the rows taken for ${proposal.rows}`} (${proposal.sample}):`);
  for (const { column, evidence } of proposal.columns) terminal.say(`    ${column === '' ? '(no name)' : column}: ${evidence}`);
  for (const problem of proposal.problems) terminal.say(`  cannot be imported as it stands: ${problem}`);
  if (proposal.wouldKeep !== null)
    terminal.say(
      `  proposed mapping, by which ${proposal.wouldKeep.toLocaleString('en')} rows would be kept and ${(proposal.wouldSetAside ?? 0).toLocaleString('en')} set aside (--output FILE writes it):`,
    );
  terminal.say();
  for (const line of proposal.yaml.trimEnd().split('\n')) terminal.say(line);
}

function sayInspection(terminal: Terminal, found: Inspection): void {
  terminal.say(`${found.path}: ${found.format ?? 'no known format'}`);
  terminal.say(
    `  ${found.recordCount.toLocaleString('en')} ${found.recordCount === 1 ? 'row' : 'rows'}, ${found.byteCount.toLocaleString('en')} bytes${found.notes.length > 0 ? `; ${found.notes.join('; ')}` : ''}`,
  );
  terminal.say(`  ${found.writtenAs}`);
  terminal.say(`  columns: ${found.columns.join(', ')}`);
  if (found.problem !== null) terminal.say(`  ${found.problem}`);
  if (found.layers.length > 0) terminal.say(`  layers: ${found.layers.join(', ')}`);
  const [first] = found.firstRows;
  if (first !== undefined) {
    terminal.say('  first rows as the model sees them:');
    const names = Object.keys(first);
    terminal.table(
      names,
      found.firstRows.map((row) => names.map((name) => row[name])),
    );
  }
  for (const reject of found.firstRejects) terminal.say(`  line ${reject.line} would be set aside: ${reject.reason}`);
  const more = found.rejectedCount - found.firstRejects.length;
  if (more > 0) terminal.say(`  … and ${more.toLocaleString('en')} more`);
  if (found.proposal !== null) sayProposal(terminal, found.proposal);
  terminal.say();
}
