import { createReadStream, readFileSync } from 'node:fs';
import { AntiphonError, messageOf } from '../errors.js';
import type { WorkContext } from '../model.js';
import {
  type CsvRows,
  checkColumnCount,
  fileNotes,
  flattenedRows,
  LineWriter,
  MAX_COLUMNS,
  type ReadOptions,
  type RejectWriter,
} from './csv-preflight.js';
import { readSettled } from './encoding-evidence.js';
import type { InputFile } from './input-file.js';
import { jetstreamLayout } from './jetstream.js';
import { mendEscapes } from './json-escapes.js';
import type { JsonLayout, JsonRecord } from './json-layout.js';
import { mastodonLayout } from './mastodon.js';
import { scratchPath } from './scratch-file.js';
import type { TablePreflight } from './table-preflight.js';
import { telegramLayout } from './telegram-export.js';
import { encodingName } from './text-encoding.js';
import { readTextFile, type TextFile } from './text-file.js';
import { weiboLayout } from './weibo-lines.js';
import { X_API_COLUMNS, xApiRecords } from './x-api.js';
import { zeeschuimerLayout } from './zeeschuimer.js';

/** Longest document that is read in one piece; longer ones must be JSON Lines. */
const MAX_DOCUMENT_BYTES = 400 << 20;
const MAX_LINE_BYTES = 64 << 20;
const TOO_DEEP = 'is nested too deeply';
/** Layouts by which JSON is recognised, in the order in which they are tried. */
const JSON_LAYOUTS: readonly JsonLayout[] = [
  zeeschuimerLayout,
  mastodonLayout,
  jetstreamLayout,
  { columns: X_API_COLUMNS, records: xApiRecords },
  weiboLayout,
  telegramLayout,
];

/**
 * Reads a JSON file whole: JSON Lines, or one document (an object or an array). Its records are flattened into a regular table.
 *
 * @param layout How records look; null: the X API's, or, for plain objects, one column for each key that any record holds.
 * @throws AntiphonError `file`, or `format` when nothing in the file is of a known layout.
 */
export async function preflightJson(
  input: InputFile,
  scratch: string,
  context: WorkContext,
  options: ReadOptions = {},
): Promise<TablePreflight> {
  const { path } = input;
  const { file } = await readSettled(options.encoding, async (encoding) => ({
    file: await readTextFile(
      input,
      scratch,
      () => context.signal.throwIfAborted(),
      (done, total) => context.progress.update(done, total, 'bytes'),
      encoding,
    ),
  }));
  let mendedCount = 0;
  const document = await readDocument(file, (count) => {
    mendedCount = count;
  });
  const { layout, leftOutCount } = await recogniseLayout(path, file, document);
  checkColumnCount(path, layout.columns);
  options.accept?.(layout.columns);
  const flatPath = scratchPath(scratch, 'flat', `${file.name}.csv`);
  const out = new LineWriter(flatPath);
  let recordCount = 0;
  const remarks = new Map<string, number>();
  const problems: { record: number; line: number; reason: string; raw: string }[] = [];
  await visitRecords(file, layout, (record, line) => {
    if (record.remark !== undefined) remarks.set(record.remark, (remarks.get(record.remark) ?? 0) + 1);
    if (isPassedOver(record)) return;
    recordCount++;
    if (record.values === null) {
      problems.push({ record: recordCount, line, reason: record.problem ?? 'cannot be read', raw: record.raw });
      return;
    }
    context.signal.throwIfAborted();
    out.write(`${recordCount},${record.values.map(csvField).join(',')}\n`);
  });
  out.end();
  const counted = [...remarks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([remark, count]) => `${count.toLocaleString('en')} ${remark}`);
  const notes = [
    ...fileNotes(file, options.encoding),
    ...(mendedCount === 0 ? [] : [`${mendedCount.toLocaleString('en')} invalid escapes (\\xNN) mended`]),
    ...(leftOutCount === 0
      ? []
      : [`${leftOutCount.toLocaleString('en')} keys beyond the first ${MAX_COLUMNS.toLocaleString('en')} are left out`]),
    ...counted,
  ];
  const rows = (rejects: RejectWriter): Promise<CsvRows> => {
    for (const problem of problems) rejects.write(problem);
    return Promise.resolve({ ...flattenedRows(flatPath, layout.columns.length), recordCount, rejectedCount: problems.length });
  };
  return {
    file,
    header: layout.columns,
    writtenAs: `${document === null ? 'JSON Lines' : 'one JSON document'}, ${encodingName(file.encoding)}`,
    notes,
    attempts: [rows],
    visitRecords: async (visit) => {
      let number = 0;
      await visitRecords(file, layout, (record, line) => {
        if (!isPassedOver(record)) visit({ number: ++number, line, raw: record.raw });
      });
    },
  };
}

/** True for what is no record of the kind that is read: it is counted in the notes alone. */
function isPassedOver(record: JsonRecord): boolean {
  return record.values === null && record.problem === null;
}

function csvField(value: string | null): string {
  return value === null ? '' : `"${value.replaceAll('"', '""').replaceAll('\0', '\uFFFD')}"`;
}

/** Calls `visit` for every record of the file, in order, with the line on which its value begins. */
async function visitRecords(file: TextFile, layout: JsonLayout, visit: (record: JsonRecord, line: number) => void): Promise<void> {
  const take = (value: unknown, line: number, raw: string): void => {
    const found = shallow(() => ({ records: layout.records(value) }));
    if (found === null) visit({ values: null, problem: TOO_DEEP, raw }, line);
    else if (found.records === null) visit({ values: null, problem: 'is no record of the kind that the file begins with', raw }, line);
    else for (const record of shallowRecords(found.records, value)) visit(record, line);
  };
  const document = await readDocument(file);
  if (document !== null) {
    for (const value of Array.isArray(document) ? document : [document]) take(value, 1, rawOf(value));
    return;
  }
  await visitLines(file, (text, line) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      visit({ values: null, problem: `is not JSON: ${messageOf(error)}`, raw: text }, line);
      return;
    }
    take(value, line, text);
  });
}

