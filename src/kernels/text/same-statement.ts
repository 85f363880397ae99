import { withoutEntities } from './html-entities.js';

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

const NAMES = new Intl.DisplayNames('en', { type: 'language' });
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
let codes: Map<string, string> | null = null;

/** The language's code, or the name in lower case where it is none; null for what names no language. */
function languageCode(name: string): string | null {
  const folded = name.trim().toLowerCase().replaceAll('_', '-');
  if (/^(?:und|zxx|mul|mis|art|q[a-t][a-z])$/.test(folded)) return null;
  codes ??= new Map(
    LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).map((code) => [NAMES.of(code)?.toLowerCase() ?? code, code]),
  );
  const code = codes.get(folded) ?? folded;
  try {
    return /^[a-z]{2,3}(?:-|$)/.test(code) ? new Intl.Locale(code).language : code;
  } catch {
    return code;
  }
}
