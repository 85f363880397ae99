import { once } from 'node:events';
import { statSync } from 'node:fs';
import { AntiphonError } from '../../errors.js';
import type { CaseFile } from '../../store/case-file.js';
import { memoryPlan, sizeOf } from '../../store/memory.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { version } from '../version.js';

export interface ServeOptions extends CommonOptions {
  readonly port?: string;
  readonly host?: string;
  readonly readOnly?: boolean;
  readonly reveal?: boolean;
  readonly texts?: boolean;
  readonly memory?: string;
  readonly maxUpload?: string;
}

/** Where a case is served by itself: this machine alone. */
const OWN_HOST = '127.0.0.1';
const FIRST_PORT = 7700;
/** Ports that are tried where none is named. */
const TRIED_PORTS = 20;
const MOST_UPLOAD = '16GB';

/** Serves a case until Ctrl-C. */
export async function serveCommand(casePath: string, options: ServeOptions): Promise<void> {
  const port = options.port === undefined ? null : portOf(options.port);
  const mostUploadBytes = sizeOf('--max-upload', options.maxUpload ?? MOST_UPLOAD);
  await openServed(casePath, { ...options, port, mostUploadBytes, simulated: false });
}

/** What of the options is read already. */
export interface ServedCase extends Omit<ServeOptions, 'port' | 'maxUpload'> {
  /** Null: the first free one. */
  readonly port: number | null;
  readonly mostUploadBytes?: number;
  /** The sample: nobody in it exists. */
  readonly simulated: boolean;
}

/** Opens a case and serves it until Ctrl-C. */
export async function openServed(casePath: string, options: ServedCase): Promise<void> {
  const { CaseFile } = await import('../../store/case-file.js');
  const plan = memoryPlan(options.memory, 'run');
  keepAsClosedAs(casePath);
  const file = await CaseFile.open(casePath, { memoryLimit: plan.databaseLimit, readOnly: options.readOnly === true });
  try {
    await serve(file, options, plan.analysisBytes);
  } finally {
    file.close();
  }
}

/** Lets what is made beside the case be read by nobody who may not read the case. */
function keepAsClosedAs(casePath: string): void {
  try {
    process.umask(process.umask() | (0o077 & ~statSync(casePath).mode));
  } catch {
    // Opening it says what is wrong.
  }
}

async function serve(file: CaseFile, options: ServedCase, memoryBytes: number): Promise<void> {
  const { buildServer } = await import('../../api/server.js');
  const { forgetServing, noteServing } = await import('../../store/serving.js');
  const terminal = new Terminal(options);
  const host = options.host ?? OWN_HOST;
  const observatory = await buildServer(file, {
    version: version(),
    reveal: options.reveal === true,
    texts: options.texts === true,
    readOnly: options.readOnly === true,
    simulated: options.simulated,
    mostUploadBytes: options.mostUploadBytes ?? sizeOf('--max-upload', MOST_UPLOAD),
    memoryBytes,
    onFault: (error) => terminal.fault(error),
    token: host !== OWN_HOST && host !== 'localhost' && host !== '::1',
  });
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    const address = await listen(observatory.listen, host, options.port);
    noteServing(file.path, { pid: process.pid, address });
    sayServing(terminal, file, address, options, observatory.services.gate?.token ?? null);
    await ended;
    terminal.say('ending the server …');
  } finally {
    forgetServing(file.path);
    await observatory.close();
  }
}

async function listen(open: (host: string, port: number) => Promise<string>, host: string, port: number | null): Promise<string> {
  for (let tried = port ?? FIRST_PORT; ; tried++) {
    try {
      return await open(host, tried);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port === null && tried < FIRST_PORT + TRIED_PORTS) continue;
      throw new AntiphonError('address', addressProblem(code, host, tried), { cause: error });
    }
  }
}

function addressProblem(code: string | undefined, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `port ${port} is in use by another program; name another with --port`;
  if (code === 'EACCES') return `port ${port} is not for every user; name one above 1023 with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `this machine has no address ${host}; name one of its own with --host`;
  return `cannot listen at ${host}, port ${port} (${code ?? 'unknown'}); name another address or port`;
}

function sayServing(terminal: Terminal, file: CaseFile, address: string, options: ServedCase, token: string | null): void {
  terminal.result({ case: file.path, address, readOnly: options.readOnly === true, token });
  terminal.say(`case ${file.path} is served at ${address}`);
  if (token !== null) {
    terminal.say(`log in with this token (it is shown once): ${token}`);
    terminal.say('whoever has the token reads the case; the connection is not encrypted, so use it in networks that you trust');
  }
  if (options.reveal === true && !options.simulated) terminal.say('names are shown to whoever opens it');
  terminal.say('Ctrl-C ends the server');
}

/** @throws AntiphonError `usage`. */
export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new AntiphonError('usage', `--port must be a whole number from 0 to 65535, got "${text}"`);
  return port;
}
