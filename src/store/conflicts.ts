import { isSameLanguage, isSameText } from '../kernels/text/same-statement.js';
import { appendRows } from './append-rows.js';
import type { CaseFile } from './case-file.js';

/** Pairs of texts that are looked at closely at a time. */
const BATCH = 20_000;

/** SQL condition: two times, each known to so many seconds, can be the same moment: `time … time + precision` overlap. */
export function canBeSameTime(a: string, precisionA: string, b: string, precisionB: string): string {
  const gap = `(epoch_us(${a}) - epoch_us(${b}))`;
  return `(${gap} < ${precisionB}::BIGINT * 1000000 AND ${gap} > -${precisionA}::BIGINT * 1000000)`;
}

/** SQL for a time as far as it is known: ISO 8601 in UTC, to the day, minute, second or millisecond. */
export function statedTime(time: string, precision: string): string {
  return `CASE WHEN ${precision} >= 86400 THEN strftime(${time}, '%Y-%m-%d') WHEN ${precision} >= 60 THEN strftime(${time}, '%Y-%m-%dT%H:%MZ')
    WHEN epoch_us(${time}) % 1000000 = 0 THEN strftime(${time}, '%Y-%m-%dT%H:%M:%SZ') ELSE strftime(${time}, '%Y-%m-%dT%H:%M:%S.%gZ') END`;
}

/** SQL for the name of a client without the link that some sources wrap it in, in lower case. */
export function bareClient(client: string): string {
  return `trim(regexp_replace(lower(${client}), '<[^>]*>', '', 'g'))`;
}

/** What one file states otherwise than the case, gathered before it is written down. */
export class Contradictions {
  private readonly file: CaseFile;
  private isEmpty = true;

  constructor(file: CaseFile) {
    this.file = file;
  }

  /** @param rows SQL for rows of identity, kept, stated, record. */
  async add(entity: 'account' | 'post', field: string, rows: string): Promise<void> {
    const found = `SELECT '${entity}' AS entity, entity_id, '${field}' AS field, kept, stated, record FROM (${rows})`;
    await this.file.run(this.isEmpty ? `CREATE OR REPLACE TEMP TABLE contradiction AS ${found}` : `INSERT INTO contradiction ${found}`);
    this.isEmpty = false;
  }

  /** Adds the rows whose languages are different ones. */
  async addLanguages(rows: string): Promise<void> {
    await this.stageCandidates(rows);
    const pairs = await this.file.rows<{ kept: string; stated: string }>(
      `SELECT DISTINCT kept, stated FROM candidate WHERE lower(trim(kept)) <> lower(trim(stated))`,
    );
    await this.keepDifferent(
      'language',
      'VARCHAR, stated VARCHAR',
      pairs.filter(({ kept, stated }) => !isSameLanguage(kept, stated)).map(({ kept, stated }) => [kept, stated]),
    );
  }

  /** Adds the rows whose texts say different things, not those that are only written in another way or cut off. */
  async addTexts(rows: string): Promise<void> {
    const form = (text: string): string => `trim(regexp_replace(nfc_normalize(${text}), '\\s+', ' ', 'g'))`;
    await this.stageCandidates(`SELECT * FROM (${rows}) WHERE ${form('kept')} <> ${form('stated')}`);
    const different: number[][] = [];
    for (let last = 0; ; ) {
      const open = await this.file.rows<{ number: number; kept: string; stated: string }>(
        `SELECT number, kept, stated FROM candidate WHERE number > ${last} ORDER BY number LIMIT ${BATCH}`,
      );
      for (const { number, kept, stated } of open) if (!isSameText(kept, stated)) different.push([number]);
      if (open.length < BATCH) break;
      last = open[open.length - 1]?.number ?? last;
    }
    await this.keepDifferent('text', 'INTEGER', different);
  }

  /**
   * Writes down what was gathered: each contradiction once, however many records and files state it.
   *
   * @returns How many of them the case did not know.
   */
  async end(sourceId: number): Promise<number> {
    if (this.isEmpty) return 0;
    const before = await this.count();
    await this.file.run(
      `INSERT INTO conflict (entity, entity_id, field, kept, stated, source_id, record)
       SELECT entity, entity_id, field, kept, stated, ${sourceId}, min(record) AS record FROM contradiction found
       WHERE NOT EXISTS (SELECT 1 FROM conflict known WHERE known.entity = found.entity AND known.entity_id = found.entity_id
         AND known.field = found.field AND known.stated = found.stated)
       GROUP BY ALL ORDER BY record, entity, entity_id, field, stated`,
    );
    await this.file.run(`DROP TABLE contradiction`);
    return (await this.count()) - before;
  }

  private async stageCandidates(rows: string): Promise<void> {
    await this.file.run(
      `CREATE OR REPLACE TEMP TABLE candidate AS SELECT (row_number() OVER (ORDER BY record))::INTEGER AS number, entity_id, kept, stated, record FROM (${rows})`,
    );
  }

  /** @param rows Numbers of candidates, or pairs of kept and stated: those that differ. */
  private async keepDifferent(field: 'language' | 'text', types: string, rows: readonly (readonly (string | number)[])[]): Promise<void> {
    if (rows.length > 0) {
      const column = field === 'text' ? 'number' : 'kept';
      await this.file.run(`CREATE OR REPLACE TEMP TABLE different (${column} ${types})`);
      await appendRows(this.file, 'different', rows);
      await this.add('post', field, `SELECT * FROM candidate JOIN different USING (${field === 'text' ? 'number' : 'kept, stated'})`);
      await this.file.run(`DROP TABLE different`);
    }
    await this.file.run(`DROP TABLE candidate`);
  }

  private async count(): Promise<number> {
    return (await this.file.row<{ count: number }>(`SELECT count(*) AS count FROM conflict`)).count;
  }
}
