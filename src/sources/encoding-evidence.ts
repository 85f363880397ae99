import { isAscii, isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { AntiphonError } from '../errors.js';
import { CHUNK_BYTES } from './input-file.js';
import { type Encoding, pieceDecoder } from './text-encoding.js';
import type { TextFile } from './text-file.js';

/** What the damaged places of a text say about its encoding. */
export type EncodingVerdict =
  /** Explained by this encoding. */
  | { readonly kind: 'known'; readonly encoding: Encoding }
  /** Bytes that make whole words, in an encoding that cannot be told for certain; the likeliest ones first. */
  | { readonly kind: 'unknown'; readonly likely: readonly Encoding[] };

/** Places of each piece that are kept as evidence: much of the first pieces, some of all others. */
const PIECE_EVIDENCE_BYTES = 16_384;
const LATER_EVIDENCE_BYTES = 1024;
const RICH_PIECES = 64;

/**
 * The encoding of a text with bytes that are not UTF-8, by the words that hold such bytes, taken from the whole text.
 *
 * UTF-8 with damage, unless UTF-8 explains less than half of the foreign characters and another encoding reads the words well: GB18030
 * where they are of common Chinese characters and no other writing reads better; Windows-1252 where they are Western letters with
 * accents, alone or by twos, and its marks. Where whole words are of foreign bytes and neither holds, the encoding is unknown.
 */
export async function weighEncoding(textPath: string): Promise<EncodingVerdict> {
  const evidence = new Evidence();
  for await (const piece of createReadStream(textPath, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) evidence.feed(piece);
  evidence.end();
  return verdict(evidence);
}

/** The same for a text in memory. */
export function encodingOfText(text: Buffer): EncodingVerdict {
  const evidence = new Evidence();
  evidence.feed(text);
  evidence.end();
  return verdict(evidence);
}

/** A text that was read whole in some encoding. */
interface Read {
  readonly file: TextFile;
  readonly header?: readonly string[];
}

/**
 * Reads a text in the encoding that was named; where none was, as UTF-8 or UTF-16, and once more in another where its damaged places
 * say so.
 *
 * @throws AntiphonError `file`: whole words are of bytes in an encoding that cannot be told.
 */
export async function readSettled<T extends Read>(
  named: Encoding | undefined,
  read: (encoding: Encoding | undefined) => Promise<T>,
): Promise<T> {
  const first = await read(named);
  if (named !== undefined || first.file.firstBadByte === null) return first;
  const found = await weighEncoding(first.file.textPath);
  if (found.kind === 'known') return found.encoding === 'utf-8' ? first : read(found.encoding);
  const { path } = first.file;
  const likely = found.likely.slice(0, 3);
  const remedy =
    likely.length === 0
      ? 'name it, such as --encoding windows-1250'
      : `it reads best as ${likely.join(' or ')}: name it, as --encoding ${likely[0]}`;
  throw new UnknownEncodingError(
    `${path} is not UTF-8, and which encoding it is cannot be told for certain; ${remedy} (nothing was imported)`,
    first.header ?? [],
  );
}

/** A text whose words are in an encoding that cannot be told. */
export class UnknownEncodingError extends AntiphonError {
  /** Names of the columns as they read so far. */
  readonly columns: readonly string[];

  constructor(message: string, columns: readonly string[]) {
    super('file', message);
    this.name = 'UnknownEncodingError';
    this.columns = columns;
  }
}

/** Counts of a text, and its words with bytes that are not UTF-8. */
class Evidence {
  /** Characters of several bytes that are UTF-8. */
  soundCount = 0;
  /** Places that are not. */
  brokenCount = 0;
  readonly words: Buffer[] = [];
  private pieces = 0;
  private rest: Buffer = Buffer.alloc(0);

  feed(piece: Buffer): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece;
    let cut = bytes.length;
    // Below 0x30 no byte is part of a character of several bytes, in any encoding looked at.
    while (cut > 0 && (bytes[cut - 1] as number) >= 0x30) cut--;
    if (cut === 0 && bytes.length > 65_536) cut = bytes.length;
    this.take(bytes.subarray(0, cut));
    this.rest = Buffer.from(bytes.subarray(cut));
  }

  end(): void {
    this.take(this.rest);
  }

  private take(bytes: Buffer): void {
    if (isAscii(bytes)) return;
    if (isUtf8(bytes)) {
      this.soundCount += leadCount(bytes);
      return;
    }
    let room = this.pieces++ < RICH_PIECES ? PIECE_EVIDENCE_BYTES : LATER_EVIDENCE_BYTES;
    for (let start = 0; start < bytes.length; start++) {
      let end = start;
      let isForeign = false;
      for (; end < bytes.length && (bytes[end] as number) >= 0x30; end++) if ((bytes[end] as number) >= 0x80) isForeign = true;
      if (isForeign) {
        const word = bytes.subarray(start, end);
        if (isUtf8(word)) this.soundCount += leadCount(word);
        else {
          const read = word.toString('utf8').match(/[\u0080-\u{10FFFF}]/gu) ?? [];
          const broken = read.filter((character) => character === '\uFFFD').length;
          this.brokenCount += broken;
          this.soundCount += read.length - broken;
          if (room > 0) this.words.push(Buffer.from(word));
          room -= word.length;
        }
      }
      start = end;
    }
  }
}

function leadCount(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte >= 0xc0) count++;
  return count;
}

