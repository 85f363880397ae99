import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AntiphonError } from '../errors.js';
import type { CaseFile } from '../store/case-file.js';

/** Folders of files that jobs wrote: beside the case, until the queue is closed. */
export class JobFiles {
  private readonly file: CaseFile;
  private readonly folders = new Set<string>();

  constructor(file: CaseFile) {
    this.file = file;
  }

  /** The folder of a job. */
  folder(jobId: number): string {
    const folder = this.path(jobId);
    this.folders.add(folder);
    return folder;
  }

  /** @throws AntiphonError `not-found`. */
  find(jobId: number, name: string): { readonly path: string; readonly name: string } {
    const path = join(this.path(jobId), basename(name));
    if (!this.folders.has(this.path(jobId)) || !existsSync(path))
      throw new AntiphonError('not-found', `the files of job ${jobId} were kept until its server ended; ask for the report again`);
    return { path, name: basename(name) };
  }

  drop(jobId: number): void {
    rmSync(this.path(jobId), { recursive: true, force: true });
    this.folders.delete(this.path(jobId));
  }

  close(): void {
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }

  private path(jobId: number): string {
    return join(this.file.scratchFolder(), `job-${jobId}`);
  }
}
