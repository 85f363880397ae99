import { eventMarks } from '../../charts/event-marks.js';
import { timeAxis } from '../../charts/time-axis.js';
import { reportLook } from './chart-look.js';
import { type Drawing, type Mark, pictureHtml, plotContent } from './charts.js';
import { escapeText, Html } from './html.js';
import { groupColour } from './network-picture.js';
import type { ReportEvent, ReportGroup } from './report-model.js';
import { countText } from './wording.js';

const ROW_HEIGHT = 22;
const DRAWN_GROUPS = 15;

/** From when to when each of the largest groups was active, or null if no group has times. */
export function groupPictures(
  drawing: Drawing,
  groups: readonly ReportGroup[],
  events: readonly ReportEvent[],
): { readonly wide: Html; readonly narrow: Html } | null {
  const timed = groups.filter((group) => group.firstAt !== null && group.lastAt !== null).slice(0, DRAWN_GROUPS);
  if (timed.length === 0) return null;
  return { wide: groupPicture(drawing, timed, events, 720, 148), narrow: groupPicture(drawing, timed, events, 358, 140) };
}

function groupPicture(
  { plot, document }: Drawing,
  groups: readonly ReportGroup[],
  events: readonly ReportEvent[],
  width: number,
  marginLeft: number,
): Html {
  const rows = groups.map((group) => ({
    name: `Group ${group.group} · ${countText(group.memberCount, 'account')}`,
    from: new Date(group.firstAt as string),
    to: new Date(group.lastAt as string),
    colour: groupColour(group.group),
  }));
  const [first, last] = timeBounds(rows);
  const look = reportLook({ plot, document }, width);
  const rules = eventMarks(look, events, { from: first.getTime(), to: last.getTime(), left: marginLeft, right: 16 });
  const height = rows.length * ROW_HEIGHT + 40 + rules.height;
  const marks: Mark[] = [
    ...rules.marks,
    plot.link(rows, { x1: 'from', x2: 'to', y1: 'name', y2: 'name', stroke: 'colour', strokeWidth: 6, strokeLinecap: 'round' }),
    plot.dot(rows, { x: 'from', y: 'name', fill: 'colour', r: 3 }),
    plot.axisY({ tickSize: 0, tickPadding: 10, label: null, fontSize: 11, fill: 'var(--ink)' }),
    timeAxis(look),
  ];
  const content = plotContent(
    { plot, document },
    {
      width,
      height,
      marginLeft,
      marginRight: 16,
      marginTop: 4 + rules.height,
      marginBottom: 36,
      x: { type: 'utc', domain: [first, last] },
      y: { type: 'point', domain: rows.map((row) => row.name), padding: 0.5 },
      marks,
    },
  );
  return pictureHtml(width, height, new Html(escapeText('From when to when the largest groups were active')), content);
}

/** First and last time; an hour around them where all is one instant. */
function timeBounds(rows: readonly { readonly from: Date; readonly to: Date }[]): [Date, Date] {
  const first = Math.min(...rows.map((row) => row.from.getTime()));
  const last = Math.max(...rows.map((row) => row.to.getTime()));
  return first === last ? [new Date(first - 1_800_000), new Date(last + 1_800_000)] : [new Date(first), new Date(last)];
}
