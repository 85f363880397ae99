import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { OPERATIONS } from '../../src/api/routes/index.js';
import { buildServer } from '../../src/api/server.js';
import { tableOf } from '../../src/evidence/run-analysis.js';
import { CASE_VIEWS } from '../../src/evidence/table-views/case-views.js';
import { ANALYSES, CaseFile } from '../../src/index.js';
import { openNames } from '../../src/store/case-names.js';
import { exportFindingTable, TABLE_ENDINGS } from '../../src/store/export.js';
import { listFindings } from '../../src/store/findings.js';
import { openNaming } from '../../src/store/naming.js';
import { allCommands, call } from './call-command.js';
import { ALL, EMBASSY, ENVOY, FORMER_ENTRY, PAPER, PRIVATE_TEXT, PUBLIC_TEXT, privateWorld, SECRETS } from './private-world.js';

/** How each command is tried, or why it tells nothing of who is in a case. A command that is not here has not been thought about. */
type Decision = { readonly shows: readonly (readonly string[])[] } | { readonly tellsNothing: string };

const FOLDER = mkdtempSync(join(tmpdir(), 'antiphon-privacy-'));
const CASE = join(FOLDER, 'case.antiphon');
const out = (name: string): string => join(FOLDER, name);
const WIDE = ['--window-seconds', '600'];
const SEEDS = out('seeds.txt');

const run = (id: string, ...options: string[]): readonly string[] => ['run', id, CASE, ...options];
/** Options by which each analysis finds something in the world. */
const RUNS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  coordination: ['url', 'mention'].map((layer) => [
    '--layer',
    layer,
    ...WIDE,
    '--seeds',
    '2',
    '--permutations',
    '20',
    '--pairs',
    out(`${layer}-pairs.csv`),
  ]),
  cadence: [['--min-posts', '5', '--min-days', '2', '--draws', '99']],
  concentration: [['--min-amplifiers', '10', '--draws', '100']],
  coortweet: [['--layer', 'repost', '--min-participation', '1', '--min-time', '60', '--window-seconds', '600']],
  'creation-bursts': [['--min-accounts', '2', '--draws', '99']],
  duel: [
    [
      '--sides',
      `A: handle=${EMBASSY.handle}; B: handle=${ENVOY.handle}`,
      '--event',
      '2017-08-18',
      '--days-before',
      '7',
      '--days-after',
      '7',
    ],
  ],
  expand: [['--seeds', SEEDS]],
  multiplex: [['--layers', 'url,mention', ...WIDE, '--permutations', '20']],
  'near-duplicates': [[]],
  'posting-hours': [['--min-posts', '1', '--draws', '100']],
  sensitivity: [['--layer', 'url', '--windows', '60,600', '--min-objects', '2', '--permutations', '20']],
  similarity: [['--layer', 'mention']],
  toolkit: [[]],
};

const DECISIONS: Readonly<Record<string, Decision>> = {
  ...Object.fromEntries(
    ANALYSES.map(({ id }) => [
      `run ${id}`,
      { shows: (RUNS[id] ?? [[]]).map((options) => run(id, ...options, '--output', out(`${id}.csv`))) },
    ]),
  ),
  'run all': { shows: [] }, // its findings are those above, said by `list findings`
  sources: {
    shows: [
      ['sources', CASE],
      ['sources', CASE, '--json'],
    ],
  },
  observations: {
    shows: [
      ['observations', CASE],
      ['observations', CASE, '--json'],
      ['observations', CASE, '--output', out('observations.csv')],
    ],
  },
  enrich: { shows: [['enrich', CASE, 'language', '--all', '--json']] },
  report: { shows: [['report', CASE, '--output', out('report')]] },
  export: { shows: [['export', CASE, out('shared')]] },
  evaluate: { shows: [['evaluate', CASE, '1', '--truth', out('truth.csv'), '--output', out('measures.csv')]] },
  'registry list': {
    shows: [
      ['registry', 'list', CASE],
      ['registry', 'list', CASE, '--json'],
    ],
  },
  'registry check': {
    shows: [
      ['registry', 'check', CASE],
      ['registry', 'check', CASE, '--json'],
    ],
  },
  'registry export': { shows: [['registry', 'export', CASE, out('registry-out.csv')]] },
  'registry import': { shows: [['registry', 'import', CASE, join(FOLDER, 'registry.csv'), '--json']] },
  'registry remove': { shows: [['registry', 'remove', CASE, '999']] },
  'registry mark-public': { shows: [['registry', 'mark-public', CASE, PAPER.handle, '--reason', 'a paper']] },
  'registry unmark': { shows: [['registry', 'unmark', CASE, 'nobody_at_all']] },
  'list findings': {
    shows: [
      ['list', 'findings', CASE],
      ['list', 'findings', CASE, '--json'],
    ],
  },
  'show edge': { shows: [] }, // tried by itself below, under pseudonyms
  'stated list': {
    shows: [
      ['stated', 'list', CASE],
      ['stated', 'list', CASE, '--json'],
    ],
  },
  'stated check': { shows: [['stated', 'check', CASE, '--json']] },
  'stated export': { shows: [['stated', 'export', CASE, out('stated.csv'), '--table', 'events']] },
  'stated remove': { shows: [['stated', 'remove', CASE, 'events', '999']] },
  'stated import': { shows: [['stated', 'import', CASE, out('figures.csv'), '--json']] },
  'list formats': { tellsNothing: 'opens no case' },
  'list analyses': { tellsNothing: 'opens no case' },
  serve: { tellsNothing: 'all of its operations are asked below' },
  simulate: { tellsNothing: 'nobody in it exists' },
  inspect: { tellsNothing: 'shows its user what stands in a file of theirs; opens no case' },
  import: { tellsNothing: 'says of a file of its user what was set aside and why; shows nothing of the case' },
  start: { tellsNothing: 'import, run all and report, one after the other' },
};

