import { type Command, Option } from 'commander';
import type { Analysis } from '../analyses/analysis.js';
import { ANALYSES } from '../analyses/catalogue.js';
import { describeParameters, type ParameterSchema } from '../analyses/parameters.js';
import { commonOptions, examples } from './common-options.js';

/** Adds one command for each analysis to `run`. */
export function addAnalyses(run: Command): void {
  for (const analysis of ANALYSES) addAnalysis(run, analysis);
}

/** A command that runs an analysis: its options and its help derive from the declaration. */
function addAnalysis(run: Command, analysis: Analysis): void {
  const command = commonOptions(run.command(analysis.id))
    .description(`${analysis.title}. ${analysis.description}`)
    .argument('<case>', 'case file');
  for (const parameter of describeParameters(analysis.parameters)) command.addOption(parameterOption(parameter));
  const presets = analysis.presets ?? [];
  if (presets.length > 0) {
    const help = `reproduce a published tool; its own options then apply (see run ${presets[0]} --help)`;
    command.addOption(new Option('--preset <name>', help).choices(presets));
  }
  command.option('--output <file>', 'write the edges to a .csv or .json file');
  if (analysis.pairs !== undefined) command.option('--pairs <file>', 'write the pairs of posts behind the edges to a .csv or .json file');
  command.addHelpText(
    'after',
    examples(
      `antiphon run ${analysis.id} study.antiphon`,
      `antiphon run ${analysis.id} study.antiphon --window-seconds 30 --output edges.csv --pairs pairs.csv`,
    ),
  );
  command.action(async (casePath, options) => (await import('./commands/run.js')).runCommand(analysis, casePath, options));
}

function parameterOption(parameter: ParameterSchema): Option {
  const bounds = parameter.minimum === null ? '' : ` ${parameter.minimum}–${parameter.maximum?.toLocaleString('en') ?? ''}`;
  const unit = parameter.unit === null ? '' : ` [${parameter.unit}${bounds}]`;
  const option = new Option(
    `${parameter.flag} <${parameter.choices.length > 0 ? parameter.choices.join('|') : parameter.kind === 'boolean' ? 'true|false' : parameter.kind}>`,
    parameter.description + unit,
  );
  if (parameter.kind === 'boolean' && parameter.default === false) return new Option(parameter.flag, parameter.description);
  if (parameter.default !== undefined) option.default(undefined, String(parameter.default));
  return option;
}

/** `run coordination CASE --preset NAME` is `run NAME CASE`; `run --all CASE` is `run all CASE`. */
export function expandShorthand(args: readonly string[]): string[] {
  if (args[0] === 'run' && args.includes('--all')) return ['run', 'all', ...args.slice(1).filter((arg) => arg !== '--all')];
  const at = args.findIndex((arg) => arg === '--preset' || arg.startsWith('--preset='));
  if (at === -1 || args[0] !== 'run' || args[1] !== 'coordination') return [...args];
  const inline = (args[at] as string).includes('=');
  const name = inline ? (args[at] as string).split('=')[1] : args[at + 1];
  const presets = ANALYSES.find((analysis) => analysis.id === 'coordination')?.presets ?? [];
  if (name === undefined || !presets.includes(name)) return [...args];
  return ['run', name, ...args.slice(2, at), ...args.slice(at + (inline ? 1 : 2))];
}
