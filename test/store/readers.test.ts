import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import { scratchFolder } from '../scratch.js';
import { newCase } from '../sources/imported-case.js';

const ENDLESS = 'SELECT count(*) AS count FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3';

test('a further connection sees what is committed alone, and has temporary tables of its own', async () => {
  const file = await newCase();
  const [reader, log] = [await file.reader(), await file.reader()];
  await file.run('BEGIN');
  await file.run(`INSERT INTO layer VALUES (1, 'mine', NULL)`);
  await file.run('CREATE TEMP TABLE own AS SELECT 1 AS a');
  await reader.run('CREATE TEMP TABLE own AS SELECT 2 AS a');
  expect(await reader.rows('SELECT name FROM layer')).toEqual([]);
  expect([await file.row('SELECT a FROM own'), await reader.row('SELECT a FROM own')]).toEqual([{ a: 1 }, { a: 2 }]);
  await log.run(`INSERT INTO layer VALUES (2, 'logged', NULL)`);
  await file.run('ROLLBACK');
  expect(await reader.rows('SELECT name FROM layer')).toEqual([{ name: 'logged' }]);
  expect(await reader.row(`SELECT current_setting('TimeZone') AS zone`)).toEqual({ zone: 'UTC' });
});

test('a further connection is interrupted and closed alone', async () => {
  const file = await newCase();
  const [reader, other] = [await file.reader(), await file.reader()];
  const stopped = expect(reader.row(ENDLESS)).rejects.toMatchObject({ code: 'interrupted' });
  const going = other.row('SELECT count(*)::INTEGER AS count FROM range(20000000) WHERE range % 7 = 1');
  const again = setInterval(() => reader.interrupt(), 5);
  await stopped;
  clearInterval(again);
  expect(await going).toEqual({ count: 2_857_143 });
  reader.close();
  reader.close();
  expect(await other.row('SELECT 1 AS a')).toEqual({ a: 1 });
});

test('a case that is opened for reading only is not written, and one of an older schema says what to do', async () => {
  const path = join(scratchFolder(), 'case.antiphon');
  (await CaseFile.open(path, { create: true })).close();
  const file = await CaseFile.open(path, { readOnly: true });
  await expect(file.run('DELETE FROM layer')).rejects.toMatchObject({ code: 'case-read-only' });
  const reader = await file.reader();
  await reader.run('CREATE TEMP TABLE own AS SELECT 1 AS a');
  expect(await reader.rows('SELECT * FROM own')).toEqual([{ a: 1 }]);
  file.close();
  const older = await CaseFile.open(path);
  await older.run('UPDATE antiphon_case SET schema_version = 7');
  older.close();
  await expect(CaseFile.open(path, { readOnly: true })).rejects.toMatchObject({
    code: 'case-read-only',
    message: expect.stringMatching(/has schema version 7, .*open it once with a command that may write/),
  });
  await expect(CaseFile.open(`${path}2`, { readOnly: true, create: true })).rejects.toMatchObject({ code: 'case-missing' });
});
