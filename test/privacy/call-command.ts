import { type Command, CommanderError } from 'commander';
import { vi } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';

/** What a command said, and its error with everything that --verbose prints of it. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly error: string | null;
}

/** Calls a command as the command line does, in this process. */
export async function call(args: readonly string[]): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const take = (name: 'stdout' | 'stderr') =>
    vi.spyOn(process[name], 'write').mockImplementation((text: unknown) => {
      said[name] += String(text);
      return true;
    });
  const spies = [take('stdout'), take('stderr')];
  try {
    const program = await buildProgram('0', args);
    throwing(program);
    await program.parseAsync([...args], { from: 'user' });
    return { ...said, error: null };
  } catch (error) {
    return { ...said, error: traceOf(error) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function throwing(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) throwing(sub);
}

function traceOf(error: unknown): string {
  if (error instanceof CommanderError) return error.message;
  let text = '';
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) text += `${cause.message}\n${cause.stack}\n`;
  return text;
}

/** The words of every command of the program, such as `run coordination`. */
export async function allCommands(): Promise<string[]> {
  const leaves = (command: Command, words: readonly string[]): string[] =>
    command.commands.length === 0 ? [words.join(' ')] : command.commands.flatMap((sub) => leaves(sub, [...words, sub.name()]));
  return leaves(await buildProgram('0', ['run']), []).sort();
}
