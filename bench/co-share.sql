-- The co-share network of the layer `object` in plain SQL: 60 s, at least 2 posts an account, at least 2 objects an edge.
--
-- The fastest general formulation found ("two phases"): shares without a neighbour in time drop out, the pairs of shares are
-- made once by an equi join on object and minute, pairs of accounts with one object drop out, and only then is anything
-- counted, each distinct count as a grouping of its own. Slower on 3.6 million shares: a self join with a time range, the
-- same by minute without a second phase, two phases with count(DISTINCT), pairs by row number and reach instead of
-- minutes, pairs made twice instead of kept, pairs of accounts packed into one number, lists with list_unique, and
-- preserve_insertion_order = false. Counting posts by "no earlier share of the partner in the window" is as fast, but
-- counts wrongly where a post has several objects.
WITH
  ranked AS MATERIALIZED (SELECT account_id, (row_number() OVER (ORDER BY key) - 1)::INTEGER AS rank FROM account),
  active AS (
    SELECT account_id FROM share
    WHERE layer_id = (SELECT layer_id FROM layer WHERE name = 'object')
    GROUP BY account_id HAVING count(DISTINCT post_id) >= 2
  ),
  eligible AS MATERIALIZED (
    SELECT object_id, rank AS account, post_id, epoch_us(posted_at) AS instant
    FROM share JOIN active USING (account_id) JOIN ranked USING (account_id)
    WHERE layer_id = (SELECT layer_id FROM layer WHERE name = 'object')
  ),
  neighboured AS (
    SELECT * FROM eligible
    WINDOW by_time AS (PARTITION BY object_id ORDER BY instant)
    QUALIFY instant - lag(instant) OVER by_time <= 60_000_000 OR lead(instant) OVER by_time - instant <= 60_000_000
  ),
  early AS MATERIALIZED (
    SELECT *, instant // 60_000_000 AS minute FROM neighboured
    SEMI JOIN (SELECT account FROM neighboured GROUP BY account HAVING min(object_id) < max(object_id)) USING (account)
  ),
  late AS (FROM early UNION ALL SELECT * REPLACE (minute - 1 AS minute) FROM early),
  pairs AS MATERIALIZED (
    SELECT
      e.object_id,
      CASE WHEN e.account < l.account THEN e.account ELSE l.account END AS account_a,
      CASE WHEN e.account < l.account THEN l.account ELSE e.account END AS account_b,
      CASE WHEN e.account < l.account THEN e.post_id ELSE l.post_id END AS post_a,
      CASE WHEN e.account < l.account THEN l.post_id ELSE e.post_id END AS post_b,
      CASE WHEN e.instant = l.instant THEN 1 WHEN e.account < l.account THEN 2 ELSE 0 END AS lead_twice,
      l.instant - e.instant AS lag
    FROM early e
    JOIN late l
      ON e.object_id = l.object_id AND e.minute = l.minute AND e.account <> l.account AND l.instant - e.instant <= 60_000_000
      AND (l.instant > e.instant OR (l.instant = e.instant AND l.account > e.account))
  ),
  tied AS (SELECT account_a, account_b FROM pairs GROUP BY account_a, account_b HAVING min(object_id) < max(object_id)),
  tied_pairs AS MATERIALIZED (SELECT pairs.* FROM pairs SEMI JOIN tied USING (account_a, account_b)),
  totals AS (
    SELECT account_a, account_b, count(*) AS object_count, sum(pairs) AS pair_count, sum(lead_twice) AS lead_twice, sum(lag) AS lag
    FROM (
      SELECT account_a, account_b, count(*) AS pairs, sum(lead_twice) AS lead_twice, sum(lag) AS lag
      FROM tied_pairs GROUP BY account_a, account_b, object_id
    )
    GROUP BY account_a, account_b
  ),
  posts_a AS (
    SELECT account_a, account_b, count(*) AS post_count_a
    FROM (SELECT DISTINCT account_a, account_b, post_a FROM tied_pairs) GROUP BY account_a, account_b
  ),
  posts_b AS (
    SELECT account_a, account_b, count(*) AS post_count_b
    FROM (SELECT DISTINCT account_a, account_b, post_b FROM tied_pairs) GROUP BY account_a, account_b
  )
SELECT
  account_a,
  account_b,
  object_count::INTEGER AS object_count,
  pair_count::INTEGER AS pair_count,
  post_count_a::INTEGER AS post_count_a,
  post_count_b::INTEGER AS post_count_b,
  least(post_count_a, post_count_b)::DOUBLE / greatest(post_count_a, post_count_b) AS symmetry,
  lead_twice::DOUBLE / (2 * pair_count) AS lead_a,
  lag::DOUBLE / 1_000_000 / pair_count AS mean_lag_seconds
FROM totals JOIN posts_a USING (account_a, account_b) JOIN posts_b USING (account_a, account_b)
