import { isBlank, isSoundTime, missingColumns, sqlText, type TableFormat, timeProblem, zonedTime } from './format.js';
import { noLayers } from './layer-support.js';

const TIME = ['happened_at', 'date'];

/** Dated events that are drawn on every time axis. */
export const eventTable: TableFormat = {
  id: 'event-table',
  title: 'Event table',
  takes: 'Events with time, title and source: marks on every time axis. Times are ISO 8601; without a zone they are UTC.',
  cannotKnow: 'Whether an event caused anything.',
  layers: noLayers('event tables hold no posts'),
  required: [TIME, ['title']],
  optional: '`source`: where the event is documented',

  missing(columns) {
    const isPosts = ['text', 'message', 'content', 'account_id', 'author'].some((name) => columns.includes(name));
    return [...missingColumns(this.required, columns), ...(isPosts ? ['(a file of events alone)'] : [])];
  },

  plan(table, now) {
    const time = table.column(...TIME);
    const title = table.column('title');
    const at = zonedTime(time);
    // Events may lie ahead; only what is no time at all is set aside.
    const ahead = new Date(now.getTime() + 100 * 365 * 86_400_000);
    return {
      isSound: `${isSoundTime(at, ahead)} AND NOT ${isBlank(title)}`,
      problem: `coalesce(CASE WHEN ${isBlank(title)} THEN ${sqlText('title is blank')} END, ${timeProblem(at, time, table.find(TIME) ?? '', ahead)})`,
      event: {
        happenedAt: at,
        title: `trim(${title})`,
        source: table.has('source') ? `nullif(trim(${table.column('source')}), '')` : 'NULL::VARCHAR',
      },
    };
  },
};