let file: CaseFile;
const CLOSE = CaseFile.prototype.close;

beforeAll(async () => {
  file = await privateWorld(FOLDER);
  // One process must not open a file twice: all commands work on the case that is open.
  vi.spyOn(CaseFile, 'open').mockResolvedValue(file);
  vi.spyOn(file, 'close').mockReturnValue(undefined);
  writeFileSync(SEEDS, `${ALL[0]?.id}\n${ALL[1]?.id}\n${ALL[2]?.id}\n`);
  writeFileSync(
    out('figures.csv'),
    'subject,measure,value,bound,date,stated_by\nEmbassy of Xanadu,followers,11,exact,2017-08-20,a ministry\n',
  );
  writeFileSync(out('truth.csv'), `account,group,kind\n${ALL[0]?.id},g,planted\n${ALL[1]?.id},g,planted\n`);
}, 120_000);
afterAll(() => {
  vi.restoreAllMocks();
  CLOSE.call(file);
  rmSync(FOLDER, { recursive: true, force: true });
});

/** The forms in which files spell a secret, each once, in lower case. */
const formsOf = new Map<string, readonly string[]>();
function escaped(secret: string): readonly string[] {
  const known = formsOf.get(secret);
  if (known !== undefined) return known;
  const forms = [
    secret,
    encodeURIComponent(secret),
    secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
    JSON.stringify(secret).slice(1, -1),
    [...secret].map((character) => (character > '~' ? `\\u${character.charCodeAt(0).toString(16)}` : character)).join(''),
  ];
  const unique = [...new Set(forms.map((form) => form.toLowerCase()))];
  formsOf.set(secret, unique);
  return unique;
}

/** Every secret that a text holds, in any of the forms in which files spell it. */
function leaks(text: string, secrets: readonly string[] = SECRETS): string[] {
  const plain = text.toLowerCase();
  return secrets.filter((secret) => escaped(secret).some((form) => plain.includes(form)));
}

/** Texts of all files below a path; Parquet as the database reads it. */
async function contents(path: string): Promise<[string, string][]> {
  const paths = statSync(path).isDirectory()
    ? (readdirSync(path, { recursive: true }) as string[]).map((name) => join(path, name))
    : [path];
  const texts: [string, string][] = [];
  for (const one of paths) {
    if (statSync(one).isDirectory()) continue;
    const isParquet = extname(one) === '.parquet';
    const bytes = readFileSync(one, 'utf8');
    const rows = isParquet ? JSON.stringify(await file.rows(`SELECT COLUMNS(*)::VARCHAR FROM read_parquet('${one}')`)) : '';
    texts.push([one, bytes + rows]);
  }
  return texts;
}

/** What stands in the folder before any command: the case, and files of its user. */
const INPUTS = /^(case\.antiphon.*|tweets_of_.*|again|events|registry|seeds|truth|figures)(\.csv|\.txt|$)/;
const outputs = (): string[] => readdirSync(FOLDER).filter((name) => !INPUTS.test(name));

