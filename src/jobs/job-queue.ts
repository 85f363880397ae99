import { analysisById } from '../analyses/catalogue.js';
import { checkParameters, describeParameters } from '../analyses/parameters.js';
import { AntiphonError, type FailureCode } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { insertJob, listJobs, markInterrupted, type StoredJob, updateJob } from '../store/jobs.js';
import { memoryPlan } from '../store/memory.js';
import { hasEnded, type Job, type JobRequest, type JobResult } from './job.js';
import { JobFiles } from './job-files.js';
import type { JobRules, UploadedFiles } from './job-rules.js';
import { doJob, type JobOutcome } from './job-work.js';

export interface JobQueueOptions extends JobRules {
  /** The case is only read: jobs are listed, and none is taken. */
  readonly readOnly: boolean;
  /** Called when a job may have changed the case. */
  readonly onChange?: () => void;
  /** Hears of faults of our own, which clients are not told. */
  readonly onFault?: (error: unknown) => void;
}

/** Jobs at most that wait. */
const MOST_WAITING = 100;
const MOST_KNOWN = 1000;
const NOTICE_MS = 200;
/** How often a stop is repeated: one may fall between two statements. */
const STOP_MS = 50;

interface Entry {
  readonly request: JobRequest;
  job: Job;
  readonly controller: AbortController;
  readonly listeners: Set<(job: Job) => void>;
  notice: NodeJS.Timeout | null;
  lastNotice: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/**
 * Work in the background on a case, one piece after the other.
 *
 * Each runs on a connection of its own, with transactions of its own; what is known of the jobs is written on another one. A job that is
 * cancelled leaves the case as it was before its last transaction: findings that `run-all` had stored stay.
 */
export class JobQueue {
  private readonly caseFile: CaseFile;
  private readonly options: JobQueueOptions;
  /** For the rows of jobs alone; null where nothing may be written. */
  private readonly log: CaseFile | null;
  private readonly files: JobFiles;
  private readonly entries = new Map<number, Entry>();
  private readonly waiting: Entry[] = [];
  private running: { readonly entry: Entry; readonly own: CaseFile | null } | null = null;
  private writing: Promise<unknown> = Promise.resolve();
  private lastId = 0;
  private isClosed = false;

  private constructor(file: CaseFile, log: CaseFile | null, options: JobQueueOptions) {
    this.caseFile = file;
    this.log = log;
    this.options = options;
    this.files = new JobFiles(file);
  }

  /** Reads what is known of earlier jobs; those that were under way when the program ended become `interrupted`. */
  static async open(file: CaseFile, options: JobQueueOptions): Promise<JobQueue> {
    const log = options.readOnly ? null : await file.reader();
    if (log !== null) await markInterrupted(log);
    const queue = new JobQueue(file, log, options);
    for (const stored of (await listJobs(log ?? file)).reverse()) queue.remember(queue.restored(stored));
    return queue;
  }

  /**
   * Takes a job; what can be told to be wrong with it is said at once.
   *
   * @throws AntiphonError `parameter`, `usage`, `not-found`: an upload; `busy`: too many wait already; `forbidden`.
   */
  async submit(request: JobRequest): Promise<Job> {
    if (this.isClosed) throw new AntiphonError('busy', 'the server is ending');
    if (this.log === null) throw new AntiphonError('forbidden', 'this case is served for reading only');
    if (this.waiting.length >= MOST_WAITING)
      throw new AntiphonError('busy', `${MOST_WAITING} jobs wait already; wait for some to end, or cancel some`);
    const about = aboutRequest(request, this.options.uploads);
    const job: Job = {
      jobId: ++this.lastId,
      kind: request.kind,
      ...about,
      state: 'queued',
      createdAt: now(),
      startedAt: null,
      endedAt: null,
      step: null,
      shareDone: null,
      findingIds: [],
      result: null,
      failure: null,
    };
    const entry = newEntry(request, job);
    this.remember(entry);
    this.waiting.push(entry);
    try {
      await this.write((log) => insertJob(log, storedJob(entry)));
    } catch (error) {
      this.forget(entry);
      throw error;
    }
    this.next();
    return { ...job };
  }

  /** All jobs that are known, newest first: 1,000 at most beside those that wait. */
  async list(): Promise<Job[]> {
    return [...this.entries.values()].reverse().map(({ job }) => ({ ...job }));
  }

  /** @throws AntiphonError `not-found`. */
  async get(jobId: number): Promise<Job> {
    return { ...this.entry(jobId).job };
  }

