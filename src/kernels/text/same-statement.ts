import { withoutEntities } from './html-entities.js';
import { languageCode } from './language-names.js';

/** Where a platform or an export cut a text: `…`, or Weibo's words for "whole text", and at most a link behind it. */
const CUT = /\s*(?:…|(?:…|\.{3})\s?(?:展开)?全文)(?:\s*https?:\/\/\S*)?$/u;

/** What X puts before the text of a repost where it does not give that of the original. */
const REPOST_OF = /^RT @\w{1,30}: /;

/**
 * True if two texts say the same and differ only in how they are written: Unicode form (NFC), HTML entities, white space, the mark of a
 * repost (`RT @name:`) before one of them; or if one of them was cut off at its end and begins the other.
 */
export function isSameText(a: string, b: string): boolean {
  const [one, two] = [comparable(a), comparable(b)];
  return one === two || isCutFrom(one, two) || isCutFrom(two, one);
}

function comparable(text: string): string {
  return withoutEntities(text).normalize('NFC').replace(/\s+/gu, ' ').trim().replace(REPOST_OF, '');
}

/** True if `cut` is marked as cut off, and what is left of it begins `whole`, which may itself be cut off further on. */
function isCutFrom(cut: string, whole: string): boolean {
  const end = cut.search(CUT);
  return end >= 0 && whole.replace(CUT, '').startsWith(cut.slice(0, end));
}

/**
 * True if two names of a language mean the same one: codes of two or three letters with or without region (`en`, `eng`, `en-GB`), older
 * codes (`iw`), and English names (`English`). A code that names no language (`und`, `zxx`, `mul`, `qme`) contradicts none.
 */
export function isSameLanguage(a: string, b: string): boolean {
  const [one, two] = [languageCode(a), languageCode(b)];
  return one === two || one === null || two === null;
}
