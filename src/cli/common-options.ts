import type { Command } from 'commander';

/** Adds the options that every command takes. */
export function commonOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'with an error, print where in the code it arose')
    .option('--reveal', 'show names of accounts and posts instead of pseudonyms; needs the key file beside the case');
}

/** Adds the option that shows texts, for commands whose output may hold them. */
export function textsOption(command: Command): Command {
  return command.option(
    '--texts',
    'show texts of posts of private accounts too, names in them replaced; whoever searches for the words may find the author (--reveal shows them as they stand)',
  );
}

/** Adds the option that bounds memory, for commands that may need much. */
export function memoryOption(command: Command): Command {
  return command.option(
    '--memory <size>',
    'memory to use, such as 1GB: beyond it the database spills to disk beside the case, and a network that would not fit is refused before the search (default: 1 GB for the database, three quarters of the machine for an analysis)',
  );
}

/** Adds the option that makes CSV safe to open in spreadsheets. */
export function spreadsheetOption(command: Command): Command {
  return command.option(
    '--spreadsheet-safe',
    'in CSV, put an apostrophe before texts that a spreadsheet would take for a formula (they begin with = + - @); such CSV is not exact',
  );
}

/** Example lines for the end of a command's help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ npx ${line}`).join('\n')}\n`;
}
