// Measures import, run, kernel and SQL on simulated share tables, prints the figures and writes docs/benchmarks.md:
// `npm run bench -- 100000 3600000 --repetitions 3`. With --calm every measurement waits until other work leaves the machine alone.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calmMachine, measureCommand, runScript } from './child.mjs';
import { checkSameColumns, LAYER, WINDOW_SECONDS } from './edges.mjs';
import { benchmarksPage, figuresTable } from './page.mjs';
import { BENCHMARKS_PAGE, burstTablePath, OUT, shareTablePath } from './paths.mjs';

const DEFAULT_SHARE_COUNTS = ['100000', '3600000'];
const BURST_MEMORY = '1GB';
const WORK = join(OUT, 'work');
const CASE = join(WORK, 'imported.antiphon');
const COPY = join(WORK, 'copy.antiphon');
const EDGES = join(WORK, 'edges.csv');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repetitions: { type: 'string', default: '3' }, calm: { type: 'boolean', default: false } },
});
const repetitions = wholeNumber('--repetitions', values.repetitions, 1);
const shareCounts = (positionals.length > 0 ? positionals : DEFAULT_SHARE_COUNTS).map((text) => wholeNumber('row count', text, 1000));

const sizes = [];
for (const shareCount of shareCounts) sizes.push(await measureSize(shareCount));
const burst = await measureBurst();
writeFileSync(BENCHMARKS_PAGE, benchmarksPage(sizes, burst, commandLine()));
console.log(`\n${figuresTable(sizes)}\n\nwritten: docs/benchmarks.md`);

function commandLine() {
  return `npm run bench -- ${shareCounts.join(' ')} --repetitions ${repetitions}${values.calm ? ' --calm' : ''}`;
}

function wholeNumber(what, text, least) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  console.error(`${what} "${text}" is not a whole number of at least ${least}; for example: npm run bench -- 100000 --repetitions 3`);
  process.exit(2);
}

/** The repetitions of one size; each measures everything in turn, so that a disturbance does not hit one side alone. */
async function measureSize(shareCount) {
  await runScript('generate.mjs', String(shareCount));
  const measured = [];
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    const figures = await measureOnce(shareTablePath(shareCount));
    measured.push(figures);
    console.log(`${shareCount.toLocaleString('en')} shares, repetition ${repetition} of ${repetitions}: ${secondsOf(figures)}`);
  }
  return { shareCount, measured };
}

async function measureOnce(table) {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  const imported = await whenCalm(() => measureCommand('import', '--quiet', CASE, table));
  const run = await measureRun('none', '--output', EDGES);
  const withP = await measureRun('p');
  const withQ = await measureRun('q');
  const kernel = await whenCalm(() => runScript('kernel.mjs', CASE));
  const sql = await whenCalm(() => runScript('sql.mjs', CASE, EDGES));
  checkSameColumns('kernel', kernel.columns, 'SQL', sql.columns);
  checkSameColumns('SQL', sql.valueColumns, 'the written table', sql.writtenColumns);
  rmSync(WORK, { recursive: true, force: true });
  return { imported, run, withP, withQ, kernel, sql };
}

/** The co-share network with or without tests, on a copy of the case: one that holds the finding would answer without computing. */
function measureRun(significance, ...more) {
  copyFileSync(CASE, COPY);
  const settings = ['--layer', LAYER, '--window-seconds', String(WINDOW_SECONDS), '--significance', significance, ...more];
  return whenCalm(() => measureCommand('run', 'coordination', '--quiet', COPY, ...settings));
}

/** Import and run of a burst within `BURST_MEMORY`. */
async function measureBurst() {
  await runScript('generate-burst.mjs');
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  const bound = ['--memory', BURST_MEMORY, '--quiet'];
  const imported = await whenCalm(() => measureCommand('import', ...bound, CASE, burstTablePath()));
  const settings = ['--layer', LAYER, '--window-seconds', String(WINDOW_SECONDS), '--significance', 'none', '--output', EDGES];
  const run = await whenCalm(() => measureCommand('run', 'coordination', ...bound, CASE, ...settings));
  rmSync(WORK, { recursive: true, force: true });
  console.log(`burst: ${secondsOf({ imported, run })}`);
  return { imported, run };
}

async function whenCalm(measure) {
  if (values.calm) await calmMachine();
  return measure();
}

function secondsOf({ imported, run, withP, withQ, kernel, sql }) {
  const parts = { import: imported, run, ...(kernel === undefined ? {} : { 'with p': withP, 'with q': withQ, kernel, SQL: sql }) };
  return Object.entries(parts)
    .map(([name, { seconds }]) => `${name} ${seconds.toFixed(2)} s`)
    .join(', ');
}
