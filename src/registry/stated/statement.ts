import { isAddress } from '../entry.js';

/** What a row says, by column; blank values are absent. */
export type RawStatement = Readonly<Record<string, string>>;

/** A row as a statement, or why it is none; and what was written otherwise than it stood. */
export type ReadStatement<Row> = { readonly row: Row; readonly said: readonly string[] } | { readonly problem: string };

class StatementProblem extends Error {}

/** Stops the reading of a row: the text says why it is no statement. */
export function fail(problem: string): never {
  throw new StatementProblem(problem);
}

/** The values of a row while it is read. */
export class Given {
  readonly said: string[] = [];

  constructor(private readonly raw: RawStatement) {}

  /** A value without blanks around it; null where there is none. */
  text(column: string): string | null {
    return this.raw[column]?.normalize('NFC').trim() || null;
  }

  needed(column: string): string {
    return this.text(column) ?? fail(`${column} is blank`);
  }

  /** Who states it. */
  source(): string {
    return this.text('stated_by') ?? fail('stated_by is blank: what others stated needs the source that states it');
  }

  url(): string | null {
    const word = this.text('url');
    if (word !== null && !isAddress(word)) fail(`url "${word.slice(0, 100)}" is no address; it begins with https://`);
    return word;
  }
}

/** Runs the reading of one row. */
export function readStatement<Row>(raw: RawStatement, read: (given: Given) => Row): ReadStatement<Row> {
  const given = new Given(raw);
  try {
    return { row: read(given), said: given.said };
  } catch (error) {
    if (error instanceof StatementProblem) return { problem: error.message };
    throw error;
  }
}

/** A note with something added, such as the words in which a number was stated; nothing twice. */
export function withNote(note: string | null, more: string | null): string | null {
  if (more === null || note?.includes(more) === true) return note;
  return note === null ? more : `${note}; ${more}`;
}
