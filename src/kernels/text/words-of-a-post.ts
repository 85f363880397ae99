/** No more of a text than this is looked at, in UTF-16 units: enough to tell any language. */
const LOOKED_AT = 4000;

const DENSE = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}';
const LINK_UNIT = `[^\\s"'<>，。！？、；：（）《》【】「」${DENSE}]`;
/** A link with a scheme, `www.` or a known shortener, or a host with a path; an address of mail. */
const LINK = new RegExp(
  `(?<![\\p{L}\\p{N}.@-])(?:(?:https?://|ftp://|www\\.|pic\\.twitter\\.com/|t\\.co/)${LINK_UNIT}*|(?:[a-z0-9-]+\\.)+[a-z]{2,}/${LINK_UNIT}*)`,
  'giu',
);
const SCHEME = new RegExp(`https?://${LINK_UNIT}*`, 'giu');
const MAIL = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}/g;
const REPOST_MARK = /(?<![\p{L}\p{N}])RT(?=\s{0,4}[@＠])/gu;
/** A name: of Latin letters, with its host where it has one (Mastodon, Bluesky), or of any letters (Weibo). */
const NAME = /[@＠](?:[A-Za-z0-9_]+(?:[@.][A-Za-z0-9_-]+)*|[\p{L}\p{N}_-]+)/gu;
const ENTITY = /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[\da-f]{1,6});/gi;
const PICTURE = /\p{Extended_Pictographic}/gu;
const TAG = /[#＃]([\p{L}\p{N}\p{M}_]+)/gu;
const WORD_JOINT = /(?<=\p{Ll})(?=\p{Lu})|_/gu;
const ASCII = /^[\x20-\x7e]*$/;

/**
 * What of a post is language: its text without links, addresses, names, marks of reposts, HTML entities and emoji; hashtags as the words
 * that they are made of (`#MakeItRain_now` is `Make It Rain now`); compatibility forms (NFKC) of letters as plain letters.
 *
 * For telling the language only: the text of the post stays as it is. Looks at the first 4,000 UTF-16 units.
 */
export function wordsOfPost(text: string): string {
  let words = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text;
  const isPlain = ASCII.test(words);
  if (words.includes('/') || words.includes('www.')) words = words.replace(SCHEME, ' ').replace(LINK, ' ');
  if (words.includes('@') || words.includes('＠')) words = words.replace(MAIL, ' ').replace(REPOST_MARK, ' ').replace(NAME, ' ');
  if (words.includes('&')) words = words.replace(ENTITY, ' ');
  if (!isPlain) words = words.replace(PICTURE, ' ');
  if (words.includes('#') || words.includes('＃')) words = words.replace(TAG, (_, tag: string) => ` ${tag.replace(WORD_JOINT, ' ')} `);
  return isPlain ? words : words.normalize('NFKC');
}
