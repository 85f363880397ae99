import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANTIPHON, BENCH } from './paths.mjs';

const CALM_SECONDS = 3;
const CALM_CORES = 0.1;
const LONGEST_WAIT_SECONDS = 600;

/** Runs the antiphon command as a process of its own: `seconds` from start to end, `peakBytes`, and how busy others kept the machine. */
export async function measureCommand(...args) {
  const { seconds, peakBytes, cpuSeconds, otherSeconds } = await run([ANTIPHON, ...args]);
  return { seconds, peakBytes, cpuSeconds, wallSeconds: seconds, otherSeconds };
}

/** Runs a script of this folder as a process of its own; returns what it printed as JSON, and how busy others kept the machine. */
export async function runScript(name, ...args) {
  const { output, seconds, otherSeconds } = await run([join(BENCH, name), ...args]);
  return { ...JSON.parse(output || '{}'), wallSeconds: seconds, otherSeconds };
}

/** Resolves when other work has left the machine alone for a few seconds, or when ten minutes did not bring that. */
export async function calmMachine() {
  for (let waited = 0; waited < LONGEST_WAIT_SECONDS; waited += CALM_SECONDS) {
    const before = busySeconds();
    await sleep(CALM_SECONDS * 1000);
    if ((busySeconds() - before) / CALM_SECONDS < CALM_CORES) return;
  }
}

// A child's peak begins at the memory of the process that starts it, so this process must stay small: no work is done in it.
async function run(args) {
  const busyBefore = busySeconds();
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', join(BENCH, 'usage.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [output, errors, usage] = await Promise.all([text(child.stdout), text(child.stderr), text(child.stdio[3])]);
  const status = await ended;
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}; run it by itself to see why:\n${errors}`);
  const { peakBytes, cpuSeconds } = JSON.parse(usage);
  return { output, seconds, peakBytes, cpuSeconds, otherSeconds: Math.max(0, busySeconds() - busyBefore - cpuSeconds) };
}

/** Seconds that all cores together have worked since the machine started. */
function busySeconds() {
  return cpus().reduce((total, { times }) => total + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}
