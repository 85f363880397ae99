import type { CaseFile } from './case-file.js';
import type { ColumnFacts, LoadPlan } from './load-plan.js';

const SAMPLE_ROWS = 1000;
const CONSTANT_CHARACTERS = 200;
const LONG_DIGITS = 15;
/** Numbers of more digits are beyond what the database takes for whole ones. */
const MOST_DIGITS = 38;
const MOST_LONG = 1e38;
/** Columns that are written down by one statement. */
const BATCH_COLUMNS = 500;

/**
 * Counts what stands in the columns of a file. A column that was staged as it stands is read from there, the others from the file again.
 * Long numbers are counted in columns that have one among the first 1,000 records.
 *
 * @param staged Temporary table with every record of the file.
 * @param expressions The staged columns, each with its SQL over the file's columns.
 */
export async function readColumnFacts(
  file: CaseFile,
  plan: LoadPlan,
  staged: string,
  expressions: Readonly<Record<string, string>>,
  columnCount: number,
): Promise<ColumnFacts[]> {
  const columns = Array.from({ length: columnCount }, (_, index) => `c${index}`);
  const sample = await measureSample(file, plan.rows, columnCount);
  const measured =
    sample.rowCount < SAMPLE_ROWS ? sample.columns : await measureRest(file, plan, staged, expressions, columns, sample.columns);
  const used = usedColumns(plan);
  return measured.map(({ blank, least, greatest, long, rounded }, index) => ({
    isUsed: used.has(columns[index] as string),
    blankCount: blank,
    constant: least === greatest ? least : null,
    longNumberCount: long,
    roundedCount: rounded,
  }));
}

/** Measures all records: no column for what the first ones showed not to be there. */
async function measureRest(
  file: CaseFile,
  plan: LoadPlan,
  staged: string,
  expressions: Readonly<Record<string, string>>,
  columns: readonly string[],
  samples: readonly Measured[],
): Promise<Measured[]> {
  const asked = columns.map((column, index) => {
    const { least, greatest, long } = samples[index] as Measured;
    return { column, hasConstant: least === greatest, hasLong: long > 0 };
  });
  const stagedAs = new Map(Object.entries(expressions).map(([name, expression]) => [expression, name]));
  const measured = new Map<string, Measured>();
  const count = async (relation: string, part: readonly Asked[], nameOf = (column: string): string => column): Promise<void> => {
    const inRelation = part.map((one) => ({ ...one, column: nameOf(one.column) }));
    const { columns: found } = await measure(file, relation, inRelation);
    for (const [index, { column }] of part.entries()) measured.set(column, found[index] as Measured);
  };
  const isStaged = ({ column }: Asked): boolean => stagedAs.has(column);
  await count(staged, asked.filter(isStaged), (column) => stagedAs.get(column) as string);
  const timeColumn = await soundTimeColumn(file, staged, expressions['posted_at']);
  for (const { column, hasConstant, hasLong } of asked)
    if (column === timeColumn && !hasConstant && !hasLong)
      measured.set(column, { blank: 0, least: 'min', greatest: 'max', long: 0, rounded: 0 });
  await count(
    plan.rows,
    asked.filter(({ column }) => !measured.has(column)),
  );
  return columns.map((column) => measured.get(column) as Measured);
}

/** A column of a relation, and what is to be found out besides how often it is blank. */
interface Asked {
  readonly column: string;
  readonly hasConstant: boolean;
  readonly hasLong: boolean;
}

interface Measured {
  readonly blank: number;
  /** Two of the values, blanks aside; equal, or both null, where there is but one or none. */
  readonly least: string | null;
  readonly greatest: string | null;
  readonly long: number;
  readonly rounded: number;
}

/** Measures the first records one by one: for a small file that is sooner done than planning a query over all of its columns. */
async function measureSample(
  file: CaseFile,
  rows: string,
  columnCount: number,
): Promise<{ readonly rowCount: number; readonly columns: readonly Measured[] }> {
  const found = Array.from({ length: columnCount }, () => ({
    blank: 0,
    least: null as string | null,
    greatest: null as string | null,
    long: 0,
    rounded: 0,
  }));
  const names = found.map((_, index) => `c${index}`).join(', ');
  let rowCount = 0;
  for await (const chunk of file.chunks(`SELECT ${names} FROM ${rows} LIMIT ${SAMPLE_ROWS}`)) {
    for (const row of chunk.getRows() as (string | null)[][]) {
      rowCount++;
      for (const [index, column] of found.entries()) {
        const value = row[index] ?? '';
        if (/^ *$/.test(value)) {
          column.blank++;
          continue;
        }
        // Two values are enough to tell that there is more than one.
        if (column.least === null) column.least = column.greatest = value;
        else if (value !== column.least) column.greatest = value;
        const number = longNumber(value);
        if (number !== null) column.long++;
        if (number === 'rounded') column.rounded++;
      }
    }
  }
  return { rowCount, columns: found };
}

