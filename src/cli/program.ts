import { Command, Option } from 'commander';
import type { Analysis } from '../analyses/analysis.js';
import { ANALYSES } from '../analyses/catalogue.js';
import { describeParameters, type ParameterSchema } from '../analyses/parameters.js';

/** The command line: it only parses; each command is loaded when it is called. */
export function buildProgram(version: string): Command {
  const program = new Command('antiphon')
    .description(
      'An open observatory of how states speak on social media: imports the files you have into a case and finds who acts in step.',
    )
    .version(version)
    .configureOutput({ outputError: () => undefined }); // said by `main`, as all errors

  common(program.command('start'))
    .description('Import files, or a simulated sample, find the co-share network of every layer, and say where everything is.')
    .argument('[files...]', 'files to import; none: the sample')
    .addHelpText('after', examples('antiphon start', 'antiphon start shares.csv.gz'))
    .action(async (files, options) => (await import('./commands/start.js')).startCommand(files, options));

  common(program.command('inspect'))
    .description('Say what files are: format, columns, first rows as the model sees them, what is missing. Writes nothing.')
    .argument('<files...>', 'files to look at')
    .option('--format <id>', 'take every file for this format')
    .option('--mapping <file>', 'read every file by this mapping (JSON or YAML, see docs/mapping.md)')
    .addHelpText('after', examples('antiphon inspect shares.csv.gz', 'antiphon inspect --format toolkit-table messages.csv'))
    .action(async (files, options) => (await import('./commands/inspect.js')).inspectCommand(files, options));

  common(program.command('import'))
    .description('Import files into a case: all of them, or none. The same file twice changes nothing.')
    .argument('<case>', 'case file; made when missing')
    .argument('<files...>', 'files to import')
    .option('--format <id>', 'take every file for this format')
    .option('--mapping <file>', 'read every file by this mapping (JSON or YAML, see docs/mapping.md)')
    .addHelpText(
      'after',
      examples(
        'antiphon import study.antiphon shares.csv.gz',
        'antiphon import study.antiphon monday.csv tuesday.csv --format share-table',
      ),
    )
    .action(async (casePath, files, options) => (await import('./commands/import.js')).importCommand(casePath, files, options));

  const run = program.command('run').description('Run an analysis on a case; the result is kept in the case as a finding.');
  for (const analysis of ANALYSES) addAnalysis(run, analysis);
  common(run.command('all'))
    .description('Run what the data of a case supports (also as run --all), and say what is skipped and which data it would need.')
    .argument('<case>', 'case file')
    .addHelpText('after', examples('antiphon run --all study.antiphon'))
    .action(async (casePath, options) => (await import('./commands/run-all.js')).runAllCommand(casePath, options));
  run.addHelpText(
    'after',
    examples(
      'antiphon run coordination study.antiphon --layer url --window-seconds 60 --output edges.csv',
      'antiphon run coordination study.antiphon --preset coortweet',
    ),
  );

  common(program.command('report'))
    .description('Write a case and its findings as a document: one self-contained HTML file, its tables as CSV beside it.')
    .argument('<case>', 'case file')
    .requiredOption('--output <folder>', 'folder for the document; made when missing')
    .addHelpText(
      'after',
      examples('antiphon report study.antiphon --output report', 'antiphon report study.antiphon --output report --reveal'),
    )
    .action(async (casePath, options) => (await import('./commands/report.js')).reportCommand(casePath, options));

  const list = program.command('list').description('List what there is: formats, analyses, or the findings of a case.');
  common(list.command('formats'))
    .description('The formats that can be imported.')
    .action(async (options) => (await import('./commands/list.js')).listFormats(options));
  common(list.command('analyses'))
    .description('The analyses with their parameters.')
    .action(async (options) => (await import('./commands/list.js')).listAnalyses(options));
  common(list.command('findings'))
    .description('The findings of a case.')
    .argument('<case>', 'case file')
    .addHelpText('after', examples('antiphon list findings study.antiphon', 'antiphon list findings study.antiphon --json'))
    .action(async (casePath, options) => (await import('./commands/list.js')).listFindingsCommand(casePath, options));

  const show = program.command('show').description('Show what stands behind a number.');
  common(show.command('edge'))
    .description('The pairs of posts that tie two accounts.')
    .argument('<case>', 'case file')
    .argument('<a>', 'one account')
    .argument('<b>', 'the other account')
    .option('--finding <id>', 'number of the finding; default: the newest one with this edge')
    .addHelpText(
      'after',
      examples('antiphon show edge study.antiphon alice bob', 'antiphon show edge study.antiphon alice bob --finding 2 --json'),
    )
    .action(async (casePath, a, b, options) => (await import('./commands/show.js')).showEdgeCommand(casePath, a, b, options));
  return program;
}

/** A command that runs an analysis: its options and its help derive from the declaration. */
function addAnalysis(run: Command, analysis: Analysis): void {
  const command = common(run.command(analysis.id))
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

function common(command: Command): Command {
  return command
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'with an error, print where in the code it arose')
    .option('--reveal', 'show names of accounts and posts instead of pseudonyms; needs the key file beside the case');
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ npx ${line}`).join('\n')}\n`;
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
