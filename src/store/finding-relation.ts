import { AntiphonError } from '../errors.js';
import type { Finding, FindingColumn, FindingTable } from '../model.js';
import { type CaseFile, isoTime } from './case-file.js';
import { learnList, learnNames, shownTexts } from './case-names.js';
import { dataState } from './data-state.js';
import { findingTableName, isMasked, sqlName } from './findings.js';
import type { Naming } from './naming.js';
import type { Cell, ColumnValue, Relation, RelationColumn } from './relation.js';
import { type AccountNames, accountNames, makeNames, publicPosts } from './shown-names.js';
import { SideTables } from './side-tables.js';

/** Names of posts, objects and texts that are worked out for one column at most. */
const MOST_NAMES = 500_000;
/** Between the layer and the key of an object that was read. */
const BETWEEN = '\u0001';

/** What the columns of one table have in common. */
interface Context {
  readonly finding: Finding;
  readonly table: FindingTable;
  readonly naming: Naming;
  readonly state: string;
  readonly accounts: AccountNames;
  /** Table of the posts that may be shown by name; null where names are shown. */
  readonly open: string | null;
  /** Physical table with the rows. */
  readonly rows: string;
}

/**
 * A finding's table as users see it: accounts, posts, objects and texts under the names that they may have.
 *
 * @param table Its declaration, without columns that the stored one lacks.
 */
export async function findingRelation(file: CaseFile, finding: Finding, table: FindingTable, naming: Naming): Promise<Relation> {
  const state = await dataState(file, naming);
  await SideTables.of(file).settle(file, state);
  const accounts = await accountNames(file, naming, state);
  const open = naming.isRevealed ? null : await publicPosts(file, state);
  const stored = findingTableName(finding.findingId, table.name);
  const { low, high, count } = await file.row<{ low: number | null; high: number | null; count: number }>(
    `SELECT min(rowid) AS low, max(rowid) AS high, count(*) AS count FROM ${stored}`,
  );
  const isDense = count === 0 || (high ?? 0) - (low ?? 0) + 1 === count;
  const isOrdered = naming.isRevealed || table.sortedBy === undefined;
  const context = { finding, table, naming, state, accounts, open };
  const rows = isDense && isOrdered ? stored : await orderedCopy(file, { ...context, rows: stored });
  return {
    name: `the table ${table.name} of finding ${finding.findingId}`,
    order: table.order,
    key: `${state} ${rows} ${finding.createdAt}`,
    table: rows,
    firstRow: rows === stored ? (low ?? 0) : 0,
    rowCount: count,
    columns: table.columns
      .filter(({ graphOnly }) => graphOnly !== true)
      .map((column, index) => relationColumn({ ...context, rows }, column, index)),
  };
}

/**
 * A copy of a table in an order that says nothing of hidden identifiers: by the columns that put it in order, accounts as they are
 * shown, posts and objects as the case met them.
 */
function orderedCopy(file: CaseFile, { finding, table, naming, state, accounts, rows }: Context): Promise<string> {
  const byName = naming.isRevealed ? [] : (table.sortedBy ?? []).map((name) => table.columns.find((column) => column.name === name));
  return SideTables.of(file).ensure(file, `ordered_${finding.findingId}_${table.name}_${state}`, async (copy) => {
    const joins: string[] = [];
    const keys = byName.flatMap((column, index) => {
      if (column === undefined) return [];
      if (column.type !== 'account') return [`f.${sqlName(column)}`];
      joins.push(`LEFT JOIN ${accounts.accounts} a${index} ON a${index}.account_id = f.${sqlName(column)}`);
      return [`a${index}.whole`];
    });
    await file.run(`CREATE TABLE ${copy} AS SELECT f.* FROM ${rows} f ${joins.join(' ')} ORDER BY ${[...keys, 'f.rowid'].join(', ')}`);
  });
}

