import type { CaseFile } from '../../store/case-file.js';
import type { OfSource } from './by-source.js';
import type { AnswerCount } from './quality-model.js';

/**
 * Answers that platforms state for the posts of each source, beside those that the case holds; sources without an answered post that
 * states a number have none.
 *
 * A post counts with the highest number that any observation states.
 */
export function readAnswers(file: CaseFile): Promise<(OfSource & AnswerCount)[]> {
  return file.rows(
    `WITH stated AS (SELECT post_id, max(reply_count) AS answers FROM post_observation WHERE reply_count IS NOT NULL GROUP BY post_id),
       held AS (SELECT object.key, count(DISTINCT share.post_id) AS answers FROM share JOIN layer USING (layer_id) JOIN object USING (layer_id, object_id)
         WHERE layer.name = 'reply' GROUP BY object.key)
     SELECT post.source_id AS "sourceId", count(*) AS "postCount", sum(stated.answers) AS "statedCount", sum(coalesce(held.answers, 0)) AS "heldCount"
     FROM stated JOIN post USING (post_id) LEFT JOIN held USING (key)
     GROUP BY post.source_id HAVING count(held.answers) > 0 ORDER BY 1`,
  );
}
