/** Files that were sent and wait for a job, each under its own name. */
export interface UploadedFiles {
  /** @throws AntiphonError `not-found`. */
  find(upload: string): { readonly name: string; readonly path: string };
  drop(upload: string): void;
}

/** How jobs are done. */
export interface JobRules {
  readonly uploads: UploadedFiles;
  /** Reports show names. */
  readonly reveal: boolean;
  /** Reports show texts of private accounts. */
  readonly texts: boolean;
  /** The sample: nobody in it exists. */
  readonly simulated: boolean;
  /** Bytes that an analysis may keep (default: three quarters of the machine). */
  readonly memoryBytes?: number;
  /** Module of the thread that computes analyses (default: its own; without one, the main thread computes). */
  readonly thread?: URL;
}
