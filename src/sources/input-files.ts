import { createReadStream, existsSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { isatty } from 'node:tty';
import { glob, isDynamicPattern } from 'tinyglobby';
import { AntiphonError, messageOf } from '../errors.js';
import type { WorkContext } from '../model.js';
import { CHUNK_BYTES, fileOnDisk, firstBytesOf, type InputFile, isZip, NoTableError, type PassedOver, statusOf } from './input-file.js';
import { ScratchFile, scratchPath } from './scratch-file.js';
import { compareText, zipMembers } from './zip-archive.js';

/** What one word of the command line stands for. */
export interface NamedInput {
  /** As the user wrote it. */
  readonly named: string;
  readonly files: readonly InputFile[];
  readonly passedOver: readonly PassedOver[];
}

export const STANDARD_INPUT = 'standard input';

/**
 * What the words of a command stand for, in their order: files as they are; folders, patterns and zip archives as the files in them, in
 * code-point order; `-` as standard input. A file that is met again through a folder or a pattern is taken once.
 *
 * @param scratch Gives the folder for the content of pipes; called when one is needed.
 * @throws AntiphonError `file`: something named does not exist, a pattern matches nothing, a folder is empty, an archive is damaged.
 */
export async function namedInputs(words: readonly string[], scratch: () => string, context: WorkContext): Promise<NamedInput[]> {
  if (words.filter(isStandardInput).length > 1) throw new AntiphonError('usage', 'standard input can be read once; name - once');
  const kinds = words.map((word) => ({ word, kind: kindOf(word) }));
  const seen = new Set(kinds.flatMap(({ word, kind }) => (kind === 'file' ? [realpathSync(word)] : [])));
  const inputs: NamedInput[] = [];
  for (const { word, kind } of kinds) {
    context.signal.throwIfAborted();
    if (kind === 'file') inputs.push(await fromFile(word, fileOnDisk(word)));
    else if (kind === 'pipe') inputs.push(await fromFile(word, await spooled(word, scratch(), context)));
    else inputs.push(await fromMany(word, kind, seen, context));
  }
  return inputs;
}

type Kind = 'file' | 'folder' | 'pattern' | 'pipe';

function isStandardInput(word: string): boolean {
  return word === '-' || word === '/dev/stdin' || word === '/dev/fd/0' || word === '/proc/self/fd/0';
}

function kindOf(word: string): Kind {
  if (isStandardInput(word)) return 'pipe';
  if (!existsSync(word) && isDynamicPattern(word)) return 'pattern';
  const status = statusOf(word);
  return status.isDirectory() ? 'folder' : status.isFIFO() ? 'pipe' : 'file';
}

/** A file that was named itself: it must import, unless it is an archive, which stands for its members. */
async function fromFile(named: string, input: InputFile): Promise<NamedInput> {
  const members = await membersOf(input);
  return members === null ? { named, files: [input], passedOver: [] } : { named, ...members };
}

async function membersOf(input: InputFile): Promise<Pick<NamedInput, 'files' | 'passedOver'> | null> {
  if (input.diskPath === null) return null;
  const head = await firstBytesOf(input, 4096).catch((error) => {
    throw new AntiphonError('file', `${input.path} cannot be read: ${messageOf(error)}; check the permissions`, { cause: error });
  });
  if (!isZip(head)) return null;
  if (head.includes('[Content_Types].xml'))
    throw new NoTableError(`${input.path} is an office document; save it as CSV (UTF-8) and name that`);
  const { members, passedOver } = await zipMembers(input.diskPath, input.path, input.origin);
  return { files: members, passedOver };
}

/** The files of a folder or a pattern. */
async function fromMany(named: string, kind: Kind, seen: Set<string>, context: WorkContext): Promise<NamedInput> {
  const paths = kind === 'folder' ? folderFiles(named) : await patternFiles(named);
  if (paths.length === 0)
    throw new AntiphonError(
      'file',
      kind === 'folder'
        ? `${named} is a folder without files (hidden ones are passed over); name another`
        : `${named} matches no file; check the pattern (nothing was imported)`,
    );
  const files: InputFile[] = [];
  const passedOver: PassedOver[] = [];
  for (const path of paths) {
    context.signal.throwIfAborted();
    try {
      const real = realpathSync(path);
      if (seen.has(real)) continue;
      seen.add(real);
      const input = fileOnDisk(path, path, false);
      const members = await membersOf(input);
      files.push(...(members?.files ?? [input]));
      passedOver.push(...(members?.passedOver ?? []));
    } catch (error) {
      if (!(error instanceof NoTableError)) throw error;
      passedOver.push({ path, reason: reasonOf(error, path) });
    }
  }
  return { named, files, passedOver };
}

/** The message of a failure, without the path that it begins with. */
export function reasonOf(error: Error, path: string): string {
  const said = messageOf(error);
  const reason = (said.startsWith(path) ? said.slice(path.length) : said).replace(/^[\s:,]+/, '').replace(/; `antiphon .*$/, '');
  return reason.length > 240 ? `${reason.slice(0, 239)}…` : reason;
}

/** The files below a folder in code-point order: hidden ones and cases left out, each folder visited once whatever links lead to it. */
function folderFiles(folder: string): string[] {
  const visited = new Set<string>();
  const files: string[] = [];
  const visit = (path: string): void => {
    const real = realpathSync(path);
    if (visited.has(real)) return;
    visited.add(real);
    for (const name of namesIn(path)) {
      if (isLeftOut(name)) continue;
      const inner = join(path, name);
      const status = statusOrNull(inner);
      if (status?.isDirectory() === true) visit(inner);
      else if (status?.isFile() === true) files.push(inner);
    }
  };
  visit(folder);
  return files.sort(compareText);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new AntiphonError('file', `${folder} cannot be read: ${messageOf(error)}; check the permissions`, { cause: error });
  }
}

/** What a link leads to; null where it leads nowhere or in a circle. */
function statusOrNull(path: string): Stats | null {
  try {
    return statusOf(path);
  } catch {
    return null;
  }
}

/** Hidden files, what systems add, and cases with their keys and working folders. */
function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX' || /\.antiphon(\.key|\.wal|\.work-\d+)?$/.test(name);
}

async function patternFiles(pattern: string): Promise<string[]> {
  const found = await glob(pattern, {
    onlyFiles: true,
    dot: false,
    absolute: isAbsolute(pattern),
    followSymbolicLinks: false,
    expandDirectories: false,
  });
  const isAsked = (path: string): boolean => !isLeftOut(basename(path)) && statusOrNull(path)?.isFile() === true;
  return found.filter(isAsked).sort(compareText);
}

/** The content of a pipe as a file in the scratch folder: it is read more than once. */
async function spooled(word: string, scratch: string, context: WorkContext): Promise<InputFile> {
  const isStandard = isStandardInput(word);
  const shown = isStandard ? STANDARD_INPUT : word;
  if (isStandard && isatty(0))
    throw new AntiphonError('usage', 'standard input is a terminal; pipe a file into it, such as: zcat posts.csv.gz | antiphon import …');
  context.progress.step(`reading ${shown}`);
  const stream = isStandard ? process.stdin : createReadStream(word, { highWaterMark: CHUNK_BYTES });
  const copy = new ScratchFile(scratchPath(scratch, 'input', 'pipe'), `what comes through ${shown}`);
  const stop = (): void => {
    stream.destroy(context.signal.reason);
  };
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) copy.write(piece);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof AntiphonError) throw error;
    throw new AntiphonError('file', `${shown} cannot be read: ${messageOf(error)}`, { cause: error });
  } finally {
    context.signal.removeEventListener('abort', stop);
    copy.end();
  }
  if (statusOf(copy.path).size === 0) throw new NoTableError(`${shown} is empty (0 bytes); nothing to import`);
  return fileOnDisk(copy.path, shown, true, shown);
}
