import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AntiphonError, type CaseFile, importFiles } from '../../src/index.js';
import { CsvRecordReader } from '../../src/sources/csv-records.js';
import { MESSAGE_COLUMNS, messageLines, SHARE_COLUMNS, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { importContent, importInto, newCase, rejectsOf, sharesOf, still } from './imported-case.js';

async function sizes(file: CaseFile): Promise<Record<string, number>> {
  return file.row(
    `SELECT (SELECT count(*) FROM source) AS source, (SELECT count(*) FROM reject) AS reject, (SELECT count(*) FROM account) AS account,
       (SELECT count(*) FROM object) AS object, (SELECT count(*) FROM post) AS post, (SELECT count(*) FROM share) AS share`,
  );
}

describe('rejects', () => {
  test('each has its file, record, line, reason and raw text; quoted line breaks before it make line and record differ', async () => {
    const file = await newCase();
    const folder = scratchFolder();
    const first = scratchFile(
      messageLines(
        'm1,u1,Ann,,,"one',
        'two',
        'three",1600000000,',
        'm2,u2,Bob,,,bad time,soon,',
        'm3,u3,"C,d","","","quoted ""and"" bad",never,',
        'm4,,Eve,,,ok,1600000003,',
      ),
      'first.csv',
      folder,
    );
    const second = scratchFile(`${SHARE_COLUMNS}\r\no1,a1,p1,101\r\n\r\no2,a2\r\n  ,a3,"p""3",-5 \r\n`, 'second.csv', folder);
    await importFiles(file, [first, second], {}, still);
    const rows = await file.rows(
      `SELECT path, record, line, reason, raw FROM reject JOIN source USING (source_id) ORDER BY source_id, record`,
    );
    expect(rows).toEqual([
      {
        path: first,
        record: 2,
        line: 5,
        reason: 'timestamp "soon" is not a number of seconds since 1970',
        raw: 'm2,u2,Bob,,,bad time,soon,',
      },
      {
        path: first,
        record: 3,
        line: 6,
        reason: 'timestamp "never" is not a number of seconds since 1970',
        raw: 'm3,u3,"C,d","","","quoted ""and"" bad",never,',
      },
      { path: first, record: 4, line: 7, reason: 'user_id is blank', raw: 'm4,,Eve,,,ok,1600000003,' },
      { path: second, record: 2, line: 4, reason: '2 fields where the header has 4', raw: 'o2,a2' },
      { path: second, record: 3, line: 5, reason: 'timestamp_share "-5 " lies before 1970', raw: '  ,a3,"p""3",-5 ' },
    ]);
  });

  test('a rejected text of several lines, with quotes, tabs, CR and NUL in it, stands in the case as in the file', async () => {
    const raw = 'm1,u1,"A""nn",,,"one\r\ntwo\ttabs, ""quotes""\rthree\n\n\0 four",never,';
    const { rejects } = await importContent(messageLines(raw, 'm2,u2,Bob,,,ok,1600000000,'));
    expect(rejects).toEqual([{ record: 1, line: 2, reason: expect.stringContaining('never'), raw }]);
  });

  test('the first few of the file are told at once, all are in the case', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? `o,a,p${index},when` : 'short'));
    const { result, rejects } = await importContent(shareLines('o,a,good,100', ...lines));
    expect(result.firstRejects.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
    expect(rejects).toHaveLength(20);
  });

  test('a table without faults has none', async () => {
    const { result, rejects } = await importContent(shareLines('o,a,p,100'));
    expect(result).toMatchObject({ rejectedCount: 0, firstRejects: [] });
    expect(rejects).toEqual([]);
  });
});