/** The network that an edge is asked of. */
async function network(ask: (url: string) => Promise<string>, path: string): Promise<string[][]> {
  if (!path.endsWith('/edge')) return [];
  const { nodes, edges } = JSON.parse(await ask(path.replace('/edge', '/network'))) as Network;
  return (edges?.source ?? [])
    .slice(0, 3)
    .map((source, index) => [nodes.account[source] ?? '', nodes.account[edges?.target[index] ?? -1] ?? '']);
}

/** Words of the query of an operation: of edges, their ends; of others, none. */
function edgeWords(path: string, edges: readonly string[][], query: unknown): string[] {
  if (path.endsWith('/edge')) return edges.map(([a = '', b = '']) => `accountA=${encodeURIComponent(a)}&accountB=${encodeURIComponent(b)}`);
  return query === undefined ? [''] : ['', 'by=source'].filter((word) => word === '' || path.endsWith('/coverage'));
}

interface Network {
  readonly nodes: { readonly account: readonly string[] };
  readonly edges?: { readonly source: readonly number[]; readonly target: readonly number[] };
}

describe('without --reveal', () => {
  test('every command of the program has been thought about', async () => {
    const commands = await allCommands();
    expect(commands.filter((command) => DECISIONS[command] === undefined)).toEqual([]);
    expect(Object.keys(DECISIONS).filter((command) => !commands.includes(command))).toEqual([]);
  });

  test('no command says who anybody private is, on the terminal or in a file', async () => {
    for (const [command, decision] of Object.entries(DECISIONS)) {
      if ('tellsNothing' in decision) continue;
      for (const args of decision.shows) {
        const said = await call(args);
        expect(leaks(said.stdout + said.stderr + (said.error ?? '')), args.join(' ')).toEqual([]);
        if (!/ (remove|unmark)$/.test(command)) expect(said.error, args.join(' ')).toBeNull();
        if (!command.startsWith('registry')) expect(leaks(said.stdout, [...FORMER_ENTRY, PRIVATE_TEXT]), args.join(' ')).toEqual([]);
      }
    }
    expect(outputs()).toEqual(
      expect.arrayContaining(['report', 'shared', 'url-pairs.csv', 'expand.csv', 'registry-out.csv', 'measures.csv']),
    );
    for (const name of outputs())
      for (const [path, text] of await contents(out(name))) {
        expect(leaks(text), path).toEqual([]);
        expect(leaks(text, [PRIVATE_TEXT, ...(/voice|registry/.test(path) ? [] : FORMER_ENTRY)]), path).toEqual([]);
      }
  }, 120_000);

  test('no answer over HTTP says who anybody private is', async () => {
    const rules = {
      version: '0',
      reveal: false,
      texts: false,
      readOnly: false,
      simulated: false,
      memoryBytes: 2e9,
      mostUploadBytes: 1e6,
      token: false,
    };
    const { server, allow, close } = await buildServer(file, rules);
    allow('127.0.0.1', 7700);
    const ask = async (url: string) => (await server.inject({ url, headers: { host: '127.0.0.1:7700' } })).body;
    const findings = (await listFindings(file)).flatMap(({ findingId, tables }) =>
      tables.map(({ name }) => [String(findingId), name] as const),
    );
    const charts = (await listFindings(file)).flatMap(({ findingId, analysis }) =>
      (ANALYSES.find(({ id }) => id === analysis)?.charts ?? []).map(({ name }) => [String(findingId), name] as const),
    );
    const hidden = openNaming(CASE, false);
    const values: Readonly<Record<string, readonly string[]>> = {
      finding: [...new Set(findings.map(([finding]) => finding))],
      account: ALL.map(({ id }) => hidden.pseudonym(id)),
      analysis: ['coordination'],
      job: ['1'],
      note: ['1'],
      name: ['report.html'],
    };
    let answered = 0;
    for (const { method, path, query, response } of OPERATIONS) {
      if (method !== 'GET' || response === 'events') continue;
      const paths = path.includes('/charts/:chart')
        ? charts.map(([finding, chart]) => path.replace(':finding', finding).replace(':chart', chart))
        : path.includes(':finding/tables/:table')
          ? findings.map(([finding, table]) => path.replace(':finding', finding).replace(':table', table))
          : path.includes(':table')
            ? Object.keys(CASE_VIEWS).map((table) => path.replace(':table', table))
            : (values[/:(\w+)/.exec(path)?.[1] ?? ''] ?? ['']).map((value) => path.replace(/:\w+/, value).replace(':name', 'report.html'));
      for (const own of paths) {
        // Numbers and times name nobody.
        const columns = own.endsWith('/summary')
          ? (JSON.parse(await ask(own.replace('/summary', ''))) as { columns?: { name: string; type: string }[] }).columns?.filter(
              ({ type }) => !['integer', 'number', 'time'].includes(type),
            )
          : undefined;
        const words = own.endsWith('/file')
          ? ['format=csv', 'format=json']
          : (columns?.map(({ name }) => `column=${name}`) ?? edgeWords(own, await network(ask, own), query));
        for (const word of words) {
          const body = await ask(word === '' ? own : `${own}?${word}`);
          if (!body.startsWith('{"error"')) answered++;
          expect(leaks(body, [...SECRETS, PRIVATE_TEXT]), `${own} ${word}`).toEqual([]);
        }
      }
    }
    expect(answered).toBeGreaterThan(100);
    await close();
  }, 120_000);

  test('every table of every finding in every kind of file is without private names, and with public ones', async () => {
    const naming = await openNames(file, { reveal: false });
    const hidden = openNaming(CASE, false);
    let everything = '';
    for (const finding of await listFindings(file)) {
      const analysis = ANALYSES.find(({ id }) => id === finding.analysis) as (typeof ANALYSES)[number];
      for (const { name, rowCount } of finding.tables.filter((table) => table.rowCount > 0)) {
        for (const ending of TABLE_ENDINGS) {
          const path = out(`table${ending}`);
          if (['.gexf', '.graphml'].includes(ending) && !name.includes('edges')) continue;
          await exportFindingTable(file, finding, tableOf(analysis, name), path, naming).catch((error) => {
            if (!/is no network/.test(String(error))) throw error;
          });
          const text = ending === '.parquet' ? JSON.stringify(await file.rows(`FROM read_parquet('${path}')`)) : readFileSync(path, 'utf8');
          const what = `${finding.analysis} ${name}${ending}, ${rowCount} rows`;
          expect(leaks(text), what).toEqual([]);
          expect(leaks(text, [PRIVATE_TEXT, ...FORMER_ENTRY]), what).toEqual([]);
          everything += text;
        }
      }
    }
    expect(everything.includes(EMBASSY.id), 'holds it').toBe(true);
    expect(everything.includes('Embassy of Xanadu (@XanaduEmbassy)'), 'holds it').toBe(true);
    expect(/https:\/\/(x|twitter)\.com\/XanaduEmbassy\/status\/9/i.test(everything), 'holds the links of public accounts').toBe(true);
    for (const person of [EMBASSY, PAPER]) expect(everything.includes(hidden.account(person.id)), 'holds it').toBe(false);
    for (const person of ALL.slice(0, 5)) expect(everything.includes(hidden.account(person.id)), 'holds it').toBe(true);
  }, 120_000);

  test('a voice is named for its posts within its dates alone', async () => {
    const said = await call(run('near-duplicates', '--output', out('near.csv')));
    expect(said.error).toBeNull();
    const naming = await openNames(file, { reveal: false });
    const finding = (await listFindings(file)).find(({ analysis }) => analysis === 'near-duplicates');
    const table = tableOf(ANALYSES.find(({ id }) => id === 'near-duplicates') as (typeof ANALYSES)[number], 'members');
    await exportFindingTable(file, finding as NonNullable<typeof finding>, table, out('members.json'), naming);
    const rows = (JSON.parse(readFileSync(out('members.json'), 'utf8')).rows as { account: string; postedAt: string }[]).filter(
      ({ account }) => [ENVOY.id, naming.pseudonym(ENVOY.id)].includes(account),
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { account, postedAt } of rows)
      expect(account, postedAt).toBe(postedAt < '2017-08-16' ? ENVOY.id : naming.pseudonym(ENVOY.id));
  });

  test('an edge is shown under the names of every output, without texts of private accounts; with --texts without names in them', async () => {
    const naming = openNaming(CASE, false);
    const [alice, embassy] = [naming.account(ALL[0]?.id as string), EMBASSY.id];
    const plain = await call(['show', 'edge', CASE, alice, embassy]);
    expect(plain.error).toBeNull();
    expect(leaks(plain.stdout + plain.stderr)).toEqual([]);
    expect(plain.stdout.includes(PRIVATE_TEXT), 'holds it').toBe(false);
    expect(plain.stdout.includes(PUBLIC_TEXT), 'holds it').toBe(true);
    expect(plain.stdout.includes(embassy), 'holds it').toBe(true);
    const texts = await call(['show', 'edge', CASE, alice, embassy, '--texts', '--json']);
    expect(leaks(texts.stdout)).toEqual([]);
    expect(texts.stdout.includes(PRIVATE_TEXT), 'holds it').toBe(true);
    expect(texts.stdout.includes('@XanaduEmbassy'), 'holds it').toBe(true);
    expect(texts.stdout.includes(`@${alice}`), 'holds it').toBe(true);
    const revealed = await call(['show', 'edge', CASE, alice, embassy, '--reveal']);
    expect(leaks(revealed.stdout)).toContain('Alice_Private88');
  });

  test('--texts gives texts without names: near-duplicates and exports', async () => {
    const near = await call(run('near-duplicates', '--texts', '--output', out('texts.csv')));
    expect(near.error).toBeNull();
    expect(leaks(near.stdout + readFileSync(out('texts.csv'), 'utf8'))).toEqual([]);
    expect(readFileSync(out('texts.csv'), 'utf8').includes(PRIVATE_TEXT), 'holds it').toBe(true);
    await call(['export', CASE, out('with-texts'), '--texts', '--format', 'csv']);
    for (const [path, text] of await contents(out('with-texts'))) expect(leaks(text), path).toEqual([]);
    expect(readFileSync(join(out('with-texts'), 'post.csv'), 'utf8').includes(PRIVATE_TEXT), 'holds it').toBe(true);
  });

  test('the report does not tell numbers of a few private people', () => {
    const layers = readFileSync(join(out('report'), 'layers.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1);
    expect(layers.length).toBeGreaterThan(5);
    for (const line of layers) expect(line).toMatch(/(,<10|,3 \+ <10)$/);
    const html = readFileSync(join(out('report'), 'report.html'), 'utf8');
    expect(/fewer than 10 (accounts|others)/.test(html), 'who echoed is not numbered').toBe(true);
    expect(html).toContain('Private accounts appear under pseudonyms');
  });

  test('texts and profiles of public accounts are in a copy for sharing, without private names', () => {
    const posts = readFileSync(join(out('shared'), 'post.csv'), 'utf8');
    expect(posts.includes(PUBLIC_TEXT), 'holds it').toBe(true);
    expect(posts.includes(PRIVATE_TEXT), 'holds it').toBe(false);
    const seen = readFileSync(join(out('shared'), 'account_observation.csv'), 'utf8');
    expect(seen).toContain('Embassy of Xanadu');
    expect(seen).toContain('official account; not run by @acct-');
  });

  test('no error repeats a name that its user did not type', async () => {
    for (const args of [
      ['show', 'edge', CASE, 'nobody', EMBASSY.id],
      ['show', 'edge', CASE, EMBASSY.id, PAPER.id, '--finding', '99'],
      ['run', 'coordination', CASE, '--layer', 'nothing'],
      ['run', 'expand', CASE, '--seeds', out('truth.csv'), '--output', '/nowhere/x.csv'],
      ['sources', CASE, '--source', '77'],
      ['export', CASE, FOLDER],
    ]) {
      const said = await call(args);
      expect(said.error, args.join(' ')).not.toBeNull();
      expect(leaks(said.stdout + said.stderr + said.error), args.join(' ')).toEqual([]);
    }
  });
});

test('with --reveal, names are there and every output says so', async () => {
  const said = await call(run('coordination', ...(RUNS['coordination']?.[0] ?? []), '--reveal', '--output', out('revealed.csv')));
  expect(said.stdout.includes('names are shown'), 'holds it').toBe(true);
  expect(readFileSync(out('revealed.csv'), 'utf8').includes(ALL[0]?.id), 'holds it').toBe(true);
  const json = await call(
    run('coordination', ...(RUNS['coordination']?.[0] ?? []), '--reveal', '--output', out('revealed.json'), '--json'),
  );
  expect(JSON.parse(json.stdout)).toMatchObject({ namesShown: true });
  expect(readFileSync(out('revealed.json'), 'utf8').includes('"names":"Names are shown."'), 'holds it').toBe(true);
  const report = await call(['report', CASE, '--output', out('revealed'), '--reveal']);
  expect(report.stdout.includes('names are shown'), 'holds it').toBe(true);
  const html = readFileSync(join(out('revealed'), 'report.html'), 'utf8');
  expect(html.includes('Names are shown'), 'holds it').toBe(true);
  expect(html.includes('Alice_Private88'), 'holds it').toBe(true);
  expect((await call(['sources', CASE, '--reveal'])).stdout).toContain('raw-private-value');
  expect((await call(['registry', 'list', CASE, '--reveal'])).stdout).toContain('names are shown');
});
