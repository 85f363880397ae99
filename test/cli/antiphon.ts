import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.js';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there: run \`npm run build\` first`);

/** How a run of the command line ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly cwd: string;
  /** Set in its environment beside what is there. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs under this user instead. */
  readonly uid?: number;
  /** Called with everything that was said on standard error so far, whenever more comes. */
  readonly onStderr?: (said: string, child: ChildProcess) => void;
}

/**
 * Runs the command line in this process: what it says, its exit code, and what it leaves are those of the program, without the half second
 * that starting one takes. No signals, users or limits: those are tried with `antiphon`.
 */
export async function antiphonHere(args: readonly string[], { cwd, env = {} }: Pick<RunSettings, 'cwd' | 'env'>): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text: unknown) => {
      said[name] += String(text);
      return true;
    }),
  );
  const [home, before] = [process.cwd(), { ...process.env }];
  process.chdir(cwd);
  Object.assign(process.env, env);
  try {
    return { code: await runCommandLine(args), signal: null, ...said };
  } finally {
    process.chdir(home);
    for (const name of Object.keys(env)) if (before[name] === undefined) delete process.env[name];
    Object.assign(process.env, before);
    for (const spy of spies) spy.mockRestore();
  }
}

/** Runs the built command line as its users do. */
export function antiphon(args: readonly string[], settings: RunSettings): Promise<Outcome> {
  return run(process.execPath, [MAIN, ...args], settings);
}

/** Runs a command and waits for its end. */
export function run(command: string, args: readonly string[], { cwd, env, uid, onStderr }: RunSettings): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const user = uid === undefined ? {} : { uid, gid: uid };
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...user });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => {
      stdout += text;
    });
    child.stderr.on('data', (text: Buffer) => {
      stderr += text;
      onStderr?.(stderr, child);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** The error of a command that failed with `--quiet`: exactly one line, with no trace of the code, and nothing on standard output. */
export function errorLine({ stdout, stderr }: Outcome): string {
  const lines = stderr.split('\n').filter((line) => line !== '');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^antiphon: ./);
  expect(lines[0]).not.toMatch(/ at .*\.js|node:|Error:.*Error:|SELECT|fault of Antiphon/);
  expect(stdout).toBe('');
  return lines[0] as string;
}
