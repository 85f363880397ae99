import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WorkContext } from '../model.js';
import type { CaseQueries } from './case-queries.js';
import { stageAccounts } from './number-table.js';
import { intsOf } from './vectors.js';

/** The program with which every post was made, by identity of the post. */
export interface PostClients {
  /** Place in `clients`; −1 where no source says. */
  readonly client: Int32Array;
  readonly clients: readonly string[];
}

/** Reads the client of every post; names in order of their first post. */
export async function readPostClients(file: CaseQueries): Promise<PostClients> {
  const names = await file.rows<{ client: string; postId: number }>(
    `SELECT client, min(post_id) AS "postId" FROM post WHERE client IS NOT NULL AND trim(client) <> '' GROUP BY client ORDER BY 2`,
  );
  const { size } = await file.row<{ size: number }>(`SELECT coalesce(max(post_id), -1) + 1 AS size FROM post`);
  const client = new Int32Array(size).fill(-1);
  if (names.length > 0)
    for await (const chunk of file.chunks(
      `SELECT post_id, number FROM post JOIN (SELECT client, (row_number() OVER (ORDER BY min(post_id)) - 1)::INTEGER AS number FROM post
         WHERE client IS NOT NULL AND trim(client) <> '' GROUP BY client) USING (client)`,
    )) {
      const [post, number] = [intsOf(chunk.getColumnVector(0)), intsOf(chunk.getColumnVector(1))];
      const rows = chunk.rowCount;
      for (let row = 0; row < rows; row++) client[post[row]] = number[row];
    }
  return { client, clients: names.map((name) => name.client) };
}

const TEXTS_BETWEEN_REPORTS = 65_536;

/** Visits every text of a case once, in no stated order. @param visit Gets the identity of the post. */
export async function visitTexts(file: CaseQueries, visit: (post: number, text: string) => void, context: WorkContext): Promise<void> {
  const { count } = await file.row<{ count: number }>(`SELECT count(text) AS count FROM post`);
  let [done, nextReport] = [0, TEXTS_BETWEEN_REPORTS];
  for await (const chunk of file.chunks(`SELECT post_id, text FROM post WHERE text IS NOT NULL`)) {
    const post = intsOf(chunk.getColumnVector(0));
    const texts = chunk.getColumnVector(1);
    const rows = chunk.rowCount;
    for (let row = 0; row < rows; row++) visit(post[row], texts.getItem(row) as string);
    done += rows;
    if (done < nextReport) continue;
    nextReport += TEXTS_BETWEEN_REPORTS;
    context.progress.update(done, count, 'rows');
    await nextTurn();
    context.signal.throwIfAborted();
  }
}

/** The texts of one account. */
export interface AccountTexts {
  /** Number of the account in code-point order. */
  readonly account: number;
  /** By identity of the post. */
  readonly texts: ReadonlyMap<number, string>;
}

/**
 * The texts of some accounts, one account after the other, by number.
 *
 * @param accounts By number, ascending.
 */
export async function* textsByAccount(file: CaseQueries, idOf: Int32Array, accounts: Int32Array): AsyncGenerator<AccountTexts> {
  if (accounts.length === 0) return;
  await stageAccounts(file, 'text_account', idOf, accounts);
  let [account, texts] = [-1, new Map<number, string>()];
  for await (const chunk of file.chunks(
    `SELECT number, post_id, text FROM post JOIN text_account USING (account_id) WHERE text IS NOT NULL ORDER BY number, post_id`,
  ))
    for (const [number, post, text] of chunk.getRows() as [number, number, string][]) {
      if (number !== account && account !== -1) yield { account, texts };
      if (number !== account) [account, texts] = [number, new Map()];
      texts.set(post, text);
    }
  if (account !== -1) yield { account, texts };
  await file.run(`DROP TABLE text_account`);
}
