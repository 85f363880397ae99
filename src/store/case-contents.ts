import type { CaseContents } from '../model.js';
import type { CaseQueries } from './case-queries.js';
import { GONE_STATUSES } from './observation-status.js';

/** How much a case holds of what analyses need beside layers. */
export async function countContents(file: CaseQueries): Promise<Omit<CaseContents, 'layers'>> {
  return file.row(
    `SELECT (SELECT count(*) FROM account) AS "accountCount", (SELECT count(created_at) FROM account) AS "createdCount",
       post.*, (SELECT count(*) FROM voice) AS "voiceCount", (SELECT count(DISTINCT account_id) FROM voice_account) AS "voiceAccountCount",
       (SELECT count(*) FROM (SELECT account_id FROM account_observation WHERE follower_count IS NOT NULL AND observed_at IS NOT NULL
         GROUP BY account_id HAVING count(DISTINCT observed_at) > 1)) AS "followedCount",
       (SELECT count(*) FROM post_observation WHERE coalesce(like_count, repost_count, reply_count) IS NOT NULL) AS "engagementCount",
       (SELECT count(DISTINCT account_id) FROM account_observation WHERE status IN ${GONE_STATUSES} AND account_id IN (SELECT account_id FROM voice_account)) AS "goneVoiceCount",
       (SELECT count(*) FROM event) AS "eventCount", (SELECT count(*) FROM access) AS "accessCount"
     FROM (SELECT count(*) AS "postCount", count(text) AS "textCount", count(client) AS "clientCount",
       greatest(count(language), (SELECT count(language) FROM post_language)) AS "languageCount" FROM post) post`,
  );
}
