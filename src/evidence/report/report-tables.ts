import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { csvLine } from '../../store/spreadsheet-text.js';
import type { SourceCoverage } from '../quality/quality-model.js';
import { qualityLines } from '../quality/quality-text.js';
import { BIN_SECONDS } from '../quality/read-coverage.js';
import { languageLines, layerPeople, peopleText } from './case-section.js';
import type { ToldCount } from './people-count.js';
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
      layers.map((l) => [
        l.layer,
        l.postCount / sizes.postCount,
        l.postCount,
        l.shareCount,
        l.objectCount,
        peopleCell(layerPeople(l, data.namesAreShown)),
      ]),
    ),
    table(
      'languages',
      ['language', 'postCount', 'accountCount'],
      languageLines(languages, data.namesAreShown).map((line) => [line.language, line.postCount, peopleCell(line.accountCount)]),
    ),
    qualityTable(data),
    coverageTable(data),
    timelineTable(data),
    table(
      'events',
      ['happenedAt', 'title'],
      events.map((event) => [event.happenedAt, event.title]),
    ),
  ];
}

function peopleCell(count: ToldCount | null): number | string | null {
  return typeof count === 'string' ? peopleText(count) : count;
}

function qualityTable({ quality }: ReportData): ReportTable {
  const rows = quality.sources.flatMap((source) =>
    qualityLines(source).map((line): Cell[] => [source.source.name, line.topic, line.text, String(line.isOdd)]),
  );
  return table('source-quality', ['file', 'topic', 'text', 'isOdd'], rows);
}

function coverageTable({ quality }: ReportData): ReportTable {
  const rows = quality.sources.flatMap(({ source, coverage }) =>
    (coverage?.counts ?? []).map((postCount, index): Cell[] => [
      source.name,
      coverage?.bin ?? null,
      new Date((coverage as SourceCoverage).from + index * BIN_SECONDS[(coverage as SourceCoverage).bin] * 1000)
        .toISOString()
        .replace('.000Z', 'Z'),
      postCount,
    ]),
  );
  return table('coverage', ['file', 'bin', 'startsAt', 'postCount'], rows);
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
 * Writes a table as CSV, row by row: UTF-8, LF, a header, quotes where they are needed, nothing where there is no value. These tables are
 * opened in spreadsheets, so that texts which such a program would take for a formula have an apostrophe in front.
 *
 * @param check Called now and then; what it throws stops the writing.
 * @returns Number of rows.
 */
export async function writeCsv(source: ReportTable, path: string, check: () => void): Promise<number> {
  const out = createWriteStream(path, { encoding: 'utf8' });
  const failed = once(out, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  let text = csvLine(source.columns, true);
  let rowCount = 0;
  for await (const row of source.rows()) {
    text += csvLine(row, true);
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
