import { isBlank, missingColumns, sqlText, type TableFormat, writtenTime, zonedTime } from './format.js';
import { noLayers } from './layer-support.js';

const TIME = ['happened_at', 'date'];
const MINUTE = `\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d ?(Z|z|UTC|[+-]\\d\\d(:?\\d\\d)?)?`;

/** Dated events that are drawn on every time axis. */
export const eventTable: TableFormat = {
  id: 'event-table',
  title: 'Event table',
  takes:
    'Events with time, title and source: marks on every time axis; rules and laws are events too. A time is a year, a month, a day, an instant in ISO 8601 (UTC where it names no zone), or a period such as `2022-03/2022-05`, and is kept no more precise than it is stated. An event that the case holds word for word is not added again.',
  cannotKnow: 'Whether an event caused anything.',
  layers: noLayers('event tables hold no posts'),
  required: [TIME, ['title']],
  optional: '`kind`: such as event, rule, law, platform rule; `source`: who documents the event; `url`: where',

  missing(columns) {
    const isPosts = ['text', 'message', 'content', 'account_id', 'author'].some((name) => columns.includes(name));
    return [...missingColumns(this.required, columns), ...(isPosts ? ['(a file of events alone)'] : [])];
  },

  plan(table) {
    const time = table.column(...TIME);
    const title = table.column('title');
    const given = (name: string): string => (table.has(name) ? `nullif(trim(${table.column(name)}), '')` : 'NULL::VARCHAR');
    const url = given('url');
    const { at, precisionSeconds } = statedTime(`trim(${time})`);
    const said = `${sqlText(`${table.find(TIME)} "`)} || left(${time}, 100) || `;
    const badUrl = `NOT regexp_matches(${url}, '^((https?|ftp|doi):\\S+|10\\.\\d{4,}/\\S+)$', 'i')`;
    return {
      isSound: `${at} IS NOT NULL AND NOT ${isBlank(title)} AND NOT coalesce(${badUrl}, false)`,
      problem: `CASE WHEN ${isBlank(title)} THEN ${sqlText('title is blank')}
        WHEN ${isBlank(time)} THEN ${sqlText(`${table.find(TIME)} is blank`)}
        WHEN ${at} IS NULL THEN ${said}'" is not a date'
        WHEN ${badUrl} THEN ${sqlText('url "')} || left(${url}, 100) || '" is no address; it begins with https://' END`,
      event: { happenedAt: at, precisionSeconds, title: `trim(${title})`, kind: `lower(${given('kind')})`, source: given('source'), url },
    };
  },
};

/** SQL for the first instant of a time as people state one, and for its length in seconds; NULL where it is none. */
function statedTime(value: string): { readonly at: string; readonly precisionSeconds: string } {
  const isPeriod = `regexp_full_match(${value}, '\\d{4}(-\\d\\d){0,2}/\\d{4}(-\\d\\d){0,2}')`;
  const [first, last] = [`split_part(${value}, '/', 1)`, `split_part(${value}, '/', 2)`];
  const [from, to] = [periodStart(first), periodEnd(last)];
  const isDate = `regexp_full_match(${value}, '\\d{4}(-\\d\\d){0,2}')`;
  // The database reads no zone behind minutes.
  const withSeconds = `regexp_replace(${value}, '^(.{10}.\\d\\d:\\d\\d) ?(Z|UTC|[+-]\\d\\d(:?\\d\\d)?)$', '\\1:00\\2', 'i')`;
  const own = `CASE WHEN ${isPeriod} THEN CASE WHEN ${to} > ${from} AND date_diff('second', ${from}, ${to}) <= 2147483647 THEN ${from} END
    WHEN ${isDate} THEN ${periodStart(value)} WHEN regexp_matches(${value}, '^\\d{4}-\\d\\d-\\d\\d[T ]') THEN ${zonedTime(withSeconds)} END`;
  return {
    at: `CASE WHEN (${own}) >= TIMESTAMP '1000-01-01' THEN (${own}) END`,
    precisionSeconds: `CASE WHEN ${isPeriod} THEN date_diff('second', ${from}, ${to}) WHEN ${isDate} THEN date_diff('second', ${periodStart(value)}, ${periodEnd(value)})
      WHEN regexp_full_match(${value}, '${MINUTE}') THEN 60 ELSE 1 END::INTEGER`,
  };
}

/** SQL for the first instant of a year, a month or a day. */
function periodStart(value: string): string {
  return writtenTime(`(${value} || CASE length(${value}) WHEN 4 THEN '-01-01' WHEN 7 THEN '-01' ELSE '' END)`);
}

/** SQL for the first instant after a year, a month or a day. */
function periodEnd(value: string): string {
  return `(${periodStart(value)} + CASE length(${value}) WHEN 4 THEN INTERVAL 1 YEAR WHEN 7 THEN INTERVAL 1 MONTH ELSE INTERVAL 1 DAY END)`;
}