function relationColumn(context: Context, column: FindingColumn, index: number): RelationColumn {
  const base = { name: column.name, type: column.type, unit: column.unit ?? null, meaning: column.meaning };
  const own = `t.${sqlName(column)}`;
  if (column.type === 'account') return { ...base, ...accountColumn(context, column, index) };
  if (column.type === 'post' || column.type === 'object') return { ...base, ...namedColumn(context, column, column.type, index) };
  if (column.isPersonal === true && !context.naming.isRevealed) return { ...base, ...personalColumn(context, column, index) };
  if (column.type === 'time')
    return { ...base, value: async () => ({ kind: 'time', sql: own }), isSearched: false, read: isoTime(`make_timestamp(${own}::BIGINT)`) };
  const kind = column.type === 'text' ? 'text' : 'number';
  return { ...base, value: async () => ({ kind, sql: own }), isSearched: kind === 'text', read: own };
}

type ColumnBehaviour = Omit<RelationColumn, 'name' | 'type' | 'unit' | 'meaning'>;

/** An account: where the row is of posts with their accounts, as the author of its post, else as a whole. */
function accountColumn({ table, accounts, open }: Context, column: FindingColumn, index: number): ColumnBehaviour {
  const posts = table.columns.filter(({ type }) => type === 'post');
  const all = table.columns.filter(({ type }) => type === 'account');
  const post = posts.length === all.length && open !== null ? posts[all.indexOf(column)] : undefined;
  const joins = (prefix: string): string => {
    const account = `LEFT JOIN ${accounts.accounts} ${prefix}${index} ON ${prefix}${index}.account_id = t.${sqlName(column)}`;
    if (post === undefined) return account;
    return `${account} LEFT JOIN ${open} ${prefix}p${index} ON ${prefix}p${index}.post_id = t.${sqlName(post)}`;
  };
  const either = (prefix: string, whole: string, apart: string): string =>
    post === undefined
      ? `${prefix}${index}.${whole}`
      : `CASE WHEN ${prefix}p${index}.post_id IS NULL THEN ${prefix}${index}.${apart} ELSE ${prefix}${index}.${whole} END`;
  return {
    value: async () => ({ kind: 'names', sql: either('v', 'whole', 'apart'), join: joins('v'), names: accounts.names }),
    isSearched: true,
    read: either('r', 'whole_name', 'apart_name'),
    readJoin: joins('r'),
  };
}

/** A post or an object: read for the rows of a page; for conditions and orders, named for the whole column once. */
function namedColumn(context: Context, column: FindingColumn, entity: 'post' | 'object', index: number): ColumnBehaviour {
  const { naming } = context;
  const key = entity === 'post' ? `r${index}.key` : `l${index}.name || chr(1) || r${index}.key`;
  const layer = entity === 'post' ? '' : ` LEFT JOIN layer l${index} ON l${index}.layer_id = r${index}.layer_id`;
  return {
    value: async (file): Promise<ColumnValue> => {
      const names = await columnNames(file, context, column, entity);
      return { kind: 'names', sql: `v${index}.rank`, join: `LEFT JOIN ${names} v${index} ON v${index}.id = t.${sqlName(column)}`, names };
    },
    isSearched: entity === 'object',
    read: key,
    readJoin: `LEFT JOIN ${entity} r${index} ON r${index}.${entity}_id = t.${sqlName(column)}${layer}`,
    show: (file, values) => shownEntities(file, naming, entity, values as (string | null)[]),
  };
}

/** Posts by identifier, or objects by layer and identifier with `chr(1)` between, as they may be shown. */
export async function shownEntities(
  file: CaseFile,
  naming: Naming,
  entity: 'post' | 'object',
  values: readonly (string | null)[],
): Promise<Cell[]> {
  if (entity === 'post') return values.map((key) => (key === null ? null : naming.post(key)));
  const parts = values.map((value) => (value === null ? null : splitObject(value)));
  await learnList(
    file,
    naming,
    parts.map((part) => (part === null || OPEN.includes(part[0]) ? null : part[1])),
    'objects',
  );
  return parts.map((part) => (part === null ? null : naming.object(...part)));
}

/** Layers in whose objects no name can stand, or that are names themselves. */
const OPEN = ['hashtag', 'hashtag-sequence', 'text', 'near-text', 'mention', 'forwarded-from', 'repost', 'reply'];

function splitObject(value: string): [string, string] {
  const at = value.indexOf(BETWEEN);
  return [value.slice(0, at), value.slice(at + 1)];
}

