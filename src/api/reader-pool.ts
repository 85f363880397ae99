import { AntiphonError } from '../errors.js';
import type { CaseFile } from '../store/case-file.js';

/** Connections at most: the database has two threads, so more would only wait inside of it. */
const MOST_READERS = 4;
const MOST_WAITING = 500;

/** Connections for reading: each request has one to itself, so that its temporary tables are its own. */
export class ReaderPool {
  private readonly file: CaseFile;
  private readonly idle: CaseFile[] = [];
  private readonly waiting: ((reader: CaseFile | null) => void)[] = [];
  private openCount = 0;
  private isClosed = false;

  constructor(file: CaseFile) {
    this.file = file;
  }

  /**
   * Does some reading on a connection of its own.
   *
   * @param signal When it is aborted, the statement that runs is stopped.
   * @throws AntiphonError `busy`: too many are waiting already.
   */
  async use<T>(work: (reader: CaseFile) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const reader = await this.take();
    const stop = (): void => reader.interrupt();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      signal?.throwIfAborted();
      return await work(reader);
    } finally {
      signal?.removeEventListener('abort', stop);
      this.give(reader);
    }
  }

  /** Closes all connections; what waits is refused. */
  close(): void {
    this.isClosed = true;
    for (const resume of this.waiting.splice(0)) resume(null);
    for (const reader of this.idle.splice(0)) reader.close();
  }

  private async take(): Promise<CaseFile> {
    if (this.isClosed) throw closing();
    const free = this.idle.pop();
    if (free !== undefined) return free;
    if (this.openCount < MOST_READERS) {
      this.openCount++;
      return this.file.reader();
    }
    if (this.waiting.length >= MOST_WAITING)
      throw new AntiphonError('busy', `${MOST_WAITING} requests wait for the case already; ask again in a moment`);
    const reader = await new Promise<CaseFile | null>((resolve) => this.waiting.push(resolve));
    if (reader === null) throw closing();
    return reader;
  }

  private give(reader: CaseFile): void {
    const next = this.waiting.shift();
    if (next !== undefined) next(reader);
    else if (this.isClosed) reader.close();
    else this.idle.push(reader);
  }
}

function closing(): AntiphonError {
  return new AntiphonError('busy', 'the server is ending');
}
