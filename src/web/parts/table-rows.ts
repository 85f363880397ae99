import type { Column } from '../../api/contract/analyses.ts';
import type { Cell, TablePage } from '../../api/contract/tables.ts';
import { get, isAbort } from '../api.ts';

/** What of a table is asked for. */
export interface TableQuestion {
  readonly path: string;
  readonly sort: string | null;
  readonly descending: boolean;
  readonly where: string | null;
  readonly search: string | null;
}

type Row = readonly Cell[];

const BLOCK = 100;
/** Blocks kept: with a thousand rows a screen nobody needs more. */
const MOST_BLOCKS = 80;

/** The rows of one question, fetched in blocks as they come into sight; the least recently seen blocks are forgotten. */
export class TableRows {
  rowCount = 0;
  totalCount = 0;
  columns: readonly Column[] = [];
  private readonly question: TableQuestion;
  private readonly blocks = new Map<number, readonly Row[]>();
  private readonly asked = new Set<number>();
  private readonly controller = new AbortController();
  private readonly onChange: (error: unknown) => void;

  /** @param onChange Called when rows came, with null, or with what went wrong. */
  constructor(question: TableQuestion, onChange: (error: unknown) => void) {
    this.question = question;
    this.onChange = onChange;
  }

  /** The row at a place, null where it is not there yet. */
  at(index: number): Row | null {
    const number = Math.floor(index / BLOCK);
    const block = this.blocks.get(number);
    if (block === undefined) return null;
    this.blocks.delete(number);
    this.blocks.set(number, block);
    return block[index - number * BLOCK] ?? null;
  }

  /** Fetches what is missing of the rows from `first` to before `end`. */
  want(first: number, end: number): void {
    for (let number = Math.max(0, Math.floor(first / BLOCK)); number * BLOCK < Math.max(1, end); number++)
      if (!this.blocks.has(number) && !this.asked.has(number)) void this.fetchBlock(number);
  }

  /** Gives up what is still on its way. */
  close(): void {
    this.controller.abort();
  }

  private async fetchBlock(number: number): Promise<void> {
    const { path, sort, descending, where, search } = this.question;
    this.asked.add(number);
    try {
      const page = await get<TablePage>(
        path,
        { sort, descending: sort !== null && descending ? true : null, where, search, offset: number * BLOCK, limit: BLOCK },
        this.controller.signal,
      );
      this.rowCount = page.rowCount;
      this.totalCount = page.totalCount;
      this.columns = page.columns;
      this.blocks.set(number, page.rows);
      const oldest = this.blocks.keys().next().value;
      if (this.blocks.size > MOST_BLOCKS && oldest !== undefined) this.blocks.delete(oldest);
      this.onChange(null);
    } catch (error) {
      if (!isAbort(error)) this.onChange(error);
    } finally {
      this.asked.delete(number);
    }
  }
}