/** Table of the names of all posts or objects of a column. */
async function columnNames(file: CaseFile, context: Context, column: FindingColumn, entity: 'post' | 'object'): Promise<string> {
  const { finding, table, naming, state, rows } = context;
  return SideTables.of(file).ensure(file, `named_${finding.findingId}_${table.name}_${column.name}_${state}`, async (names) => {
    const used = `SELECT DISTINCT ${sqlName(column)} AS id FROM ${rows} WHERE ${sqlName(column)} IS NOT NULL`;
    await checkNameCount(file, used, `${column.name} names`, entity);
    const layer = entity === 'object' ? 'JOIN layer ON layer.layer_id = e.layer_id' : '';
    const query = `SELECT e.${entity}_id AS id, e.key, ${entity === 'object' ? 'layer.name' : "''"} AS layer FROM ${entity} e ${layer} WHERE e.${entity}_id IN (${used})`;
    if (entity === 'object') await learnNames(file, naming, `SELECT key FROM (${query}) WHERE ${isMasked('layer')}`, 'objects');
    const entries: [number, string][] = [];
    for await (const chunk of file.chunks(query))
      for (const [id, key, layerName] of chunk.getRows() as [number, string, string][])
        entries.push([id, entity === 'post' ? naming.post(key) : naming.object(layerName, key)]);
    await makeNames(file, names, entries);
  });
}

async function checkNameCount(file: CaseFile, used: string, what: string, entity: string): Promise<void> {
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM (${used})`);
  if (count <= MOST_NAMES) return;
  throw new AntiphonError(
    'usage',
    `${what} ${count.toLocaleString('en')} ${entity}s, too many to sort, filter or search by (at most ${MOST_NAMES.toLocaleString('en')}); use another column`,
  );
}

/** A text that may hold what people wrote: that of a post, where it may be shown and without private names; any other stays blank. */
function personalColumn(context: Context, column: FindingColumn, index: number): ColumnBehaviour {
  const { table, naming, open, accounts, finding, state, rows } = context;
  const source = table.columns.find(({ name }) => name === column.verbatimOf);
  if (source === undefined) {
    const refuse = async (): Promise<ColumnValue> => {
      throw new AntiphonError('usage', `${column.name} may hold what people wrote and is blank where names are not shown`);
    };
    return { value: refuse, isSearched: false, read: 'NULL' };
  }
  const isOfAccount = source.type === 'account';
  // An account that may be named has another name as a whole than as the author of what lies outside of its dates.
  const isShown = (of: string): string =>
    isOfAccount ? `${of}.whole_name <> ${of}.apart_name` : naming.showsTexts ? 'true' : `${of}.post_id IS NOT NULL`;
  const join = (of: string, row: string): string =>
    isOfAccount
      ? `LEFT JOIN ${accounts.accounts} ${of} ON ${of}.account_id = ${row}.${sqlName(source)}`
      : `LEFT JOIN ${open} ${of} ON ${of}.post_id = ${row}.${sqlName(source)}`;
  return {
    value: async (file) => {
      const names = await SideTables.of(file).ensure(
        file,
        `texts_${finding.findingId}_${table.name}_${column.name}_${state}`,
        async (made) => {
          const shown = `SELECT f.rowid::INTEGER AS id, f.${sqlName(column)} AS key FROM ${rows} f ${join('o', 'f')}
          WHERE f.${sqlName(column)} IS NOT NULL AND ${isShown('o')}`;
          await checkNameCount(file, shown, `${column.name} holds`, 'text');
          await learnNames(file, naming, `SELECT key FROM (${shown})`, 'texts');
          const entries: [number, string][] = [];
          for await (const chunk of file.chunks(shown))
            for (const [id, text] of chunk.getRows() as [number, string][]) entries.push([id, naming.text(text)]);
          await makeNames(file, made, entries);
        },
      );
      return { kind: 'names', sql: `v${index}.rank`, join: `LEFT JOIN ${names} v${index} ON v${index}.id = t.rowid`, names };
    },
    isSearched: true,
    read: `CASE WHEN ${isShown(`x${index}`)} THEN t.${sqlName(column)} END`,
    readJoin: join(`x${index}`, 't'),
    show: (file, values) => shownTexts(file, naming, values as (string | null)[]),
  };
}
