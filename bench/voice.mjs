// Measures every analysis of voices on a case of simulated posts: first where nobody is registered, on all accounts, then those that need a
// registry. Writes docs/benchmarks-voice.md: `npm run bench:voice -- 3600000 --repetitions 2`.
import { closeSync, copyFileSync, existsSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calmMachine, measureCommand, runScript } from './child.mjs';
import { machine, markdownTable, peakOf, range, version } from './page.mjs';
import { BENCH, OUT } from './paths.mjs';

const PAGE = join(BENCH, '..', 'docs', 'benchmarks-voice.md');
const VOICES = 100;
const LIMIT = { seconds: 20, bytes: 2e9 };
/** Analyses that every account of the archive goes through. */
const OF_ALL = ['cadence', 'following', 'creation-bursts', 'posting-hours', 'repurposed-accounts', 'account-history'];
const OF_VOICES = [
  ['adoption'],
  ['cadence'],
  ['following'],
  ['posting-hours'],
  ['duel', '--sides', 'A: host=DE; B: host=FR', '--event', '2024-02-15'],
  ['repurposed-accounts'],
  ['access'],
  ['account-history'],
];
/** Those that shuffle each account many times: they show progress and can be stopped, and have no limit of time. */
const SHUFFLING = ['repurposed-accounts'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repetitions: { type: 'string', default: '2' }, calm: { type: 'boolean', default: false } },
});
const count = Number(positionals[0] ?? 3_600_000);
const repetitions = Number(values.repetitions);
if (!Number.isInteger(count) || count < 1000 || !Number.isInteger(repetitions) || repetitions < 1) {
  console.error('give a whole number of posts of at least 1000 and of repetitions of at least 1: npm run bench:voice -- 100000');
  process.exit(2);
}

const archive = join(OUT, `archive-${count}.csv`);
if (!existsSync(archive)) await runScript('generate-archive.mjs', String(count));
const [plain, registered] = ['plain', 'registered'].map((name) => join(OUT, `voice-${name}-${count}.antiphon`));
for (const path of [plain, registered]) rmSync(path, { force: true });
await measureCommand('import', '--quiet', plain, archive);
copyFileSync(plain, registered);
const [voices, statements] = ['voices', 'statements'].map((name) => join(OUT, `voice-${name}.csv`));
writeFileSync(voices, registryTable(firstAccounts(archive, VOICES)));
writeFileSync(statements, 'voice,platform,country,status,since,stated_by\nVoice 1,twitter,DE,withheld,2024-02-01,bench\n');
await measureCommand('registry', 'import', registered, voices);
await measureCommand('stated', 'import', registered, statements);

const rows = [];
for (const [what, base, runs] of [
  ['all accounts', plain, OF_ALL.map((id) => [id])],
  [`${VOICES} registered voices`, registered, OF_VOICES],
])
  for (const [id, ...options] of runs) rows.push({ id, what, ...(await measureAnalysis(base, id, options)) });
writeFileSync(PAGE, page(rows));
console.log(readFileSync(PAGE, 'utf8'));

/** Runs an analysis on copies of a case, which hold no finding of it; the first failure ends the program. */
async function measureAnalysis(base, id, options) {
  const copy = join(OUT, 'voice-run.antiphon');
  const measured = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    copyFileSync(base, copy);
    if (values.calm) await calmMachine();
    measured.push(await measureCommand('run', id, copy, '--quiet', ...options));
  }
  rmSync(copy, { force: true });
  return { seconds: measured.map(({ seconds }) => seconds), bytes: measured.map(({ peakBytes }) => peakBytes), other: measured };
}

/** Identifiers of the first accounts of an archive. */
function firstAccounts(path, most) {
  const file = openSync(path, 'r');
  const start = Buffer.alloc(2_000_000);
  const head = start
    .toString('utf8', 0, readSync(file, start, 0, start.length, 0))
    .split('\n')
    .slice(0, -1);
  closeSync(file);
  const column = head[0].split(',').indexOf('userid');
  return [...new Set(head.slice(1).map((line) => line.split(',')[column].replaceAll('"', '')))].slice(0, most);
}

function registryTable(accounts) {
  const lines = accounts.map((id, index) => `Voice ${index + 1},Draveth,embassy,${index % 2 === 0 ? 'DE' : 'FR'},twitter,${id},bench`);
  return `actor,polity,role,host,platform,id,attributed_by\n${lines.join('\n')}\n`;
}

function page(measured) {
  const lines = measured.map(({ id, what, seconds, bytes, other }) => {
    const isLate = Math.min(...seconds) > LIMIT.seconds && !SHUFFLING.includes(id);
    const limits = `${isLate ? '**missed**' : SHUFFLING.includes(id) ? 'no limit of time' : 'met'}${Math.max(...bytes) > LIMIT.bytes ? ', memory **missed**' : ''}`;
    const busy = other.reduce((sum, { otherSeconds, wallSeconds }) => sum + otherSeconds / wallSeconds, 0);
    return [id, what, `${range(seconds)} s`, peakOf(bytes), (busy / other.length).toFixed(1), limits];
  });
  return `# Benchmarks: analyses of voices

Written by \`npm run bench:voice\`; do not edit.

\`npm run bench:voice -- ${count} --repetitions ${repetitions}\`, Antiphon ${version()}, ${machine()}.

A simulated takedown archive of ${count.toLocaleString('en')} posts (\`bench/generate-archive.mjs\`), whole processes, each on a copy of the case without findings; medians of the repetitions,
in brackets the lowest and the highest, and the highest peak of memory (1 GB = 10⁹ bytes). "Other work" is how many cores were busy with something else meanwhile. Limits: ${LIMIT.seconds} s and
${LIMIT.bytes / 1e9} GB; analyses that shuffle every account many times show progress and can be stopped instead.

${markdownTable(['analysis', 'on', 'time', 'memory', 'other work', 'limit'], lines)}

\`concentration\` is not here: the archive has no reposts of posts that it holds.
`;
}