/** Whether a value is a whole number of 15 or more digits, and one that ends in 00 or is written with an exponent. */
function longNumber(value: string): 'exact' | 'rounded' | null {
  const [, digits = '', exponent] = /^ *[+-]?0*(\d+)(?:[.,]\d*)?(e[+-]?\d+)? *$/i.exec(value) ?? [];
  if (digits === '') return null;
  if (exponent !== undefined) {
    const size = Math.abs(Number(value.replace(',', '.')));
    return size >= 1e14 && size < MOST_LONG ? 'rounded' : null;
  }
  if (digits.length < LONG_DIGITS || digits.length > MOST_DIGITS) return null;
  return digits.endsWith('00') ? 'rounded' : 'exact';
}

async function measure(
  file: CaseFile,
  relation: string,
  asked: readonly Asked[],
): Promise<{ readonly rowCount: number; readonly columns: readonly Measured[] }> {
  if (asked.length === 0) return { rowCount: 0, columns: [] };
  const columns = asked.flatMap(({ column, hasConstant, hasLong }, index) => {
    // The first test is quick and settles nearly all.
    const filled = `CASE WHEN ${column} >= '!' THEN true ELSE coalesce(trim(${column}) <> '', false) END`;
    const number = `coalesce(try_cast(${column} AS HUGEINT), try_cast(replace(${column}, ',', '.') AS HUGEINT))`;
    const isLong = `(${number} >= 100000000000000 OR ${number} <= -100000000000000)`;
    const isRounded = `${isLong} AND (${number} % 100 = 0 OR contains(${column}, 'E') OR contains(${column}, 'e'))`;
    return [
      `count(*) - count(*) FILTER (WHERE ${filled}) AS blank_${index}`,
      ...['min', 'max'].map((end) => `${hasConstant ? `${end}(${column}) FILTER (WHERE ${filled})` : `'${end}'`} AS ${end}_${index}`),
      `${hasLong ? `count(*) FILTER (WHERE ${isLong})` : '0'} AS long_${index}`,
      `${hasLong ? `count(*) FILTER (WHERE ${isRounded})` : '0'} AS rounded_${index}`,
    ];
  });
  const row = await file.row<Record<string, number & (string | null)>>(`SELECT count(*) AS rows, ${columns.join(', ')} FROM ${relation}`);
  const found = asked.map((_, index) => ({
    blank: row[`blank_${index}`] as number,
    least: row[`min_${index}`] as string | null,
    greatest: row[`max_${index}`] as string | null,
    long: row[`long_${index}`] as number,
    rounded: row[`rounded_${index}`] as number,
  }));
  return { rowCount: row['rows'] as number, columns: found };
}

/** The one column that times of posting are read from, where it gave a time in every record and so is nowhere blank; else null. */
async function soundTimeColumn(file: CaseFile, staged: string, expression: string | undefined): Promise<string | null> {
  const columns = new Set(columnsIn(expression ?? ''));
  const [column] = columns;
  if (column === undefined || columns.size > 1) return null;
  const { isSound } = await file.row<{ isSound: boolean }>(`SELECT count(posted_at) = count(*) AS "isSound" FROM ${staged}`);
  return isSound ? column : null;
}

/** The columns of the file that a plan's SQL reads. */
function usedColumns(plan: LoadPlan): Set<string> {
  const { isSound, problem, account, handle, accountCreatedAt, accountObservation = {}, event = {}, posts } = plan;
  const ofPosts = posts === undefined ? [] : [posts.isPost, posts.key, posts.postedAt, posts.precisionSeconds, posts.text, posts.language];
  const layers = posts?.layers.map((layer) => layer.staged) ?? [];
  const observations = [posts?.observation, ...(posts?.moreObservations ?? []), accountObservation, event].flatMap((fields) =>
    Object.values<string>(fields ?? {}),
  );
  const all = [isSound, problem, account, handle, accountCreatedAt, ...ofPosts, posts?.client, posts?.kind, ...layers, ...observations];
  return new Set(all.flatMap((expression) => columnsIn(expression ?? '')));
}

/** Columns that an expression names, outside its texts. */
function columnsIn(expression: string): string[] {
  return expression.replace(/'(?:[^']|'')*'/g, '').match(/\bc\d+\b/g) ?? [];
}

/** Writes down what stands in the columns of a source, numbered from 1. */
export async function addSourceColumns(
  file: CaseFile,
  sourceId: number,
  names: readonly string[],
  facts: readonly ColumnFacts[],
): Promise<void> {
  for (let start = 0; start < facts.length; start += BATCH_COLUMNS) {
    const part = facts.slice(start, start + BATCH_COLUMNS);
    const rows = part.map(() => `(${sourceId}, ?, ?, ?, ?, ?, ?, ?)`);
    await file.run(
      `INSERT INTO source_column (source_id, position, name, is_used, blank_count, constant, long_number_count, rounded_count) VALUES ${rows.join(', ')}`,
      part.flatMap(({ isUsed, blankCount, constant, longNumberCount, roundedCount }, index) => [
        start + index + 1,
        names[start + index] ?? '',
        isUsed,
        blankCount,
        constant === null ? null : [...constant].slice(0, CONSTANT_CHARACTERS).join(''),
        longNumberCount,
        roundedCount,
      ]),
    );
  }
}
