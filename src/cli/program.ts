import { Command } from 'commander';
import { commonOptions, examples, memoryOption, spreadsheetOption, textsOption } from './common-options.js';

/** What may be named as input. */
const INPUTS = 'files, folders, quoted patterns, zip archives, or - for standard input (see docs/inputs.md)';

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
    .argument('[files...]', `${INPUTS}; none: the sample`)
    .option('--serve', 'then open the web view of the case, until Ctrl-C (see serve)')
    .option('--port <number>', 'with --serve, the port of the web view (default: 7700, or the next that is free)')
    .addHelpText('after', examples('antiphon start', 'antiphon start shares.csv.gz'))
    .action(async (files, options) => (await import('./commands/start.js')).startCommand(files, options));

  commonOptions(program.command('inspect'))
    .description('Say what files are: format, columns, first rows as the model sees them, what is missing. Writes nothing.')
    .argument('<files...>', INPUTS)
    .option('--format <id>', 'take every file for this format')
    .option('--mapping <file>', 'read every file by this mapping (JSON or YAML, see docs/mapping.md)')
    .option('--encoding <name>', 'read every file in this encoding, such as windows-1251 (default: told from the file)')
    .option('--propose', 'propose a mapping for files of a known format too')
    .option('--output <file>', 'write the proposed mapping to a file (YAML), ready to edit')
    .addHelpText('after', examples('antiphon inspect shares.csv.gz', 'antiphon inspect posts.csv --output mapping.yaml'))
    .action(async (files, options) => (await import('./commands/inspect.js')).inspectCommand(files, options));

  memoryOption(commonOptions(program.command('import')))
    .description('Import files into a case: all of them, or none. The same file twice changes nothing.')
    .argument('<case>', 'case file; made when missing')
    .argument('<files...>', INPUTS)
    .option('--format <id>', 'take every file for this format')
    .option('--mapping <file>', 'read every file by this mapping (JSON or YAML, see docs/mapping.md)')
    .option('--encoding <name>', 'read every file in this encoding, such as windows-1251 (default: told from the file)')
    .option('--resolve <file>', 'table of short links and where they lead (CSV with the columns url and resolved, see docs/links.md)')
    .option(
      '--observed-at <time>',
      'when the files were collected, for what they state of accounts and posts without a time of its own (see docs/observations.md)',
    )
    .addHelpText(
      'after',
      examples(
        'antiphon import study.antiphon shares.csv.gz',
        'antiphon import study.antiphon monday.csv tuesday.csv --format share-table',
        'antiphon import study.antiphon archive.zip "data/**/*.csv.gz"',
      ),
    )
    .action(async (casePath, files, options) => (await import('./commands/import.js')).importCommand(casePath, files, options));

  textsOption(commonOptions(program.command('sources')))
    .description('Say how good the imported files are: what was set aside and why, gaps, repeats, contradictions, lost digits, columns.')
    .argument('<case>', 'case file')
    .option('--source <number>', 'only the source with this number')
    .addHelpText('after', examples('antiphon sources study.antiphon', 'antiphon sources study.antiphon --source 0 --json'))
    .action(async (casePath, options) => (await import('./commands/sources.js')).sourcesCommand(casePath, options));

  spreadsheetOption(commonOptions(program.command('observations')))
    .description(
      'Say what was seen of accounts and posts, when, from where, how often and with which gaps; what went, what came back, and what contradicts.',
    )
    .argument('<case>', 'case file')
    .option('--account <account>', 'one account, by identifier, handle or pseudonym: every look at it, and its followers')
    .option('--post <post>', 'one post, by identifier or pseudonym: every look at it')
    .option('--output <file>', 'write a row a post and account (with --account or --post a row a look) to a .csv or .json file')
    .addHelpText(
      'after',
      examples('antiphon observations study.antiphon', 'antiphon observations study.antiphon --account 12345 --output curve.csv'),
    )
    .action(async (casePath, options) => (await import('./commands/observations.js')).observationsCommand(casePath, options));

  memoryOption(commonOptions(program.command('enrich')))
    .description(
      'Work out what files do not say, and keep it in the case beside what they say: the language of posts, by script, letters and a detector, with a confidence. A second time finds only what is new.',
    )
    .argument('<case>', 'case file')
    .argument('<what>', 'what to find: language')
    .option('--level <number>', 'least confidence at which a language is kept, 0–1; below, it stays unknown (default: 0.5)')
    .option('--all', 'also where the source states a language: kept beside it, and compared')
    .addHelpText('after', examples('antiphon enrich study.antiphon language', 'antiphon enrich study.antiphon language --all --level 0.8'))
    .action(async (casePath, what, options) => (await import('./commands/enrich.js')).enrichCommand(casePath, what, options));

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

  textsOption(memoryOption(commonOptions(program.command('serve'))))
    .description(
      'Open a case as a local web view, until Ctrl-C: explore it, run analyses, follow each number to its posts, take figures away.',
    )
    .argument('<case>', 'case file')
    .option('--port <number>', 'port to listen at; 0: any (default: 7700, or the next that is free)')
    .option(
      '--host <address>',
      'listen at this address too, for other machines: whoever opens it is asked for a token (default: 127.0.0.1)',
    )
    .option('--read-only', 'serve for looking alone: nothing can be imported, run or noted')
    .option('--max-upload <size>', 'size at most of files that are dropped in and wait for their import (default: 16GB)')
    .addHelpText('after', examples('antiphon serve study.antiphon', 'antiphon serve study.antiphon --port 8080 --read-only'))
    .action(async (casePath, options) => (await import('./commands/serve.js')).serveCommand(casePath, options));

  textsOption(spreadsheetOption(memoryOption(commonOptions(program.command('export')))))
    .description(
      'Write everything that a case holds to a folder, as Parquet and CSV with a description of every column; with --reveal it can be imported again without loss.',
    )
    .argument('<case>', 'case file')
    .argument('<folder>', 'folder for the files; made when missing, refused when it holds any')
    .option('--format <format>', 'parquet, csv or both; default: both')
    .addHelpText(
      'after',
      examples('antiphon export study.antiphon study-copy --reveal', 'antiphon export study.antiphon to-share --format csv'),
    )
    .action(async (casePath, folder, options) => (await import('./commands/export.js')).exportCommand(casePath, folder, options));

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

  spreadsheetOption(commonOptions(program.command('evaluate')))
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

  const registry = program
    .command('registry')
    .description('Who speaks for whom, since when, and who says so: the accounts that may be shown by name.');
  commonOptions(registry.command('import'))
    .description(
      'Add a published list of official accounts to the registry of a case. The same file twice changes nothing; see docs/registry.md.',
    )
    .argument('<case>', 'case file; made when missing')
    .argument('<file>', 'CSV, YAML or JSON, in the layout of docs/registry.md or of a mapping')
    .option('--mapping <name>', 'read the file by a shipped mapping, such as diplomats-cn, or by a mapping file (JSON or YAML)')
    .option('--attributed-by <text>', 'who attributes, for entries that do not say')
    .option('--attribution-url <url>', 'where that is published')
    .option('--encoding <name>', 'read the file in this encoding, such as windows-1251 (default: recognised)')
    .addHelpText(
      'after',
      examples(
        'antiphon registry import study.antiphon registry.csv',
        'antiphon registry import study.antiphon diplomats.csv.gz --mapping diplomats-cn',
      ),
    )
    .action(async (casePath, path, options) => (await import('./commands/registry.js')).registryImportCommand(casePath, path, options));
  commonOptions(registry.command('list'))
    .description('The entries of the registry with the accounts of the case that they found, and the accounts that are marked as public.')
    .argument('<case>', 'case file')
    .option('--polity <name>', 'only entries of this polity, by name or ISO 3166-1 code')
    .option('--role <role>', 'only entries of this role')
    .option('--platform <name>', 'only entries on this platform')
    .addHelpText('after', examples('antiphon registry list study.antiphon --polity CN --role embassy'))
    .action(async (casePath, options) => (await import('./commands/registry.js')).registryListCommand(casePath, options));
  commonOptions(registry.command('check'))
    .description(
      'Look for duplicates, gaps, overlaps and missing parents, and say which entries have no account in the case, or several that may be meant.',
    )
    .argument('<case>', 'case file')
    .addHelpText('after', examples('antiphon registry check study.antiphon', 'antiphon registry check study.antiphon --json'))
    .action(async (casePath, options) => (await import('./commands/registry.js')).registryCheckCommand(casePath, options));
  commonOptions(registry.command('export'))
    .description('Write the registry of a case to a file; imported again it gives the same registry.')
    .argument('<case>', 'case file')
    .argument('<file>', 'file to write, ending in .csv, .yaml or .json')
    .addHelpText('after', examples('antiphon registry export study.antiphon registry.csv'))
    .action(async (casePath, path, options) => (await import('./commands/registry.js')).registryExportCommand(casePath, path, options));
  commonOptions(registry.command('remove'))
    .description('Remove entries from the registry of a case, by their numbers in `registry list`.')
    .argument('<case>', 'case file')
    .argument('<entries...>', 'numbers of entries')
    .addHelpText('after', examples('antiphon registry remove study.antiphon 12 13'))
    .action(async (casePath, entries, options) =>
      (await import('./commands/registry.js')).registryRemoveCommand(casePath, entries, options),
    );
  commonOptions(registry.command('mark-public'))
    .description('Mark an account of a case as public, so that it is shown by name; the reason is kept and listed.')
    .argument('<case>', 'case file')
    .argument('<account>', 'identifier, handle or pseudonym of the account')
    .requiredOption('--reason <text>', 'why the account is public')
    .addHelpText(
      'after',
      examples('antiphon registry mark-public study.antiphon 12345 --reason "campaign account, named in the electoral register"'),
    )
    .action(async (casePath, account, options) => (await import('./commands/registry.js')).markPublicCommand(casePath, account, options));
  commonOptions(registry.command('unmark'))
    .description('Take the mark of a public account away.')
    .argument('<case>', 'case file')
    .argument('<account>', 'identifier, handle or pseudonym of the account')
    .addHelpText('after', examples('antiphon registry unmark study.antiphon 12345'))
    .action(async (casePath, account, options) => (await import('./commands/registry.js')).unmarkPublicCommand(casePath, account, options));

  const stated = program
    .command('stated')
    .description('What others stated: published figures, who has access to which platform, dated events; kept beside what the data shows.');
  commonOptions(stated.command('import'))
    .description(
      'Add a table of figures, access or events to a case, told by its columns; `import` takes the same tables. The same file twice changes nothing; see docs/stated.md.',
    )
    .argument('<case>', 'case file; made when missing')
    .argument('<file>', 'CSV, YAML or JSON in a layout of docs/stated.md')
    .option('--mapping <name>', 'read the file by a shipped mapping, such as prc-handles (default: told by its columns)')
    .option('--stated-by <text>', 'who states it, for rows that do not say')
    .option('--url <url>', 'where that is published, for rows that do not say who states it')
    .option('--encoding <name>', 'read the file in this encoding, such as windows-1251 (default: recognised)')
    .addHelpText(
      'after',
      examples('antiphon stated import study.antiphon figures.csv', 'antiphon stated import study.antiphon access.yaml'),
    )
    .action(async (casePath, path, options) => (await import('./commands/stated.js')).statedImportCommand(casePath, path, options));
  commonOptions(stated.command('list'))
    .description('The figures, statements of access and events of a case, with their numbers.')
    .argument('<case>', 'case file')
    .option('--table <name>', 'only figures, access or events')
    .addHelpText('after', examples('antiphon stated list study.antiphon --table figures'))
    .action(async (casePath, options) => (await import('./commands/stated.js')).statedListCommand(casePath, options));
  commonOptions(stated.command('check'))
    .description(
      'Put figures beside the observations that are nearest in time, and list contradictions, repetitions and unknown names. Nothing is resolved.',
    )
    .argument('<case>', 'case file')
    .addHelpText('after', examples('antiphon stated check study.antiphon', 'antiphon stated check study.antiphon --json'))
    .action(async (casePath, options) => (await import('./commands/stated.js')).statedCheckCommand(casePath, options));
  commonOptions(stated.command('export'))
    .description('Write one of the tables to a file; imported into a new case it gives the same statements.')
    .argument('<case>', 'case file')
    .argument('<file>', 'file to write, ending in .csv, .json, or (not for events) .yaml')
    .option('--table <name>', 'figures, access or events (default: the only one that holds any)')
    .addHelpText('after', examples('antiphon stated export study.antiphon figures.csv --table figures'))
    .action(async (casePath, path, options) => (await import('./commands/stated.js')).statedExportCommand(casePath, path, options));
  commonOptions(stated.command('remove'))
    .description('Remove statements from a case, by their numbers in `stated list`.')
    .argument('<case>', 'case file')
    .argument('<table>', 'figures, access or events')
    .argument('<numbers...>', 'numbers of statements')
    .addHelpText('after', examples('antiphon stated remove study.antiphon figures 12 13'))
    .action(async (casePath, table, numbers, options) =>
      (await import('./commands/stated.js')).statedRemoveCommand(casePath, table, numbers, options),
    );

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
  textsOption(commonOptions(show.command('edge')))
    .description('The pairs of posts that tie two accounts; who and what is private stands as in every output.')
    .argument('<case>', 'case file')
    .argument('<a>', 'one account, by its identifier or its pseudonym')
    .argument('<b>', 'the other account')
    .option('--finding <id>', 'number of the finding; default: the newest one with this edge')
    .addHelpText(
      'after',
      examples('antiphon show edge study.antiphon alice bob', 'antiphon show edge study.antiphon alice bob --finding 2 --reveal'),
    )
    .action(async (casePath, a, b, options) => (await import('./commands/show.js')).showEdgeCommand(casePath, a, b, options));
  return program;
}
