import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CaseFile } from './case-file.js';
import { learnNames } from './case-names.js';
import { DataChunk, INTEGER, VARCHAR } from './driver.js';
import type { Naming } from './naming.js';
import { foldedSql } from './relation.js';
import { publicPosts } from './shown-names.js';
import { SideTables } from './side-tables.js';
import { fillTexts, fillVector } from './vectors.js';

/**
 * Table (`post_id`, `folded`, and, where names are hidden, `text`) of the texts of a case that may be shown, as they are shown, for searches without regard to case and accents.
 * Made once for each state of a case and of who may be named.
 *
 * Private names are taken out before: a search must not confirm that one stands in a text.
 */
export function foldedTexts(file: CaseFile, naming: Naming, state: string): Promise<string> {
  return SideTables.of(file).ensure(file, `folded_${state}`, async (table) => {
    if (naming.isRevealed) {
      await file.run(
        `CREATE TABLE ${table} AS SELECT post_id, ${foldedSql('text')} AS folded FROM post WHERE text IS NOT NULL ORDER BY post_id`,
      );
      return;
    }
    const open = await publicPosts(file, state);
    const which = naming.showsTexts ? 'text IS NOT NULL' : `text IS NOT NULL AND post_id IN (SELECT post_id FROM ${open})`;
    await learnNames(file, naming, `SELECT text AS key FROM post WHERE ${which}`, 'texts');
    await file.run(`CREATE OR REPLACE TEMP TABLE shown_post_text (post_id INTEGER, text VARCHAR)`);
    const chunks = file.chunks(`SELECT post_id, text FROM post WHERE ${which}`);
    const rows: [number[], string[]] = [[], []];
    for await (const chunk of chunks) {
      for (const [id, text] of chunk.getRows() as [number, string][]) {
        rows[0].push(id);
        rows[1].push(naming.text(text));
      }
      await nextTurn();
    }
    await file.append('temp.shown_post_text', (index) => {
      const [ids, texts] = rows.map((column) => column.slice(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS)) as typeof rows;
      if (ids.length === 0) return null;
      const chunk = DataChunk.create([INTEGER, VARCHAR], ids.length);
      fillVector(chunk.getColumnVector(0), Int32Array.from(ids));
      fillTexts(chunk.getColumnVector(1), texts);
      return chunk;
    });
    await file.run(`CREATE TABLE ${table} AS SELECT post_id, text, ${foldedSql('text')} AS folded FROM shown_post_text ORDER BY post_id`);
    await file.run(`DROP TABLE shown_post_text`);
  });
}

/** The table of `foldedTexts` if it is there. */
export function madeTexts(file: CaseFile, state: string): string | null {
  return SideTables.of(file).find(`folded_${state}`);
}

const CHUNK_ROWS = 2048;
