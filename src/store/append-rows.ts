import type { CaseFile } from './case-file.js';
import { DataChunk, INTEGER, VARCHAR } from './driver.js';

const CHUNK_ROWS = 2048;

/** Appends rows of texts and whole numbers to a table that has a column for each. */
export async function appendRows(file: CaseFile, table: string, rows: readonly (readonly (string | number)[])[]): Promise<void> {
  const types = (rows[0] ?? []).map((value) => (typeof value === 'number' ? INTEGER : VARCHAR));
  await file.append(table, (index) => {
    const part = rows.slice(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS);
    if (part.length === 0) return null;
    const chunk = DataChunk.create(types, part.length);
    chunk.setColumns(types.map((_, column) => part.map((row) => row[column] as string | number)));
    return chunk;
  });
}
