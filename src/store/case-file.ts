import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult, DuckDBValue, DuckDBInstance as Instance } from '@duckdb/node-api';
import { AntiphonError, messageOf } from '../errors.js';
import type { CaseQueries, SqlValue } from './case-queries.js';
import { DuckDBInstance } from './driver.js';
import { MIGRATIONS, SCHEMA_VERSION } from './schema.js';
import { servingOf } from './serving.js';

export interface OpenOptions {
  /** Make the case when there is none (default false). */
  readonly create?: boolean;
  /** Memory that the database may plan with, as it writes it (default `1GB`). */
  readonly memoryLimit?: string;
  /** Nothing in the file may be changed, not even its schema (default false). */
  readonly readOnly?: boolean;
}

export { isoTime, type SqlValue } from './case-queries.js';

const DATABASE_MAGIC = 'DUCK';
const MAGIC_OFFSET = 8;

/**
 * One case: the owner of its file, or a further connection to it (`reader`).
 *
 * Opened by one process at a time, and once in it: two databases on one file lose data. Work that changes the case happens in
 * `transaction`; a case that `open` had to make is removed again by `discardIfNew` when the work fails.
 */
export class CaseFile implements CaseQueries {
  readonly path: string;
  readonly isNew: boolean;
  private readonly instance: Instance;
  private readonly connection: DuckDBConnection;
  private readonly scratch: string;
  /** The case that opened the file; null for that itself. */
  private readonly owner: CaseFile | null;
  private readonly readers = new Set<CaseFile>();
  private readerCount = 0;
  private isCommitting = false;
  private isClosed = false;

  private constructor(
    path: string,
    scratch: string,
    isNew: boolean,
    instance: Instance,
    connection: DuckDBConnection,
    owner: CaseFile | null = null,
  ) {
    this.path = path;
    this.scratch = scratch;
    this.isNew = isNew;
    this.instance = instance;
    this.connection = connection;
    this.owner = owner;
  }

  /**
   * Opens a case file, bringing its schema up to date.
   *
   * @param path File of the case.
   * @throws AntiphonError `case-missing`, `case-locked`, `case-damaged`, `case-newer`, `case-foreign`, `case-read-only`, `case-disk`.
   */
  static async open(path: string, options: OpenOptions = {}): Promise<CaseFile> {
    const file = resolve(path);
    const readOnly = options.readOnly === true;
    const isNew = !checkPath(file, options.create === true && !readOnly);
    const scratch = readOnly && !mayWriteIn(dirname(file)) ? mkdtempSync(join(tmpdir(), 'antiphon-')) : `${file}.work-${process.pid}`;
    if (scratch.startsWith(file)) removeStaleScratch(file, isAlive);
    try {
      const instance = await DuckDBInstance.create(file, {
        threads: '2',
        memory_limit: options.memoryLimit ?? '1GB',
        temp_directory: scratch,
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        ...(readOnly ? { access_mode: 'READ_ONLY' } : {}),
      });
      // Whoever may write has the case alone, so that a live process of such a number is another program's.
      if (!readOnly) removeStaleScratch(file, () => false);
      const opened = new CaseFile(file, scratch, isNew, instance, await instance.connect());
      try {
        await opened.connection.run(`SET TimeZone = 'UTC'`);
        await opened.migrate(readOnly);
      } catch (error) {
        opened.close();
        if (isNew) removeCaseFiles(file);
        throw error;
      }
      return opened;
    } catch (error) {
      throw caseError(file, error);
    }
  }

