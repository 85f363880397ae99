// Measures `antiphon serve` on a case of simulated posts with texts: every sort and filter, deep pages, searches, and many readers at once
// while an analysis runs. Writes docs/benchmarks-serve.md: `npm run bench:serve -- 3600000 --repetitions 10`.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calmMachine, measureCommand, runScript } from './child.mjs';
import { machine, version } from './page.mjs';
import { ANTIPHON, BENCH, OUT } from './paths.mjs';

const PAGE = join(BENCH, '..', 'docs', 'benchmarks-serve.md');
const READERS = 20;
const READING_MS = 60_000;
/** A reader looks at a page for 3 to 7 s before asking for the next. */
const PAUSE_MS = { shortest: 3000, longest: 7000 };
const LIMITS_MS = { look: 300, deep: 50, together: 1000 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repetitions: { type: 'string', default: '10' }, calm: { type: 'boolean', default: false }, case: { type: 'string' } },
});
const count = Number(positionals[0] ?? 3_600_000);
const repetitions = Number(values.repetitions);
if (!Number.isInteger(count) || count < 1000 || !Number.isInteger(repetitions) || repetitions < 2) {
  console.error(
    'give a whole number of posts of at least 1000 and of repetitions of at least 2: npm run bench:serve -- 100000 --repetitions 5',
  );
  process.exit(2);
}

const casePath = values.case ?? join(OUT, `serve-${count}.antiphon`);
if (!existsSync(casePath)) {
  await runScript('generate-archive.mjs', String(count));
  await measureCommand('import', '--quiet', casePath, join(OUT, `archive-${count}.csv`));
}
await measureCommand('sources', '--quiet', casePath); // brings the case up to date and makes its key

const server = await startServer();
try {
  const ready = await firstLooks(server.address);
  if (values.calm) await calmMachine();
  const alone = [];
  for (const query of queries()) alone.push({ ...query, ...(await measure(server.address, query)) });
  const together = [await readTogether(server.address, PAUSE_MS), await readTogether(server.address, null)];
  const memory = peakBytes(server.process.pid);
  writeFileSync(PAGE, page(ready, alone, together, memory));
  console.log(readFileSync(PAGE, 'utf8'));
} finally {
  server.process.kill('SIGINT');
}

