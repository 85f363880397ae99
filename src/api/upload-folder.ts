import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AntiphonError, isDiskFull } from '../errors.js';

/** Files at most that wait for a job. */
const MOST_FILES = 1000;
/** Bytes of a name at most; file systems take 255. */
const LONGEST_NAME = 120;

export interface UploadedFile {
  /** What a client calls it by: nothing of its name is in it. */
  readonly upload: string;
  /** Its own name, of safe characters: the importer tells kinds of files by their endings. */
  readonly name: string;
  readonly path: string;
  readonly byteCount: number;
}

/** Files that were sent, each in a folder of its own below one folder; clients never give a path. */
export class UploadFolder {
  private readonly folder: string;
  private readonly mostBytes: number;
  private readonly files = new Map<string, UploadedFile>();
  private heldBytes = 0;

  /** @param mostBytes Of all files that wait. */
  constructor(folder: string, mostBytes: number) {
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  /**
   * Keeps a file as it comes in.
   *
   * @throws AntiphonError `too-large`, `usage`, `case-disk`; nothing is left then.
   */
  async take(content: Readable, name: string): Promise<UploadedFile> {
    if (this.files.size >= MOST_FILES)
      throw new AntiphonError('too-large', `${MOST_FILES} files wait for an import already; import them first`);
    const upload = randomBytes(12).toString('hex');
    const own = join(this.folder, upload);
    const path = join(own, safeName(name));
    mkdirSync(own, { recursive: true, mode: 0o700 });
    let byteCount = 0;
    const bounded = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        byteCount += chunk.length;
        this.heldBytes += chunk.length;
        if (this.heldBytes <= this.mostBytes) done(null, chunk);
        else
          done(
            new AntiphonError(
              'too-large',
              `files that wait for an import may have ${this.mostBytes.toLocaleString('en')} bytes in all; import this one by the command line`,
            ),
          );
      },
    });
    try {
      await pipeline(content, bounded, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    } catch (error) {
      this.heldBytes -= byteCount;
      rmSync(own, { recursive: true, force: true });
      if (isDiskFull(error))
        throw new AntiphonError('case-disk', 'no space left for the file on the disk of the case; free some and try again', {
          cause: error,
        });
      if (error instanceof AntiphonError) throw error;
      throw new AntiphonError('file', `the file ${name} broke off on its way; send it again`, { cause: error });
    }
    const file = { upload, name: safeName(name), path, byteCount };
    this.files.set(upload, file);
    return file;
  }

  /**
   * A file that was sent.
   *
   * @throws AntiphonError `not-found`.
   */
  find(upload: string): UploadedFile {
    const file = this.files.get(upload);
    if (file === undefined || !existsSync(file.path) || !statSync(file.path).isFile())
      throw new AntiphonError('not-found', 'this upload is not there any more; send the file again');
    return file;
  }

  /** Removes a file that is not needed any more. */
  drop(upload: string): void {
    const file = this.files.get(upload);
    if (file === undefined) return;
    this.files.delete(upload);
    this.heldBytes -= file.byteCount;
    rmSync(join(this.folder, upload), { recursive: true, force: true });
  }
}

/** The last part of a name, with letters, digits and a few signs alone; it begins with neither a dot nor a dash. */
function safeName(name: string): string {
  const last = (name.split(/[\\/]/).at(-1) ?? '').normalize('NFC');
  const safe = last.replace(/[^\p{L}\p{M}\p{N}._ ()+-]/gu, '_').replace(/^[.\s-]+/, '');
  return safe === '' ? 'file' : shortened(safe).replace(/^[.\s-]/, '_');
}

/** The end of a text, as that tells the kind of a file, in at most so many bytes. */
function shortened(text: string): string {
  const characters = [...text];
  while (Buffer.byteLength(characters.join('')) > LONGEST_NAME) characters.shift();
  return characters.join('');
}
