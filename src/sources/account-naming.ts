/** Stands between the handle and the identifier of a record's account until it is known which account that is. */
const BETWEEN = 'chr(31)';

/**
 * SQL for the account of a record that is named by handle, identifier or both.
 *
 * @param handle SQL for the handle, NULL for none.
 * @param id SQL for the identifier, NULL for none.
 */
export function namedAccount(handle: string, id: string): string {
  return `coalesce(lower(trim(ltrim(trim(${handle}), '@'))), '') || ${BETWEEN} || coalesce(trim(${id}), '')`;
}

/**
 * SQL that says which account each name of a file stands for: the identifier where it is whole; else, where the file has but one whole
 * identifier with that value (numbers that a spreadsheet or a script rounded) or with that handle, this one; else the handle in lower
 * case. Of several nothing is guessed.
 *
 * A number beyond 2^53 is rounded where it stands with an exponent, or ends in `00` and is none that floating point holds. One that
 * floating point holds may be rounded or not (half of Twitter's end so that they are held): it counts unless another one with its value
 * is whole.
 */
export function accountByIdOrHandle(named: string): string {
  const value = 'try_cast(id AS DOUBLE)';
  const isLong = `(regexp_full_match(id, '[0-9]+') AND ${value} >= 9007199254740992)`;
  const isHeld = '(try_cast(id AS HUGEINT) IS NOT DISTINCT FROM try_cast(value AS HUGEINT))';
  const isRounded = `(regexp_full_match(id, '[0-9.]+[eE]\\+?[0-9]+') OR is_long AND right(id, 2) = '00' AND NOT ${isHeld})`;
  return `WITH part AS (
      SELECT account_key, nullif(split_part(account_key, ${BETWEEN}, 1), '') AS handle, nullif(split_part(account_key, ${BETWEEN}, 2), '') AS id FROM ${named}),
    valued AS (SELECT *, ${value} AS value, coalesce(${isLong}, false) AS is_long FROM part),
    judged AS (SELECT *, CASE WHEN NOT ${isRounded} THEN id END AS stated, CASE WHEN NOT ${isRounded} AND NOT (is_long AND ${isHeld}) THEN id END AS whole FROM valued),
    by_value AS (
      SELECT value, CASE count(DISTINCT whole) WHEN 0 THEN min(stated) WHEN 1 THEN min(whole) END AS known FROM judged
      WHERE id IS NOT NULL AND value IS NOT NULL GROUP BY value),
    found AS (SELECT judged.*, coalesce(whole, CASE WHEN value IS NULL THEN id ELSE by_value.known END) AS known FROM judged LEFT JOIN by_value USING (value)),
    by_handle AS (SELECT handle, min(known) AS known FROM found WHERE handle IS NOT NULL AND known IS NOT NULL GROUP BY handle HAVING count(DISTINCT known) = 1)
    SELECT found.account_key, coalesce(found.known, CASE WHEN found.id IS NULL THEN by_handle.known END, found.handle, found.id) AS key
    FROM found LEFT JOIN by_handle USING (handle)`;
}
