import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvRecordReader } from '../../src/sources/csv-records.js';
import { CsvScan } from '../../src/sources/csv-scan.js';
import { SHARE_COLUMNS, shareLines } from '../scratch.js';

interface Read {
  readonly good: readonly string[][];
  readonly bad: readonly { readonly record: number; readonly line: number; readonly raw: string }[];
  readonly recordCount: number;
}

/** Reads a text handed over in pieces of a size. */
function readAll(text: string, pieceBytes: number, delimiter = ','): Read {
  const good: string[][] = [];
  const bad: { record: number; line: number; raw: string }[] = [];
  const reader = new CsvRecordReader({ delimiter }, ({ number, line, problem, raw, fields }) => {
    if (problem !== null) bad.push({ record: number, line, raw: raw.toString() });
    else
      good.push(
        fields.map(({ start, end, quoted }) =>
          quoted ? raw.toString('utf8', start, end).replaceAll('""', '"') : raw.toString('utf8', start, end),
        ),
      );
  });
  for (const piece of pieces(Buffer.from(text), pieceBytes)) reader.feed(piece);
  reader.end();
  return { good, bad, recordCount: reader.recordCount };
}

function scanAll(text: string, fieldCount: number, newline: '\n' | '\r\n', pieceBytes: number): CsvScan {
  const scan = new CsvScan({ delimiter: ',' }, fieldCount, newline, 1 << 20);
  for (const piece of pieces(Buffer.from(text), pieceBytes)) scan.feed(piece);
  scan.end();
  return scan;
}

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const PIECES = [1, 2, 3, 7, 1 << 20];
const quotedLine = (line: string): string => line.replace(/[^,]+/g, '"$&"');

describe('one broken quote costs one line, whatever its neighbours and wherever it stands', () => {
  const rows = ['o1,a1,p1,101', 'o2,a2,p2,102', 'o3,a3,p3,103', 'o4,a4,p4,104'];
  const neighbours: Record<string, (line: string, index: number) => string> = {
    'unquoted neighbours': (line) => line,
    'quoted neighbours': quotedLine,
    'neighbours of both kinds': (line, index) => (index % 2 === 0 ? quotedLine(line) : line),
    'neighbours with quotes, commas and blanks in their fields': (line) => line.replace(/[^,]+/g, '"say ""$&"", or "'),
    'neighbours that end in CRLF': (line) => `${line}\r`,
  };
  const faults = {
    'opened at the start of the line': '"oX,aX,pX,100',
    'opened in the middle of the line': 'oX,"aX,pX,100',
    'opened before the last field': 'oX,aX,pX,"100',
    'left open by the last field': '"oX","aX","pX","100',
    'left open by the field before the last': '"oX","aX","pX,"100"',
    'closed before the field ends': '"oX"tail,aX,pX,100',
    'followed by a blank': '"oX" ,aX,pX,100',
    'doubled where it should close': '"oX"",aX,pX,100',
    'alone on the line': '"',
  };

  describe.each(Object.entries(neighbours))('%s', (_kind, style) => {
    test.each(Object.entries(faults))('a quote %s', (_fault, broken) => {
      const lines = rows.map(style);
      const expected = readAll(shareLines(...lines), 1 << 20).good;
      expect(expected).toHaveLength(4);
      for (let at = 0; at <= lines.length; at++) {
        const text = shareLines(...lines.slice(0, at), broken, ...lines.slice(at));
        for (const size of PIECES)
          expect(readAll(text, size)).toEqual({ good: expected, bad: [{ record: at + 1, line: at + 2, raw: broken }], recordCount: 5 });
        expect(readAll(text.slice(0, -1), 3)).toMatchObject({ good: expected, recordCount: 5 });
      }
    });
  });
});

describe('regular tables', () => {
  const field = fc.string({ unit: fc.constantFrom(...'abc,;"\n\r\t \\é中😀'), maxLength: 6 });
  const table = fc.record({
    // The first field is never blank, so that no record is an empty line.
    rows: fc.array(
      fc.tuple(
        field.map((text) => `x${text}`),
        field,
        field,
      ),
      { maxLength: 30 },
    ),
    newline: fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n'),
    endsInNewline: fc.boolean(),
    quoteAll: fc.boolean(),
    pieceBytes: fc.constantFrom(...PIECES, 64, 4096),
  });

  test('the fast scan and the record reader count alike, and the reader gives back every field', () => {
    fc.assert(
      fc.property(table, ({ rows, newline, endsInNewline, quoteAll, pieceBytes }) => {
        const write = (value: string): string => (quoteAll || /[,"\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
        const text = [['h1', 'h2', 'h3'], ...rows].map((row) => row.map(write).join(',')).join(newline) + (endsInNewline ? newline : '');
        const read = readAll(text, pieceBytes);
        const scan = scanAll(text, 3, newline, pieceBytes);
        expect(scan.irregularity).toBeNull();
        expect(scan.recordCount).toBe(rows.length);
        expect(read).toEqual({ good: rows, bad: [], recordCount: rows.length });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('damaged tables', () => {
  test('the fast scan and the record reader count alike wherever the scan finds nothing irregular', () => {
    const line = fc.string({ unit: fc.constantFrom(...'ab,",\n'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom(...PIECES), (lines, pieceBytes) => {
        const text = ['h1,h2,h3', ...lines].join('\n');
        const scan = scanAll(text, 3, '\n', pieceBytes);
        fc.pre(scan.irregularity === null);
        expect(scan.recordCount).toBe(readAll(text, 1 << 20).recordCount);
      }),
      { numRuns: 2000, maxSkipsPerRun: 1000 },
    );
  });

  test('the size of the pieces in which a text arrives never matters', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab,",\n\r'), maxLength: 60 });
    fc.assert(
      fc.property(text, (body) => {
        const whole = readAll(`h1,h2\n${body}`, 1 << 20);
        for (const size of PIECES) expect(readAll(`h1,h2\n${body}`, size)).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  test('a quote put anywhere into a table of simple rows loses that row at most', () => {
    const id = fc.string({ unit: fc.constantFrom(...'abc12'), minLength: 1, maxLength: 5 });
    const row = fc.record({ cells: fc.tuple(id, id, id, id), quoted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (rows, which, where) => {
        const lines = rows.map(({ cells, quoted }) => (quoted ? quotedLine(cells.join(',')) : cells.join(',')));
        const at = which % lines.length;
        const line = lines[at] as string;
        const place = where % (line.length + 1);
        lines[at] = `${line.slice(0, place)}"${line.slice(place)}`;
        const { good, recordCount } = readAll(`${SHARE_COLUMNS}\n${lines.join('\n')}\n`, 1 << 20);
        const others = rows.filter((_, index) => index !== at).map(({ cells }) => [...cells]);
        expect(recordCount).toBe(rows.length);
        expect(good.length === others.length ? good : good.filter((_, index) => index !== at)).toEqual(others);
      }),
      { numRuns: 1000 },
    );
  });
});
