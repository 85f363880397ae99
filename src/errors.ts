/**
 * Every failure that a user can meet: its exit code on the command line and its status over HTTP.
 *
 * Exit codes: 2 the user's input, 3 the case, 130 interrupted, 1 our fault.
 */
export const FAILURES = {
  usage: { exitCode: 2, httpStatus: 400, meaning: 'The command or request is not one that Antiphon knows.' },
  parameter: { exitCode: 2, httpStatus: 400, meaning: 'A parameter has a value that the analysis cannot take.' },
  file: {
    exitCode: 2,
    httpStatus: 400,
    meaning: 'A file cannot be read: missing, a folder, cut off, damaged, or of an unreadable encoding.',
  },
  format: { exitCode: 2, httpStatus: 400, meaning: 'A file is readable, but no known format: columns are missing, doubled or unknown.' },
  'no-rows': { exitCode: 2, httpStatus: 400, meaning: 'No row of the files could be kept.' },
  'no-data': { exitCode: 2, httpStatus: 400, meaning: 'The case does not hold the data that the analysis needs.' },
  memory: { exitCode: 2, httpStatus: 413, meaning: 'The work would need more memory than it may use.' },
  output: { exitCode: 2, httpStatus: 400, meaning: 'The output file cannot be written.' },
  'not-found': { exitCode: 2, httpStatus: 404, meaning: 'The named finding, account or edge is not in the case.' },
  'case-missing': { exitCode: 3, httpStatus: 404, meaning: 'There is no case at this path.' },
  'case-locked': { exitCode: 3, httpStatus: 409, meaning: 'Another process holds the case.' },
  'case-damaged': { exitCode: 3, httpStatus: 500, meaning: 'The case file is damaged.' },
  'case-newer': { exitCode: 3, httpStatus: 409, meaning: 'The case was written by a newer version of Antiphon.' },
  'case-foreign': {
    exitCode: 3,
    httpStatus: 409,
    meaning: 'The path holds something that is not a case: a folder or the file of another program.',
  },
  'case-read-only': { exitCode: 3, httpStatus: 403, meaning: 'The case or its folder may not be written.' },
  'case-disk': { exitCode: 3, httpStatus: 507, meaning: 'The disk is full or failed while the case was written.' },
  forbidden: {
    exitCode: 2,
    httpStatus: 403,
    meaning: 'A request came from another site, by a foreign name, or would change a case that is served for reading only.',
  },
  login: { exitCode: 2, httpStatus: 401, meaning: 'The server asks for the token that it printed when it was started.' },
  'too-large': { exitCode: 2, httpStatus: 413, meaning: 'A request or an uploaded file is larger than the server takes.' },
  busy: { exitCode: 2, httpStatus: 503, meaning: 'The server has too much to do, or is ending; ask again in a moment.' },
  address: { exitCode: 2, httpStatus: 400, meaning: 'The server cannot listen at this address or port.' },
  interrupted: { exitCode: 130, httpStatus: 499, meaning: 'The user stopped the command; the case is as it was.' },
  internal: { exitCode: 1, httpStatus: 500, meaning: 'A fault of Antiphon itself.' },
} as const;

export type FailureCode = keyof typeof FAILURES;

/** A failure with a message for the user: what, where, what to do. */
export class AntiphonError extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'AntiphonError';
    this.code = code;
  }

  get exitCode(): number {
    return FAILURES[this.code].exitCode;
  }
}

/** True if a file could not be written because there is no room for it. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** The message of anything thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
