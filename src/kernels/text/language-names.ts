/** English names of languages as archives write them, by their ISO 639-1 code. */
const NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  `afrikaans af, albanian sq, amharic am, arabic ar, armenian hy, assamese as, azerbaijani az, azeri az, basque eu, bashkir ba, belarusian be,
  belorussian be, bengali bn, bangla bn, bosnian bs, bulgarian bg, burmese my, myanmar my, catalan ca, cantonese zh, chinese zh, mandarin zh,
  simplified chinese zh, traditional chinese zh, croatian hr, czech cs, danish da, dhivehi dv, divehi dv, dutch nl, english en, esperanto eo,
  estonian et, filipino tl, finnish fi, flemish nl, french fr, galician gl, georgian ka, german de, greek el, gujarati gu, haitian ht, hausa ha,
  hebrew he, hindi hi, hungarian hu, icelandic is, igbo ig, indonesian id, irish ga, italian it, japanese ja, javanese jv, kannada kn, kazakh kk,
  khmer km, kirghiz ky, kyrgyz ky, korean ko, kurdish ku, lao lo, latin la, latvian lv, lithuanian lt, macedonian mk, malay ms, malayalam ml,
  maltese mt, marathi mr, moldavian ro, mongolian mn, nepali ne, norwegian no, odia or, oriya or, pashto ps, pushto ps, persian fa, farsi fa,
  polish pl, portuguese pt, punjabi pa, panjabi pa, romanian ro, russian ru, serbian sr, sindhi sd, sinhala si, sinhalese si, slovak sk,
  slovene sl, slovenian sl, somali so, sorani ku, spanish es, castilian es, sundanese su, swahili sw, swedish sv, tagalog tl, tajik tg, tamil ta,
  tatar tt, telugu te, thai th, tibetan bo, tigrinya ti, turkish tr, turkmen tk, ukrainian uk, urdu ur, uighur ug, uyghur ug, uzbek uz,
  vietnamese vi, welsh cy, yiddish yi, yoruba yo, zulu zu`
    .split(/,\s+/)
    .map((entry) => [entry.slice(0, entry.lastIndexOf(' ')), entry.slice(entry.lastIndexOf(' ') + 1)]),
);

/** Codes that are written in another way today: withdrawn ones, those of three letters, and languages that stand under a wider one here. */
const CODES: Readonly<Record<string, string>> = Object.fromEntries(
  `in id, iw he, ji yi, jw jv, mo ro, sh sr, cmn zh, yue zh, wuu zh, nan zh, hak zh, fil tl, nb no, nn no, ckb ku, kmr ku, pes fa, prs fa, arb ar,
  arz ar, afr af, alb sq, sqi sq, amh am, ara ar, arm hy, hye hy, aze az, baq eu, eus eu, bel be, ben bn, bos bs, bul bg, bur my, mya my, cat ca,
  chi zh, zho zh, hrv hr, ces cs, cze cs, dan da, dut nl, nld nl, eng en, est et, fin fi, fra fr, fre fr, geo ka, kat ka, deu de, ger de, ell el,
  gre el, guj gu, heb he, hin hi, hun hu, ice is, isl is, ind id, ita it, jpn ja, kan kn, kaz kk, khm km, kir ky, kor ko, kur ku, lao lo, lav lv,
  lit lt, mac mk, mkd mk, may ms, msa ms, zsm ms, mal ml, mar mr, mon mn, nep ne, nor no, ori or, ory or, pan pa, pus ps, per fa, fas fa, pol pl,
  por pt, ron ro, rum ro, rus ru, srp sr, snd sd, sin si, slo sk, slk sk, slv sl, som so, spa es, swa sw, swe sv, tgl tl, tam ta, tel te, tha th,
  bod bo, tib bo, tur tr, ukr uk, urd ur, uig ug, uzb uz, vie vi, cym cy, wel cy, yor yo`
    .split(/,\s+/)
    .map((entry) => entry.split(' ') as [string, string]),
);

/**
 * What sources write where they name no language: undetermined, several, none, and X's own codes for posts of mentions (`qam`), tags
 * (`qht`, `qct`), media (`qme`, `art`), links and too few words (`qst`).
 */
const NO_LANGUAGE: ReadonlySet<string> = new Set(
  [
    '',
    'und',
    'undetermined',
    'undefined',
    'language undefined',
    'unknown',
    'none',
    'null',
    'n/a',
    'na',
    'nan',
    'other',
    'mul',
    'mis',
    'zxx',
  ].concat(['qam', 'qct', 'qht', 'qme', 'qst', 'art', 'xx']),
);

/**
 * A language as a source writes it, as a code by which languages are compared: `Russian`, `ru-RU` and `rus` are `ru`; `iw` is `he`.
 *
 * Script and region are left out (`zh-cn`, `zh-Hant`: `zh`; `pt-BR`: `pt`); forms of one wider language stand under it (`nb`: `no`,
 * `fil`: `tl`, `cmn`: `zh`). For comparison only: what the source wrote stays as it is.
 *
 * @returns Null where the source names no language; the value in lower case, without region, where it is none of the table's.
 */
export function languageCode(stated: string): string | null {
  const name = stated
    .trim()
    .toLowerCase()
    .replace(/\s*\(.*\)$/, '');
  if (NO_LANGUAGE.has(name)) return null;
  if (Object.hasOwn(NAMES, name)) return NAMES[name] as string;
  const main = name.split(/[-_]/)[0] as string;
  if (NO_LANGUAGE.has(main)) return null;
  return Object.hasOwn(CODES, main) ? (CODES[main] as string) : main;
}

/** Languages that no detector tells apart, by the wider one that stands for them: Indonesian is a form of Malay (macrolanguage `ms`). */
const WIDER: Readonly<Record<string, string>> = { id: 'ms', bs: 'hr' };

/** The code under which a stated and a found language are compared. */
export function comparedLanguage(code: string): string {
  return WIDER[code] ?? code;
}

/** A code as it may stand in any output: what is no code of two or three letters, so may be anything that a source wrote, is `other`. */
export function plainLanguage(code: string): string {
  return /^[a-z]{2,3}$/.test(code) ? code : 'other';
}
