import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AntiphonError, CaseFile, FORMATS, importFiles } from '../../src/index.js';
import { recogniseTable } from '../../src/sources/formats.js';
import { mappingSchema } from '../../src/sources/mapping.js';
import { preflightFile } from '../../src/sources/preflight.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { damage, plainRecordCount } from './damage.js';
import { FORMAT_SAMPLES, type FormatSample } from './format-samples.js';
import { still } from './imported-case.js';

// Damaged files of every format, and mappings that nobody checked: whatever comes, an import keeps and sets aside all that it counted, or
// fails with one of the failures that users are told of. `npm run fuzz -- --runs 5000` looks for longer.
const { ANTIPHON_FUZZ_RUNS: wanted, ANTIPHON_FUZZ_SEED: seed = '20241122' } = process.env;
const RUNS = Number(wanted ?? 10);
const settings = { seed: Number(seed), numRuns: RUNS };
const PATIENCE = Math.max(60_000, RUNS * 2000);

const NAMES = [
  'id',
  'user',
  'time',
  'text',
  'tags',
  'n',
  "a'b",
  'c"d',
  'e,f',
  '%',
  'x y',
  '用户',
  'c0',
  'NULL',
  'record',
  '__proto__',
  'constructor',
];
const VALUES = [
  ...[
    '',
    ' ',
    '0',
    '1',
    '-1',
    '1.5',
    '1e999',
    'NaN',
    '99999999999999999999',
    '9.06E+17',
    'true',
    'null',
    'a',
    'b',
    "it's",
    '"',
    'x\ny',
    '\0',
    '\uFFFD',
  ],
  ...[
    '2020-01-01',
    '2020-01-01 12:00:00',
    '2020-01-01T12:00:00+08:00',
    '2020-02-30',
    '9999-12-31',
    '0001-01-01 00:00 BC',
    'infinity',
    '1577880000',
  ],
  ...[
    '1577880000000',
    'Wed Oct 10 20:19:24 +0000 2018',
    '1/2/2020 3:04',
    '["a","b"]',
    "['a', 'b']",
    '[',
    '[]',
    '{"a":1}',
    '[[1]]',
    '#a #b @c https://d.example',
  ],
];
const column = fc.constantFrom(...NAMES.slice(0, 9));
const time = fc.record(
  {
    column,
    format: fc.constantFrom(
      'iso',
      'epoch-seconds',
      'epoch-milliseconds',
      '%Y-%m-%d',
      '%m/%d/%Y %H:%M',
      '%a %b %d %H:%M:%S %z %Y',
      '%',
      '%Q',
      "%Y'",
      'x',
    ),
    zone: fc.constantFrom('UTC', 'Asia/Shanghai', 'Europe/Berlin', 'CST', "x'y", '+08:00'),
    precisionSeconds: fc.constantFrom(1, 60, 86_400, 0, 1e300),
  },
  { requiredKeys: ['column'] },
);
const list = fc.oneof(
  fc.constant('in text'),
  fc.record(
    { column, separator: fc.constantFrom(' ', ',', "'", '', '|'), list: fc.constantFrom('json', 'python', 'x') },
    { requiredKeys: ['column'] },
  ),
);
const anything = fc.oneof({ weight: 9, arbitrary: column }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
/** Mappings that are mostly valid: fields of the schema with columns of the table. */
const mapping = fc.record(
  {
    account: fc.oneof(column, fc.record({ constant: fc.constantFrom('a', "a'b", '') })),
    postedAt: time,
    accountCreatedAt: time,
    post: fc.oneof(column, fc.array(column, { minLength: 1, maxLength: 3 })),
    text: column,
    ...Object.fromEntries(['urls', 'hashtags', 'mentions', 'media'].map((field) => [field, list])),
    ...Object.fromEntries(
      Object.keys(mappingSchema.properties)
        .filter(
          (field) =>
            !['account', 'postedAt', 'accountCreatedAt', 'post', 'text', 'urls', 'hashtags', 'mentions', 'media', 'layers'].includes(field),
        )
        .map((field) => [field, anything]),
    ),
    layers: fc.dictionary(fc.constantFrom('topic', 'url', 'x-1', 'Bad', "a'b"), column, { maxKeys: 2 }),
  },
  { requiredKeys: ['account', 'postedAt'] },
);
/** Tables that have most of these columns. */
const table = fc.subarray(NAMES, { minLength: 9 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(
      fc.array(fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'binary', maxLength: 8 })), {
        minLength: columns.length,
        maxLength: columns.length,
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
);

/** A case that many files are put into, one after the other. */
async function withCase(body: (file: CaseFile, folder: string) => Promise<void>): Promise<void> {
  const file = await CaseFile.inMemory(scratchFolder());
  try {
    await body(file, scratchFolder());
  } finally {
    file.close();
  }
}

/** Imports bytes and checks the sums; null where they were refused for a reason that users are told of. */
async function imported(file: CaseFile, folder: string, bytes: Uint8Array, name: string, mapping?: string): Promise<number | null> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const started = Date.now();
  try {
    const [result] = await importFiles(file, [path], mapping === undefined ? {} : { mapping }, still);
    if (result === undefined) throw new Error('nothing was said of the file');
    expect(result.keptCount + result.rejectedCount).toBe(result.recordCount);
    expect(result.keptCount).toBeGreaterThan(0);
    const { rejects } = await file.row<{ rejects: number }>(
      `SELECT count(*) AS rejects FROM reject JOIN source USING (source_id) WHERE sha256 = '${result.sha256}' AND format = '${result.format}'
         AND source_id = (SELECT max(source_id) FROM source)`,
    );
    if (!result.alreadyImported) expect(rejects).toBe(result.rejectedCount);
    return result.recordCount;
  } catch (error) {
    if (!(error instanceof AntiphonError)) throw error;
    expect(error.code).not.toBe('internal');
    expect(error.message).not.toMatch(/\n/);
    return null;
  } finally {
    const seconds = (Date.now() - started) / 1000;
    if (wanted !== undefined && seconds > 5) console.warn(`${seconds.toFixed(1)} s for ${bytes.length} bytes of ${name}`);
  }
}

test('every format has a sample, which is recognised as what it is', async () => {
  expect([...new Set(FORMAT_SAMPLES.map((sample) => sample.format))].sort()).toEqual(FORMATS.map((format) => format.id).sort());
  for (const { format, name, content } of FORMAT_SAMPLES) {
    const { header } = await preflightFile(scratchFile(content, name), scratchFolder(), still);
    expect(recogniseTable(name, header, null).id).toBe(format);
  }
});

test.each([
  ['page.json', '2010-01-01T00:00:00Z'],
  ['statuses.json', '2024-01-01T10:00:00.000Z'],
  ['comments.csv', '2021-03-04 08:00:30'],
  ['users.csv', '2017-08-30'],
])('a date at the end of what the database can write down: %s', async (name, date) => {
  const { content } = FORMAT_SAMPLES.find((sample) => sample.name === name) as FormatSample;
  await withCase(async (file, folder) => {
    const damaged = content.replace(date, '290309-12-22 (BC) 00:00:00Z').replace(date, 'infinity');
    expect(await imported(file, folder, Buffer.from(damaged), name)).toBeGreaterThan(0);
  });
});

describe('whatever comes', () => {
  test(
    'a damaged file is kept and set aside to the last record, or refused',
    async () => {
      await withCase(async (file, folder) => {
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom(...FORMAT_SAMPLES),
            fc.array(damage, { minLength: 1, maxLength: 3 }),
            async (sample, damages) => {
              const bytes = damages.reduce<Buffer>((before, one) => one.apply(before), Buffer.from(sample.content));
              const count = await imported(file, folder, bytes, sample.name);
              const plain = plainRecordCount(bytes);
              if (count !== null && plain !== null) expect(count).toBe(plain);
            },
          ),
          settings,
        );
      });
    },
    PATIENCE,
  );

  test(
    'any mapping on any table: all rows are kept or set aside, or one of the two is refused',
    async () => {
      await withCase(async (file, folder) => {
        const mappingPath = join(folder, 'mapping.json');
        await fc.assert(
          fc.asyncProperty(mapping, table, async (fields, { columns, rows }) => {
            writeFileSync(mappingPath, JSON.stringify(fields));
            const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
            const content = [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
            const count = await imported(file, folder, Buffer.from(content), 'table.csv', mappingPath);
            if (count !== null) expect(count).toBe(rows.length);
          }),
          settings,
        );
      });
    },
    PATIENCE,
  );
});
