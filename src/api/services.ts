import type { JobQueue } from '../jobs/job-queue.js';
import type { CaseFile } from '../store/case-file.js';
import { openNamesAgain, readPublic } from '../store/case-names.js';
import type { KnownNames, Naming, NamingOptions } from '../store/naming.js';
import type { ReaderPool } from './reader-pool.js';
import type { Gate } from './security.js';
import type { UploadFolder } from './upload-folder.js';

/** What a server shows and lets be done, as it was started. */
export interface ServerRules {
  readonly version: string;
  readonly reveal: boolean;
  readonly texts: boolean;
  readonly readOnly: boolean;
  /** The sample: nobody in it exists. */
  readonly simulated: boolean;
  /** Bytes that an analysis may keep. */
  readonly memoryBytes: number;
}

/** What operations work with. */
export interface Services {
  /** The case; operations read through `readers`, and write short things such as notes through `writing`. */
  readonly casePath: string;
  readonly rules: ServerRules;
  readonly readers: ReaderPool;
  readonly jobs: JobQueue;
  readonly uploads: UploadFolder;
  /** Where a token is asked for; null on the own machine. */
  readonly gate: Gate | null;
  /** Names for one answer, on the reader that makes it. */
  naming(reader: CaseFile): Promise<Naming>;
  /** The answer to a question that costs, kept until the case changes. */
  remember<T>(question: string, answer: () => Promise<T>): Promise<T>;
  /** Does some writing on the connection for it, one after the other. */
  writing<T>(work: (file: CaseFile) => Promise<T>): Promise<T>;
}

/** Who may be named, read once until the case changes. */
export class Names {
  private readonly options: NamingOptions;
  private known: Promise<KnownNames> | null = null;

  constructor(options: NamingOptions) {
    this.options = options;
  }

  /** Names for one answer; what is learnt for it stays with it. */
  async open(reader: CaseFile): Promise<Naming> {
    this.known ??= readPublic(reader);
    const known = this.known;
    try {
      return openNamesAgain(reader, this.options, await known);
    } catch (error) {
      if (this.known === known) this.known = null;
      throw error;
    }
  }

  /** To be called when the case has changed. */
  forget(): void {
    this.known = null;
  }
}

/** Answers that are kept until the case changes; one that failed is not kept. */
export class Remembered {
  private readonly answers = new Map<string, Promise<unknown>>();

  get<T>(question: string, answer: () => Promise<T>): Promise<T> {
    const known = this.answers.get(question) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const made = answer();
    this.answers.set(question, made);
    made.catch(() => {
      if (this.answers.get(question) === made) this.answers.delete(question);
    });
    return made;
  }

  /** To be called when the case has changed. */
  forget(): void {
    this.answers.clear();
  }
}

/** Does work one after the other. */
export function oneAfterTheOther(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
