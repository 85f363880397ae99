import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseFile } from './case-file.js';

/** Name under which the side tables are attached to the case's database. */
const SIDE = 'side';
/** Row orders and selections that are kept; the one that was not used for longest makes room. */
const MOST_KEPT = 40;
const MOST_COUNTS = 10_000;

/**
 * Tables that are worked out of a case for showing it: names as they are shown, orders of rows, folded texts.
 *
 * They lie in a database beside the case that is never opened again, so that a case that may not be written can be shown too, and
 * nothing of them stands in an export. All connections to a case see them. A name stands for its content: what depends on the data or on
 * who may be named has a digest of that in its name.
 */
export class SideTables {
  private readonly pending = new Map<string, Promise<void>>();
  /** Tables that are there, the one that was used last at the end. */
  private readonly made = new Map<string, { readonly isKept: boolean; users: number }>();
  private readonly counts = new Map<string, number>();
  private attached: Promise<void> | null = null;
  /** States of the data that were asked for, the last one at the end. */
  private states: string[] = [];

  /** The side tables of a case, whichever connection asks. */
  static of(file: CaseFile): SideTables {
    const known = SIDES.get(file.main);
    if (known !== undefined) return known;
    const made = new SideTables();
    SIDES.set(file.main, made);
    return made;
  }

  /**
   * Makes a table unless it is there; of several that ask at once, one makes it and the others wait.
   *
   * @param make Creates the table by the name that it gets.
   * @returns Its name for statements.
   */
  async ensure(file: CaseFile, name: string, make: (table: string) => Promise<void>): Promise<string> {
    await this.attach(file);
    for (;;) {
      const known = this.made.get(name);
      if (known !== undefined) {
        this.made.delete(name);
        this.made.set(name, known);
        return qualified(name);
      }
      const other = this.pending.get(name);
      if (other === undefined) break;
      await other.catch(() => undefined); // who fails says so to whoever asked first; the next one tries again
    }
    const work = this.build(file, name, make);
    this.pending.set(name, work);
    try {
      await work;
    } finally {
      this.pending.delete(name);
    }
    return qualified(name);
  }

  /** As `ensure`, for tables of which only the last ones are kept; it stays for the time of `use`. */
  async borrow<T>(file: CaseFile, name: string, make: (table: string) => Promise<void>, use: (table: string) => Promise<T>): Promise<T> {
    const full = `rows_${name}`;
    const table = await this.ensure(file, full, make);
    const entry = this.made.get(full) as { users: number };
    entry.users++;
    try {
      return await use(table);
    } finally {
      entry.users--;
      await this.dropOldest(file);
    }
  }

  /** Rows of one of these tables, which never change once they are made. @param table As `ensure` gave it. */
  async rowCount(file: CaseFile, table: string): Promise<number> {
    const known = this.counts.get(table);
    if (known !== undefined) return known;
    const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM ${table}`);
    if (this.counts.size >= MOST_COUNTS) this.counts.clear();
    this.counts.set(table, count);
    return count;
  }

  /** True if the table is there. */
  has(name: string): boolean {
    return this.made.has(name) || this.made.has(`rows_${name}`);
  }

  /** The name of a table for statements if it is there, else null. */
  find(name: string): string | null {
    return this.made.has(name) ? qualified(name) : null;
  }

  /** Says in which state the case is: tables of states before the last one are dropped, as nobody can be reading them any more. */
  async settle(file: CaseFile, state: string): Promise<void> {
    if (this.states.at(-1) === state) return;
    this.states = [...this.states.filter((known) => known !== state), state];
    for (const old of this.states.splice(0, Math.max(0, this.states.length - 2)))
      for (const name of [...this.made.keys()].filter((candidate) => candidate.endsWith(old))) {
        this.made.delete(name);
        await file.run(`DROP TABLE IF EXISTS ${qualified(name)}`);
      }
  }

  private async build(file: CaseFile, name: string, make: (table: string) => Promise<void>): Promise<void> {
    const table = qualified(name);
    try {
      await make(table);
    } catch (error) {
      await file.run(`DROP TABLE IF EXISTS ${table}`).catch(() => undefined);
      throw error;
    }
    this.made.set(name, { isKept: !name.startsWith('rows_'), users: 0 });
  }

  private async dropOldest(file: CaseFile): Promise<void> {
    const passing = [...this.made].filter(([, { isKept }]) => !isKept);
    for (const [name, { users }] of passing.slice(0, Math.max(0, passing.length - MOST_KEPT))) {
      if (users > 0) continue;
      this.made.delete(name);
      await file.run(`DROP TABLE IF EXISTS ${qualified(name)}`);
    }
  }

  private attach(file: CaseFile): Promise<void> {
    this.attached ??= attachSide(file.main.scratchFolder(), file).catch((error) => {
      this.attached = null;
      throw error;
    });
    return this.attached;
  }
}

const SIDES = new WeakMap<CaseFile, SideTables>();

async function attachSide(folder: string, file: CaseFile): Promise<void> {
  const path = join(folder, 'side.duckdb');
  rmSync(path, { force: true });
  await file.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${SIDE} (READ_WRITE, STORAGE_VERSION 'v1.0.0')`);
}

function qualified(name: string): string {
  return `${SIDE}.main."${name.replaceAll('"', '""')}"`;
}
