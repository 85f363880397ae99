import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, type ReadStream, readSync, statSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { Decompress } from 'fzstd';
import { AntiphonError, isDiskFull, messageOf } from '../errors.js';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
export type Compression = 'none' | 'gzip' | 'zstd';

/** A file read whole once: proven readable, hashed, and lying as plain UTF-8 text at `textPath`. */
export interface TextFile {
  readonly path: string;
  readonly name: string;
  /** Size on disk. */
  readonly byteCount: number;
  /** SHA-256 of the bytes on disk, hex. */
  readonly sha256: string;
  readonly compression: Compression;
  readonly encoding: Encoding;
  /** The file itself, or a copy in the scratch folder, decompressed and decoded. */
  readonly textPath: string;
  readonly textByteCount: number;
  /** Where in the text the first byte lies that is not UTF-8; null when all is well. */
  readonly firstBadByte: number | null;
}

const CHUNK_BYTES = 1 << 20;
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * Reads a file whole: decompresses, hashes, decodes, and hands each piece of text to `consume`.
 *
 * Compression and encoding are recognised by content, never by name.
 *
 * @param path The file.
 * @param scratch Folder for the plain copy of a compressed or differently encoded file.
 * @param consume Gets the text as UTF-8 bytes, without a byte-order mark, in pieces of any size; the first may be empty.
 * @param onProgress Gets the bytes read from disk so far and in all.
 * @param encoding Reads the file in this encoding whatever it looks like.
 * @throws AntiphonError `file`: missing, a folder, unreadable, cut off or damaged, UTF-32.
 */
export async function readTextFile(
  path: string,
  scratch: string,
  consume: (text: Buffer) => void,
  onProgress?: (done: number, total: number) => void,
  encoding?: Encoding,
): Promise<TextFile> {
  const byteCount = fileSize(path);
  const head = firstBytes(path, 4);
  const compression = recogniseCompression(path, head);
  const hash = createHash('sha256');
  let bytesRead = 0;
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  raw.on('data', (chunk) => {
    hash.update(chunk);
    bytesRead += chunk.length;
    onProgress?.(bytesRead, byteCount);
  });
  const stream = unpacked(raw, compression);

  const copyPath = join(scratch, `text-${basename(path).replace(/[^\w.-]/g, '_')}`);
  let copy: number | null = null;
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let found: Encoding | null = null;
  let textByteCount = 0;
  const check = new Utf8Check();
  const accept = (bytes: Buffer): void => {
    const text = decoder === null ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }), 'utf8');
    if (copy !== null) writeWhole(copy, text);
    textByteCount += text.length;
    if (decoder === null) check.feed(text);
    consume(text);
  };
  try {
    for await (const chunk of stream) {
      if (found !== null) {
        accept(chunk);
        continue;
      }
      found = encoding ?? recogniseEncoding(path, chunk);
      if (found !== 'utf-8') decoder = new TextDecoder(found);
      if (compression !== 'none' || decoder !== null) copy = openSync(copyPath, 'w', 0o600);
      const mark = decoder === null && chunk.length >= 3 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
      accept(chunk.subarray(mark));
    }
    if (decoder !== null) {
      const rest = Buffer.from(decoder.decode(), 'utf8');
      if (copy !== null) writeWhole(copy, rest);
      textByteCount += rest.length;
      consume(rest);
    } else {
      check.end();
    }
  } catch (error) {
    throw readError(path, compression, textByteCount, error);
  } finally {
    raw.destroy();
    if (copy !== null) closeSync(copy);
  }
  return {
    path,
    name: basename(path),
    byteCount,
    sha256: hash.digest('hex'),
    compression,
    encoding: found ?? 'utf-8',
    textPath: copy === null ? path : copyPath,
    textByteCount,
    firstBadByte: check.firstBadByte,
  };
}

/**
 * The encoding that explains a piece of text with bytes that are not UTF-8: GB18030 where it reads mostly as common Chinese
 * characters of two high bytes and UTF-8 explains less than half of it, else UTF-8 with damage. (UTF-8 read as GB18030 is
 * all Chinese too, and so is Latin-1, each accent with the letter behind it.)
 */
