import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { Decompress } from 'fzstd';
import { AntiphonError, messageOf } from '../errors.js';
import { CHUNK_BYTES, fileOnDisk, firstBytesOf, type InputFile, isZip, NoTableError } from './input-file.js';
import { ScratchFile, scratchPath } from './scratch-file.js';
import { type Encoding, type PieceDecoder, pieceDecoder } from './text-encoding.js';
import { BOMB_BYTES, BOMB_RATIO } from './zip-archive.js';

export type { Encoding } from './text-encoding.js';
export type Compression = 'none' | 'gzip' | 'zstd';

/** A file read whole once: proven readable, hashed, and lying as plain UTF-8 text at `textPath`. */
export interface TextFile {
  readonly path: string;
  readonly name: string;
  /** Where it came from, as the case keeps it. */
  readonly origin: string;
  /** Bytes as they came: on disk, or unpacked from the archive. */
  readonly byteCount: number;
  /** SHA-256 of these bytes, hex. */
  readonly sha256: string;
  readonly compression: Compression;
  readonly encoding: Encoding;
  /** The file itself, or a copy in the scratch folder, decompressed and decoded. */
  readonly textPath: string;
  readonly textByteCount: number;
  /** Where in the text the first byte lies that is not UTF-8; null when all is well. */
  readonly firstBadByte: number | null;
}

const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Pieces in which a zstd file is unpacked: each is unpacked at once, so a large piece could fill the memory. */
const ZSTD_PIECE_BYTES = 65_536;
const MAX_ZSTD_PIECE_BYTES = 512 << 20;

/**
 * Reads an input whole: decompresses, hashes, decodes, and hands each piece of text to `consume`.
 *
 * Compression and encoding are recognised by content, never by name.
 *
 * @param file The input, or the path of a file.
 * @param scratch Folder for the plain copy of a compressed, differently encoded or archived file.
 * @param consume Gets the text as UTF-8 bytes, without a byte-order mark, in pieces of any size; the first may be empty.
 * @param onProgress Gets the bytes read so far and in all.
 * @param encoding Reads the file in this encoding whatever it looks like.
 * @throws AntiphonError `file`: missing, a folder, unreadable, cut off or damaged, UTF-32, a bomb; `case-disk`: no room for the copy.
 */
export async function readTextFile(
  file: string | InputFile,
  scratch: string,
  consume: (text: Buffer) => void,
  onProgress?: (done: number, total: number) => void,
  encoding?: Encoding,
): Promise<TextFile> {
  const input = typeof file === 'string' ? fileOnDisk(file) : file;
  const { path, byteCount } = input;
  const hash = createHash('sha256');
  let compression: Compression = 'none';
  let copy: ScratchFile | null = null;
  let decoder: PieceDecoder | null = null;
  let found: Encoding | null = null;
  let textByteCount = 0;
  const check = new Utf8Check();
  const accept = (bytes: Buffer): void => {
    const text = decoder === null ? bytes : decoder.decode(bytes);
    textByteCount += text.length;
    if (textByteCount > BOMB_BYTES && textByteCount > BOMB_RATIO * input.packedByteCount) throw bomb(path);
    copy?.write(text);
    if (decoder === null) check.feed(text);
    consume(text);
  };
  try {
    compression = recogniseCompression(path, await firstBytesOf(input, 4));
    const raw = counted(input, (piece, done) => {
      hash.update(piece);
      onProgress?.(done, byteCount);
    });
    for await (const chunk of unpacked(path, raw, compression)) {
      if (found !== null) {
        accept(chunk);
        continue;
      }
      refuseArchive(input, chunk);
      found = encoding ?? recogniseEncoding(path, chunk);
      if (found !== 'utf-8') decoder = pieceDecoder(found);
      if (compression !== 'none' || decoder !== null || input.diskPath === null)
        copy = new ScratchFile(scratchPath(scratch, 'text', input.name), `the unpacked text of ${path}`);
      const mark = decoder === null && chunk.length >= 3 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
      accept(chunk.subarray(mark));
    }
    if (decoder !== null) {
      const rest = (decoder as PieceDecoder).end();
      copy?.write(rest);
      textByteCount += rest.length;
      consume(rest);
    } else {
      check.end();
    }
  } catch (error) {
    throw readError(path, compression, textByteCount, error);
  } finally {
    copy?.end();
  }
  return {
    path,
    name: input.name,
    origin: input.origin,
    byteCount,
    sha256: hash.digest('hex'),
    compression,
    encoding: found ?? 'utf-8',
    textPath: copy === null ? plainPath(input, scratch) : copy.path,
    textByteCount,
    firstBadByte: check.firstBadByte,
  };
}