  /**
   * An empty database in memory with the same settings, for looking at files without a case.
   *
   * @param scratch Folder for what lives no longer than this process; `close` removes it.
   */
  static async inMemory(scratch: string): Promise<CaseFile> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '2',
      memory_limit: '1GB',
      temp_directory: scratch,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const opened = new CaseFile(':memory:', scratch, true, instance, await instance.connect());
    await opened.connection.run(`SET TimeZone = 'UTC'`);
    await opened.migrate(false);
    return opened;
  }

  /**
   * A further connection to the open case, with temporary tables, transactions and an interrupt of its own. It sees what others have
   * committed. Its `close` closes it alone; the case closes those that are left.
   */
  async reader(): Promise<CaseFile> {
    const owner = this.owner ?? this;
    const connection = await this.guard('connect', () => owner.instance.connect());
    const reader = new CaseFile(
      owner.path,
      join(owner.scratch, `connection-${++owner.readerCount}`),
      false,
      owner.instance,
      connection,
      owner,
    );
    owner.readers.add(reader);
    await reader.run(`SET TimeZone = 'UTC'`);
    return reader;
  }

  /** The case that opened the file: this one, or the one whose further connection it is. */
  get main(): CaseFile {
    return this.owner ?? this;
  }

  /** Runs one statement. */
  async run(sql: string, values: readonly SqlValue[] = []): Promise<void> {
    await this.guard(sql, () => this.connection.run(sql, [...values]));
  }

  /** All rows of a query as objects; whole numbers of any width come as numbers, times as strings. */
  async rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.guard(sql, async () => {
      const reader = await this.connection.runAndReadAll(sql, [...values]);
      return reader
        .getRowObjects()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)])) as Row);
    });
  }

  /** The first row of a query. */
  async row<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row> {
    const [first] = await this.rows<Row>(sql, values);
    if (first === undefined) throw new AntiphonError('internal', `a query that must give a row gave none: ${sql}`);
    return first;
  }

  /** A query's result chunk by chunk, in order. */
  async *chunks(sql: string, values: readonly SqlValue[] = []): AsyncGenerator<DuckDBDataChunk> {
    const result: DuckDBResult = await this.guard(sql, () => this.connection.stream(sql, [...values]));
    for (;;) {
      const chunk = await this.guard(sql, () => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk;
    }
  }

  /** Appends whole chunks to a table (`temp.NAME`: a temporary one). `fill` is called with ever higher numbers until it returns null. */
  async append(table: string, fill: (index: number) => DuckDBDataChunk | null): Promise<void> {
    await this.guard(`append to ${table}`, async () => {
      // A temporary table is found without its catalogue too, but not where the case is opened for reading only.
      const [name, catalogue] = table.startsWith('temp.') ? [table.slice('temp.'.length), 'temp'] : [table, null];
      const appender = await this.connection.createAppender(name, ...(catalogue === null ? [] : ['main', catalogue]));
      for (let index = 0; ; index++) {
        const chunk = fill(index);
        if (chunk === null) break;
        appender.appendDataChunk(chunk);
        if (index % 64 === 63) await new Promise((done) => setImmediate(done));
      }
      appender.closeSync();
    });
  }

  /** Runs `work` so that all of its changes are kept or none. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('BEGIN');
    try {
      const result = await work();
      this.isCommitting = true;
      await this.run('COMMIT');
      return result;
    } catch (error) {
      await this.connection.run('ROLLBACK').catch(() => undefined); // nothing to roll back when COMMIT itself failed
      throw error;
    } finally {
      this.isCommitting = false;
    }
  }

  /** Share of the running statement that is done, 0–1, or null when the database does not know. */
  get progress(): number | null {
    const { percentage } = this.connection.progress;
    return percentage >= 0 ? percentage / 100 : null;
  }

  /** Stops the running statement, which then throws; a commit is not stopped, as what it wrote could no longer be told. */
  interrupt(): void {
    if (!this.isCommitting) this.connection.interrupt();
  }

  /** A folder beside the case for files that live no longer than this process. */
  scratchFolder(): string {
    try {
      mkdirSync(this.scratch, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw caseError(this.path, error);
    }
    return this.scratch;
  }

  /** Closes the file, or of a further connection that alone, and removes what was scratch. Safe to call twice. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const reader of this.readers) reader.close();
    this.connection.closeSync();
    if (this.owner === null) this.instance.closeSync();
    else this.owner.readers.delete(this);
    rmSync(this.scratch, { recursive: true, force: true });
  }

  /** Closes the case and, if `open` had to make it, removes its file. */
  discardIfNew(): void {
    this.close();
    if (this.isNew) removeCaseFiles(this.path);
  }

  private async migrate(readOnly: boolean): Promise<void> {
    const tables = await this.rows<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables`);
    let version = 0;
    if (tables.some((table) => table.name === 'antiphon_case')) {
      version = (await this.row<{ version: number }>(`SELECT schema_version AS version FROM antiphon_case`)).version;
    } else if (tables.length > 0) {
      throw new AntiphonError(
        'case-foreign',
        `${this.path} is a database of another program (no table antiphon_case); name another path for the case`,
      );
    }
    if (version > SCHEMA_VERSION) {
      throw new AntiphonError(
        'case-newer',
        `${this.path} has schema version ${version}, this Antiphon knows versions up to ${SCHEMA_VERSION}; update Antiphon`,
      );
    }
    const steps = MIGRATIONS.filter((migration) => migration.version > version);
    if (steps.length === 0) return;
    if (readOnly) {
      throw new AntiphonError(
        'case-read-only',
        `${this.path} has schema version ${version}, and reading it needs version ${SCHEMA_VERSION}; open it once with a command that may write, such as \`antiphon sources ${basename(this.path)}\``,
      );
    }
    await this.transaction(async () => {
      for (const step of steps) for (const statement of step.statements) await this.run(statement);
      if (version === 0) await this.run(`INSERT INTO antiphon_case VALUES (?, current_timestamp::TIMESTAMP)`, [SCHEMA_VERSION]);
      else await this.run(`UPDATE antiphon_case SET schema_version = ?`, [SCHEMA_VERSION]);
    });
  }

  private async guard<T>(sql: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw statementError(this.path, sql, error);
    }
  }
}

