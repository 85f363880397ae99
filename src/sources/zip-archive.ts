import { posix } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { AntiphonError, messageOf } from '../errors.js';
import { CHUNK_BYTES, type InputFile, type PassedOver } from './input-file.js';

/** Most members of an archive. */
const MAX_MEMBERS = 20_000;
/** Largest size of all members together, unpacked. */
const MAX_TOTAL_BYTES = 200e9;
/** Beyond this size, text that unpacks to more than so many times its packed size is taken for a bomb. */
export const BOMB_BYTES = 1 << 30;
export const BOMB_RATIO = 200;
const STORED = 0;
const DEFLATED = 8;

/**
 * The members of a zip archive that may be tables, sorted by name, each a stream of its own; nothing is written to disk and no
 * member's name is ever a path. Folders, hidden files and what Mac OS adds are left out.
 *
 * @param path The archive on disk.
 * @param shown The archive's name in outputs.
 * @param origin What the case keeps of where the archive came from.
 * @throws AntiphonError `file`: cut off, damaged, encrypted, packed in an unknown way, with one name twice, or a bomb.
 */
export async function zipMembers(
  path: string,
  shown: string,
  origin: string,
): Promise<{ readonly members: InputFile[]; readonly passedOver: PassedOver[] }> {
  const entries = await readEntries(path, shown);
  const passedOver: PassedOver[] = [];
  const named = entries
    .map((entry) => ({ entry, name: memberName(entry) }))
    .filter(({ name, entry }) => !name.endsWith('/') && !(isFolder(entry) && entry.uncompressedSize === 0))
    .filter(({ name }) => {
      const fault = escapes(name);
      if (fault !== null) passedOver.push({ path: `${shown}/${name}`, reason: `its name ${fault}` });
      return fault === null;
    })
    .filter(({ name }) => !isHidden(name))
    .sort((a, b) => compareText(a.name, b.name));
  for (const [index, { entry, name }] of named.entries()) {
    if (name === named[index - 1]?.name)
      throw new AntiphonError('file', `${shown} holds ${name} twice, and which one is meant cannot be told; unpack it and name the files`);
    checkReadable(entry, `${shown}/${name}`);
  }
  return { members: named.map(({ entry, name }) => member(path, shown, origin, entry, name)), passedOver };
}

/** The table of contents of an archive, checked as a whole. */
async function readEntries(path: string, shown: string): Promise<Entry[]> {
  const zip = await openZip(path, shown);
  const entries: Entry[] = [];
  try {
    if (zip.entryCount > MAX_MEMBERS)
      throw new AntiphonError(
        'file',
        `${shown} says that it has ${zip.entryCount.toLocaleString('en')} members, more than ${MAX_MEMBERS.toLocaleString('en')}; unpack it and name the files`,
      );
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    throw zipError(shown, error);
  } finally {
    zip.close();
  }
  const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (total > MAX_TOTAL_BYTES || (total > BOMB_BYTES && total > BOMB_RATIO * zip.fileSize))
    throw new AntiphonError(
      'file',
      `${shown} would unpack to ${Math.round(total / 1e6).toLocaleString('en')} MB from ${Math.ceil(zip.fileSize / 1e6).toLocaleString('en')} MB, as a zip bomb does; if it is none, unpack it and name the files`,
    );
  const byOffset = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  for (const [index, entry] of byOffset.entries()) {
    const next = byOffset[index + 1];
    const end = entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameLength + entry.compressedSize;
    if (next !== undefined && end > next.relativeOffsetOfLocalHeader)
      throw new AntiphonError('file', `${shown} is damaged or a zip bomb: its members overlap; get it again (nothing was imported)`);
  }
  return entries;
}

async function openZip(path: string, shown: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    throw zipError(shown, error);
  }
}

function zipError(shown: string, error: unknown): Error {
  if (error instanceof AntiphonError || (error as Error).name === 'AbortError') return error as Error;
  const said = messageOf(error);
  if (/end of central directory/i.test(said))
    return new AntiphonError(
      'file',
      `${shown} is cut off or damaged: it begins as a zip archive, but its table of contents is missing; get it again (nothing was imported)`,
      { cause: error },
    );
  if (/multi-disk/.test(said))
    return new AntiphonError('file', `${shown} is one part of a zip archive in several files; join and unpack them first`, {
      cause: error,
    });
  return new AntiphonError('file', `${shown} is damaged as a zip archive (${said}); get it again (nothing was imported)`, { cause: error });
}

