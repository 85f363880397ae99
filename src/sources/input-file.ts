import { createReadStream, type Stats, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AntiphonError, messageOf } from '../errors.js';

/** One stream of bytes that can be read again from its beginning: a file on disk, a member of an archive, standard input. */
export interface InputFile {
  /** As it is named in outputs: `posts.csv`, `archive.zip/inner/posts.csv`, `standard input`. */
  readonly path: string;
  /** Its own name, without folders. */
  readonly name: string;
  /** Where it came from, as the case keeps it: an absolute path, or `standard input`. */
  readonly origin: string;
  /** Bytes that the stream gives. */
  readonly byteCount: number;
  /** Bytes that it takes on disk: less than `byteCount` for a packed member of an archive. */
  readonly packedByteCount: number;
  /** Where exactly these bytes lie on disk; null for a member of an archive. */
  readonly diskPath: string | null;
  /** True if the user named this very file; false for what came out of a folder, a pattern or an archive. */
  readonly isNamed: boolean;
  /** The bytes from the beginning, up to `limit` or the end. */
  bytes(limit?: number): AsyncIterable<Buffer>;
}

/** A file that came out of a folder, a pattern or an archive and is not imported. */
export interface PassedOver {
  readonly path: string;
  /** In words, to be read behind the path. */
  readonly reason: string;
}

/** The file is sound, but of no kind that is read as a table, or holds nothing. */
export class NoTableError extends AntiphonError {
  constructor(message: string, code: 'file' | 'no-rows' = 'file') {
    super(code, message);
    this.name = 'NoTableError';
  }
}

export const CHUNK_BYTES = 1 << 20;

/**
 * A file on disk.
 *
 * @throws AntiphonError `file`: missing, a folder, a pipe, a device, empty, unreadable.
 */
export function fileOnDisk(path: string, shown = path, isNamed = true, origin = resolve(path)): InputFile {
  const status = statusOf(path);
  if (status.isDirectory()) throw new AntiphonError('file', `${shown} is a folder where a file is needed; name a file in it`);
  if (!status.isFile()) throw new AntiphonError('file', `${shown} is a pipe or a device, not a file; save its content to a file first`);
  if (status.size === 0) throw new NoTableError(`${shown} is empty (0 bytes); nothing to import`);
  return {
    path: shown,
    name: basename(shown),
    origin,
    byteCount: status.size,
    packedByteCount: status.size,
    diskPath: path,
    isNamed,
    bytes: (limit) =>
      createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(limit === undefined ? {} : { end: limit - 1 }) }) as AsyncIterable<Buffer>,
  };
}

/** What lies at a path, links followed. */
export function statusOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === 'ENOENT' || code === 'ENOTDIR'
        ? `${path} does not exist; check the name (nothing was imported)`
        : `${path} cannot be read: ${messageOf(error)}; check the name and the permissions`;
    throw new AntiphonError('file', message, { cause: error });
  }
}

/** The first bytes of a file; fewer where it is shorter. */
export async function firstBytesOf(input: InputFile, count: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of input.bytes(count)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= count) break;
  }
  return Buffer.concat(pieces).subarray(0, count);
}

/** True for the first bytes of a zip archive, an empty one too. */
export function isZip(head: Buffer): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
}
