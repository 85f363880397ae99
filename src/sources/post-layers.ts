import type { LayerPlan } from '../store/load.js';
import { sqlText } from './format.js';

// The layers that posts give at once. Each keeps the string as it stood; the canonical form is what accounts are compared by.
// Columns named here are SQL over the file's columns; `…InText` look into the post's text where a source has no column.

// As X reads links: they end where Chinese or Japanese goes on without a space.
const URL_PATTERN = `https?://[^\\s"<>'«»“”\\p{Han}\\p{Hiragana}\\p{Katakana}\u3000-\u303F\uFF00-\uFFEF]+`;

/** The original post that a post reposts. */
export function repostLayer(column: string): LayerPlan {
  return { name: 'repost', staged: nullIfBlank(column), value: (staged) => staged, isList: false };
}

/** The post that a post answers. */
export function replyLayer(column: string): LayerPlan {
  return { name: 'reply', staged: nullIfBlank(column), value: (staged) => staged, isList: false };
}

/** Links, and the hosts that they lead to. */
export function urlLayers(list: string): LayerPlan[] {
  return [
    { name: 'url', staged: list, value: (staged) => staged, isList: true, canonical: canonicalUrl },
    { name: 'domain', staged: list, value: (staged) => domainsOf(staged), isList: true },
  ];
}

/**
 * Links in the text, and the hosts that they lead to, without the punctuation that follows them; a closing bracket stays where the
 * link opens one. A link that ends in `…` was cut off with its text and is none, except a whole `t.co` link.
 */
export function urlLayersInText(): LayerPlan[] {
  // Patterns stay constants: one worked out row by row is compiled row by row.
  const found = `regexp_extract_all(staged.text, ${sqlText(URL_PATTERN)})`;
  const whole = `CASE WHEN contains(staged.text, '…') THEN list_filter(${found}, lambda u: NOT ends_with(u, '…') OR regexp_full_match(u, 'https?://t[.]co/\\w{10}…')) ELSE ${found} END`;
  const urls = `list_transform(${whole}, lambda u: CASE WHEN contains(u, '(') THEN regexp_replace(u, '[].,;:!?…]+$', '') ELSE regexp_replace(u, '[].,;:!?)…]+$', '') END)`;
  return [
    { name: 'url', value: () => urls, isList: true, canonical: canonicalUrl },
    { name: 'domain', value: () => domainsOf(urls), isList: true },
  ];
}

/** Hashtags without their sign; compared without regard to case. */
export function hashtagLayer(list: string): LayerPlan {
  return { name: 'hashtag', staged: list, value: (staged) => staged, isList: true, canonical: foldCase };
}

/** Hashtags in the text: a sign with a letter after it, and none before it, so that `#5`, `&#39;` and the `#` of a link are none. */
export function hashtagLayerInText(): LayerPlan {
  return {
    name: 'hashtag',
    value: () =>
      `regexp_extract_all(staged.text, '(?:^|[^\\p{L}\\p{M}\\p{N}_&/#＃])[#＃]([\\p{N}_]*[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{N}_]*)', 1)`,
    isList: true,
    canonical: foldCase,
  };
}

/** Accounts that a post names; compared without regard to case. */
export function mentionLayer(list: string): LayerPlan {
  return { name: 'mention', staged: list, value: (staged) => staged, isList: true, canonical: foldCase };
}

/** Mentions in the text, as X reads them: Latin letters, digits and `_` after a sign that no Latin letter, digit or `/` precedes. */
export function mentionLayerInText(): LayerPlan {
  return {
    name: 'mention',
    value: () => `regexp_extract_all(staged.text, '(?:^|[^A-Za-z0-9_!#$%&*@＠/])[@＠]([A-Za-z0-9_]{1,30})', 1)`,
    isList: true,
    canonical: foldCase,
  };
}