function checkReadable(entry: Entry, shown: string): void {
  if (entry.isEncrypted())
    throw new AntiphonError('file', `${shown} is encrypted; unpack the archive with its password and name the files`);
  const method = entry.compressionMethod;
  if (method !== STORED && method !== DEFLATED)
    throw new AntiphonError(
      'file',
      `${shown} is packed by method ${method} (${METHODS[method] ?? 'unknown'}), which is not read; unpack the archive and name the files`,
    );
  if (method === STORED && entry.compressedSize !== entry.uncompressedSize)
    throw new AntiphonError('file', `${shown} is damaged: its two sizes in the archive differ; get it again (nothing was imported)`);
}

const METHODS: Readonly<Record<number, string>> = { 9: 'Deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'zstd', 95: 'xz', 98: 'PPMd', 99: 'AES' };

function member(archive: string, shown: string, origin: string, entry: Entry, name: string): InputFile {
  const path = `${shown}/${name}`;
  return {
    path,
    name: posix.basename(name),
    origin: `${origin}/${name}`,
    byteCount: entry.uncompressedSize,
    packedByteCount: entry.compressedSize,
    diskPath: null,
    isNamed: false,
    bytes: () => memberBytes(archive, path, entry),
  };
}

/** Unpacks a member, and proves by size and checksum that it came whole. */
async function* memberBytes(archive: string, shown: string, entry: Entry): AsyncGenerator<Buffer> {
  const zip = await openZip(archive, shown);
  let length = 0;
  let checksum = 0;
  try {
    const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false });
    const stream = entry.compressionMethod === STORED ? packed : inflated(packed);
    for await (const piece of stream as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > entry.uncompressedSize) break;
      checksum = crc32(piece, checksum);
      yield piece;
    }
  } catch (error) {
    if (error instanceof AntiphonError) throw error;
    throw new AntiphonError(
      'file',
      `${shown} is damaged: it cannot be unpacked beyond ${length.toLocaleString('en')} bytes (${messageOf(error)}); get the archive again (nothing was imported)`,
      { cause: error },
    );
  } finally {
    zip.close();
  }
  const stated = entry.uncompressedSize.toLocaleString('en');
  if (length !== entry.uncompressedSize)
    throw new AntiphonError(
      'file',
      `${shown} is damaged: it unpacks to ${length > entry.uncompressedSize ? 'more' : `${length.toLocaleString('en')} bytes, fewer`} than the ${stated} bytes that the archive states; get the archive again (nothing was imported)`,
    );
  if (checksum !== entry.crc32)
    throw new AntiphonError(
      'file',
      `${shown} is damaged: its checksum (CRC-32) does not fit; get the archive again (nothing was imported)`,
    );
}

function inflated(packed: Readable): Readable {
  const unzip = createInflateRaw({ chunkSize: CHUNK_BYTES });
  return pipeline(packed, unzip, () => undefined) as unknown as Readable;
}

/** A member's name: as UTF-8 where it is marked or proves to be, as GBK where it reads as Chinese, else in the code page of old DOS. */
function memberName(entry: Entry): string {
  const raw = entry.fileNameRaw;
  const isMarked = (entry.generalPurposeBitFlag & 0x800) !== 0 || entry.extraFields.some(({ id }) => id === 0x7075);
  const spec = getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, true);
  if (isMarked || raw.every((byte) => byte < 0x80)) return spec;
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const name = new TextDecoder(encoding, { fatal: true }).decode(raw);
      const foreign = name.match(/[\u0080-\u{10FFFF}]/gu) ?? [];
      if (encoding === 'utf-8' || foreign.every((character) => /[\u3000-\u303F\u4E00-\u9FFF\uFF00-\uFFEF]/.test(character))) return name;
    } catch {
      // It is none in this encoding.
    }
  }
  return spec;
}

function isFolder(entry: Entry): boolean {
  return (entry.externalFileAttributes & 0x10) !== 0;
}

/** True for hidden files and for what systems add by themselves. */
function isHidden(name: string): boolean {
  return name.split('/').some((part) => (part.startsWith('.') && part !== '.') || part === '__MACOSX');
}

/** How a name would lead out of a folder, in words; null where it would not. */
function escapes(name: string): string | null {
  if (name.split(/[/\\]/).includes('..')) return 'leads out of the archive (..)';
  if (name.startsWith('/') || name.startsWith('\\')) return 'is an absolute path';
  if (/^[A-Za-z]:/.test(name)) return 'begins with a drive letter';
  if (name.includes('\\')) return 'holds backslashes, which lead out of the archive on some systems';
  if (name === '' || name.includes('\0')) return 'is empty or holds a NUL byte';
  return null;
}

/** Order by code points. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