function plainValue(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value !== null && typeof value === 'object') {
    if ('items' in value) return (value as { items: DuckDBValue[] }).items.map(plainValue);
    return value.toString();
  }
  return value;
}

/** True if a case file is there, false if one may be made. */
function checkPath(file: string, create: boolean): boolean {
  if (!existsSync(file)) {
    if (!create)
      throw new AntiphonError('case-missing', `there is no case at ${file}; \`antiphon import ${basename(file)} FILE…\` makes one`);
    if (!existsSync(dirname(file)))
      throw new AntiphonError(
        'case-missing',
        `the folder ${dirname(file)} does not exist; make it first or name another path for the case`,
      );
    if (!statSync(dirname(file)).isDirectory())
      throw new AntiphonError('case-foreign', `${dirname(file)} is a file, not a folder; name another path for the case`);
    return false;
  }
  const status = statSync(file);
  if (status.isDirectory())
    throw new AntiphonError('case-foreign', `${file} is a folder, not a case file; name a file, such as ${join(file, 'case.antiphon')}`);
  if (!status.isFile()) throw new AntiphonError('case-foreign', `${file} is not a regular file; name another path for the case`);
  const magic = Buffer.alloc(DATABASE_MAGIC.length);
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    throw new AntiphonError('case-read-only', `${file} may not be read; check its permissions`, { cause: error });
  }
  readSync(handle, magic, 0, magic.length, MAGIC_OFFSET);
  closeSync(handle);
  if (magic.toString('latin1') !== DATABASE_MAGIC) {
    const what = status.size === 0 ? 'an empty file' : 'the file of another program';
    throw new AntiphonError('case-foreign', `${file} is ${what}, not a case; name another path for the case (it was left as it is)`);
  }
  return true;
}

