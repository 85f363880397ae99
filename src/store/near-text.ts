import type { CaseFile } from './case-file.js';
import { DataChunk, INTEGER } from './driver.js';
import { nextIdentity } from './load-plan.js';
import { NEAR_TEXT, NEAR_TEXT_FORM, type NearTexts } from './near-text-clusters.js';
import { fillVector } from './vectors.js';

const CHUNK_ROWS = 2048;

/**
 * Keeps the layer `near-text`: each post shares the cluster that its text belongs to. The object's key is a hash of the normal form of
 * the cluster's first text.
 */
export async function storeNearText(file: CaseFile, found: NearTexts): Promise<void> {
  await file.transaction(async () => {
    await dropNearText(file);
    await stageClusters(file, found);
    await storeLayer(file);
  });
}

/**
 * Takes back what `storeNearText` stored, as posts were added; the next analysis that asks for the layer makes it anew. Its objects stay,
 * because findings may name them, and are found again by their keys.
 */
export async function dropNearText(file: CaseFile): Promise<void> {
  const made = `SELECT layer_id FROM layer WHERE name = '${NEAR_TEXT}' AND starts_with(form, '${NEAR_TEXT}-')`;
  await file.run(`DELETE FROM share WHERE layer_id IN (${made})`);
  await file.run(`UPDATE layer SET form = NULL WHERE layer_id IN (${made})`);
}

/** Puts each post with the hashes of its cluster's first text into the temporary table `near_post`. */
async function stageClusters(file: CaseFile, found: NearTexts): Promise<void> {
  await file.run(`CREATE OR REPLACE TEMP TABLE near_post (post_id INTEGER, high INTEGER, low INTEGER)`);
  await file.append('near_post', (index) => {
    const start = index * CHUNK_ROWS;
    const rows = Math.min(CHUNK_ROWS, found.post.length - start);
    if (rows <= 0) return null;
    const chunk = DataChunk.create([INTEGER, INTEGER, INTEGER], rows);
    for (const [column, values] of [found.post, found.high, found.low].entries())
      fillVector(chunk.getColumnVector(column), values.slice(start, start + rows));
    return chunk;
  });
}

async function storeLayer(file: CaseFile): Promise<void> {
  const [known] = await file.rows<{ id: number }>(`SELECT layer_id AS id FROM layer WHERE name = '${NEAR_TEXT}'`);
  const layerId = known?.id ?? (await nextIdentity(file, 'layer'));
  if (known === undefined) await file.run(`INSERT INTO layer (layer_id, name) VALUES (?, ?)`, [layerId, NEAR_TEXT]);
  await file.run(`UPDATE layer SET form = '${NEAR_TEXT_FORM}' WHERE layer_id = ${layerId}`);
  const half = (column: string): string => `lpad(to_hex(${column}::BIGINT & 4294967295), 8, '0')`;
  const keyed = `SELECT post_id, ${half('high')} || ${half('low')} AS key FROM near_post`;
  const next = await nextIdentity(file, 'object');
  await file.run(
    `INSERT INTO object (object_id, layer_id, key)
     SELECT ${next} + row_number() OVER (ORDER BY key) - 1, ${layerId}, key FROM (SELECT DISTINCT key FROM (${keyed})) made
     WHERE NOT EXISTS (SELECT 1 FROM object WHERE object.key = made.key AND object.layer_id = ${layerId})`,
  );
  await file.run(
    `INSERT INTO share
     SELECT ${layerId}, object.object_id, post.account_id, post.post_id, post.posted_at, coalesce(post.precision_seconds, 1), post.source_id, post.record
     FROM (${keyed}) made JOIN post USING (post_id) JOIN object ON object.key = made.key AND object.layer_id = ${layerId}
     ORDER BY object.object_id, post.posted_at, post.source_id, post.record`,
  );
  await file.run(`DROP TABLE near_post`);
}
