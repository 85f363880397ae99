import type { Column } from '../../api/contract/analyses.ts';

/** Which columns of a table hold a value with its interval, and what tells its rows apart. */
export interface IntervalPlan {
  readonly point: Column;
  readonly low: Column;
  readonly high: Column;
  /** Columns whose values name a row. */
  readonly keys: readonly Column[];
  /** Counts of the same unit that the interval is to be read against. */
  readonly observed: readonly Column[];
}

/**
 * The first interval of a table, by the names of its columns: `leadLow` and `leadHigh` belong to `lead`, or, where there is none, to the column before.
 * Null without an interval.
 */
export function intervalPlan(columns: readonly Column[], order: string): IntervalPlan | null {
  const place = columns.findIndex(
    ({ name }) =>
      /Low$|_low$/.test(name) &&
      find(
        columns,
        name.replace(/([Ll])ow$/, (_, l: string) => (l === 'L' ? 'High' : 'high')),
      ) !== undefined,
  );
  const low = columns[place];
  if (low === undefined) return null;
  const high = find(
    columns,
    low.name.replace(/([Ll])ow$/, (_, l: string) => (l === 'L' ? 'High' : 'high')),
  );
  const point = find(columns, low.name.replace(/_?[Ll]ow$/, '')) ?? columns[place - 1];
  if (high === undefined || point === undefined) return null;
  const keys = keysOf(columns, order, [point, low, high]);
  const observed = columns.filter(
    (column) =>
      column.unit === point.unit &&
      column.unit !== '0–1' &&
      column.unit !== null &&
      ![point, low, high, ...keys].includes(column) &&
      !/Low$|High$/.test(column.name),
  );
  return { point, low, high, keys, observed };
}

function find(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name);
}

function keysOf(columns: readonly Column[], order: string, taken: readonly Column[]): Column[] {
  const names = columns.filter(({ type }) => type === 'text' || type === 'account' || type === 'object').slice(0, 2);
  if (names.length > 0) return names;
  const ordered = order.split(/[,;]/).flatMap((part) => {
    const column = find(columns, part.trim());
    return column === undefined || taken.includes(column) ? [] : [column];
  });
  const first = columns[0];
  return ordered.length > 0 ? ordered.slice(0, 2) : first === undefined || taken.includes(first) ? [] : [first];
}