/**
 * The file as one JSON value, or null if it is JSON Lines: its first line is a value of its own and more follow.
 *
 * @param onMended Told how many invalid escapes were mended, if any.
 */
async function readDocument(file: TextFile, onMended: (count: number) => void = () => undefined): Promise<unknown> {
  const first: string[] = [];
  await visitLines(file, (text) => {
    first.push(text);
    return first.length < 2;
  });
  if (first.length === 0) return null;
  const isValue = (text: string): boolean => {
    try {
      return typeof JSON.parse(text) === 'object';
    } catch {
      return false;
    }
  };
  const [one, two] = first as [string, string | undefined];
  if (isValue(one) && !(two === undefined && one.startsWith('['))) return null;
  if (two !== undefined && !/^\s*[[{]\s*$/.test(one) && isValue(two)) return null; // a broken first line
  if (file.textByteCount > MAX_DOCUMENT_BYTES) {
    throw new AntiphonError(
      'file',
      `${file.path} is one JSON document of ${(file.textByteCount / 1e6).toFixed(0)} MB, which is too large to read in one piece; convert it to JSON Lines`,
    );
  }
  const whole = readFileSync(file.textPath, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(whole);
  } catch (error) {
    if (isValue(one)) return null;
    const mended = mendEscapes(whole);
    const value = mended.mendedCount === 0 ? undefined : parsed(mended.text);
    if (value !== undefined) {
      onMended(mended.mendedCount);
      return value;
    }
    throw new AntiphonError('file', `${file.path} is neither JSON Lines nor one JSON document: ${messageOf(error)}; is it cut off?`, {
      cause: error,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the lines that are not empty; `visit` may return false to stop. */
async function visitLines(file: TextFile, visit: (text: string, line: number) => unknown): Promise<void> {
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  const say = (bytes: Buffer): boolean => {
    line++;
    const text = bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim();
    return text === '' || visit(text, line) !== false;
  };
  const stream = createReadStream(file.textPath, { highWaterMark: 1 << 20 });
  for await (const piece of stream as AsyncIterable<Buffer>) {
    let bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10)) {
      if (!say(bytes.subarray(0, end))) {
        stream.destroy();
        return;
      }
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > MAX_LINE_BYTES && file.textByteCount > MAX_DOCUMENT_BYTES) {
      throw new AntiphonError('file', `${file.path}, line ${line + 1}, is longer than ${MAX_LINE_BYTES >> 20} MB; is it JSON Lines?`);
    }
    rest = Buffer.from(bytes);
  }
  if (rest.length > 0) say(rest);
}

/** The layout of a file by its first readable value; plain objects have a column for each key that any of them holds. */
async function recogniseLayout(
  path: string,
  file: TextFile,
  document: unknown,
): Promise<{ readonly layout: JsonLayout; readonly leftOutCount: number }> {
  let first: unknown = Array.isArray(document) ? document[0] : document;
  if (document === null) {
    await visitLines(file, (text) => {
      try {
        first = JSON.parse(text);
        return false;
      } catch {
        return true;
      }
    });
  }
  const known = JSON_LAYOUTS.find((layout) => shallow(() => layout.records(first)) !== null);
  if (known !== undefined) return { layout: known, leftOutCount: 0 };
  if (typeof first !== 'object' || first === null || Array.isArray(first)) {
    throw new AntiphonError('format', `${path} is JSON, but holds no objects: nothing to import`);
  }
  const keys = await allKeys(file, document);
  if (keys.size === 0) throw new AntiphonError('format', `${path} is JSON nested too deeply to be a table of posts; nothing was imported`);
  const columns = [...keys].slice(0, MAX_COLUMNS);
  return { layout: { columns, records: (value) => plainRecord(value, columns) }, leftOutCount: keys.size - columns.length };
}

/** Paths to the values of all plain objects of a file, in the order in which they are met. */
async function allKeys(file: TextFile, document: unknown): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  const take = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const key of shallow(() => leafPaths(value, '')) ?? []) keys.add(key);
  };
  if (document === null) await visitLines(file, (text) => take(parsed(text)));
  else for (const value of Array.isArray(document) ? document : [document]) take(value);
  return keys;
}

/** What is made of a value; null where it is nested so deeply that nothing that walks through it comes back. */
function shallow<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The records in a value as its layout sees them; what is nested too deeply for it is one that cannot be read. */
function* shallowRecords(records: Iterable<JsonRecord>, value: unknown): Generator<JsonRecord> {
  const inner = records[Symbol.iterator]();
  for (;;) {
    const next = shallow(() => inner.next());
    if (next === null) yield { values: null, problem: TOO_DEEP, raw: rawOf(value) };
    if (next === null || next.done === true) return;
    yield next.value;
  }
}

function rawOf(value: unknown): string {
  return shallow(() => JSON.stringify(value)) ?? '';
}

/** Paths to the values of an object, nested keys joined by dots. */
function leafPaths(value: object, prefix: string): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0
      ? leafPaths(inner, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}

function plainRecord(value: unknown, columns: readonly string[]): JsonRecord[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const values = columns.map((path) => {
    const found = path
      .split('.')
      .reduce<unknown>(
        (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
        value,
      );
    if (found === undefined || found === null) return null;
    return typeof found === 'object' ? JSON.stringify(found) : String(found);
  });
  return [{ values, problem: null, raw: JSON.stringify(value) }];
}
