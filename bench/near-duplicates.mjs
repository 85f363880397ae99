// Measures `run near-duplicates` on simulated posts with a known truth and, where it is there, on the IRA archive, and writes
// docs/benchmarks-near-duplicates.md: `npm run bench:near -- 3600000 --repetitions 3`.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calmMachine, measureCommand, runScript } from './child.mjs';
import { BENCH, NEAR_PAGE, nearTextTablePath, OUT } from './paths.mjs';

const IRA = join(BENCH, '..', '..', 'shared', 'data', 'posts', 'ira-2016-autumn.csv.gz');
const WORK = join(OUT, 'near-work');
const TARGETS = { simulated: { count: 3_600_000, seconds: 90, bytes: 3e9 }, ira: { count: 269_208, seconds: 15 } };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repetitions: { type: 'string', default: '3' },
    calm: { type: 'boolean', default: false },
    ira: { type: 'string', default: IRA },
  },
});
const count = Number(positionals[0] ?? TARGETS.simulated.count);
const repetitions = Number(values.repetitions);
if (!Number.isInteger(count) || count < 1000 || !Number.isInteger(repetitions) || repetitions < 1) {
  console.error(
    'give a whole number of texts of at least 1000 and of repetitions of at least 1: npm run bench:near -- 100000 --repetitions 3',
  );
  process.exit(2);
}

await runScript('generate-near-texts.mjs', String(count));
const simulated = await measure(nearTextTablePath(count), [], (path) => runScript('near-truth.mjs', path, String(count)));
const ira = existsSync(values.ira) ? await measure(values.ira, ['--reposts']) : null;
rmSync(WORK, { recursive: true, force: true });
writeFileSync(NEAR_PAGE, page());
console.log(`${page()}\nwritten: docs/benchmarks-near-duplicates.md`);

/** Imports a table once, then runs the analysis on fresh copies of the case. */
async function measure(table, settings, judge = null) {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  const [imported, copy] = [join(WORK, 'imported.antiphon'), join(WORK, 'copy.antiphon')];
  await measureCommand('import', '--quiet', imported, table);
  const runs = [];
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    copyFileSync(imported, copy);
    if (values.calm) await calmMachine();
    runs.push(await measureCommand('run', 'near-duplicates', '--quiet', copy, ...settings));
    console.log(`${table}, repetition ${repetition} of ${repetitions}: ${runs.at(-1).seconds.toFixed(1)} s`);
  }
  const { figures } = await runScript('near-figures.mjs', copy);
  return { runs, figures, truth: judge === null ? null : await judge(copy) };
}

function page() {
  const { version } = JSON.parse(readFileSync(join(BENCH, '..', 'package.json'), 'utf8'));
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB of memory, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  return `# Benchmark: near-duplicate texts

Written by \`npm run bench:near\`; do not edit. What a near-duplicate is: [coordination.md](coordination.md#near-duplicate-text).

\`npm run bench:near -- ${count} --repetitions ${repetitions}${values.calm ? ' --calm' : ''}\`, Antiphon ${version}, ${machine}.

Each measurement is the whole command \`antiphon run near-duplicates\` as a process of its own on a case without findings: opening the
case, reading and normalising the texts, clustering, and storing both tables. One thread does the work, and the database has another.
Seconds are wall time, medians of ${repetitions} with the lowest and the highest in brackets; **processor** is the time that the process itself
had the processor; memory is the highest peak that the operating system saw (1 GB = 10⁹ bytes).

${table([
  ['posts', 'distinct texts', 'clusters', 'wall time', 'processor', 'memory', 'target'],
  row(`${shown(count)} simulated, about 100 characters each`, simulated, TARGETS.simulated, count),
  ...(ira === null ? [] : [row('the IRA archive of autumn 2016, reposts too', ira, TARGETS.ira, ira.figures.postCount)]),
])}
${ira === null ? '\nThe IRA archive is not there, so it was not measured.\n' : ''}
## Against the truth

A tenth of the simulated posts are planted: groups of 2 to 41 in which every text is the first with 0 to 12 edits (\`bench/near-texts.mjs\`);
here ${shown(simulated.truth.plantedPosts)}. Recall: of the pairs of a group's first text and another of its texts, those in one cluster, by
their exact similarity, worked out by other code from sets of strings.

${table([
  ['similarity', 'pairs', 'in one cluster', 'recall'],
  ...simulated.truth.bands.map(({ from, pairs, found }, index) => [
    bandName(from, simulated.truth.bands[index + 1]?.from),
    shown(pairs),
    shown(found),
    pairs === 0 ? '–' : (found / pairs).toFixed(4),
  ]),
])}

Precision: of the ${shown(simulated.truth.ties)} posts that stand in a cluster behind its first post, ${shown(simulated.truth.rightTies)} are of the group of
the first (${(simulated.truth.rightTies / simulated.truth.ties).toFixed(4)}).
`;
}

function row(name, { runs, figures }, target, posts) {
  const seconds = runs.map((run) => run.seconds);
  const peak = Math.max(...runs.map((run) => run.peakBytes));
  const isSize = Math.abs(posts - target.count) < target.count / 1000;
  const isMet = median(seconds) <= target.seconds && peak <= (target.bytes ?? Number.POSITIVE_INFINITY);
  const bound = `${target.seconds} s${target.bytes === undefined ? '' : `, ${target.bytes / 1e9} GB`}`;
  return [
    name,
    shown(figures.textCount),
    shown(figures.clusterCount),
    `${spread(seconds)} s`,
    `${spread(runs.map((run) => run.cpuSeconds))} s`,
    `${(peak / 1e9).toFixed(2)} GB`,
    isSize ? `${bound}: ${isMet ? 'met' : '**missed**'}` : '–',
  ];
}

function bandName(from, to) {
  if (from === 1) return '1 (equal sets)';
  return `${from.toFixed(2)} to below ${to.toFixed(2)}`;
}

function table([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function spread(numbers) {
  return `${median(numbers).toFixed(1)} (${Math.min(...numbers).toFixed(1)}–${Math.max(...numbers).toFixed(1)})`;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function shown(number) {
  return number.toLocaleString('en');
}
