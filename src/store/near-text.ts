import { DuckDBDataChunk as DataChunk, INTEGER } from '@duckdb/node-api';
import type { WorkContext } from '../model.js';
import type { CaseFile } from './case-file.js';
import { nextIdentity } from './load-plan.js';
import { clusterPosts, type PostTexts } from './text-clusters.js';
import { fillVector } from './vectors.js';

/** The layer of near-duplicate texts. */
export const NEAR_TEXT = 'near-text';
/** Marks the layer as worked out here, by these rules; raised with them. A layer of that name that a file gave has no such mark. */
export const NEAR_TEXT_FORM = 'near-text-1';
const RULES = { similarity: 0.8, seed: 1, withReposts: false };
const CHUNK_ROWS = 2048;

/**
 * Makes the layer `near-text` from the texts of the case, unless it is there or a file gave one: each post with a text that is not
 * blank, reposts aside, shares the cluster that its text belongs to, be it alone in it. The object's key is a hash of the normal form of
 * the cluster's first text.
 *
 * @returns Whether the case changed.
 */
export async function makeNearText(file: CaseFile, context: WorkContext): Promise<boolean> {
  const { hasLayer, hasTexts } = await file.row<{ hasLayer: boolean; hasTexts: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM share JOIN layer USING (layer_id) WHERE layer.name = '${NEAR_TEXT}'
         AND (form IS NULL OR NOT starts_with(form, '${NEAR_TEXT}-') OR form = '${NEAR_TEXT_FORM}')) AS "hasLayer",
       EXISTS (SELECT 1 FROM post WHERE text IS NOT NULL) AS "hasTexts"`,
  );
  if (hasLayer || !hasTexts) return false;
  const found = await clusterPosts(file, RULES, context);
  context.progress.step(`storing layer ${NEAR_TEXT}`);
  await file.transaction(async () => {
    await dropNearText(file);
    await stageClusters(file, found);
    await storeLayer(file);
  });
  return true;
}

/**
 * Takes back what `makeNearText` stored, as posts were added; the next analysis that asks for the layer makes it anew. Its objects stay,
 * because findings may name them, and are found again by their keys.
 */
export async function dropNearText(file: CaseFile): Promise<void> {
  const made = `SELECT layer_id FROM layer WHERE name = '${NEAR_TEXT}' AND starts_with(form, '${NEAR_TEXT}-')`;
  await file.run(`DELETE FROM share WHERE layer_id IN (${made})`);
  await file.run(`UPDATE layer SET form = NULL WHERE layer_id IN (${made})`);
}

/** Puts each post with the hashes of its cluster's first text into the temporary table `near_post`. */
async function stageClusters(file: CaseFile, found: PostTexts): Promise<void> {
  await file.run(`CREATE OR REPLACE TEMP TABLE near_post (post_id INTEGER, high INTEGER, low INTEGER)`);
  await file.append('near_post', (index) => {
    const start = index * CHUNK_ROWS;
    const rows = Math.min(CHUNK_ROWS, found.postCount - start);
    if (rows <= 0) return null;
    const hashes = Array.from({ length: rows }, (_, row) => found.textHash(found.clusters.first[found.text[start + row]]));
    const chunk = DataChunk.create([INTEGER, INTEGER, INTEGER], rows);
    fillVector(chunk.getColumnVector(0), found.post.slice(start, start + rows));
    for (const half of [0, 1] as const)
      fillVector(
        chunk.getColumnVector(half + 1),
        Int32Array.from(hashes, (hash) => hash[half]),
      );
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
