import { closeSync, openSync, statfsSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AntiphonError, isDiskFull } from '../errors.js';

/** Working files leave this much of the disk free, or a twentieth of a small disk. */
const RESERVE_BYTES = 512 << 20;
const CHECK_EVERY_BYTES = 64 << 20;
let made = 0;

/** A path for a working file that no other working file of this process has; of the name only what is harmless is kept. */
export function scratchPath(scratch: string, kind: string, name: string): string {
  return join(scratch, `${kind}-${++made}-${name.replace(/[^\w.-]/g, '_').slice(-80)}`);
}

/**
 * A working file that is written in order and stops before the disk is full.
 *
 * @throws AntiphonError `case-disk`: no space left, or less than the reserve.
 */
export class ScratchFile {
  readonly path: string;
  private readonly what: string;
  private readonly handle: number;
  private unchecked = 0;

  /** @param what What is written, for the message: `the unpacked text of posts.csv.gz`. */
  constructor(path: string, what: string) {
    this.path = path;
    this.what = what;
    this.handle = openSync(path, 'w', 0o600);
  }

  write(bytes: Buffer): void {
    this.unchecked += bytes.length;
    if (this.unchecked >= CHECK_EVERY_BYTES) {
      this.unchecked = 0;
      this.keepReserve();
    }
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(this.handle, bytes, offset);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      throw new AntiphonError('case-disk', `no space left for ${this.what}; free some beside the case and try again`, { cause: error });
    }
  }

  end(): void {
    closeSync(this.handle);
  }

  private keepReserve(): void {
    const disk = statfsSync(dirname(this.path));
    const free = disk.bavail * disk.bsize;
    if (free >= Math.min(RESERVE_BYTES, (disk.blocks * disk.bsize) / 20)) return;
    throw new AntiphonError(
      'case-disk',
      `${this.what} would fill the disk (${Math.round(free / 1e6).toLocaleString('en')} MB are free beside the case, which are kept); free some and try again`,
    );
  }
}
