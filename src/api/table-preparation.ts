import { prepareViews } from '../evidence/table-views/prepare-views.js';
import type { CaseFile } from '../store/case-file.js';
import type { Naming } from '../store/naming.js';

/** Works the tables of a case out ahead, on a connection of its own, whenever the case has changed. A failure is left to whoever asks next. */
export class TablePreparation {
  private readonly file: CaseFile;
  private readonly naming: (reader: CaseFile) => Promise<Naming>;
  private running: Promise<void> | null = null;
  private reader: CaseFile | null = null;
  private isWanted = false;
  private isClosed = false;

  constructor(file: CaseFile, naming: (reader: CaseFile) => Promise<Naming>) {
    this.file = file;
    this.naming = naming;
  }

  /** Begins, or begins again when what is running ends. */
  start(): void {
    this.isWanted = true;
    if (!this.isClosed) this.running ??= this.work();
  }

  /** Ends what is running and waits for it. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.reader?.interrupt();
    await this.running;
  }

  private async work(): Promise<void> {
    try {
      this.reader = await this.file.reader();
      while (this.isWanted && !this.isClosed) {
        this.isWanted = false;
        await prepareViews(this.reader, await this.naming(this.reader));
      }
    } catch {
      // A request that needs the table makes it, and says what is wrong.
    } finally {
      this.reader?.close();
      this.reader = null;
      this.running = null;
    }
  }
}