/** Starts the server as a process of its own, with names and texts, so that all texts can be searched. */
async function startServer() {
  const child = spawn(process.execPath, [ANTIPHON, 'serve', casePath, '--reveal', '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await new Promise((resolve, reject) => {
    let said = '';
    const listen = (data) => {
      said += data;
      const found = /http:\/\/[\w.:[\]]+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('close', (status) => reject(new Error(`the server ended with ${status}: ${said}`)));
  });
  return { process: child, address };
}

/** Seconds until the tables can be looked at and searched, from the first request on. */
async function firstLooks(address) {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  await ask(address, '/api/tables/posts', {});
  const looked = seconds();
  await ask(address, '/api/tables/posts', { search: 'harbour' });
  return { looked, searched: seconds() };
}

/** What a reader does, `query` anew for each repetition so that nothing that was worked out before helps. */
function queries() {
  const posts = '/api/tables/posts';
  const sort = (column, descending) => ({
    name: `posts by ${column}${descending ? ', falling' : ''}`,
    kind: 'look',
    url: posts,
    query: (turn) => ({ sort: column, descending: String(descending), limit: String(100 + turn) }),
  });
  const filter = (name, query) => ({ name, kind: 'look', url: posts, query });
  const day = (turn) => `2024-01-${String(5 + turn).padStart(2, '0')}`;
  const deep = (name, first) => ({ name, kind: 'deep', url: posts, query: null, first });
  return [
    { name: 'overview', kind: 'look', url: '/api/case', query: () => ({}) },
    filter('any place, unsorted', (turn) => ({ offset: String(Math.floor((count / 100) * (3 + 7 * turn)) % count) })),
    ...['postedAt', 'account', 'likes', 'kind', 'language', 'reposts', 'replies'].flatMap((column) => [
      sort(column, false),
      sort(column, true),
    ]),
    filter('from a day on', (turn) => ({ where: `postedAt >= ${day(turn)}` })),
    filter('one day', (turn) => ({ where: `postedAt = ${day(turn)}` })),
    filter('one kind from a day on', (turn) => ({ where: `kind = repost and postedAt >= ${day(turn)}` })),
    filter('two kinds, or liked', (turn) => ({ where: `(kind = quote or kind = reply) or likes > ${turn}` })),
    filter('one account', (turn) => ({ where: `account contains "${turn}-0"` })),
    filter('a filter, sorted', (turn) => ({ where: `postedAt >= ${day(turn)} and kind = original`, sort: 'likes', descending: 'true' })),
    filter('a filter, sorted by time', (turn) => ({ where: `postedAt < ${day(turn)}`, sort: 'postedAt', descending: 'true' })),
    filter('a rare word', (turn) => ({ search: `#river${turn} harbour` })),
    filter('a frequent word', (turn) => ({
      search: ['harbour', 'minister', 'window', 'signal', 'city', 'bridge', 'school', 'market', 'answer', 'friends'][turn % 10],
    })),
    filter('posts per week', (turn) => ({ column: 'postedAt', where: `postedAt >= ${day(turn)}` })),
    deep('the next page by cursor, unsorted', {}),
    deep('the next page by cursor, by time', { sort: 'postedAt' }),
    deep('the next page by cursor, by likes', { sort: 'likes', descending: 'true' }),
    deep('any place of a sorted table, once it was jumped in', { sort: 'postedAt', offset: String(Math.floor(count / 2)) }),
  ].map((query) => (query.name === 'posts per week' ? { ...query, url: `${posts}/summary` } : query));
}

async function measure(address, { name, url, query, first }) {
  const times = [];
  let next = null;
  if (query === null) next = (await ask(address, url, first)).body.next;
  for (let turn = 0; turn < repetitions; turn++) {
    const { offset: _offset, ...rest } = first ?? {};
    const { ms, body } = await ask(address, url, query === null ? { ...rest, after: next } : query(turn));
    if (query === null) next = body.next;
    times.push(ms);
  }
  console.log(`${name}: ${spread(times)}`);
  return { times };
}

/** Twenty readers at once, each asking one thing after the other, while an analysis runs. */
/** Another one each time: a finding that the case holds is not worked out again. */
function newSeed() {
  return Date.now() % 2 ** 31;
}

async function readTogether(address, pause) {
  const looks = queries().filter(({ query }) => query !== null);
  const job = await ask(
    address,
    '/api/jobs',
    {},
    { kind: 'analysis', analysis: 'coordination', parameters: { layer: 'hashtag', permutations: 20, seed: newSeed() } },
  );
  const end = performance.now() + READING_MS;
  const times = [];
  const failures = [];
  let whileRunning = 0;
  let isRunning = true;
  const watch = (async () => {
    while (isRunning && performance.now() < end + READING_MS) {
      const { body } = await ask(address, `/api/jobs/${job.body.jobId}`, {});
      isRunning = body.state === 'queued' || body.state === 'running';
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  await Promise.all(
    Array.from({ length: READERS }, async (_, reader) => {
      for (let turn = 0; performance.now() < end; turn++) {
        const { url, query, name } = looks[(reader * 7 + turn) % looks.length];
        try {
          const { ms } = await ask(address, url, query((reader + turn) % 20));
          times.push(ms);
          if (isRunning) whileRunning++;
        } catch (error) {
          failures.push(`${name}: ${error.message}`);
        }
        if (pause !== null) {
          const share = ((reader * 37 + turn * 61) % 101) / 100;
          await new Promise((resolve) => setTimeout(resolve, pause.shortest + share * (pause.longest - pause.shortest)));
        }
      }
    }),
  );
  isRunning = false;
  await watch;
  await ask(address, `/api/jobs/${job.body.jobId}/cancel`, {}, {}).catch(() => undefined);
  return { times, failures, whileRunning };
}

async function ask(address, url, query, body) {
  const start = performance.now();
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const response = await fetch(`${address}${url}?${new URLSearchParams(given)}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'x-antiphon': '1' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 300)}`);
  return { ms: performance.now() - start, body: JSON.parse(text) };
}

function peakBytes(pid) {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024;
}

function page({ looked, searched }, alone, together, memory) {
  return `# Benchmark: the server

Written by \`npm run bench:serve\`; do not edit.

\`npm run bench:serve -- ${count} --repetitions ${repetitions}${values.calm ? ' --calm' : ''}\`, Antiphon ${version()}, ${machine()}.

A case of ${count.toLocaleString('en')} simulated posts with texts (\`bench/generate-archive.mjs\`), served by \`antiphon serve --reveal\`, asked over HTTP for pages of 100
rows. Each of ${repetitions} repetitions asks for something else (another day, word or number), so that no answer was worked out before. Milliseconds from
the request to the whole answer.

After the start, the first page of posts came after ${looked.toFixed(1)} s and the first search after ${searched.toFixed(1)} s, as the names, the posts as they are shown, and the
texts for searches are worked out first; small cases do not notice. Highest memory of the server, with the analysis: ${(memory / 1e9).toFixed(2)} GB.

## One reader

${table([
  ['asked for', 'median', '95 %', 'slowest', 'target for 95 %'],
  ...alone.map(({ name, kind, times: own }) => row(name, own, LIMITS_MS[kind])),
])}

## ${READERS} readers at once while an analysis runs

For ${READING_MS / 1000} s, each of ${READERS} readers asks for one of the above after the other, while \`coordination\` runs on the hashtags of the same case: once as people read,
with ${PAUSE_MS.shortest / 1000} to ${PAUSE_MS.longest / 1000} s between an answer and the next question, and once without any pause.

${table([
  ['readers', 'answers', 'before the analysis ended', 'failed', 'median', '95 %', 'slowest', 'target for 95 %'],
  ...together.map(({ times, failures, whileRunning }, index) => [
    index === 0 ? 'with pauses' : 'without',
    times.length.toLocaleString('en'),
    whileRunning.toLocaleString('en'),
    String(failures.length),
    ...row('', times, LIMITS_MS.together).slice(1),
  ]),
])}
${[...new Set(together.flatMap(({ failures }) => failures))].slice(0, 5).join('\n')}`;
}

function row(name, times, limit) {
  return [
    name,
    ...[0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(0)),
    `${limit}: ${quantile(times, 0.95) <= limit ? 'met' : '**missed**'}`,
  ];
}

function table([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function spread(times) {
  return `${quantile(times, 0.5).toFixed(0)} ms (95 %: ${quantile(times, 0.95).toFixed(0)})`;
}
