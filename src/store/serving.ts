import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The process that serves a case, and where. */
export interface Serving {
  readonly pid: number;
  /** Such as `http://127.0.0.1:7700`. */
  readonly address: string;
}

/** Where a server of a case says that it is there. */
function servingPath(casePath: string): string {
  return `${casePath}.serving`;
}

/** Says beside the case who serves it; a folder that may not be written goes without. */
export function noteServing(casePath: string, serving: Serving): void {
  try {
    rmSync(servingPath(casePath), { force: true }); // it may be a link to elsewhere
    writeFileSync(servingPath(casePath), `${JSON.stringify(serving)}\n`, { mode: 0o600, flag: 'wx' });
  } catch {
    // The note only makes a message better.
  }
}

/** Takes the note away again. */
export function forgetServing(casePath: string): void {
  rmSync(servingPath(casePath), { force: true });
}

/** Where the process with this number serves the case, or null. */
export function servingOf(casePath: string, pid: number): Serving | null {
  try {
    const serving = JSON.parse(readFileSync(servingPath(casePath), 'utf8')) as Serving;
    return serving.pid === pid && /^http:\/\/[\w.:[\]-]+$/.test(serving.address) ? serving : null;
  } catch {
    return null;
  }
}