describe('the same file twice', () => {
  const content = shareLines('o1,a1,p1,101', 'o2,a2,p2,nonsense', 'o3,a3,p3,103');

  test('by the same name, by another name, or twice in one command: nothing changes, and the result says so', async () => {
    const file = await newCase();
    const folder = scratchFolder();
    const path = scratchFile(content, 'shares.csv', folder);
    const copy = scratchFile(content, 'copy of shares.txt', folder);
    const [first] = await importFiles(file, [path], {}, still);
    expect(first).toMatchObject({ alreadyImported: false, recordCount: 3, keptCount: 2, rejectedCount: 1 });
    const before = await sizes(file);
    for (const paths of [[path], [copy], [path, copy]])
      for (const again of await importFiles(file, paths, {}, still))
        expect(again).toMatchObject({ alreadyImported: true, recordCount: 3, keptCount: 2, rejectedCount: 1 });
    expect(await sizes(file)).toEqual(before);

    const other = await newCase();
    const twice = await importFiles(other, [path, copy], {}, still);
    expect(twice.map(({ alreadyImported }) => alreadyImported)).toEqual([false, true]);
    expect(await sizes(other)).toEqual(before);
  });

  test('a source is known by the SHA-256 of its bytes on disk', async () => {
    const { file, result } = await importContent(content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(result.sha256).toBe(sha256);
    expect(await file.rows('SELECT sha256, format, record_count, kept_count, rejected_count FROM source')).toEqual([
      { sha256, format: 'share-table', record_count: 3, kept_count: 2, rejected_count: 1 },
    ]);
  });

  test('packed, the same table is another file: it is imported, but no account, object or post comes twice', async () => {
    const { file } = await importContent(content);
    const before = await sizes(file);
    expect(await importInto(file, gzipSync(content))).toMatchObject({ alreadyImported: false, keptCount: 2 });
    expect(await sizes(file)).toEqual({ ...before, source: 2, reject: 2, share: 4 });
  });
});

describe('nothing is left beside the case', () => {
  test('the scratch folder goes when the case is closed, after success and after failure', async () => {
    const file = await newCase();
    await importInto(file, gzipSync(`${shareLines('o,a,p,100')}bad\n`));
    await expect(importInto(file, gzipSync('x,y\n1,2\n'))).rejects.toMatchObject({ code: 'format' });
    expect(readdirSync(dirname(file.path)).length).toBeGreaterThan(1);
    file.close();
    expect(readdirSync(dirname(file.path))).toEqual(['case.antiphon']);
  });
});

describe('any table', () => {
  const text = fc.string({ unit: fc.constantFrom(...'abc019,;|"\t \\\'é中😀'), maxLength: 8 });
  const identifier = text.map((value) => `x${value}`);
  const style = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    quoteAll: fc.boolean(),
  });

  function write(
    rows: readonly (readonly string[])[],
    { delimiter, newline, quoteAll }: { delimiter: string; newline: string; quoteAll: boolean },
  ): string {
    const field = (value: string): string =>
      quoteAll || value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
    return rows.map((row) => row.map(field).join(delimiter) + newline).join('');
  }

  test('a table without damage arrives whole and exact, however it is written', async () => {
    const file = await newCase();
    const rows = fc.array(fc.tuple(identifier, identifier, fc.integer({ min: 0, max: 1_700_000_000 })), { minLength: 1, maxLength: 20 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(rows, style, async (shares, how) => {
        run++;
        const table = shares.map(([object, account, time], index) => [object, account, `p${run}-${index}`, String(time)]);
        const result = await importInto(file, write([SHARE_COLUMNS.split(','), ...table], how));
        expect(result).toMatchObject({ recordCount: table.length, keptCount: table.length, rejectedCount: 0 });
        expect(await sharesOf(file)).toEqual(table.map((cells) => `object ${cells.join(' ')}`));
      }),
      { numRuns: 12 },
    );
  });

  test('kept + rejected = counted after any damage, each reject is a piece of the file, and a refused file changes nothing', async () => {
    const file = await newCase();
    const rows = fc.array(fc.tuple(identifier, identifier, text, fc.constantFrom('1600000000', '1600000000.5', 'x', '')), {
      minLength: 1,
      maxLength: 10,
    });
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.integer({ min: 0, max: 6 }),
      put: fc.constantFrom('', '"', '""', ',', '\n', '\r', '\0', '\xff', '\xe4\xb8', 'x"', '","', '\n"'),
    });
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(
        rows,
        style,
        fc.boolean(),
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        async (cells, how, isMessages, damages, salt) => {
          const header = (isMessages ? MESSAGE_COLUMNS : SHARE_COLUMNS).split(',');
          const table = cells.map(([a, b, c, time], index) =>
            isMessages ? [`${a}${index}`, b, 'n', '', c, `${c}\n${a}`, time, `${b} ${c}`] : [a, b, `${c}${index}`, time],
          );
          let bytes = Buffer.from(
            write([header, ...table, [`o${salt}`, 'a', 'p', '100', ...header.slice(4).map(() => '1600000000')]], how),
          );
          for (const { at, cut, put } of damages) {
            const place = Math.floor(at * bytes.length);
            bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from(put, 'latin1'), bytes.subarray(place + cut)]);
          }
          const before = await sizes(file);
          try {
            const path = scratchFile(bytes);
            const [result] = await importFiles(file, [path], {}, still);
            if (result === undefined || result.alreadyImported) return;
            kept += result.keptCount;
            const rejects = await rejectsOf(file);
            expect(result.keptCount + result.rejectedCount).toBe(result.recordCount);
            expect(rejects).toHaveLength(result.rejectedCount);
            expect(new Set(rejects.map(({ record }) => record)).size).toBe(rejects.length);
            if (result.notes.some((note) => /read as such/.test(note))) return; // another encoding: the bytes stand otherwise
            expect(result.recordCount).toBe(countRecords(bytes, delimiterOf(result.notes)));
            const whole = readFileSync(path, 'utf8');
            for (const { raw } of rejects) expect(whole).toContain(raw);
          } catch (error) {
            if (!(error instanceof AntiphonError)) throw error;
            expect(['format', 'no-rows', 'file']).toContain(error.code);
            expect(error.message).toContain('shares.csv');
            expect(await sizes(file)).toEqual(before);
          }
        },
      ),
      { numRuns: 30 },
    );
    expect(kept).toBeGreaterThan(0);
  });

  /** The records of a text by the record reader alone. */
  function countRecords(bytes: Buffer, delimiter: string): number {
    const reader = new CsvRecordReader({ delimiter }, () => undefined);
    reader.feed(bytes);
    reader.end();
    return reader.recordCount;
  }

  function delimiterOf(notes: readonly string[]): string {
    const said = notes.map((note) => /^fields are separated by (?:"(.)"|(tabs))$/.exec(note)).find((found) => found !== null);
    return said === undefined || said === null ? ',' : (said[1] ?? '\t');
  }
});