const SPACE = Buffer.from(' ');
const UTF_8: EncodingVerdict = { kind: 'known', encoding: 'utf-8' };
/** Fewer broken places than this are damage, whatever they look like. */
const LEAST_BROKEN = 4;
/** Single letters with accents need more: a flipped bit makes one of a plain letter. */
const LEAST_WESTERN = 5;
/** Foreign bytes in runs of three and more that make words, not damage. */
const LEAST_WORD_BYTES = 8;

function verdict({ soundCount, brokenCount, words }: Evidence): EncodingVerdict {
  if (brokenCount < LEAST_BROKEN || brokenCount <= soundCount) return UTF_8;
  const western = westernShare(words);
  if (western >= 0.95 && brokenCount >= LEAST_WESTERN) return { kind: 'known', encoding: 'windows-1252' };
  const ranked = READINGS.map((reading) => ({ encoding: reading.encoding, fit: fitOf(reading, words) })).sort((a, b) => b.fit - a.fit);
  const [best, second] = ranked as [Ranked, Ranked];
  if (best.encoding === 'gb18030' && best.fit >= 0.4 && best.fit >= 1.25 * second.fit) return { kind: 'known', encoding: 'gb18030' };
  const likely = ranked.filter(({ fit: value }) => value >= 0.5 && value >= 0.7 * best.fit).map(({ encoding }) => encoding);
  if (wordBytes(words) >= LEAST_WORD_BYTES && best.fit >= 0.4) return { kind: 'unknown', likely };
  // Single letters with accents, but not of the West: Polish, Czech, Turkish …
  if (western >= 0.3 && brokenCount >= 2 * LEAST_WORD_BYTES && strayShare(words) < 0.2) return { kind: 'unknown', likely: [] };
  return UTF_8;
}

type Ranked = { readonly encoding: Encoding; readonly fit: number };

/** Foreign bytes that stand in runs of three and more. */
function wordBytes(words: readonly Buffer[]): number {
  let count = 0;
  for (const word of words) for (const run of word.toString('latin1').match(/[\x80-\xff]{3,}/g) ?? []) count += run.length;
  return count;
}

const WESTERN_LETTER = /[ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜàáâãäåæçèéêëìíîïñòóôõöøùúûüß\x8c\x9c]/;
const WESTERN_MARK = /[\x80\x82\x84\x85\x8b\x91-\x97\x99\x9b\xa0\xa1\xa3\xa7\xa9\xaa\xab\xad\xae\xb0\xb2-\xb4\xb7\xba\xbb\xbc-\xbf]/;
const JOINING_MARK = /[\x91\x92\x96\x97\xa0\xad\xb7]/;

/** Share of the foreign bytes that are what Windows-1252 holds in Western texts: letters in words, and marks between them, 0–1. */
function westernShare(words: readonly Buffer[]): number {
  let good = 0;
  let all = 0;
  for (const word of words) {
    const text = word.toString('latin1');
    for (const match of text.matchAll(/[\x80-\xff]+/g)) {
      const run = match[0];
      all += run.length;
      if ((run.match(/[\xc0-\xff]+/g) ?? []).some((letters) => letters.length > 2)) continue;
      const before = text[match.index - 1] ?? '';
      const after = text[match.index + run.length] ?? '';
      const isInside = /[A-Za-z]/.test(before) && /[A-Za-z]/.test(after);
      for (const [index, character] of [...run].entries()) {
        const next = run[index + 1] ?? after;
        // Without an e behind it, õ is the ő of Hungarian in Windows-1250.
        const isWestern = WESTERN_LETTER.test(character) && (character !== 'õ' || next === 'e');
        const isLetter = isWestern && !/[0-9]/.test(before) && !/[0-9]/.test(after);
        if (isLetter || (WESTERN_MARK.test(character) && (!isInside || run.length > 1 || JOINING_MARK.test(character)))) good++;
      }
    }
  }
  return all === 0 ? 0 : good / all;
}

