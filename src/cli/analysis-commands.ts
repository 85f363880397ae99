import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Analysis } from '../analyses/analysis.js';
import { ANALYSES } from '../analyses/catalogue.js';
import { describeParameters, type ParameterSchema } from '../analyses/parameters.js';
import { AntiphonError } from '../errors.js';
import type { FindingTable } from '../model.js';
import { commonOptions, examples, memoryOption, spreadsheetOption, textsOption } from './common-options.js';

/** Adds one command for each analysis to `run`. */
export function addAnalyses(run: Command): void {
  for (const analysis of ANALYSES) addAnalysis(run, analysis);
}

/** A command that runs an analysis: its options and its help derive from the declaration. */
function addAnalysis(run: Command, analysis: Analysis): void {
  const command = memoryOption(commonOptions(run.command(analysis.id)))
    .description(`${analysis.title}. ${analysis.description}`)
    .argument('<case>', 'case file');
  for (const parameter of describeParameters(analysis.parameters)) command.addOption(parameterOption(parameter));
  const presets = analysis.presets ?? [];
  if (presets.length > 0) {
    const help = `reproduce a published tool; its own options then apply (see run ${presets[0]} --help)`;
    command.addOption(new Option('--preset <name>', help).choices(presets));
  }
  const first = analysis.tables[0]?.name ?? 'table';
  const lists = describeParameters(analysis.parameters).filter(({ kind, isRequired }) => kind === 'accounts' && isRequired);
  const endings = first === 'edges' ? '.csv, .json, .parquet, .graphml or .gexf' : '.csv, .json or .parquet';
  const needed = lists.map(({ flag, name }) => ` ${flag} ${name}.txt`).join('');
  command.option('--output <file>', `write the ${first} to a file ending in ${endings}`);
  if (analysis.pairs !== undefined)
    command.option('--pairs <file>', 'write the pairs of posts behind the edges to a .csv, .json or .parquet file');
  spreadsheetOption(command);
  if (analysis.tables.some(holdsTexts)) textsOption(command);
  command.addHelpText(
    'after',
    examples(
      `antiphon run ${analysis.id} study.antiphon${needed}`,
      analysis.pairs === undefined
        ? `antiphon run ${analysis.id} study.antiphon${needed} --output ${first}.csv`
        : `antiphon run ${analysis.id} study.antiphon${needed} --window-seconds 30 --output ${first}.csv --pairs pairs.csv`,
    ),
  );
  command.action(async (casePath, options) => (await import('./commands/run.js')).runCommand(analysis, casePath, options));
}

/** An option of the command line for a parameter, from its declaration. */
export function parameterOption(parameter: ParameterSchema): Option {
  const bounds = parameter.minimum === null ? '' : ` ${parameter.minimum}–${parameter.maximum?.toLocaleString('en') ?? ''}`;
  const unit = parameter.unit === null || parameter.unit === '0–1' ? '' : parameter.unit;
  const range = `${unit}${bounds}`.trim();
  const option = new Option(`${parameter.flag} <${placeholderOf(parameter)}>`, parameter.description + (range === '' ? '' : ` [${range}]`));
  if (parameter.kind === 'boolean' && parameter.default === false) return new Option(parameter.flag, parameter.description);
  option.argParser((value: string, before: unknown) => {
    if (before !== undefined) throw new InvalidArgumentError('It is given twice; give it once.');
    return value;
  });
  if (parameter.default !== undefined) option.default(undefined, String(parameter.default));
  return option;
}

function placeholderOf({ kind, choices }: ParameterSchema): string {
  if (kind === 'choice') return choices.join('|');
  return kind === 'boolean' ? 'true|false' : kind === 'accounts' ? 'file' : kind;
}

/**
 * `run coordination CASE --preset NAME` is `run NAME CASE`; `run coordination CASE --layer a,b` is `run multiplex CASE --layers a,b`;
 * `run --all CASE` is `run all CASE`.
 */
export function expandShorthand(args: readonly string[]): string[] {
  if (args[0] === 'run' && args.includes('--all')) return ['run', 'all', ...args.slice(1).filter((arg) => arg !== '--all')];
  if (args[0] !== 'run' || args[1] !== 'coordination') return [...args];
  const layer = optionAt(args, '--layer') ?? optionAt(args, '--layers');
  if (layer?.value.includes(',') && optionAt(args, '--preset') !== null)
    throw new AntiphonError('usage', `--preset takes one layer, got "${layer.value}"; name one with --layer`);
  if (layer?.value.includes(',')) return ['run', 'multiplex', ...without(args, layer), '--layers', layer.value];
  const preset = optionAt(args, '--preset');
  const presets = ANALYSES.find((analysis) => analysis.id === 'coordination')?.presets ?? [];
  if (preset === null || !presets.includes(preset.value)) return [...args];
  return ['run', preset.value, ...without(args, preset)];
}

interface GivenOption {
  readonly at: number;
  readonly length: 1 | 2;
  readonly value: string;
}

/** Where an option stands, as `--name value` or `--name=value`. */
function optionAt(args: readonly string[], name: string): GivenOption | null {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (at === -1) return null;
  const arg = args[at] as string;
  return arg === name ? { at, length: 2, value: args[at + 1] ?? '' } : { at, length: 1, value: arg.slice(name.length + 1) };
}

/** The words after `run coordination` without an option. */
function without(args: readonly string[], { at, length }: GivenOption): string[] {
  return [...args.slice(2, at), ...args.slice(at + length)];
}

/** True of a table with texts of posts; what accounts call themselves is shown by other rules. */
function holdsTexts({ columns }: FindingTable): boolean {
  return columns.some(({ verbatimOf }) => columns.some(({ name, type }) => name === verbatimOf && type === 'post'));
}
