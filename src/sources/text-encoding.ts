import { AntiphonError } from '../errors.js';

/** Name of an encoding as the Encoding Standard writes it, in small letters: `utf-8`, `gb18030`, `windows-1252`. */
export type Encoding = string;

/** Turns bytes into text piece by piece; a character may lie across two pieces. */
export interface PieceDecoder {
  decode(piece: Buffer): Buffer;
  /** What is left at the end. */
  end(): Buffer;
}

/** Characters of Windows-1252 from 0x80 to 0x9F. */
const WINDOWS_1252_CONTROLS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

/**
 * A decoder to UTF-8 that drops a byte-order mark and reads what is no text as U+FFFD.
 *
 * Windows-1252 is read by a table of our own: some versions of Node read its bytes 80–9F as control characters.
 */
export function pieceDecoder(encoding: Encoding): PieceDecoder {
  if (encoding === 'windows-1252')
    return {
      decode: (piece) =>
        Buffer.from(
          piece.toString('latin1').replace(/[\x80-\x9f]/g, (byte) => WINDOWS_1252_CONTROLS[byte.charCodeAt(0) - 0x80] as string),
          'utf8',
        ),
      end: () => Buffer.alloc(0),
    };
  return new WholeCharacterDecoder(encoding);
}

/** Longest run of bytes that is held back for a place to cut. */
const MAX_HELD_BYTES = 1 << 20;

/**
 * Hands the platform's decoder pieces that end between characters: it may throw where it has to keep part of one for the next piece.
 */
class WholeCharacterDecoder implements PieceDecoder {
  private readonly decoder: TextDecoder;
  private readonly unitBytes: 1 | 2;
  /** Bytes below this end a character in every encoding of one and two bytes; in a stateful one, lines do. */
  private readonly lowest: number;
  private readonly isLittleEndian: boolean;
  private isFirst = true;
  private rest: Buffer = Buffer.alloc(0);

  constructor(encoding: Encoding) {
    this.decoder = new TextDecoder(encoding, { ignoreBOM: true });
    this.unitBytes = encoding.startsWith('utf-16') ? 2 : 1;
    this.lowest = encoding === 'iso-2022-jp' ? 0x0b : 0x30;
    this.isLittleEndian = encoding === 'utf-16le';
  }

  decode(piece: Buffer): Buffer {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece;
    const cut = this.unitBytes === 2 ? this.cutBetweenUnits(bytes) : this.cutBehindAscii(bytes);
    this.rest = Buffer.from(bytes.subarray(cut));
    return this.text(bytes.subarray(0, cut));
  }

  end(): Buffer {
    const { rest } = this;
    this.rest = Buffer.alloc(0);
    if (rest.length === 0) return rest;
    if (this.unitBytes === 2) return rest.length === 1 ? Buffer.from('\uFFFD') : this.text(rest);
    // A line end behind it completes what is cut, which then reads as U+FFFD.
    const text = this.text(Buffer.concat([rest, Buffer.from('\n')]));
    return text.subarray(0, text.length - 1);
  }

  private text(bytes: Buffer): Buffer {
    if (bytes.length === 0) return bytes;
    const text = this.decoder.decode(bytes);
    const start = this.isFirst && text.startsWith('\uFEFF') ? 1 : 0;
    this.isFirst = false;
    return Buffer.from(start === 0 ? text : text.slice(start), 'utf8');
  }

  private cutBehindAscii(bytes: Buffer): number {
    let cut = bytes.length;
    while (cut > 0 && (bytes[cut - 1] as number) >= this.lowest) cut--;
    return cut === 0 && bytes.length > MAX_HELD_BYTES ? bytes.length : cut;
  }

  private cutBetweenUnits(bytes: Buffer): number {
    const cut = bytes.length & ~1;
    if (cut === 0) return 0;
    const high = bytes[cut - (this.isLittleEndian ? 1 : 2)] as number;
    return high >= 0xd8 && high <= 0xdb ? cut - 2 : cut;
  }
}

/**
 * The encoding that a user named, by any of its labels in the Encoding Standard.
 *
 * @throws AntiphonError `usage`: there is no such label.
 */
export function encodingNamed(label: string): Encoding {
  try {
    return new TextDecoder(label).encoding;
  } catch (error) {
    throw new AntiphonError(
      'usage',
      `there is no encoding "${label}"; --encoding takes names such as utf-8, utf-16le, windows-1252, windows-1251, koi8-r, gb18030, big5, shift_jis, euc-kr (https://encoding.spec.whatwg.org/#names-and-labels)`,
      { cause: error },
    );
  }
}

/** An encoding's name as it is written in sentences: `UTF-8`, `Windows-1252`, `GB18030`. */
export function encodingName(encoding: Encoding): string {
  return encoding.startsWith('windows-') ? `Windows-${encoding.slice(8)}` : encoding.toUpperCase();
}