/** Where a plain file is read by the database, which takes some characters of a path for a pattern: then a link without them. */
function plainPath({ diskPath, name, origin }: InputFile, scratch: string): string {
  const path = diskPath as string;
  if (!/[*?[\]{}\\]/.test(path)) return path;
  const link = scratchPath(scratch, 'link', name);
  symlinkSync(origin, link);
  return link;
}

/** The beginning of a file's text, unpacked and decoded; empty where that cannot be done. */
export async function firstText(input: InputFile, encoding?: Encoding): Promise<string> {
  const packed = await firstBytesOf(input, 65_536);
  const compression = recogniseCompression(input.path, packed.subarray(0, 4));
  const bytes = compression === 'none' ? packed : firstUnpacked(packed, compression);
  if (bytes.length === 0) return '';
  refuseArchive(input, bytes);
  return pieceDecoder(encoding ?? recogniseEncoding(input.path, bytes))
    .decode(bytes.subarray(0, 4096))
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function firstUnpacked(packed: Buffer, compression: 'gzip' | 'zstd'): Buffer {
  const pieces: Uint8Array[] = [];
  try {
    if (compression === 'gzip') {
      // Of a file that is cut, and of the first part of one that is long, what comes out before the end is enough.
      return gunzipSync(packed.subarray(0, 16_384), { finishFlush: constants.Z_SYNC_FLUSH });
    }
    new Decompress((piece) => pieces.push(piece)).push(packed.subarray(0, 16_384));
  } catch {
    // Damage is told when the file is read whole.
  }
  return Buffer.concat(pieces);
}

/** The bytes of an input, each piece shown to `onPiece` on the way. */
async function* counted(input: InputFile, onPiece: (piece: Buffer, done: number) => void): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const piece of input.bytes()) {
    done += piece.length;
    onPiece(piece, done);
    yield piece;
  }
}

/** The bytes of a stream, unpacked. */
function unpacked(path: string, raw: AsyncIterable<Buffer>, compression: Compression): AsyncIterable<Buffer> {
  if (compression === 'zstd') return unpackedZstd(path, raw);
  if (compression === 'none') return raw;
  return pipeline(Readable.from(raw), createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined) as AsyncIterable<Buffer>;
}

async function* unpackedZstd(path: string, raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  const unzip = new Decompress((piece) => {
    length += piece.length;
    if (length > MAX_ZSTD_PIECE_BYTES) throw bomb(path);
    pieces.push(Buffer.from(piece));
  });
  const taken = (): Buffer[] => {
    const before = pieces;
    pieces = [];
    length = 0;
    return before;
  };
  for await (const chunk of raw) {
    for (let at = 0; at < chunk.length; at += ZSTD_PIECE_BYTES) {
      unzip.push(chunk.subarray(at, at + ZSTD_PIECE_BYTES));
      yield* taken();
    }
  }
  unzip.push(new Uint8Array(), true);
  yield* taken();
}

function bomb(path: string): AntiphonError {
  return new AntiphonError(
    'file',
    `${path} unpacks to more than ${BOMB_RATIO} times its size, as a compression bomb does; if it is none, unpack it and name the text (nothing was imported)`,
  );
}

/** Refuses an archive that was packed once more. */
function refuseArchive({ path, diskPath }: InputFile, head: Buffer): void {
  const what = isZip(head)
    ? `a zip archive ${diskPath === null ? 'inside another' : 'where a table is needed'}`
    : head.toString('latin1', 257, 262) === 'ustar'
      ? 'a tar archive'
      : (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) || head.subarray(0, 4).equals(ZSTD_MAGIC)
        ? 'packed more than once'
        : null;
  // A plain text cannot begin so; a packed one was unpacked before it came here.
  if (what !== null) throw new NoTableError(`${path} is ${what}, which is not read; unpack it and name the files`);
}

