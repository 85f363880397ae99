import { Command } from 'commander';
import { commonOptions, examples, memoryOption } from './common-options.js';

/**
 * The command line: it only parses; each command is loaded when it is called.
 *
 * @param args Words of the command; the analyses and their options are loaded for `run` alone.
 */
export async function buildProgram(version: string, args: readonly string[]): Promise<Command> {
  const program = new Command('antiphon')
    .description(
      'An open observatory of how states speak on social media: imports the files you have into a case and finds who acts in step.',
    )
    .version(version)
    .configureOutput({ outputError: () => undefined }); // said by `main`, as all errors

  commonOptions(program.command('start'))
    .description('Import files, or a simulated sample, find the co-share network of every layer, and say where everything is.')
    .argument('[files...]', 'files to import; none: the sample')
    .addHelpText('after', examples('antiphon start', 'antiphon start shares.csv.gz'))
    .action(async (files, options) => (await import('./commands/start.js')).startCommand(files, options));

  commonOptions(program.command('inspect'))
    .description('Say what files are: format, columns, first rows as the model sees them, what is missing. Writes nothing.')
    .argument('<files...>', 'files to look at')
    .option('--format <id>', 'take every file for this format')
    .option('--mapping <file>', 'read every file by this mapping (JSON or YAML, see docs/mapping.md)')
    .addHelpText('after', examples('antiphon inspect shares.csv.gz', 'antiphon inspect --format toolkit-table messages.csv'))
    .action(async (files, options) => (await import('./commands/inspect.js')).inspectCommand(files, options));

  memoryOption(commonOptions(program.command('import')))
    .description('Import files into a case: all of them, or none. The same file twice changes nothing.')
    .argument('<case>', 'case file; made when missing')
    .argument('<files...>', 'files to import')
    .option('--format <id>', 'take every file for this format')
    .option('--mapping <file>', 'read every file by this mapping (JSON or YAML, see docs/mapping.md)')
    .option('--resolve <file>', 'table of short links and where they lead (CSV with the columns url and resolved, see docs/links.md)')
    .addHelpText(
      'after',
      examples(
        'antiphon import study.antiphon shares.csv.gz',
        'antiphon import study.antiphon monday.csv tuesday.csv --format share-table',
      ),
    )
    .action(async (casePath, files, options) => (await import('./commands/import.js')).importCommand(casePath, files, options));

  const run = program.command('run').description('Run an analysis on a case; the result is kept in the case as a finding.');
  if (args[0] === 'run') (await import('./analysis-commands.js')).addAnalyses(run);
  memoryOption(commonOptions(run.command('all')))
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

  commonOptions(program.command('report'))
    .description('Write a case and its findings as a document: one self-contained HTML file, its tables as CSV beside it.')
    .argument('<case>', 'case file')
    .requiredOption('--output <folder>', 'folder for the document; made when missing')
    .addHelpText(
      'after',
      examples('antiphon report study.antiphon --output report', 'antiphon report study.antiphon --output report --reveal'),
    )
    .action(async (casePath, options) => (await import('./commands/report.js')).reportCommand(casePath, options));

  const simulate = commonOptions(program.command('simulate'))
    .description('Write a simulated world with a known truth: posts in a published format, who was planted, and the plan that made it.')
    .argument('<folder>', 'folder for the files; made when missing')
    .addHelpText(
      'after',
      examples(
        'antiphon simulate world --seed 7 --planted 5 --size 10 --camouflage 0.8',
        'antiphon simulate null --times independent --format x-api-v2',
        'antiphon simulate study --plan plan.yaml',
      ),
    )
    .action(async (folder, options) => (await import('./commands/simulate.js')).simulateCommand(folder, options));
  if (args[0] === 'simulate' || args[0] === 'run') (await import('./simulate-options.js')).addWorldOptions(simulate);

  commonOptions(program.command('evaluate'))
    .description(
      'Judge a finding by a known truth: precision, recall, F1, weighted precision, and how often each kind of account is flagged.',
    )
    .argument('<case>', 'case file')
    .argument('<finding>', 'number of the finding')
    .requiredOption('--truth <file>', 'table with the columns account, group and, where there are hard negatives, kind')
    .option('--table <name>', 'table of the finding to judge; default: the first with accounts')
    .option('--where <condition>', 'judge only rows such as "qTiming <= 0.05" or "objectCount >= 3 and pairCount >= 5"')
    .option('--output <file>', 'write all measures to a .csv or .json file')
    .addHelpText('after', examples('antiphon evaluate study.antiphon 1 --truth world/truth-accounts.csv --output measures.csv'))
    .action(async (casePath, finding, options) => (await import('./commands/evaluate.js')).evaluateCommand(casePath, finding, options));

  const list = program.command('list').description('List what there is: formats, analyses, or the findings of a case.');
  commonOptions(list.command('formats'))
    .description('The formats that can be imported.')
    .action(async (options) => (await import('./commands/list.js')).listFormats(options));
  commonOptions(list.command('analyses'))
    .description('The analyses with their parameters.')
    .action(async (options) => (await import('./commands/list.js')).listAnalyses(options));
  commonOptions(list.command('findings'))
    .description('The findings of a case.')
    .argument('<case>', 'case file')
    .addHelpText('after', examples('antiphon list findings study.antiphon', 'antiphon list findings study.antiphon --json'))
    .action(async (casePath, options) => (await import('./commands/list.js')).listFindingsCommand(casePath, options));

  const show = program.command('show').description('Show what stands behind a number.');
  commonOptions(show.command('edge'))
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
