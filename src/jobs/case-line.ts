import type { MessagePort } from 'node:worker_threads';
import { AntiphonError } from '../errors.js';
import type { CaseQueries, QueryChunk, QueryVector, SqlValue } from '../store/case-queries.js';
import type { NearTexts } from '../store/near-text-clusters.js';
import type { CaseQuestion, LentChunk, LentColumn, MainMessage, ThreadMessage } from './case-protocol.js';

/** The case as a thread sees it: what is asked goes to the main thread, which owns the database. */
export class CaseLine implements CaseQueries {
  readonly path: string;
  private readonly port: MessagePort;
  private readonly open = new Map<number, { resolve: (answer: unknown) => void; reject: (error: unknown) => void }>();
  private lastId = 0;

  constructor(path: string, port: MessagePort) {
    this.path = path;
    this.port = port;
    port.on('message', (message: MainMessage) => {
      if (message.kind === 'fetch') return;
      const waiting = this.open.get(message.id);
      this.open.delete(message.id);
      if (message.kind === 'answer') waiting?.resolve(message.answer);
      else waiting?.reject(new AntiphonError(message.failure.code, message.failure.message));
    });
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<void> {
    await this.ask({ ask: 'run', sql, values });
  }

  async rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return (await this.ask({ ask: 'rows', sql, values })) as Row[];
  }

  async row<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row> {
    const [first] = await this.rows<Row>(sql, values);
    if (first === undefined) throw new AntiphonError('internal', `a query that must give a row gave none: ${sql}`);
    return first;
  }

  async *chunks(sql: string, values: readonly SqlValue[] = []): AsyncGenerator<QueryChunk> {
    const cursor = (await this.ask({ ask: 'open', sql, values })) as number;
    try {
      for (;;) {
        const lot = (await this.ask({ ask: 'next', cursor })) as LentChunk[];
        if (lot.length === 0) return;
        for (const chunk of lot) yield new ThreadChunk(chunk);
      }
    } finally {
      await this.ask({ ask: 'close', cursor });
    }
  }

  async keepNearText(found: NearTexts): Promise<void> {
    await this.ask({ ask: 'keepNearText', found });
  }

  private ask(question: CaseQuestion): Promise<unknown> {
    const id = ++this.lastId;
    const message: ThreadMessage = { kind: 'question', id, question };
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve, reject });
      this.port.postMessage(message);
    });
  }
}

class ThreadChunk implements QueryChunk {
  readonly rowCount: number;
  private readonly columns: readonly LentColumn[];

  constructor({ rowCount, columns }: LentChunk) {
    this.rowCount = rowCount;
    this.columns = columns;
  }

  getColumnVector(index: number): QueryVector {
    return new ThreadVector(this.columns[index] as LentColumn);
  }

  getRows(): unknown[][] {
    const columns = this.columns.map((column) => new ThreadVector(column));
    return Array.from({ length: this.rowCount }, (_, row) => columns.map((column) => column.getItem(row)));
  }
}

class ThreadVector implements QueryVector {
  readonly items: LentColumn['items'];
  private readonly nulls: Uint8Array | null;

  constructor({ items, nulls }: LentColumn) {
    this.items = items;
    this.nulls = nulls;
  }

  get itemCount(): number {
    return this.items.length;
  }

  getItem(row: number): unknown {
    return this.nulls !== null && this.nulls[row] === 1 ? null : this.items[row];
  }
}