function recogniseCompression(path: string, head: Buffer): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.equals(ZSTD_MAGIC)) return 'zstd';
  const signatures: [number[], string][] = [
    [[0x37, 0x7a, 0xbc, 0xaf], 'a 7z archive'],
    [[0x52, 0x61, 0x72, 0x21], 'a RAR archive'],
    [[0x42, 0x5a, 0x68], 'compressed with bzip2'],
    [[0xfd, 0x37, 0x7a, 0x58], 'compressed with xz'],
    [[0x50, 0x41, 0x52, 0x31], 'a Parquet file'],
    [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
    [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
  ];
  for (const [bytes, what] of signatures) {
    if (bytes.every((byte, index) => head[index] === byte))
      throw new NoTableError(
        `${path} is ${what}, which is not read; ${/^a P|Excel/.test(what) ? 'save it as CSV' : 'unpack it to plain text, gzip or zstd'}`,
      );
  }
  return 'none';
}

function recogniseEncoding(path: string, head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) {
    if (head[2] === 0 && head[3] === 0 && head.length >= 4)
      throw new NoTableError(`${path} is UTF-32, which is not read; convert it to UTF-8`);
    return 'utf-16le';
  }
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // Without a mark: ASCII text in UTF-16 has a zero in every other byte.
  const sample = head.subarray(0, Math.min(head.length & ~1, 2048));
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i += 2) {
    if (sample[i] === 0) even++;
    if (sample[i + 1] === 0) odd++;
  }
  const half = sample.length / 2;
  if (half >= 8 && odd > 0.6 * half && even < 0.1 * half) return 'utf-16le';
  if (half >= 8 && even > 0.6 * half && odd < 0.1 * half) return 'utf-16be';
  return 'utf-8';
}

function readError(path: string, compression: Compression, textByteCount: number, error: unknown): Error {
  if (error instanceof AntiphonError || (error as Error).name === 'AbortError') return error as Error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const read = `${textByteCount.toLocaleString('en')} bytes of text`;
  if (compression === 'gzip' && code === 'Z_BUF_ERROR') {
    return new AntiphonError('file', `${path} is cut off: its gzip stream ends early, after ${read}; get it again (nothing was imported)`, {
      cause: error,
    });
  }
  if (compression === 'gzip' && code.startsWith('Z_')) {
    return new AntiphonError(
      'file',
      `${path} is damaged: its gzip stream breaks after ${read} (${messageOf(error)}); get it again (nothing was imported)`,
      { cause: error },
    );
  }
  if (compression === 'zstd' && !/^E[A-Z]/.test(String(code))) {
    return new AntiphonError(
      'file',
      `${path} is cut off or damaged: its zstd stream breaks after ${read}; get it again (nothing was imported)`,
      { cause: error },
    );
  }
  if (code.startsWith('E')) return new AntiphonError('file', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
  return new AntiphonError('internal', `reading ${path} failed: ${messageOf(error)}`, { cause: error });
}

/** Finds the first byte of a stream that is not UTF-8, across the borders of its pieces. */
class Utf8Check {
  firstBadByte: number | null = null;
  private offset = 0;
  private carry: Buffer = Buffer.alloc(0);

  feed(piece: Buffer): void {
    if (this.firstBadByte !== null) return;
    const bytes = this.carry.length > 0 ? Buffer.concat([this.carry, piece]) : piece;
    const whole = bytes.length - incompleteTail(bytes);
    this.test(bytes.subarray(0, whole));
    this.offset += whole;
    this.carry = Buffer.from(bytes.subarray(whole));
  }

  end(): void {
    if (this.firstBadByte === null && this.carry.length > 0) this.test(this.carry);
  }

  private test(bytes: Buffer): void {
    if (isUtf8(bytes)) return;
    let low = 0;
    let high = bytes.length;
    // The longest valid prefix, cut only between characters.
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const prefix = bytes.subarray(0, middle);
      if (isUtf8(prefix.subarray(0, middle - incompleteTail(prefix)))) low = middle;
      else high = middle - 1;
    }
    this.firstBadByte = this.offset + low;
  }
}

/** Bytes at the end that begin a character without finishing it, 0–3. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
