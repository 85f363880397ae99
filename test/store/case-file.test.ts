import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import { MIGRATIONS, SCHEMA_VERSION } from '../../src/store/schema.js';
import { contentsOf, scratchFolder } from '../scratch.js';

function newPath(): string {
  return join(scratchFolder(), 'case.antiphon');
}

async function versionOf(path: string): Promise<number> {
  const file = await CaseFile.open(path);
  try {
    const rows = await file.rows<{ version: number }>('SELECT schema_version AS version FROM antiphon_case');
    expect(rows).toHaveLength(1);
    return rows[0]?.version as number;
  } finally {
    file.close();
  }
}

async function tablesOf(path: string): Promise<unknown> {
  const file = await CaseFile.open(path);
  const columns = await file.rows(
    'SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY table_name, ordinal_position',
  );
  file.close();
  return columns;
}

/** Makes a case as an earlier version would have left it. */
async function earlierCase(path: string, version: number, ...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const step of MIGRATIONS.filter((migration) => migration.version <= version))
    for (const statement of step.statements) await connection.run(statement);
  await connection.run(`INSERT INTO antiphon_case VALUES (${version}, current_timestamp::TIMESTAMP)`);
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

describe('schema and migrations', () => {
  test('the steps are numbered 1, 2, 3, …, and the last is the version', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
    expect(SCHEMA_VERSION).toBe(MIGRATIONS.length);
  });

  test('a case that is opened again keeps its version, its tables and its bytes', async () => {
    const path = newPath();
    (await CaseFile.open(path, { create: true })).close();
    const before = contentsOf(dirname(path));
    expect(await versionOf(path)).toBe(SCHEMA_VERSION);
    expect(await versionOf(path)).toBe(SCHEMA_VERSION);
    expect(contentsOf(dirname(path))).toEqual(before);
  });

  test.each(MIGRATIONS.slice(0, -1).map(({ version }) => version))(
    'a case of version %i is brought up to date, with what it holds',
    async (version) => {
      const [path, fresh] = [newPath(), newPath()];
      await earlierCase(
        path,
        version,
        `INSERT INTO account (account_id, key, handle, source_id) VALUES (0, '0042', 'Ann', 0)`,
        `INSERT INTO layer (layer_id, name) VALUES (0, 'url')`,
      );
      expect(await versionOf(path)).toBe(SCHEMA_VERSION);
      const file = await CaseFile.open(path);
      expect(await file.rows('SELECT key, handle FROM account')).toEqual([{ key: '0042', handle: 'Ann' }]);
      expect(await file.rows('SELECT name FROM layer')).toEqual([{ name: 'url' }]);
      file.close();
      (await CaseFile.open(fresh, { create: true })).close();
      expect(await tablesOf(path)).toEqual(await tablesOf(fresh));
    },
  );

  test('a version above the known one is refused, and the file stays as it is', async () => {
    const path = newPath();
    await earlierCase(path, SCHEMA_VERSION, `UPDATE antiphon_case SET schema_version = ${SCHEMA_VERSION + 1}`);
    const before = contentsOf(dirname(path));
    await expect(CaseFile.open(path)).rejects.toMatchObject({
      code: 'case-newer',
      exitCode: 3,
      message: expect.stringContaining(`schema version ${SCHEMA_VERSION + 1}`),
    });
    await expect(CaseFile.open(path, { create: true })).rejects.toMatchObject({ code: 'case-newer' });
    expect(contentsOf(dirname(path))).toEqual(before);
  });
});

describe('transactions', () => {
  test('all changes of failed work are undone, and the case can be worked on', async () => {
    const path = newPath();
    const file = await CaseFile.open(path, { create: true });
    const work = file.transaction(async () => {
      await file.run(`INSERT INTO layer VALUES (0, 'url', NULL)`);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await file.rows('SELECT * FROM layer')).toEqual([]);
    await file.transaction(() => file.run(`INSERT INTO layer VALUES (1, 'hashtag', NULL)`));
    file.close();
    const again = await CaseFile.open(path);
    expect(await again.rows('SELECT name FROM layer')).toEqual([{ name: 'hashtag' }]);
    again.close();
  });

  test('a statement that is interrupted says so, and its transaction is undone', async () => {
    const file = await CaseFile.open(newPath(), { create: true });
    const work = file.transaction(async () => {
      await file.run(`INSERT INTO layer VALUES (0, 'url', NULL)`);
      await file.run('CREATE TABLE big AS SELECT hash(a.range, b.range) AS h FROM range(100000) a, range(100000) b');
    });
    setTimeout(() => file.interrupt(), 50);
    await expect(work).rejects.toMatchObject({ code: 'interrupted', exitCode: 130 });
    expect(await file.rows('SELECT * FROM layer')).toEqual([]);
    file.close();
  });
});

describe('a case that had to be made', () => {
  test('it goes when the work failed, with everything beside it; one that was there stays', async () => {
    const path = newPath();
    const made = await CaseFile.open(path, { create: true });
    made.scratchFolder();
    await made.run(`INSERT INTO layer VALUES (0, 'url', NULL)`);
    made.discardIfNew();
    expect(readdirSync(dirname(path))).toEqual([]);

    (await CaseFile.open(path, { create: true })).close();
    (await CaseFile.open(path, { create: true })).discardIfNew();
    expect(readdirSync(dirname(path))).toEqual(['case.antiphon']);
  });

  test('it is not made where something else stands', async () => {
    await expect(CaseFile.open('/dev/null', { create: true })).rejects.toMatchObject({
      code: 'case-foreign',
      message: expect.stringMatching(/not a regular file/),
    });
  });

  test('it is not made where it was not asked for', async () => {
    const path = newPath();
    await expect(CaseFile.open(path)).rejects.toMatchObject({ code: 'case-missing', exitCode: 3 });
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});

test('a statement that the database refuses is told without the values that it met, with its trace too', async () => {
  const file = await CaseFile.open(join(scratchFolder(), 'case.antiphon'), { create: true });
  await file.run(`CREATE TABLE odd AS SELECT 'Alice Hidden' AS "someColumn"`);
  const error = await file.rows(`SELECT "someColumn"::INTEGER FROM odd WHERE "someColumn" <> 'Bob Private'`).then(
    () => null,
    (thrown: unknown) => thrown as Error,
  );
  file.close();
  expect(error?.message).toMatch(/the database refused a statement/);
  const cause = error?.cause as Error;
  for (const text of [error?.message, error?.stack, cause.message, cause.stack]) expect(text).not.toMatch(/Alice|Bob/);
});