/** Share of words whose foreign bytes have no letter beside them, as damage has, 0–1. */
function strayShare(words: readonly Buffer[]): number {
  const stray = words.filter((word) => !/[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]/.test(word.toString('latin1')));
  return stray.length / Math.max(1, words.length);
}

/** A way to read foreign bytes, by the characters that are frequent in texts written so. */
interface Reading {
  readonly encoding: Encoding;
  readonly frequent: RegExp;
  /** Share of a text's foreign characters that these make up in real texts, 0–1. */
  readonly usual: number;
}

const HANZI_COMMON =
  '的一是不了在人有我他中大上和你地出道也年得就那要下以生自着去之家可里小么心多天而能好然日起成事只作想看文手十用主行方又如前本面公同三已老道知民分其外但身些高意法此二理美月明全工己王李黄林吴周名度部正定女力等最市眼原白合放做光性通目命活表今京期安路提金何更反入先山五水百政海口使教西再平真信气北少内加化由';
const HANZI_SIMPLE =
  '这来国个到说们为子时会过学对她后还发当无开见经头从动两长样现将与进实回点种声话儿者向情问机给几很业间新什打便位因重被走电四第门相次东听世关并却代军产万体别处总才场师书比住员报马难神数件张车应叫让认论该领传近红决达办运武必步深区即求士转量空众技轻程语英基派满式写极令德钱党视频双历史商网题选战风记边共务制转发微博评';
const HANZI_TRADITIONAL =
  '這來國個到說們為子時會過學對她後還發當無開見經頭從動兩長樣現將與進實回點種聲話兒者向情問機給幾很業間新什打便位因重被走電四第門相次東聽世關並卻代軍產萬體別處總才場師書比住員報馬難神數件張車應叫讓認論該領傳近紅決達辦運武必步深區即求士轉量空眾技輕程語英基派滿式寫極令德錢黨視頻雙歷史商網題選戰風記邊共務制台灣';
const READINGS: readonly Reading[] = [
  { encoding: 'gb18030', frequent: new RegExp(`[${HANZI_COMMON}${HANZI_SIMPLE}，。！？：；“”、《》…【】（）]`), usual: 0.6 },
  { encoding: 'big5', frequent: new RegExp(`[${HANZI_COMMON}${HANZI_TRADITIONAL}，。！？：；「」、《》…【】（）]`), usual: 0.6 },
  { encoding: 'shift_jis', frequent: /[ぁ-んァ-ヴー、。「」]/, usual: 0.55 },
  { encoding: 'euc-jp', frequent: /[ぁ-んァ-ヴー、。「」]/, usual: 0.55 },
  {
    encoding: 'euc-kr',
    frequent: /[이다는을를에의가고하지은로도한서기나시사자대어인리게아들정해일과그수라만보전부여주스있것으니면장상원제동신안국성구요와민]/,
    usual: 0.65,
  },
  { encoding: 'windows-1251', frequent: /[оеаинтсрвлкмдпуяыьгзбчйіїєў]/, usual: 0.85 },
  { encoding: 'koi8-r', frequent: /[оеаинтсрвлкмдпуяыьгзбчй]/, usual: 0.85 },
  { encoding: 'windows-1253', frequent: /[αοιετσνηυρπκμλςόίέάήώύγδ]/, usual: 0.9 },
  { encoding: 'windows-1255', frequent: /[יוהלאתרמב]/, usual: 0.65 },
  { encoding: 'windows-1256', frequent: /[اليمونرتبعد]/, usual: 0.75 },
];

/** How well a reading fits the words: 1 for a usual text, near 0 for none; what it cannot read counts against it. */
function fitOf({ encoding, frequent, usual }: Reading, words: readonly Buffer[]): number {
  const decoder = pieceDecoder(encoding);
  const text = Buffer.concat([decoder.decode(Buffer.concat(words.flatMap((word) => [word, SPACE]))), decoder.end()]).toString('utf8');
  const foreign = text.match(/[\u0080-\u{10FFFF}]/gu) ?? [];
  const good = foreign.filter((character) => frequent.test(character)).length;
  const broken = foreign.filter((character) => /[\uFFFD\uE000-\uF8FF\u0080-\u009F]/.test(character)).length;
  return foreign.length === 0 ? 0 : Math.max(0, good - 2 * broken) / foreign.length / usual;
}
