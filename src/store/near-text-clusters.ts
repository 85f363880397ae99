import type { WorkContext } from '../model.js';
import type { CaseQueries } from './case-queries.js';
import { clusterPosts } from './text-clusters.js';

/** The layer of near-duplicate texts. */
export const NEAR_TEXT = 'near-text';
/** Marks the layer as worked out here, by these rules; raised with them. A layer of that name that a file gave has no such mark. */
export const NEAR_TEXT_FORM = 'near-text-1';
const RULES = { similarity: 0.8, seed: 1, withReposts: false };

/** Posts, each with the two hashes of the first text of its cluster. */
export interface NearTexts {
  readonly post: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/** True if the case has texts and no layer `near-text` by today's rules, or from a file. */
export async function lacksNearText(file: CaseQueries): Promise<boolean> {
  const { hasLayer, hasTexts } = await file.row<{ hasLayer: boolean; hasTexts: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM share JOIN layer USING (layer_id) WHERE layer.name = '${NEAR_TEXT}'
         AND (form IS NULL OR NOT starts_with(form, '${NEAR_TEXT}-') OR form = '${NEAR_TEXT_FORM}')) AS "hasLayer",
       EXISTS (SELECT 1 FROM post WHERE text IS NOT NULL) AS "hasTexts"`,
  );
  return !hasLayer && hasTexts;
}

/** Each post with a text that is not blank, reposts aside, with the cluster that its text belongs to, be it alone in it. */
export async function clusterNearTexts(file: CaseQueries, context: WorkContext): Promise<NearTexts> {
  const found = await clusterPosts(file, RULES, context);
  const post = found.post.slice(0, found.postCount);
  const near = { post, high: new Int32Array(post.length), low: new Int32Array(post.length) };
  for (let row = 0; row < post.length; row++)
    [near.high[row], near.low[row]] = found.textHash(found.clusters.first[found.text[row]]) as [number, number];
  return near;
}