function mayWriteIn(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function removeCaseFiles(file: string): void {
  for (const path of [file, `${file}.wal`]) rmSync(path, { force: true });
}

/** Removes the scratch folders of processes that were killed. */
function removeStaleScratch(file: string, isInUse: (pid: number) => boolean): void {
  const prefix = `${basename(file)}.work-`;
  for (const name of readdirSync(dirname(file))) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length));
    if (Number.isInteger(pid) && pid !== process.pid && !isInUse(pid)) rmSync(join(dirname(file), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Turns what the database says on opening into a failure of the case. */
function caseError(file: string, error: unknown): AntiphonError {
  if (error instanceof AntiphonError) return error;
  const text = messageOf(error);
  const locked = /Conflicting lock is held in (.+?) \(PID (\d+)\)/.exec(text);
  if (locked !== null) {
    const serving = servingOf(file, Number(locked[2]));
    const what =
      serving === null
        ? `in use by process ${locked[2]} (${basename(locked[1] ?? '')}); wait for it to end or stop it`
        : `served by process ${locked[2]} at ${serving.address}; do it there, or end that server (Ctrl-C) and try again`;
    return new AntiphonError('case-locked', `${file} is ${what}`, { cause: error });
  }
  if (/lock/i.test(text) && /set lock|Resource temporarily/i.test(text))
    return new AntiphonError('case-locked', `${file} is in use by another process; wait for it to end or stop it`, { cause: error });
  if (/Permission denied|read-only|Read-only|EACCES|EROFS/i.test(text))
    return new AntiphonError('case-read-only', `${file} may not be written; check the permissions of the file and its folder`, {
      cause: error,
    });
  if (/No space left|disk full|ENOSPC/i.test(text))
    return new AntiphonError('case-disk', `no space left on the disk of ${file}; free some and try again`, { cause: error });
  if (/newer version|storage version|version number/i.test(text))
    return new AntiphonError('case-newer', `${file} was written by a newer version of the database; update Antiphon`, { cause: error });
  return new AntiphonError(
    'case-damaged',
    `${file} is damaged and cannot be opened (${text.slice(0, 200)}); restore it from a copy or import its sources again`,
    { cause: error },
  );
}

function statementError(file: string, sql: string, error: unknown): AntiphonError {
  if (error instanceof AntiphonError) return error;
  const text = messageOf(error);
  if (/INTERRUPT/i.test(text)) return new AntiphonError('interrupted', 'stopped; the case is as it was', { cause: error });
  if (/Out of Memory|failed to allocate|failed to pin/i.test(text))
    return new AntiphonError('memory', 'the database needs more memory than it may use; allow more with --memory (the case is as it was)', {
      cause: error,
    });
  if (/No space left|disk full|ENOSPC|could not write|Could not write/i.test(text))
    return new AntiphonError('case-disk', `no space left on the disk of ${file}; free some and try again (the case is as it was)`, {
      cause: error,
    });
  if (/Permission denied|Read-only file system|read-only/i.test(text))
    return new AntiphonError('case-read-only', `${file} may not be written; check its permissions`, { cause: error });
  if (/corrupt|checksum|Failed to read|Could not read|Invalid block/i.test(text))
    return new AntiphonError(
      'case-damaged',
      `${file} is damaged (${text.slice(0, 200)}); restore it from a copy or import its sources again`,
      { cause: error },
    );
  const plainSql = withoutValues(sql, sql).replace(/\s+/g, ' ');
  const plain = new Error(withoutValues(text, sql));
  if (error instanceof Error) plain.stack = withoutValues(error.stack ?? '', sql);
  return new AntiphonError('internal', `the database refused a statement: ${plain.message} [${plainSql.slice(0, 300)}]`, { cause: plain });
}

/** What the database says, without the values of the data that it quotes; names of columns and tables, which the statement holds, stay. */
function withoutValues(text: string, sql: string): string {
  const isName = (quoted: string): boolean => /^"\w+"$/.test(quoted) && sql.includes(quoted.slice(1, -1));
  return text.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (quoted) => (isName(quoted) ? quoted : `${quoted[0]}…${quoted[0]}`));
}
