import type { LayerPlan } from '../store/load-plan.js';
import { sqlText, writtenTime, zonedTime } from './format.js';
import { hashtagLayers, mentionLayer } from './post-layers.js';

// How Weibo writes times, counts, identifiers, topics and names: SQL over a column. Shared by the crawls and the comments.

/**
 * SQL for a time on Weibo, UTC; NULL where it is none (such as `5分钟前`, which says nothing without the time of the crawl).
 *
 * A zone in the value counts (`+08:00`, or the API's `Tue Dec 31 08:55:00 +0800 2019`); without one it is China Standard Time, UTC+8.
 */
export function weiboTime(value: string): string {
  const local = `coalesce(try_strptime(${value}, ['%Y-%m-%d %H:%M', '%Y/%m/%d %H:%M', '%Y年%m月%d日 %H:%M', '%Y-%m-%dT%H:%M', '%Y/%m/%d %H:%M:%S']), ${writtenTime(value)})`;
  return `CASE WHEN regexp_matches(${value}, ':\\d\\d(?:[.]\\d+)?\\s?(?:Z|[+-]\\d\\d:?\\d\\d)$') THEN ${zonedTime(value)}
    WHEN regexp_matches(${value}, '^[A-Z][a-z]{2} ') THEN try_strptime(${value}, '%a %b %d %H:%M:%S %z %Y')::TIMESTAMP
    ELSE ${local} - INTERVAL 8 HOUR END`;
}

/** SQL for the precision of such a time in seconds: by how it is written. */
export function weiboPrecision(value: string): string {
  return `CASE WHEN regexp_matches(${value}, '\\d:\\d\\d:\\d\\d') THEN 1 WHEN contains(${value}, ':') THEN 60 ELSE 86400 END`;
}

/** SQL for a count, which may read `1,234`, `1.2万` (ten thousands), `3亿` (hundred millions) or `100万+` (at least); NULL where it is none. */
export function weiboCount(value: string): string {
  const number = `try_cast(replace(regexp_extract(${value}, '^\\s*([\\d.,]+)\\s*[万亿]?[+]?\\s*$', 1), ',', '') AS DOUBLE)`;
  return `round(${number} * CASE WHEN contains(${value}, '万') THEN 10000 WHEN contains(${value}, '亿') THEN 100000000 ELSE 1 END)::BIGINT`;
}

const DIGITS_62 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * SQL for the number of a post, from the number or from the short form that links show (`z0JH2lOMb` is 3501756485200075): from the
 * right, each four characters are seven digits in base 62. What is neither stays as it is.
 */
export function weiboNumber(value: string): string {
  const group = (from: string): string =>
    `list_reduce(list_transform(string_split(${from}, ''), lambda c: strpos(${sqlText(DIGITS_62)}, c)::BIGINT - 1), lambda sum, c: sum * 62 + c)`;
  const [first, second, third] = [`(${value})[:-9]`, `(${value})[-8:-5]`, `(${value})[-4:]`].map(group) as [string, string, string];
  const padded = (number: string): string => `lpad(${number}::VARCHAR, 7, '0')`;
  return `CASE WHEN regexp_full_match(${value}, '[0-9A-Za-z]{9,10}') AND NOT regexp_full_match(${value}, '\\d+') AND ${second} < 10000000 AND ${third} < 10000000
    THEN ${first}::VARCHAR || ${padded(second)} || ${padded(third)} ELSE nullif(trim(${value}), '') END`;
}

/** SQL for the number of a post that a table names twice: the short form is exact where a spreadsheet has rounded the number. */
export function weiboNumberOfBoth(number: string, short: string): string {
  const exact = weiboNumber(short);
  return `CASE WHEN regexp_full_match(${exact}, '\\d+') AND (regexp_full_match(trim(${number}), '[0-9.]+[eE][+]?[0-9]+') OR left(trim(${number}), 15) = left(${exact}, 15))
    THEN ${exact} ELSE ${weiboNumber(number)} END`;
}

/** SQL for a value that the crawlers leave blank or write as `无`, "none". */
export function givenValue(value: string): string {
  return `nullif(nullif(trim(${value}), ''), '无')`;
}

/** Topics in a text: `#话题#`, which may hold spaces. */
export function topicLayers(column: string): LayerPlan[] {
  return hashtagLayers(`list_transform(regexp_extract_all(${column}, '[#＃]([^#＃\\r\\n]{1,100})[#＃]', 1), lambda topic: trim(topic))`);
}

/** Names in a text: Han, letters, digits, `_` and `-` after the sign; mail addresses are none. */
export function nameLayer(column: string): LayerPlan {
  return mentionLayer(
    `regexp_extract_all(${column}, '(?:^|[^A-Za-z0-9_.])[@＠]([\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Hangul}A-Za-z0-9_-]{2,30})', 1)`,
  );
}

/** SQL for the identifiers of pictures, from a list of their addresses: a picture keeps its own when it is posted again, whatever the server. */
export function pictureNames(list: string): string {
  return `list_distinct(list_filter(list_transform(${list}, lambda link: regexp_extract(link, '([^/?]+?)(?:[.]\\w+)?(?:[?].*)?$', 1)), lambda name: name NOT IN ('', '无')))`;
}
