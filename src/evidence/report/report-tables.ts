import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { languageLines, peopleText } from './case-section.js';
import type { ReportTable } from './read-tables.js';
import type { ReportData } from './report-model.js';
import { rowName } from './timeline-section.js';

type Cell = string | number | null;

const FLUSH_CHARACTERS = 65_536;

/** The tables of the report that stand in it whole, as files: sources, reasons, layers, languages, timeline, events. */
export function caseTables(data: ReportData): ReportTable[] {
  const { sources, rejects, layers, languages, events, sizes } = data;
  const nameOf = new Map(sources.map((source) => [source.sourceId, source.name]));
  return [
    table(
      'sources',
      ['file', 'format', 'recordCount', 'keptCount', 'rejectedCount'],
      sources.map((s) => [s.name, s.format, s.recordCount, s.keptCount, s.rejectedCount]),
    ),
    table(
      'set-aside',
      ['file', 'reason', 'recordCount'],
      rejects.map((reject) => [nameOf.get(reject.sourceId) ?? '', reject.reason, reject.recordCount]),
    ),
    table(
      'layers',
      ['layer', 'shareOfPosts', 'postCount', 'shareCount', 'objectCount', 'accountCount'],
      layers.map((l) => [l.layer, l.postCount / sizes.postCount, l.postCount, l.shareCount, l.objectCount, l.accountCount]),
    ),
    table(
      'languages',
      ['language', 'postCount', 'accountCount'],
      languageLines(languages, data.namesAreShown).map((line) => [
        line.language,
        line.postCount,
        line.accountCount === null ? null : line.accountCount === 'few' ? peopleText('few') : line.accountCount,
      ]),
    ),
    timelineTable(data),
    table(
      'events',
      ['happenedAt', 'title'],
      events.map((event) => [event.happenedAt, event.title]),
    ),
  ];
}

function timelineTable({ timeline, namesAreShown }: ReportData): ReportTable {
  const rows = (timeline?.lanes ?? []).flatMap((lane) =>
    lane.rows.flatMap((row) =>
      row.bins.map((bin): Cell[] => [
        lane.question,
        lane.noun,
        rowName(row, lane),
        ...(namesAreShown ? [row.account?.handle ?? null] : []),
        timeline?.bin ?? null,
        new Date(bin.start).toISOString().replace('.000Z', 'Z'),
        bin.count,
        lane.tiedBy === null ? null : bin.tiedCount,
      ]),
    ),
  );
  return table(
    'timeline',
    ['question', 'what', 'account', ...(namesAreShown ? ['accountHandle'] : []), 'bin', 'startsAt', 'count', 'tiedCount'],
    rows,
  );
}

function table(name: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): ReportTable {
  return {
    name,
    columns,
    async *rows() {
      yield* rows;
    },
  };
}

/**
 * Writes a table as CSV, row by row: UTF-8, LF, a header, quotes where they are needed, nothing where there is no value.
 *
 * @param check Called now and then; what it throws stops the writing.
 * @returns Number of rows.
 */
export async function writeCsv(source: ReportTable, path: string, check: () => void): Promise<number> {
  const out = createWriteStream(path, { encoding: 'utf8' });
  const failed = once(out, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  let text = csvLine(source.columns);
  let rowCount = 0;
  for await (const row of source.rows()) {
    text += csvLine(row);
    rowCount++;
    if (text.length < FLUSH_CHARACTERS) continue;
    check();
    if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
    text = '';
  }
  out.end(text);
  await Promise.race([once(out, 'close'), failed]);
  return rowCount;
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  const text = String(value).replaceAll('\u0000', '\ufffd');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