  /**
   * Stops a job, and waits until it has ended; one that has ended stays as it is.
   *
   * @throws AntiphonError `not-found`.
   */
  async cancel(jobId: number): Promise<Job> {
    const entry = this.entry(jobId);
    if (!hasEnded(entry.job)) {
      entry.controller.abort(new AntiphonError('interrupted', 'the job was cancelled; the case is as it was'));
      const place = this.waiting.indexOf(entry);
      if (place !== -1) {
        this.waiting.splice(place, 1);
        await this.finish(entry, { state: 'cancelled' });
      } else await entry.ended;
    }
    return { ...entry.job };
  }

  /**
   * Tells of every change of a job: of its state and step at once, of its progress at most five times a second.
   *
   * @returns Ends it.
   * @throws AntiphonError `not-found`.
   */
  subscribe(jobId: number, listener: (job: Job) => void): () => void {
    const { listeners } = this.entry(jobId);
    const own = (job: Job): void => listener(job);
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  /**
   * A file that a job wrote.
   *
   * @throws AntiphonError `not-found`: no such file, or the server that wrote it has ended.
   */
  async file(jobId: number, name: string): Promise<{ readonly path: string; readonly name: string }> {
    const { job } = this.entry(jobId);
    if (job.result?.files?.includes(name) !== true) throw new AntiphonError('not-found', `job ${jobId} wrote no such file`);
    return this.files.find(jobId, name);
  }

  /** Cancels all that waits or runs, and waits for it. */
  async close(): Promise<void> {
    this.isClosed = true;
    const open = [...this.entries.values()].filter(({ job }) => !hasEnded(job)).reverse();
    await Promise.all(open.map(({ job }) => this.cancel(job.jobId)));
    await this.writing.catch(() => undefined);
    this.log?.close();
    this.files.close();
  }

  private next(): void {
    if (this.running !== null) return;
    const entry = this.waiting.shift();
    if (entry === undefined) return;
    this.running = { entry, own: null };
    void this.run(entry).finally(() => {
      this.running = null;
      this.next();
    });
  }

  /** Does a job on a connection of its own; never throws. */
  private async run(entry: Entry): Promise<void> {
    const { controller } = entry;
    let own: CaseFile | null = null;
    let stopping: NodeJS.Timeout | undefined;
    const outcome: JobOutcome = { findingIds: entry.job.findingIds, result: null };
    const stop = (): void => {
      own?.interrupt();
      stopping ??= setInterval(() => own?.interrupt(), STOP_MS);
    };
    try {
      this.change(entry, { state: 'running', startedAt: now() }, true);
      await this.write((log) => updateJob(log, storedJob(entry)));
      own = await this.caseFile.reader();
      controller.signal.addEventListener('abort', stop, { once: true });
      controller.signal.throwIfAborted();
      await doJob(own, entry.job, entry.request, outcome, { rules: this.options, files: this.files, context: this.context(entry) });
      await this.finish(entry, { state: 'done', ...outcome });
    } catch (error) {
      const failure = controller.signal.aborted ? null : failureOf(error);
      if (failure?.code === 'internal') this.options.onFault?.(error);
      await this.finish(entry, { state: failure === null ? 'cancelled' : 'failed', ...outcome, failure });
    } finally {
      clearInterval(stopping);
      controller.signal.removeEventListener('abort', stop);
      own?.close();
    }
  }

  private context(entry: Entry): WorkContext {
    return {
      signal: entry.controller.signal,
      now: new Date(),
      memoryBytes: this.options.memoryBytes ?? memoryPlan(undefined, 'run').analysisBytes,
      progress: {
        step: (label) => this.change(entry, { step: label, shareDone: null }, true),
        update: (done, total) => {
          const shareDone = total > 0 ? Math.max(0, Math.min(1, done / total)) : null;
          if (shareDone !== entry.job.shareDone) this.change(entry, { shareDone }, false);
        },
      },
    };
  }

  /** Puts down how a job ended; a case that cannot be written does not keep it from ending. */
  private async finish(entry: Entry, end: Partial<Job>): Promise<void> {
    const { request } = entry;
    entry.job = { ...entry.job, ...end, endedAt: now(), step: null, shareDone: null };
    await this.write((log) => updateJob(log, storedJob(entry))).catch(() => undefined);
    if (request.kind === 'import' && entry.job.state === 'done') for (const upload of request.uploads) this.options.uploads.drop(upload);
    this.options.onChange?.();
    this.change(entry, {}, true);
    entry.end();
  }

  /** Changes what is known of a job, and tells those who listen: at once, or in a moment together with what else changes. */
  private change(entry: Entry, change: Partial<Job>, atOnce: boolean): void {
    entry.job = { ...entry.job, ...change };
    if (entry.listeners.size === 0) return;
    const tell = (): void => {
      if (entry.notice !== null) clearTimeout(entry.notice);
      entry.notice = null;
      entry.lastNotice = Date.now();
      for (const listener of [...entry.listeners]) listener({ ...entry.job });
    };
    const rest = NOTICE_MS - (Date.now() - entry.lastNotice);
    if (atOnce || rest <= 0) tell();
    else entry.notice ??= setTimeout(tell, rest);
  }

  private entry(jobId: number): Entry {
    const entry = this.entries.get(jobId);
    if (entry === undefined) throw new AntiphonError('not-found', `there is no job ${jobId}`);
    return entry;
  }

  private remember(entry: Entry): void {
    this.lastId = Math.max(this.lastId, entry.job.jobId);
    this.entries.set(entry.job.jobId, entry);
    for (const [id, { job }] of this.entries) {
      if (this.entries.size <= MOST_KNOWN + MOST_WAITING) return;
      if (hasEnded(job)) this.entries.delete(id);
    }
  }

  private forget(entry: Entry): void {
    this.entries.delete(entry.job.jobId);
    const place = this.waiting.indexOf(entry);
    if (place !== -1) this.waiting.splice(place, 1);
  }

  private restored(stored: StoredJob): Entry {
    const request = JSON.parse(stored.request) as JobRequest;
    return newEntry(request, {
      jobId: stored.jobId,
      kind: stored.kind as Job['kind'],
      ...titleOf(request),
      state: stored.state as Job['state'],
      createdAt: stored.createdAt,
      startedAt: stored.startedAt,
      endedAt: stored.endedAt,
      step: null,
      shareDone: null,
      findingIds: [...stored.findingIds],
      result: stored.result === null ? null : (JSON.parse(stored.result) as JobResult),
      failure: stored.errorCode === null ? null : { code: stored.errorCode as FailureCode, message: stored.errorMessage ?? '' },
    });
  }

  /** Writes on the connection for jobs, one after the other. */
  private write(work: (log: CaseFile) => Promise<void>): Promise<void> {
    const { log } = this;
    if (log === null) return Promise.resolve();
    const written = this.writing.then(() => work(log));
    this.writing = written.catch(() => undefined);
    return written;
  }
}

function newEntry(request: JobRequest, job: Job): Entry {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { request, job, controller: new AbortController(), listeners: new Set(), notice: null, lastNotice: 0, ended, end };
}

/** Checks a request as far as it can be checked before its turn. */
function aboutRequest(request: JobRequest, uploads: UploadedFiles): Pick<Job, 'analysis' | 'title'> {
  if (request.kind === 'import') {
    if (request.uploads.length === 0) throw new AntiphonError('usage', 'an import needs at least one file');
    for (const upload of request.uploads) uploads.find(upload);
  }
  if (request.kind === 'analysis') {
    const { parameters } = analysisById(request.analysis);
    checkParameters(parameters, request.parameters);
    for (const { name, kind } of describeParameters(parameters)) {
      const upload = request.parameters[name];
      if (kind === 'accounts' && typeof upload === 'string') uploads.find(upload);
    }
  }
  return titleOf(request);
}

function titleOf(request: JobRequest): Pick<Job, 'analysis' | 'title'> {
  switch (request.kind) {
    case 'analysis':
      return { analysis: request.analysis, title: analysisTitle(request.analysis, request.parameters['layer']) };
    case 'run-all':
      return { analysis: null, title: 'Everything that the data supports' };
    case 'import':
      return { analysis: null, title: request.uploads.length === 1 ? 'Import of a file' : `Import of ${request.uploads.length} files` };
    case 'language':
      return { analysis: null, title: 'Languages of texts' };
    case 'report':
      return { analysis: null, title: 'Report' };
  }
}

/** A job of an earlier version may name an analysis that is no more. */
function analysisTitle(id: string, layer: unknown): string {
  let title = id;
  try {
    title = analysisById(id).title;
  } catch {
    // It keeps its name.
  }
  return typeof layer === 'string' ? `${title} (${layer})` : title;
}

function storedJob({ job, request }: Entry): StoredJob {
  return {
    jobId: job.jobId,
    kind: job.kind,
    request: JSON.stringify(request),
    state: job.state,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    endedAt: job.endedAt,
    findingIds: job.findingIds,
    result: job.result === null ? null : JSON.stringify(job.result),
    errorCode: job.failure?.code ?? null,
    errorMessage: job.failure?.message ?? null,
  };
}

/** Our own failures in full; of others nothing but that it is our fault, as they may quote data. */
function failureOf(error: unknown): { code: FailureCode; message: string } {
  if (error instanceof AntiphonError && error.code !== 'internal') return { code: error.code, message: error.message };
  return { code: 'internal', message: 'a fault of Antiphon; the case is as it was before the job' };
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
