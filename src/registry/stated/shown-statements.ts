import type { CaseFile } from '../../store/case-file.js';
import { shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';

/** Fields of statements in which accounts of the case may be named. */
const NAMES: readonly string[] = ['subject', 'voice'];
const TEXTS = ['subject', 'voice', 'title', 'statedReason', 'source', 'url', 'note'];

/** Statements as they may be shown: accounts of the case that may not be named stand under their pseudonyms. */
export async function shownStatements<Row extends object>(file: CaseFile, naming: Naming, rows: readonly Row[]): Promise<Row[]> {
  const fields = TEXTS.filter((field) => rows[0] !== undefined && field in rows[0]);
  const written = (row: Row, field: string): string | null => (row as Record<string, string | null>)[field] ?? null;
  // A subject is published with its statement: it is looked up as a word, so that only accounts of the case are replaced, not all mentions.
  const textOf = (row: Row, field: string): string | null =>
    NAMES.includes(field) ? (written(row, field)?.replace(/(^| )@/, '$1') ?? null) : written(row, field);
  const shown = await shownTexts(
    file,
    naming,
    rows.flatMap((row) => fields.map((field) => textOf(row, field))),
  );
  return rows.map((row, index) => ({
    ...row,
    ...Object.fromEntries(
      fields.map((field, position) => {
        const text = shown[index * fields.length + position] ?? null;
        return [field, text === textOf(row, field) ? written(row, field) : text];
      }),
    ),
  }));
}
