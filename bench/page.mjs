import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';

const TARGET_SHARE_COUNT = 3_600_000;

/** What is aimed at for `TARGET_SHARE_COUNT` shares; each reads its figure from one repetition. */
const TARGETS = [
  { name: 'import', of: ({ imported }) => imported.seconds, most: 5, unit: 's' },
  { name: 'run to written CSV', of: ({ run }) => run.seconds, most: 10, unit: 's' },
  { name: 'memory of the run', of: ({ run }) => run.peakBytes / 1e9, most: 1.5, unit: 'GB' },
  { name: 'run with both p-values', of: ({ run, withP }) => withP.seconds / run.seconds, most: 4, unit: '× the run' },
  { name: 'kernel against SQL', of: ({ sql, kernel }) => sql.seconds / kernel.seconds, least: 5, unit: '× as fast' },
];

/** The page on benchmarks, in Markdown. */
export function benchmarksPage(sizes, burst, command) {
  return `# Benchmarks

Written by \`npm run bench\`; do not edit. Near-duplicate texts have a page of their own: [benchmarks-near-duplicates.md](benchmarks-near-duplicates.md).

## What is measured

Simulated share tables (\`bench/generate.mjs\`): objects by a Zipf law whose first has 1 % of the rows, 90 days with a daily cycle,
bursts, planted groups. The same seed gives the same tables. For each size:

- **import**: \`antiphon import\` of the CSV into a new case. The whole process, without the start of \`npx\`.
- **run**: \`antiphon run coordination --layer object --window-seconds 60 --significance none --output edges.csv\` on a copy of that case that holds no
  finding. The whole process.
- **with p**, **with q**: the same with \`--significance p\` (both p-values of every edge) and \`q\` (the default: shuffled worlds as well, on all
  cores, and groups of shuffled worlds), without the written file.
- **kernel**: the co-share kernel alone, on shares that were read before: accounts with at least 2 posts, edges with at least 2
  objects, all columns, one thread. Its memory is that of the process, with the read.
- **SQL**: the same edges and columns from the case's own table by the fastest query found (\`bench/co-share.sql\` says what was
  tried), 2 threads, up to 8 GB before it spills. The query alone.

In every repetition kernel and SQL must give the same edges with exactly the same values in all columns, and the written CSV the same
values, or nothing is written here.

## Figures

\`${command}\`, Antiphon ${version()}, ${machine()}.

Seconds are wall time; medians of the repetitions, in brackets the lowest and the highest. Memory is the highest peak that the
operating system saw (1 GB = 10⁹ bytes). Files are in the system's cache. Ratios are taken within each repetition. Machines are
noisy: "other work" is how many cores were busy with something else meanwhile. It slows what uses two cores (import, SQL) more than
what uses one (kernel), so it flatters the ratios.

${figuresTable(sizes)}

For orientation, measured elsewhere on other data of the same size: at 3.6 million shares the R package CooRTweet fails at 17 GB
(1 million shares take it 875 s), and the Python coordination-network-toolkit needs 91–101 s.

## A burst

One object shared 50,000 times within a minute by 25,000 accounts (1.25 billion pairs), of which 1,000 share a second object within
another minute; \`--memory 1GB\`. Pruning is exact: the 499,500 edges rest on the shares of those 1,000.

import ${figure(burst.imported.seconds)} s, ${peakOf([burst.imported.peakBytes])}; run ${figure(burst.run.seconds)} s, ${peakOf([burst.run.peakBytes])}.

## Targets

For ${TARGET_SHARE_COUNT.toLocaleString('en')} shares, by the median.

${targetsTable(sizes)}
`;
}

/** The figures of all sizes as Markdown tables: times with memory, then what was found with ratios. */
export function figuresTable(sizes) {
  const times = sizes.map(({ shareCount, measured }) => {
    const cell = (of) => `${range(measured.map((one) => of(one).seconds))} s, ${peakOf(measured.map((one) => of(one).peakBytes))}`;
    const read = `${range(measured.map(({ kernel }) => kernel.readSeconds))} s`;
    return [
      whole(shareCount),
      cell(({ imported }) => imported),
      cell(({ run }) => run),
      read,
      cell(({ kernel }) => kernel),
      cell(({ sql }) => sql),
    ];
  });
  const found = sizes.map(({ shareCount, measured }) => {
    const [{ kernel }] = measured;
    const otherCores = (one) => sum(Object.values(one), 'otherSeconds') / sum(Object.values(one), 'wallSeconds');
    return [
      ...[shareCount, kernel.windowPairCount, kernel.edgeCount, kernel.edgePairCount].map(whole),
      range(measured.map((one) => one.sql.seconds / one.kernel.seconds)),
      range(measured.map((one) => one.sql.seconds / (one.kernel.readSeconds + one.kernel.seconds))),
      `${range(measured.map(otherCores))} cores`,
    ];
  });
  const tests = sizes.map(({ shareCount, measured }) => {
    const cell = (of) => `${range(measured.map((one) => of(one).seconds))} s, ${peakOf(measured.map((one) => of(one).peakBytes))}`;
    return [
      whole(shareCount),
      cell(({ withP }) => withP),
      cell(({ withQ }) => withQ),
      range(measured.map(({ run, withP }) => withP.seconds / run.seconds)),
      range(measured.map(({ run, withQ }) => withQ.seconds / run.seconds)),
    ];
  });
  return [
    markdownTable(['shares', 'import', 'run', 'read before kernel', 'kernel', 'SQL'], times),
    markdownTable(['shares', 'with p', 'with q', 'with p ÷ run', 'with q ÷ run'], tests),
    markdownTable(['shares', 'pairs within 60 s', 'edges', 'pairs in edges', 'SQL ÷ kernel', 'SQL ÷ (read + kernel)', 'other work'], found),
  ].join('\n\n');
}

function targetsTable(sizes) {
  const size = sizes.find(({ shareCount }) => shareCount === TARGET_SHARE_COUNT);
  const rows = TARGETS.map(({ name, of, most, least, unit }) => {
    const target = most === undefined ? `at least ${least} ${unit}` : `at most ${most} ${unit}`;
    if (size === undefined) return [name, target, 'not in this run', ''];
    const values = size.measured.map(of);
    const isMet = most === undefined ? median(values) >= least : median(values) <= most;
    return [name, target, `${range(values)} ${unit}`, isMet ? 'met' : '**missed**'];
  });
  return markdownTable(['what', 'target', 'measured', ''], rows);
}

export function markdownTable(header, rows) {
  const widths = header.map((_, column) => Math.max(3, ...[header, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Median with the lowest and the highest. */
export function range(values) {
  return `${figure(median(values))} (${figure(Math.min(...values))}–${figure(Math.max(...values))})`;
}

function median(values) {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function sum(items, key) {
  return items.reduce((total, item) => total + item[key], 0);
}

function figure(value) {
  return value.toFixed(value < 10 ? 2 : 1);
}

export function peakOf(bytes) {
  return `${figure(Math.max(...bytes) / 1e9)} GB`;
}

function whole(count) {
  return count.toLocaleString('en');
}

export function version() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

export function machine() {
  const memory = Math.round(totalmem() / 1e9);
  return `${availableParallelism()} cores, ${memory} GB of memory, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
}