export function encodingOfDamaged(sample: Buffer): 'utf-8' | 'gb18030' {
  const foreign = /[\u0080-\u{10FFFF}]/gu;
  const asUtf8 = new TextDecoder('utf-8').decode(sample).match(foreign) ?? [];
  const broken = asUtf8.filter((character) => character === '\uFFFD').length;
  if (broken < 2 || broken <= asUtf8.length - broken) return 'utf-8';
  const pairs = sample.toString('latin1').match(/[\x81-\xFE][\x40-\x7E\x80-\xFE]/g) ?? [];
  if (pairs.filter((pair) => pair.charCodeAt(1) >= 0x80).length < 0.6 * pairs.length) return 'utf-8';
  const characters = new TextDecoder('gb18030').decode(sample).match(foreign) ?? [];
  const common = characters.filter((character) => /[\u4E00-\u9FFF\u3000-\u303F\uFF00-\uFFEF]/u.test(character)).length;
  return common >= 0.8 * characters.length ? 'gb18030' : 'utf-8';
}

/** The beginning of a file's text, unpacked and decoded; empty where that cannot be done. */
export function firstText(path: string): string {
  fileSize(path);
  const packed = firstBytes(path, 65_536);
  const compression = recogniseCompression(path, packed.subarray(0, 4));
  const bytes = compression === 'none' ? packed : firstUnpacked(packed, compression);
  return bytes.length === 0 ? '' : new TextDecoder(recogniseEncoding(path, bytes)).decode(bytes.subarray(0, 4096));
}

function firstUnpacked(packed: Buffer, compression: 'gzip' | 'zstd'): Buffer {
  const pieces: Uint8Array[] = [];
  try {
    if (compression === 'gzip') return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
    new Decompress((piece) => pieces.push(piece)).push(packed);
  } catch {
    // Damage is told when the file is read whole.
  }
  return Buffer.concat(pieces);
}

/** The bytes of a stream, unpacked. */
function unpacked(raw: ReadStream, compression: Compression): AsyncIterable<Buffer> {
  if (compression === 'zstd') return unpackedZstd(raw);
  if (compression === 'none') return raw as AsyncIterable<Buffer>;
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
  raw.on('error', (error) => unzip.destroy(error));
  return raw.pipe(unzip) as AsyncIterable<Buffer>;
}

async function* unpackedZstd(raw: ReadStream): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = [];
  const unzip = new Decompress((piece) => pieces.push(Buffer.from(piece)));
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    unzip.push(chunk);
    yield* pieces.splice(0);
  }
  unzip.push(new Uint8Array(), true);
  yield* pieces.splice(0);
}

/** Reads up to `count` bytes at `start`. */
export function firstBytes(path: string, count: number, start = 0): Buffer {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (error) {
    throw new AntiphonError('file', `${path} cannot be read: ${messageOf(error)}; check the name and the permissions`, { cause: error });
  }
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(handle, bytes, 0, count, start));
  } finally {
    closeSync(handle);
  }
}

function fileSize(path: string): number {
  let status: ReturnType<typeof statSync>;
  try {
    status = statSync(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AntiphonError(
      'file',
      missing ? `${path} does not exist; check the name (nothing was imported)` : `${path} cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
  if (status.isDirectory()) throw new AntiphonError('file', `${path} is a folder; name the files in it, such as ${path}/*.csv`);
  if (!status.isFile()) throw new AntiphonError('file', `${path} is a pipe or a device, not a file; save its content to a file first`);
  if (status.size === 0) throw new AntiphonError('file', `${path} is empty (0 bytes); nothing to import`);
  return status.size;
}

function recogniseCompression(path: string, head: Buffer): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.equals(ZSTD_MAGIC)) return 'zstd';
  const signatures: [number[], string][] = [
    [[0x50, 0x4b, 0x03, 0x04], 'a zip archive'],
    [[0x42, 0x5a, 0x68], 'compressed with bzip2'],
    [[0xfd, 0x37, 0x7a, 0x58], 'compressed with xz'],
    [[0x50, 0x41, 0x52, 0x31], 'a Parquet file'],
    [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
    [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
  ];
  for (const [bytes, what] of signatures) {
    if (bytes.every((byte, index) => head[index] === byte))
      throw new AntiphonError('file', `${path} is ${what}, which is not read; unpack it to plain text, gzip or zstd`);
  }
  return 'none';
}

function recogniseEncoding(path: string, head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) {
    if (head[2] === 0 && head[3] === 0 && head.length >= 4)
      throw new AntiphonError('file', `${path} is UTF-32, which is not read; convert it to UTF-8`);
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
  if (isDiskFull(error))
    return new AntiphonError('case-disk', `no space left for the unpacked text of ${path}; free some beside the case and try again`, {
      cause: error,
    });
  if (code.startsWith('E')) return new AntiphonError('file', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
  return new AntiphonError('internal', `reading ${path} failed: ${messageOf(error)}`, { cause: error });
}

function writeWhole(handle: number, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(handle, bytes, offset);
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
