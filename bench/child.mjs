import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ANTIPHON, BENCH } from './paths.mjs';

/** Runs the antiphon command as a process of its own: seconds from start to end, and the most memory it held. */
export async function measureCommand(...args) {
  const preload = join(BENCH, 'peak-memory.mjs');
  const start = performance.now();
  const { report } = await run(['--import', preload, ANTIPHON, ...args]);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, ...JSON.parse(report) };
}

/** Runs a script of this folder as a process of its own; returns what it printed as JSON, or null where it printed nothing. */
export async function runScript(name, ...args) {
  const { output } = await run([join(BENCH, name), ...args]);
  return output === '' ? null : JSON.parse(output);
}

// A child's peak begins at the memory of the process that starts it, so this process must stay small: no work is done in it.
async function run(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [output, errors, report] = await Promise.all([text(child.stdout), text(child.stderr), text(child.stdio[3])]);
  const status = await ended;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}; run it by itself to see why:\n${errors}`);
  return { output, report };
}
