import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tableOf } from '../../src/evidence/run-analysis.js';
import {
  analysisById,
  CaseFile,
  DATA_DICTIONARY,
  type ExportOptions,
  exportCase,
  exportFindingTable,
  isCaseCopy,
  listFindings,
  restoreCase,
  runAnalysis,
  showEdge,
  writeReport,
} from '../../src/index.js';
import { csvTextQuery, readCsvQuery } from '../../src/store/copy-csv.js';
import { findingTableQuery } from '../../src/store/findings.js';
import { keyPath, openNaming } from '../../src/store/naming.js';
import { MIGRATIONS, SCHEMA_VERSION } from '../../src/store/schema.js';
import { quiet } from '../analyses/test-case.js';
import { contentsOf, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { importInto, newCase } from '../sources/imported-case.js';
import { richCase, SECRETS } from './rich-case.js';

const home = mkdtempSync(join(tmpdir(), 'antiphon-export-'));
const ORIGINAL = join(home, 'case.antiphon');
const WHOLE = join(home, 'whole');
const SHARED = join(home, 'shared');
const opened: CaseFile[] = [];

beforeAll(async () => {
  const file = await richCase(home);
  openNaming(file.path, false);
  await exportCase(file, WHOLE, { reveal: true, toolVersion: '1' }, quiet);
  await exportCase(file, SHARED, { reveal: false, toolVersion: '1' }, quiet);
  file.close();
}, 240_000);
afterEach(() => {
  for (const file of opened.splice(0)) file.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function openCase(path = join(scratchFolder(), 'restored.antiphon')): Promise<CaseFile> {
  const file = await CaseFile.open(path, { create: true });
  opened.push(file);
  return file;
}

/** A case of its own with the rich case's content. */
async function copyOfOriginal(): Promise<CaseFile> {
  const path = join(scratchFolder(), 'case.antiphon');
  copyFileSync(ORIGINAL, path);
  copyFileSync(keyPath(ORIGINAL), keyPath(path));
  return openCase(path);
}

/** A case restored from a folder, with the original's key beside it. */
async function restored(folder: string): Promise<CaseFile> {
  const file = await openCase();
  await restoreCase(file, folder, quiet);
  copyFileSync(keyPath(ORIGINAL), keyPath(file.path));
  return file;
}

/** Rows that two databases do not have in common, in their order, for every table. */
async function differences(file: CaseFile): Promise<Record<string, number>> {
  await file.run(`ATTACH '${ORIGINAL}' AS original (READ_ONLY)`);
  const names = await file.rows<{ name: string; columns: string[] }>(
    `SELECT table_name AS name, list(column_name) AS columns FROM duckdb_columns() WHERE database_name = 'original' GROUP BY ALL ORDER BY 1`,
  );
  const found: Record<string, number> = {};
  for (const { name, columns } of names) {
    const rows = (from: string): string =>
      `SELECT row_number() OVER (ORDER BY rowid) AS place, ${columns.map((column) => `"${column}"`).join(', ')} FROM ${from}`;
    const [mine, theirs] = [rows(`"${name}"`), rows(`original.main."${name}"`)];
    const { count } = await file.row<{ count: number }>(
      `SELECT (SELECT count(*) FROM (${mine} EXCEPT ALL ${theirs})) + (SELECT count(*) FROM (${theirs} EXCEPT ALL ${mine})) AS count`,
    );
    found[name] = count;
  }
  await file.run(`DETACH original`);
  return found;
}

/** A folder with the whole copy as CSV alone, or Parquet alone. */
function copyWithout(ending: '.csv' | '.parquet', from = WHOLE): string {
  const folder = join(scratchFolder(), 'copy');
  mkdirSync(folder);
  for (const name of readdirSync(from)) if (!name.endsWith(ending)) copyFileSync(join(from, name), join(folder, name));
  editPackage(folder, (value) => {
    value.resources = value.resources.filter((resource) => resource.format !== ending.slice(1));
  });
  return folder;
}

interface Package {
  antiphon: Record<string, unknown>;
  resources: {
    name: string;
    path: string;
    format: string;
    hash: string;
    bytes: number;
    rowCount: number;
    schema: {
      fields: { name: string; type: string; description: string; databaseType: string }[];
      primaryKey?: string[];
      foreignKeys?: { fields: string[]; reference: { resource: string; fields: string[] } }[];
    };
  }[];
}

const packageOf = (folder: string): Package => JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8')) as Package;

function editPackage(folder: string, edit: (value: Package) => void): void {
  const value = packageOf(folder);
  edit(value);
  writeFileSync(join(folder, 'datapackage.json'), JSON.stringify(value));
}

describe('the data dictionary', () => {
  test('describes every column of every table of a new case, with its type, and no other', async () => {
    const file = await newCase();
    const stored = await file.rows<{ table: string; name: string; type: string; required: boolean }>(
      `SELECT table_name AS "table", column_name AS name, data_type AS type, NOT is_nullable AS required FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal ORDER BY ALL`,
    );
    const described = DATA_DICTIONARY.flatMap((table) =>
      table.columns.map(({ name, type, required }) => ({ table: table.name, name, type, required })),
    );
    const line = ({ table, name, type, required }: (typeof described)[number]): string =>
      `${table}.${name} ${type}${required ? ' NOT NULL' : ''}`;
    expect(described.map(line).sort()).toEqual(stored.map((column) => line(column as (typeof described)[number])).sort());
  });

  test('says what each table and column means, and refers to columns that are there', () => {
    for (const table of DATA_DICTIONARY) {
      expect(table.meaning.length, table.name).toBeGreaterThan(10);
      for (const { name, meaning, refersTo, sharedForm, type } of table.columns) {
        expect(meaning.length, `${table.name}.${name}`).toBeGreaterThan(8);
        if (sharedForm !== undefined) expect(type, `${table.name}.${name}`).toMatch(/^VARCHAR/);
        if (refersTo === undefined) continue;
        const target = DATA_DICTIONARY.find((candidate) => candidate.name === refersTo.table);
        expect(target?.primaryKey, `${table.name}.${name}`).toEqual([refersTo.column]);
      }
    }
  });
});

describe('a whole copy', () => {
  test.each([
    ['Parquet and CSV', () => WHOLE, 'parquet'],
    ['CSV alone', () => copyWithout('.parquet'), 'csv'],
  ])('of %s gives every table back, row by row in its order (and of it the same bytes again)', async (_what, folder, format) => {
    const file = await openCase();
    const result = await restoreCase(file, folder(), quiet);
    expect(result).toMatchObject({ format, namesShown: true, leftOut: [], schemaVersion: SCHEMA_VERSION });
    const found = await differences(file);
    expect(Object.keys(found)).toEqual(expect.arrayContaining(DATA_DICTIONARY.map(({ name }) => name)));
    const stays = DATA_DICTIONARY.filter(({ staysHere }) => staysHere === true).map(({ name }) => name);
    expect(stays).toEqual(['job']);
    expect(
      Object.entries(found).every(([name, count]) => count === 0 || stays.includes(name)),
      JSON.stringify(found),
    ).toBe(true);
    for (const { name } of DATA_DICTIONARY) {
      const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM "${name}"`);
      if (stays.includes(name)) expect(count, name).toBe(0);
      else expect(count, name).toBeGreaterThan(0);
    }
    if (format !== 'csv') return;
    copyFileSync(keyPath(ORIGINAL), keyPath(file.path));
    const again = join(scratchFolder(), 'again');
    await exportCase(file, again, { reveal: true, toolVersion: '1' }, quiet);
    expect(contentsOf(again)).toEqual(contentsOf(WHOLE));
  });

  test('has findings that are listed, shown, written and reported as before, and found again instead of computed', async () => {
    const original = await copyOfOriginal();
    const file = await restored(WHOLE);
    const findings = await listFindings(file);
    expect(findings.length).toBeGreaterThanOrEqual(5);
    expect(findings).toEqual(await listFindings(original));
    const [first] = findings;
    if (first === undefined) throw new Error('no finding');
    const edges = tableOf(analysisById(first.analysis), 'edges');
    const { accountA, accountB } = await file.row<{ accountA: string; accountB: string }>(findingTableQuery(first.findingId, edges));
    expect((await showEdge(file, accountA, accountB, first.findingId, quiet)).pairs).toEqual(
      (await showEdge(original, accountA, accountB, first.findingId, quiet)).pairs,
    );
    for (const ending of ['.csv', '.json', '.parquet', '.gexf']) {
      const paths = [join(scratchFolder(), `a${ending}`), join(scratchFolder(), `b${ending}`)] as const;
      await exportFindingTable(original, first, edges, paths[0], openNaming(original.path, false));
      await exportFindingTable(file, first, edges, paths[1], openNaming(file.path, false));
      expect(readFileSync(paths[1]), ending).toEqual(readFileSync(paths[0]));
    }
    const now = new Date('2024-05-01T10:00:00Z');
    const reports = [join(scratchFolder(), 'a'), join(scratchFolder(), 'b')] as const;
    await writeReport(original, reports[0], { reveal: false, now, title: 'T' }, quiet);
    await writeReport(file, reports[1], { reveal: false, now, title: 'T' }, quiet);
    const [before, after] = reports.map(contentsOf) as [Record<string, string>, Record<string, string>];
    expect({ ...after, 'report.html': '' }).toEqual({ ...before, 'report.html': '' });
    const parameters = { layer: 'url', windowSeconds: 600, permutations: 20, seeds: 2 };
    expect(await runAnalysis(file, analysisById('coordination'), parameters, {}, quiet)).toMatchObject({ wasKnown: true, finding: first });
    const rows = async (of: CaseFile): Promise<unknown> => {
      const run = await runAnalysis(of, analysisById('coordination'), { ...parameters, layer: 'near-text', windowSeconds: 60 }, {}, quiet);
      return [run.wasKnown, run.finding.fingerprint, run.finding.figures, await of.rows(findingTableQuery(run.finding.findingId, edges))];
    };
    expect(await rows(file)).toEqual(await rows(original));
  });

  test('describes itself as a Frictionless Data Package: every file with hash, bytes, types, keys and meanings', () => {
    const { resources, antiphon } = packageOf(WHOLE);
    expect(antiphon).toMatchObject({
      schemaVersion: SCHEMA_VERSION,
      toolVersion: '1',
      namesShown: true,
      leftOut: [],
      spreadsheetSafe: false,
    });
    const names = resources.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9._-]+$/);
    expect([...resources.map(({ path }) => path), 'datapackage.json'].sort()).toEqual(readdirSync(WHOLE).sort());
    const contents = contentsOf(WHOLE);
    for (const { path, hash, bytes, schema } of resources) {
      expect(hash).toBe(`sha256:${contents[path]}`);
      expect(bytes).toBe(readFileSync(join(WHOLE, path)).length);
      for (const { type, description } of schema.fields) {
        expect(['string', 'integer', 'number', 'boolean', 'datetime', 'array']).toContain(type);
        expect(description).not.toContain('does not have');
      }
      for (const { fields, reference } of schema.foreignKeys ?? []) {
        expect(schema.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(fields));
        const target = resources.find(({ name }) => name === reference.resource);
        expect(target?.schema.primaryKey).toEqual(reference.fields);
      }
      if (path.endsWith('.csv'))
        expect(readFileSync(join(WHOLE, path), 'utf8').split('\n', 1)[0]).toBe(schema.fields.map(({ name }) => name).join(','));
    }
  });

  test('never holds the key, and needs it', async () => {
    const key = readFileSync(keyPath(ORIGINAL), 'utf8').trim();
    for (const folder of [WHOLE, SHARED])
      for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(key), name).toBe(false);
    const file = await openCase();
    await expect(exportCase(file, join(scratchFolder(), 'x'), { reveal: true, toolVersion: '1' }, quiet)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('of an older schema is brought up to date', async () => {
    const folder = copyWithout('.parquet');
    const added = new Map([4, 5].map((version) => [version, MIGRATIONS.filter((step) => step.version > version)]));
    const later = (added.get(4) ?? []).flatMap(({ statements }) => statements).join('\n');
    editPackage(folder, (value) => {
      value.antiphon['schemaVersion'] = 4;
      value.resources = value.resources.filter(({ path }) => !later.includes(`CREATE TABLE ${path.replace('.csv', '')} (`));
      // What later steps added to a table stands in its last columns.
      for (const resource of value.resources) {
        const table = resource.path.replace('.csv', '');
        const columns = [...later.matchAll(new RegExp(`ALTER TABLE ${table} ADD COLUMN (\\w+)`, 'g'))].map(([, name]) => name);
        if (columns.length === 0) continue;
        resource.schema.fields = resource.schema.fields.filter(({ name }) => !columns.includes(name));
        resource.rowCount = 0;
        const content = `${resource.schema.fields.map(({ name }) => name).join(',')}\n`;
        writeFileSync(join(folder, resource.path), content);
        Object.assign(resource, describeFile(folder, resource.path));
      }
    });
    const file = await openCase();
    expect(await restoreCase(file, folder, quiet)).toMatchObject({ schemaVersion: 4 });
    expect((await file.row<{ version: number }>(`SELECT schema_version AS version FROM antiphon_case`)).version).toBe(SCHEMA_VERSION);
    const columns = await file.rows(
      `SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE table_name NOT LIKE 'finding%' ORDER BY ALL`,
    );
    const fresh = await newCase();
    expect(columns).toEqual(
      await fresh.rows(`SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE table_name NOT LIKE 'finding%' ORDER BY ALL`),
    );
    expect((await file.row<{ count: number }>(`SELECT count(*) AS count FROM post`)).count).toBeGreaterThan(20);
  });
});

function describeFile(folder: string, path: string): { hash: string; bytes: number } {
  return { hash: `sha256:${contentsOf(folder)[path]}`, bytes: readFileSync(join(folder, path)).length };
}

describe('a copy for sharing', () => {
  test('holds no handle, name, identifier or text, in no file of it, and says what it lacks', async () => {
    const file = await openCase();
    const texts = await Promise.all(
      readdirSync(SHARED).map(async (name): Promise<[string, string]> => {
        const path = join(SHARED, name);
        if (!name.endsWith('.parquet')) return [name, readFileSync(path, 'utf8')];
        return [
          name,
          JSON.stringify([await file.rows(`SELECT * FROM '${path}'`), await file.rows(`SELECT * FROM parquet_kv_metadata('${path}')`)]),
        ];
      }),
    );
    expect(texts.length).toBeGreaterThan(60);
    for (const [name, text] of texts)
      expect(
        SECRETS.filter((secret) => text.includes(secret)),
        name,
      ).toEqual([]);
    expect(packageOf(SHARED).antiphon).toMatchObject({ namesShown: false });
    expect(packageOf(SHARED).antiphon['leftOut']).not.toEqual([]);
    const everything = texts.map(([, text]) => text).join('\n');
    for (const shown of ['https://twitter.com/post-', 'https://example.org/by/[account]/', 'tweets_of_[account].csv'])
      expect(everything).toContain(shown);
    const whole = readdirSync(WHOLE).map((name) => readFileSync(join(WHOLE, name), 'utf8'));
    for (const secret of SECRETS)
      expect(
        whole.some((text) => text.includes(secret) || text.includes(secret.replaceAll('"', '""'))),
        secret,
      ).toBe(true);
  });

  test('is restored too, with the pseudonyms of the outputs, the same sizes and the same shares', async () => {
    const file = await openCase();
    const result = await restoreCase(file, SHARED, quiet);
    expect(result).toMatchObject({ namesShown: false });
    expect(result.leftOut.join(' ')).toMatch(/pseudonyms.*texts of posts/);
    const found = await differences(file);
    for (const same of ['share', 'layer', 'finding', 'finding_1_edges']) expect(found[same], same).toBe(0);
    const naming = openNaming(ORIGINAL, false);
    const keys = (await file.rows<{ key: string }>(`SELECT key FROM account ORDER BY account_id`)).map(({ key }) => key);
    expect(keys[0]).toBe(naming.account('770000000000000001'));
    expect((await file.row<{ notes: string[] }>(`SELECT notes FROM source WHERE source_id = 0`)).notes.at(-1)).toMatch(
      /^a copy for sharing: /,
    );
    expect((await listFindings(file)).length).toBeGreaterThanOrEqual(5);
  });

  test('is the same bytes each time', async () => {
    const file = await copyOfOriginal();
    const again = join(scratchFolder(), 'again');
    await exportCase(file, again, { reveal: false, toolVersion: '1' }, quiet);
    expect(contentsOf(again)).toEqual(contentsOf(SHARED));
  });
});

describe('export refuses', () => {
  const options: ExportOptions = { reveal: false, toolVersion: '1' };

  test('a folder that holds files, and a file, and leaves them as they are', async () => {
    const file = await copyOfOriginal();
    const path = scratchFile('mine', 'mine.txt');
    const folder = join(path, '..');
    await expect(exportCase(file, folder, options, quiet)).rejects.toMatchObject({
      code: 'output',
      message: expect.stringMatching(/holds files already \(1\)/),
    });
    await expect(exportCase(file, path, options, quiet)).rejects.toMatchObject({
      code: 'output',
      message: expect.stringContaining('is a file'),
    });
    await expect(exportCase(file, ' ', options, quiet)).rejects.toMatchObject({ code: 'output' });
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });

  test('to leave anything half-written, wherever it is stopped', async () => {
    const file = await copyOfOriginal();
    for (const at of ['looking for names', 'writing antiphon_case', 'writing share', 'writing finding_1_edges']) {
      const folder = scratchFolder();
      const controller = new AbortController();
      const step = (label: string): void => {
        if (label === at) controller.abort(new Error('stopped'));
      };
      const context = { progress: { step, update: () => undefined }, signal: controller.signal, now: new Date() };
      await expect(exportCase(file, join(folder, 'a', 'b'), options, context), at).rejects.toThrow('stopped');
      expect(readdirSync(folder), at).toEqual([]);
    }
    const empty = scratchFolder();
    await exportCase(file, empty, { ...options, formats: ['parquet'] }, quiet);
    expect(isCaseCopy(empty)).toBe(true);
  });
});

describe('restoring refuses', () => {
  async function refusal(folder: string, into?: CaseFile): Promise<unknown> {
    const file = into ?? (await openCase());
    const before = await file.rows(`SELECT table_name FROM duckdb_tables() ORDER BY 1`);
    const error = await restoreCase(file, folder, quiet).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(await file.rows(`SELECT table_name FROM duckdb_tables() ORDER BY 1`)).toEqual(before);
    return error;
  }
  const copy = (): string => {
    const folder = join(scratchFolder(), 'copy');
    cpSync(WHOLE, folder, { recursive: true });
    return folder;
  };

  test('a case that holds something, and leaves it as it is', async () => {
    const file = await newCase();
    await importInto(file, shareLines('o,a,p,1600000000', 'o,b,q,1600000001'));
    expect(await refusal(WHOLE, file)).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/holds data already .*name another path/),
    });
    expect((await file.row<{ count: number }>(`SELECT count(*) AS count FROM share`)).count).toBe(2);
  });

  test('a file that was changed, cut, or is missing', async () => {
    const changed = copy();
    const path = join(changed, 'account.parquet');
    const bytes = readFileSync(path);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await refusal(changed)).toMatchObject({
      code: 'file',
      message: expect.stringMatching(/account\.parquet is not the file that was exported/),
    });
    const cut = copy();
    writeFileSync(join(cut, 'share.parquet'), readFileSync(join(cut, 'share.parquet')).subarray(0, 100));
    expect(await refusal(cut)).toMatchObject({ code: 'file' });
    const missing = copy();
    rmSync(join(missing, 'reject.parquet'));
    expect(await refusal(missing)).toMatchObject({ code: 'file', message: expect.stringContaining('is missing') });
  });

  test('a description that lists nothing, or a table that is no file, with the reason', async () => {
    const nothing = copy();
    editPackage(nothing, (value) => value.resources.push(null as never));
    expect(await refusal(nothing)).toMatchObject({ code: 'format', message: expect.stringContaining('"resources"') });
    const odd = copy();
    rmSync(join(odd, 'account.parquet'));
    mkdirSync(join(odd, 'account.parquet'));
    expect(await refusal(odd)).toMatchObject({ code: 'file', message: expect.stringContaining('is no file') });
  });

  test('nothing for the sake of what a description says of itself without saying words', async () => {
    const folder = copy();
    editPackage(folder, (value) => Object.assign(value.antiphon, { leftOut: [{ toString: 1 }, 'texts'], toolVersion: { toString: 1 } }));
    const restored = await restoreCase(await openCase(), folder, quiet);
    expect(restored).toMatchObject({ leftOut: ['texts'], toolVersion: 'of no stated version' });
  });

  test('a description that is newer, damaged, or says other than the files', async () => {
    const edited = (edit: (value: Package) => void): string => {
      const folder = copy();
      editPackage(folder, edit);
      return folder;
    };
    const first = (value: Package, path: string) =>
      value.resources.find((resource) => resource.path === path) as Package['resources'][number];
    const newer = edited((value) => {
      value.antiphon['schemaVersion'] = SCHEMA_VERSION + 1;
    });
    expect(await refusal(newer)).toMatchObject({ code: 'case-newer', message: expect.stringContaining('update Antiphon') });
    const count = edited((value) => {
      first(value, 'post.parquet').rowCount++;
    });
    expect(await refusal(count)).toMatchObject({
      code: 'file',
      message: expect.stringMatching(/holds \d+ rows, and datapackage\.json says/),
    });
    const lost = edited((value) => {
      value.resources = value.resources.filter(({ path }) => !path.startsWith('account.'));
    });
    expect(await refusal(lost)).toMatchObject({ code: 'file', message: expect.stringContaining('without the table account') });
    const table = edited((value) => {
      value.resources = value.resources.filter(({ path }) => !path.startsWith('finding_1_edges'));
    });
    expect(await refusal(table)).toMatchObject({ code: 'file', message: expect.stringContaining('of finding 1') });
    for (const path of ['../account.parquet', '/etc/passwd.parquet', 'a".parquet', 'account']) {
      const folder = edited((value) => {
        first(value, 'account.parquet').path = path;
      });
      expect(await refusal(folder), path).toMatchObject({ code: 'format' });
    }
    const type = edited((value) => {
      (first(value, 'finding_1_edges.parquet').schema.fields[0] as { databaseType: string }).databaseType =
        'INTEGER); DROP TABLE account; --';
    });
    expect(await refusal(type)).toMatchObject({ code: 'format', message: expect.stringContaining('unknown type') });
    const damaged = copy();
    writeFileSync(join(damaged, 'datapackage.json'), readFileSync(join(damaged, 'datapackage.json')).subarray(0, 900));
    expect(isCaseCopy(damaged)).toBe(true);
    expect(await refusal(damaged)).toMatchObject({ code: 'file', message: expect.stringContaining('cannot be read') });
  });

  test('CSV for spreadsheets, as it is not exact', async () => {
    const file = await copyOfOriginal();
    const csv = join(scratchFolder(), 'csv');
    await exportCase(file, csv, { reveal: true, toolVersion: '1', spreadsheetSafe: true, formats: ['csv'] }, quiet);
    expect(readFileSync(join(csv, 'reject.csv'), 'utf8')).toContain(`'=1+1`);
    expect(await refusal(csv)).toMatchObject({ code: 'format', message: expect.stringContaining('--spreadsheet-safe') });
  });

  test('to take other folders for an exported case', () => {
    const folder = scratchFolder();
    expect(isCaseCopy(folder)).toBe(false);
    writeFileSync(join(folder, 'datapackage.json'), '{"name":"other","resources":[]}');
    expect(isCaseCopy(folder)).toBe(false);
    expect(isCaseCopy(join(folder, 'datapackage.json'))).toBe(false);
    expect(existsSync(join(folder, 'missing')) || isCaseCopy(join(folder, 'missing'))).toBe(false);
  });
});

test('any texts, numbers, times and lists come back from CSV as they were', async () => {
  const file = await newCase();
  const path = join(scratchFolder(), 'table.csv');
  const columns = [
    { name: 't', type: 'VARCHAR' },
    { name: 'd', type: 'DOUBLE' },
    { name: 'seen_at', type: 'TIMESTAMP' },
    { name: 'l', type: 'VARCHAR[]' },
  ] as const;
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('"', ',', '\n', '\r', '\u0000', "'", '\\', ' ', '=', ';', '\t'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  });
  const row = fc.record({
    t: fc.option(text),
    d: fc.option(fc.double()),
    at: fc.option(fc.bigInt({ min: -60_000_000_000_000_000n, max: 300_000_000_000_000_000n })),
    l: fc.option(fc.array(fc.option(text), { maxLength: 3 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
      await file.run(`CREATE OR REPLACE TEMP TABLE given (t VARCHAR, d DOUBLE, seen_at TIMESTAMP, l VARCHAR[])`);
      for (const { t, d, at, l } of rows) {
        const items = l === null ? 'NULL' : `[${l.map((_, index) => `$${4 + index}`).join(', ')}]`;
        await file.run(`INSERT INTO given VALUES ($1, $2::VARCHAR::DOUBLE, make_timestamp($3::BIGINT), ${items}::VARCHAR[])`, [
          t,
          d === null ? null : String(Object.is(d, -0) ? '-0.0' : d),
          at,
          ...(l ?? []),
        ]);
      }
      await file.run(`COPY (${csvTextQuery(columns, 'FROM given', false)}) TO '${path}' (FORMAT csv, HEADER true)`);
      const { count } = await file.row<{ count: number }>(
        `WITH again AS (${readCsvQuery(path, columns, readFileSync(path).length)})
         SELECT (SELECT count(*) FROM (FROM given EXCEPT ALL FROM again)) + (SELECT count(*) FROM (FROM again EXCEPT ALL FROM given)) AS count`,
      );
      expect(count).toBe(0);
    }),
    { numRuns: 30, seed: 5 },
  );
}, 30_000);
