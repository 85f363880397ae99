import { AntiphonError } from '../errors.js';
import type { CaseFile } from './case-file.js';
import { columnOf } from './filter-sql.js';
import type { ColumnValue, Relation, ShownColumn } from './relation.js';
import { type PageQuery, withSelection } from './table-pages.js';

/** A column's values counted. */
export interface ColumnSummary {
  readonly column: ShownColumn;
  readonly kind: 'numbers' | 'times' | 'names';
  /** Rows that the conditions let through. */
  readonly rowCount: number;
  /** Of these, rows without a value. */
  readonly missingCount: number;
  /** Of numbers and times one after the other, `from` inclusive, `to` exclusive but for the last of numbers; of names the most frequent first. */
  readonly bins: readonly Bin[];
  /** Rows of names that are not listed. */
  readonly otherCount: number;
}

interface Bin {
  readonly label: string | null;
  readonly from: number | string | null;
  readonly to: number | string | null;
  readonly count: number;
}

const MOST_NAMES = 30;
const MOST_BINS = 40;
const SECONDS = { hour: 3600, day: 86_400, week: 7 * 86_400 } as const;
type TimeUnit = 'hour' | 'day' | 'week' | 'month' | 'year';

/**
 * The values of a column of a relation, counted: numbers in even bins, or in bins of 1, 2, 5, 10, … where a few are far larger than the
 * rest; times by hour, day, week, month or year; the 30 most frequent names.
 *
 * @throws AntiphonError `usage`: an unknown column, or long texts.
 */
export async function summariseColumn(
  file: CaseFile,
  relation: Relation,
  query: Pick<PageQuery, 'where' | 'search'> & { readonly column: string },
): Promise<ColumnSummary> {
  const { name, type, unit, meaning, ...rest } = columnOf(relation, query.column);
  const value = await rest.value(file);
  if (value.kind === 'prose') throw new AntiphonError('usage', `${name} holds long texts, which are not counted`);
  return withSelection(file, relation, query, async (selection) => {
    const where = selection.table === null ? 'true' : `t.rowid IN (SELECT "row" FROM ${selection.table})`;
    const values = `(SELECT (${value.sql}) AS v FROM ${relation.table} t ${value.join ?? ''} WHERE ${where})`;
    const { present } = await file.row<{ present: number }>(`SELECT count(v) AS present FROM ${values}`);
    const counted = value.kind === 'number' ? countNumbers : value.kind === 'time' ? countTimes : countNames;
    const { bins, otherCount } = present === 0 ? { bins: [], otherCount: 0 } : await counted(file, values, value, type === 'integer');
    return {
      column: { name, type, unit, meaning },
      kind: value.kind === 'number' ? 'numbers' : value.kind === 'time' ? 'times' : 'names',
      rowCount: selection.rowCount,
      missingCount: selection.rowCount - present,
      bins,
      otherCount,
    };
  });
}

interface Counted {
  readonly bins: readonly Bin[];
  readonly otherCount: number;
}

async function countNames(file: CaseFile, values: string, value: ColumnValue): Promise<Counted> {
  const names = value.kind === 'names' ? value.names : null;
  const label = names === null ? 'v::VARCHAR' : `(SELECT any_value(shown) FROM ${names} n WHERE n.rank = v)`;
  const rows = await file.rows<{ label: string; count: number; total: number }>(
    `SELECT ${label} AS label, count, total FROM (SELECT v, count(*) AS count, sum(count(*)) OVER ()::BIGINT AS total FROM ${values} WHERE v IS NOT NULL GROUP BY v ORDER BY count DESC, v LIMIT ${MOST_NAMES})
     ORDER BY count DESC, v`,
  );
  const listed = rows.reduce((sum, row) => sum + row.count, 0);
  return {
    bins: rows.map(({ label: shown, count }) => ({ label: shown, from: null, to: null, count })),
    otherCount: (rows[0]?.total ?? 0) - listed,
  };
}