/**
 * Equal texts, after normalising: lower case, without links, mentions and a leading `RT @x:`, runs of punctuation and of white
 * space as one. The object is a digest of the normal form. Reposts are left out: they have a layer of their own.
 *
 * Patterns are the slow part of an import, so each is tried only where a plain search finds what it looks for.
 *
 * @param hasKind True if the staged column `kind` is there.
 */
export function textLayer(hasKind: boolean): LayerPlan {
  const steps: [readonly string[], string, string][] = [
    [['@', '://'], '^\\s*rt @\\w+:?|https?://\\S+|@\\w+', ' '],
    [['!!', '??', '..', '!?', '?!', '…', '~~', '--', '**', '__'], '([!?.…~*_-])[!?.…~*_-]+', '\\1'],
    [['\n', '\r', '\t', '  ', '\u00A0'], '[\\s\u00A0]+', ' '],
  ];
  const normalise = (text: string): string =>
    steps.reduce((inner, [signs, pattern, by]) => {
      const found = signs.map((sign) => `contains(t, ${sqlText(sign)})`).join(' OR ');
      return `list_transform(${inner}, lambda t: CASE WHEN ${found} THEN regexp_replace(t, ${sqlText(pattern)}, ${sqlText(by)}, 'g') ELSE t END)`;
    }, `[${text}]`);
  const normal = `trim(${normalise('lower(staged.text)')}[1])`;
  return {
    name: 'text',
    value: () => (hasKind ? `CASE WHEN staged.kind IS DISTINCT FROM 'repost' THEN ${normal} END` : normal),
    finish: (value) => `CASE WHEN ${value} <> '' THEN left(md5(${value}), 20) END`,
    isList: false,
  };
}

/** SQL for a list as Python prints it (`['a', "b"]`, `[a, b]`, `[]` or blank); NULL when it is empty. */
export function pythonList(column: string): string {
  const strings = `'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"`;
  const isOne = `starts_with(${column}, '[''') AND ends_with(${column}, ''']') AND NOT contains(${column}, ',') AND NOT contains(${column}, '\\')`;
  return `CASE WHEN ${column} IS NULL OR ${column} IN ('', '[]') THEN NULL
    WHEN ${isOne} THEN [${column}[3:-3]]
    WHEN contains(${column}, '''') OR contains(${column}, '"')
    THEN list_transform(regexp_extract_all(${column}, ${sqlText(strings)}), lambda s: replace(s[2:-2], '\\''', ''''))
    ELSE list_filter(list_transform(string_split(trim(${column}, '[]'), ','), lambda s: trim(s)), lambda s: s <> '') END`;
}

/** SQL for a list whose items are separated by a text. */
export function separatedList(column: string, separator: string): string {
  return `CASE WHEN ${column} <> '' THEN list_filter(list_transform(string_split(${column}, ${sqlText(separator)}), lambda s: trim(s)), lambda s: s <> '') END`;
}

/** SQL for a list written as a JSON array of strings. */
export function jsonList(column: string): string {
  return `CASE WHEN ${column} <> '' AND ${column} <> '[]' THEN from_json(${column}, '["VARCHAR"]') END`;
}

function domainsOf(urls: string): string {
  const host = `regexp_extract(lower(u), '^[a-z][a-z0-9+.-]*://(?:[^@/?#]*@)?(?:www[.])?([^/?#:]+)', 1)`;
  return `list_distinct(list_transform(${urls}, lambda u: ${host}))`;
}

/** Scheme and host in lower case, without fragment and without the slash of an empty path. */
function canonicalUrl(key: string): string {
  const origin = `regexp_extract(${key}, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*')`;
  return `regexp_replace(regexp_replace(lower(${origin}) || substr(${key}, length(${origin}) + 1), '#.*$', ''), '^([^/]*//[^/?]*)/$', '\\1')`;
}

function foldCase(key: string): string {
  return `lower(nfc_normalize(${key}))`;
}

function nullIfBlank(column: string): string {
  return `nullif(trim(${column}), '')`;
}
