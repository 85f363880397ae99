import type { CanonicalForm, DerivedLayer, LayerPlan } from '../store/load-plan.js';
import { canonicalLink, LINK_FORM, linkHost, plainCanonicalLink, registrableDomain } from './canonical-link.js';
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

/** The account, or the name, whose post a forwarded one was, where the source does not say which post it was. */
export function forwardLayer(column: string): LayerPlan {
  return { name: 'forwarded-from', staged: nullIfBlank(column), value: (staged) => staged, isList: false };
}

/**
 * Links, and the publishers that they lead to.
 *
 * @param closely The form of a link that is not plain.
 */
export function urlLayers(list: string, closely = canonicalLink): LayerPlan[] {
  return [{ name: 'url', staged: list, value: (staged) => staged, isList: true, canonical: { ...LINK, closely }, ofObject: DOMAIN }];
}

/**
 * Links in the text, and the publishers that they lead to, without the punctuation that follows them; a closing bracket stays where
 * the link opens one. A link that ends in `…` was cut off with its text and is none, except a whole `t.co` link.
 */
export function urlLayersInText(): LayerPlan[] {
  // Patterns stay constants: one worked out row by row is compiled row by row.
  const found = `regexp_extract_all(staged.text, ${sqlText(URL_PATTERN)})`;
  const whole = `CASE WHEN contains(staged.text, '…') THEN list_filter(${found}, lambda u: NOT ends_with(u, '…') OR regexp_full_match(u, 'https?://t[.]co/\\w{10}…')) ELSE ${found} END`;
  const urls = `list_transform(${whole}, lambda u: CASE WHEN contains(u, '(') THEN regexp_replace(u, '[].,;:!?…]+$', '') ELSE regexp_replace(u, '[].,;:!?)…]+$', '') END)`;
  return [{ name: 'url', value: () => urls, isList: true, canonical: LINK, ofObject: DOMAIN }];
}

/**
 * Links of a column and links in the text.
 *
 * @param list SQL for the links of the column; null where there is none.
 */
export function urlLayersWithText(list: string | null): LayerPlan[] {
  if (list === null) return urlLayersInText();
  // Never NULL when staged: records whose staged value is NULL are passed over, and these may have links in their text.
  const staged = `coalesce(${list}, []::VARCHAR[])`;
  return urlLayersInText().map((layer) => ({
    ...layer,
    staged,
    value: (column) => `list_distinct(list_concat(${column}, coalesce(${layer.value('')}, [])))`,
  }));
}

const LINK: CanonicalForm = { id: LINK_FORM, quick: plainCanonicalLink, closely: canonicalLink };
const DOMAIN: DerivedLayer = {
  name: 'domain',
  value: linkHost,
  canonical: { id: LINK_FORM, quick: () => 'NULL::VARCHAR', closely: registrableDomain },
};

/** Hashtags without their sign, compared without regard to case; and a post's tags in order. */
export function hashtagLayers(list: string): LayerPlan[] {
  return [{ name: 'hashtag', staged: list, value: (staged) => staged, isList: true, canonical: FOLDED, ofList: HASHTAG_SEQUENCE }];
}

/** Hashtags in the text: a sign with a letter after it, and none before it, so that `#5`, `&#39;` and the `#` of a link are none. */
export function hashtagLayersInText(): LayerPlan[] {
  const tags = `regexp_extract_all(${UNCUT_TEXT}, '(?:^|[^\\p{L}\\p{M}\\p{N}_&/#＃])[#＃]([\\p{N}_]*[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{N}_]*)', 1)`;
  return [{ name: 'hashtag', value: () => tags, isList: true, canonical: FOLDED, ofList: HASHTAG_SEQUENCE }];
}

/** Accounts that a post names; compared without regard to case. */
export function mentionLayer(list: string): LayerPlan {
  return { name: 'mention', staged: list, value: (staged) => staged, isList: true, canonical: FOLDED };
}

/** Mentions in the text, as X reads them: Latin letters, digits and `_` after a sign that no Latin letter, digit or `/` precedes. */
export function mentionLayerInText(): LayerPlan {
  return {
    name: 'mention',
    value: () => `regexp_extract_all(${UNCUT_TEXT}, '(?:^|[^A-Za-z0-9_!#$%&*@＠/])[@＠]([A-Za-z0-9_]{1,30})', 1)`,
    isList: true,
    canonical: FOLDED,
  };
}

/** Pictures and films by the identifiers or digests that the source gives them. */
export function mediaLayer(list: string): LayerPlan {
  return { name: 'media', staged: list, value: (staged) => staged, isList: true };
}

// Where a text was cut off, the tag or name before the sign of it is no whole one; a link may follow.
const UNCUT_TEXT = `CASE WHEN contains(staged.text, '…') THEN regexp_replace(staged.text, '[#＃@＠][\\p{L}\\p{M}\\p{N}_]*…(?:\\s*https?://\\S*)?\\s*$', '') ELSE staged.text END`;

/** Tags compared without regard to case and in one Unicode form. */
const FOLDED: CanonicalForm = { id: 'fold-1', quick: foldCase };

/** The tags of a post in their order, where at least two differ: `#one #two`. */
const HASHTAG_SEQUENCE: DerivedLayer = {
  name: 'hashtag-sequence',
  value: (list) => {
    const tags = `list_transform(${list}, lambda tag: '#' || ${foldCase('tag')})`;
    return `CASE WHEN len(list_distinct(${tags})) > 1 THEN array_to_string(${tags}, ' ') END`;
  },
};

/** What posts refer to where a source names all of it: SQL over identifiers, and over lists as JSON arrays. */
export interface References {
  readonly repost: string;
  readonly reply: string;
  readonly urls: string;
  readonly hashtags: string;
  readonly mentions: string;
  readonly media: string;
}

/** All layers of posts whose source names their references. */
export function referenceLayers({ repost, reply, urls, hashtags, mentions, media }: References): LayerPlan[] {
  return [
    repostLayer(repost),
    replyLayer(reply),
    ...urlLayers(jsonList(urls)),
    ...hashtagLayers(jsonList(hashtags)),
    mentionLayer(jsonList(mentions)),
    mediaLayer(jsonList(media)),
    textLayer(true),
  ];
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
    isOnePerPost: true,
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

function foldCase(key: string): string {
  return `lower(nfc_normalize(${key}))`;
}

function nullIfBlank(column: string): string {
  return `nullif(trim(${column}), '')`;
}