async function countNumbers(file: CaseFile, values: string, _value: ColumnValue, isWhole: boolean): Promise<Counted> {
  const spread = await file.row<{ low: number; middle: number; high: number }>(
    `SELECT min(v)::DOUBLE AS low, approx_quantile(v, 0.5)::DOUBLE AS middle, max(v)::DOUBLE AS high FROM ${values} WHERE isfinite(v::DOUBLE)`,
  );
  if (spread.low === null) return { bins: [], otherCount: 0 };
  const edges = binEdges(spread.low, spread.middle, spread.high, isWhole);
  const list = `[${edges.slice(1, -1).join(', ')}]::DOUBLE[]`;
  const rows = await file.rows<{ bin: number; count: number }>(
    `SELECT len(list_filter(${list}, edge -> edge <= v::DOUBLE))::INTEGER AS bin, count(*) AS count FROM (SELECT v FROM ${values} WHERE isfinite(v::DOUBLE)) GROUP BY bin`,
  );
  const counts = new Map(rows.map(({ bin, count }) => [bin, count]));
  return {
    bins: edges.slice(0, -1).map((from, bin) => ({ label: null, from, to: edges[bin + 1] as number, count: counts.get(bin) ?? 0 })),
    otherCount: 0,
  };
}

/** Ends of bins: even ones of a round width, or 0, 1, 2, 5, 10, … where the highest value is far above the middle. Whole numbers have bins of whole numbers. */
export function binEdges(low: number, middle: number, high: number, isWhole: boolean): number[] {
  if (low >= 0 && high >= 100 && high > 50 * Math.max(middle, 1)) {
    const edges = [0];
    for (let power = 1; (edges.at(-1) as number) <= high; power *= 10)
      for (const step of [1, 2, 5]) if ((edges.at(-1) as number) <= high) edges.push(step * power);
    return edges;
  }
  const step = roundStep((high - low) / (MOST_BINS / 2), isWhole);
  const first = Math.floor(low / step);
  const edges = [first * step];
  for (let index = first + 1; (edges.at(-1) as number) <= high && edges.length <= 2 * MOST_BINS; index++)
    edges.push(Number((index * step).toPrecision(12)));
  if (edges.length > 2 && edges.at(-2) === high && !isWhole) edges.pop();
  return edges;
}

/** The round number 1, 2 or 5 times a power of ten that is next above. */
function roundStep(width: number, isWhole: boolean): number {
  if (!(width > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(width));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= width) as number;
  return isWhole ? Math.max(1, step * power) : step * power;
}

async function countTimes(file: CaseFile, values: string): Promise<Counted> {
  const { low, high } = await file.row<{ low: number; high: number }>(
    `SELECT min(v)::BIGINT AS low, max(v)::BIGINT AS high FROM ${values}`,
  );
  const unit = timeUnit((high - low) / 1e6);
  const rows = await file.rows<{ start: number; count: number }>(
    `SELECT epoch_us(date_trunc('${unit}', make_timestamp(v::BIGINT))) AS start, count(*) AS count FROM ${values} WHERE v IS NOT NULL GROUP BY start ORDER BY start`,
  );
  const counts = new Map(rows.map(({ start, count }) => [start / 1000, count]));
  const bins: Bin[] = [];
  const last = (rows.at(-1)?.start ?? 0) / 1000;
  for (let start = (rows[0]?.start ?? 0) / 1000; start <= last; ) {
    const next = nextTime(start, unit);
    bins.push({ label: null, from: instant(start), to: instant(next), count: counts.get(start) ?? 0 });
    start = next;
  }
  return { bins, otherCount: 0 };
}

function timeUnit(seconds: number): TimeUnit {
  if (seconds <= 4 * SECONDS.day) return 'hour';
  if (seconds <= 250 * SECONDS.day) return 'day';
  if (seconds <= 4 * 366 * SECONDS.day) return 'week';
  return seconds <= 25 * 366 * SECONDS.day ? 'month' : 'year';
}

/** @param start Milliseconds since 1970. */
function nextTime(start: number, unit: TimeUnit): number {
  if (unit === 'hour' || unit === 'day' || unit === 'week') return start + 1000 * SECONDS[unit];
  const date = new Date(start);
  return unit === 'month'
    ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
    : new Date(start).setUTCFullYear(date.getUTCFullYear() + 1);
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
