import type { CaseFile } from '../../store/case-file.js';
import { dataState } from '../../store/data-state.js';
import type { Naming } from '../../store/naming.js';
import { accountNames, publicPosts } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';

const SHOWN_ACCOUNTS = 20;

/** What the case holds of replies and comments, and how many of them answer public accounts. All are numbers of posts. */
export async function readAnswers(file: CaseFile, naming: Naming) {
  const state = await dataState(file, naming);
  await SideTables.of(file).settle(file, state);
  const open = await publicPosts(file, state);
  const { accounts } = await accountNames(file, naming, state);
  const kinds = await file.row<{ replyCount: number; quoteCount: number }>(
    `SELECT count(*) FILTER (kind = 'reply' OR post_id IN (${replies('share.post_id')})) AS "replyCount", count(*) FILTER (kind = 'quote') AS "quoteCount" FROM post`,
  );
  const answered = `SELECT share.post_id AS reply_id, post.post_id, post.account_id, o.post_id IS NOT NULL AS is_open
    FROM (${replies('share.post_id, object.key')}) share LEFT JOIN post ON post.key = share.key LEFT JOIN ${open} o ON o.post_id = post.post_id`;
  const sizes = await file.row<{ replyShareCount: number; knownCount: number; toPublicCount: number; answeredPostCount: number }>(
    `SELECT count(DISTINCT reply_id) AS "replyShareCount", count(DISTINCT reply_id) FILTER (post_id IS NOT NULL) AS "knownCount",
       count(DISTINCT reply_id) FILTER (is_open) AS "toPublicCount", count(DISTINCT post_id) FILTER (is_open) AS "answeredPostCount" FROM (${answered})`,
  );
  const { publicPostCount } = await file.row<{ publicPostCount: number }>(`SELECT count(*) AS "publicPostCount" FROM ${open}`);
  const { statedReplyCount } = await file.row<{ statedReplyCount: number | null }>(
    `SELECT sum(reply_count)::BIGINT AS "statedReplyCount" FROM (SELECT arg_max(reply_count, (coalesce(observed_at, TIMESTAMP '1970-01-01'), source_id)) AS reply_count
       FROM post_observation WHERE reply_count IS NOT NULL AND post_id IN (SELECT post_id FROM ${open}) GROUP BY post_id)`,
  );
  const rows = await file.rows<{ account: string; label: string | null; replyCount: number; answeredPostCount: number }>(
    `SELECT whole_name AS account, label, count(DISTINCT reply_id) AS "replyCount", count(DISTINCT post_id) AS "answeredPostCount"
     FROM (${answered}) JOIN ${accounts} USING (account_id) WHERE is_open GROUP BY ALL ORDER BY 3 DESC, 1 LIMIT ${SHOWN_ACCOUNTS}`,
  );
  return { ...kinds, ...sizes, publicPostCount, statedReplyCount, accounts: rows };
}

/** SQL for the shares of the layer of replies. */
function replies(columns: string): string {
  return `SELECT ${columns} FROM share JOIN object USING (object_id) JOIN layer ON layer.layer_id = share.layer_id WHERE layer.name = 'reply'`;
}
