import { type Command, CommanderError } from 'commander';
import { AntiphonError, messageOf } from '../errors.js';
import { printable } from './printable.js';
import { buildProgram } from './program.js';
import { version } from './version.js';

/**
 * Runs a command in this process; the one place where an error becomes a line and an exit code.
 *
 * @param args Words of the command, the program's name not among them.
 * @returns The exit code.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = await buildProgram(version(), args);
  exitByThrowing(program);
  try {
    const words = args[0] === 'run' ? (await import('./analysis-commands.js')).expandShorthand(args) : args;
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error, args);
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return 2;
    return report(usageError(error, args), args);
  }
}

function exitByThrowing(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) exitByThrowing(sub);
}

function usageError(error: CommanderError, args: readonly string[]): AntiphonError {
  const message =
    error.code === 'commander.unknownCommand' && args[0] === 'run'
      ? messageOf(error).replace('unknown command', 'there is no analysis')
      : messageOf(error);
  const remedy = message.includes('no analysis')
    ? '`antiphon list analyses` shows those there are'
    : 'add --help for the options and examples';
  return new AntiphonError('usage', `${message.replace(/^error: /, '').replace(/\.$/, '')}; ${remedy}`);
}

function report(error: unknown, args: readonly string[]): number {
  const known = error instanceof AntiphonError ? error : new AntiphonError('internal', messageOf(error), { cause: error });
  if (args.includes('--json')) process.stderr.write(`${JSON.stringify({ error: { code: known.code, message: known.message } })}\n`);
  else process.stderr.write(`antiphon: ${printable(known.message)}\n`);
  if (known.code === 'internal') process.stderr.write('antiphon: this is a fault of Antiphon; --verbose shows where it arose\n');
  if (args.includes('--verbose')) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) process.stderr.write(`${cause.stack}\n`);
  }
  return known.exitCode;
}
