import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** A way to damage the bytes of a file; `name` says which, for the counterexample. */
export interface Damage {
  readonly name: string;
  readonly apply: (bytes: Buffer) => Buffer;
}

const named = (name: string, apply: (bytes: Buffer) => Buffer): Damage => ({ name, apply });
const at = (bytes: Buffer, part: number): number => Math.min(bytes.length, Math.floor(part * (bytes.length + 1)));
const insertAt = (bytes: Buffer, part: number, what: Uint8Array): Buffer => {
  const place = at(bytes, part);
  return Buffer.concat([bytes.subarray(0, place), what, bytes.subarray(place)]);
};
const onText =
  (change: (text: string) => string) =>
  (bytes: Buffer): Buffer =>
    Buffer.from(change(bytes.toString('utf8')), 'utf8');

/** The nth match of a pattern, counted around, replaced. */
function replaceNth(text: string, pattern: RegExp, n: number, by: string): string {
  const matches = [...text.matchAll(pattern)];
  const found = matches[n % Math.max(1, matches.length)];
  return found === undefined ? text : text.slice(0, found.index) + by + text.slice(found.index + found[0].length);
}

/** What stands where it should not: broken UTF-8, marks, quotes, line ends, half of JSON, extreme numbers and dates, formulas. */
const SHARDS: readonly (readonly [string, Uint8Array])[] = [
  ['NUL', Buffer.from([0])],
  ['lone surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ['high byte', Buffer.from([0xff])],
  ['BOM', Buffer.from([0xef, 0xbb, 0xbf])],
  ...[
    '"',
    '""',
    '\n',
    '\r',
    '\r\n',
    '\n\n\n',
    ',',
    ';',
    '\t',
    '|',
    '\\',
    "'",
    '{',
    '}',
    '[',
    ']',
    '[[',
    '{"a":',
    ':',
    '#',
    '\u2028',
    '\u0085',
    '\uFFFD',
    '\u{1F600}',
    '\\ud800',
    '\\u0000',
    '1e999',
    '-1',
    'NaN',
    'Infinity',
    '=1+1',
    "'; DROP TABLE post; --",
    '%',
    '$1',
    '\\N',
    'null',
  ].map((text) => [JSON.stringify(text), Buffer.from(text)] as const),
];
const NUMBERS = [
  '1e999',
  '-1e999',
  '-0',
  '0',
  '9007199254740993',
  '99999999999999999999999999',
  '1e18',
  '1.5',
  'null',
  '"x"',
  '[]',
  '{}',
  'true',
  '""',
];
const DATES = [
  ...[
    '9999-12-31 23:59:59',
    '0001-01-01 00:00',
    '292278994-08-17 07:12:55',
    '-5000-01-01',
    '2020-02-30 12:00',
    '2020-13-01',
    '1969-12-31 23:59:59',
  ],
  ...[
    '2262-04-12',
    '290309-12-22 (BC) 00:00:00',
    'infinity',
    '-infinity',
    'epoch',
    'now',
    'today',
    '2020-01-01T25:00:00Z',
    '2020-01-01 12:00:00+99:99',
  ],
];
const NUMBER = /\d{1,}(?:\.\d+)?/g;
const DATE = /\d{1,4}[-/]\d\d?[-/]\d{1,4}(?:[T ]\d\d?:\d\d(?::\d\d)?)?/g;

const part = fc.double({ min: 0, max: 1, noNaN: true });
const nth = fc.nat(200);

/** One way to damage a file, of every kind that files meet, and some that only an enemy would think of. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  part.map((p) => named(`cut at ${p}`, (bytes) => bytes.subarray(0, at(bytes, p)))),
  part.map((p) => named(`cut before ${p}`, (bytes) => bytes.subarray(at(bytes, p)))),
  fc.array(fc.tuple(part, fc.nat(7)), { minLength: 1, maxLength: 8 }).map((flips) =>
    named(`flip ${JSON.stringify(flips)}`, (bytes) => {
      const copy = Buffer.from(bytes);
      for (const [p, bit] of flips) {
        const place = Math.min(copy.length - 1, at(copy, p));
        if (place >= 0) copy[place] = (copy[place] ?? 0) ^ (1 << bit);
      }
      return copy;
    }),
  ),
  fc.uint8Array({ maxLength: 200 }).map((random) => named(`all random ${Buffer.from(random).toString('hex')}`, () => Buffer.from(random))),
  fc
    .tuple(part, fc.uint8Array({ maxLength: 20 }))
    .map(([p, random]) => named(`random ${Buffer.from(random).toString('hex')} at ${p}`, (bytes) => insertAt(bytes, p, random))),
  fc.tuple(part, fc.constantFrom(...SHARDS)).map(([p, [name, shard]]) => named(`${name} at ${p}`, (bytes) => insertAt(bytes, p, shard))),
  fc.tuple(part, fc.constantFrom(...SHARDS)).map(([p, [name, shard]]) => named(`${name} at ${p}`, (bytes) => insertAt(bytes, p, shard))),
  fc.tuple(nth, fc.constantFrom(...NUMBERS)).map(([n, by]) =>
    named(
      `number ${n} is ${by}`,
      onText((text) => replaceNth(text, NUMBER, n, by)),
    ),
  ),
  fc.tuple(nth, fc.constantFrom(...DATES)).map(([n, by]) =>
    named(
      `date ${n} is ${by}`,
      onText((text) => replaceNth(text, DATE, n, by)),
    ),
  ),
  fc.tuple(nth, nth).map(([a, b]) =>
    named(
      `columns ${a} and ${b} swapped`,
      onText((text) => {
        const [header = '', ...rest] = text.split('\n');
        const names = header.split(',');
        const [i, j] = [a % names.length, b % names.length];
        [names[i], names[j]] = [names[j] as string, names[i] as string];
        return [names.join(','), ...rest].join('\n');
      }),
    ),
  ),
  nth.map((n) =>
    named(
      `header again after line ${n}`,
      onText((text) => {
        const all = text.split('\n');
        all.splice(1 + (n % all.length), 0, all[0] as string);
        return all.join('\n');
      }),
    ),
  ),
  nth.map((n) =>
    named(
      `column ${n} doubled`,
      onText((text) => text.replace(/^[^\n]*/, (line) => `${line},${line.split(',')[n % line.split(',').length]}`)),
    ),
  ),
  fc
    .tuple(part, fc.constantFrom(1 << 12, 1 << 18, (1 << 21) + 5))
    .map(([p, size]) => named(`${size} letters at ${p}`, (bytes) => insertAt(bytes, p, Buffer.alloc(size, 'x')))),
  fc
    .tuple(part, fc.constantFrom('[', '{"a":', '[1,'))
    .map(([p, piece]) => named(`100,000 times ${piece} at ${p}`, (bytes) => insertAt(bytes, p, Buffer.from(piece.repeat(100_000))))),
  nth.map((n) => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    return named(
      `string ${n} is 100,000 lists deep`,
      onText((text) => replaceNth(text, /"[^"\n]*"(?!:)/g, n, deep)),
    );
  }),
  fc.constantFrom('\r', '\r\n').map((end) =>
    named(
      `line ends ${JSON.stringify(end)}`,
      onText((text) => text.replaceAll('\n', end)),
    ),
  ),
  nth.map((n) =>
    named(
      `line end ${n} is CR`,
      onText((text) => replaceNth(text, /\n/g, n, '\r')),
    ),
  ),
  fc.constant(named('UTF-16', (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')]))),
  fc.constant(named('UTF-8 mark', (bytes) => insertAt(bytes, 0, Buffer.from([0xef, 0xbb, 0xbf])))),
  fc.constant(named('gzip', (bytes) => gzipSync(bytes))),
  fc
    .constantFrom([0x1f, 0x8b, 8, 0], [0x28, 0xb5, 0x2f, 0xfd], [0x50, 0x4b, 3, 4], [0x42, 0x5a, 0x68])
    .map((magic) => named(`called compressed by ${magic}`, (bytes) => insertAt(bytes, 0, Buffer.from(magic)))),
  fc
    .integer({ min: 2, max: 30 })
    .map((times) => named(`${times} times itself`, (bytes) => Buffer.concat(Array.from({ length: times }, () => bytes)))),
);

/** The records in a table without anything that needs an eye for detail, one a line; null where it is no such table. */
export function plainRecordCount(bytes: Buffer): number | null {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) return null;
  if (!/^[\p{L}@]/u.test(text) || /["'\\\r\0\uFEFF#]/.test(text) || text.startsWith('sep=')) return null;
  const [, ...rows] = text.split('\n');
  return rows.filter((row) => row !== '').length;
}
