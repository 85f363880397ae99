import { binEnd, timeAxis } from '../../charts/time-axis.js';
import { reportLook } from './chart-look.js';
import { type Drawing, type Mark, pictureHtml, plotContent } from './charts.js';
import { escapeText, Html } from './html.js';
import { textWidth } from './label-placement.js';
import type { ReportEvent, TimeBin, Timeline, TimelineBin, TimelineLane, TimelineRow } from './report-model.js';
import type { AccountLabel } from './report-names.js';
import { countText, dayText, numberText, shownText } from './wording.js';

/** Days of a bin, about. */
const BIN_DAYS: Readonly<Record<TimeBin, number>> = { hour: 1 / 24, day: 1, week: 7, month: 30, year: 365 };
const COLOURS: Readonly<Record<TimelineRow['tone'], string>> = {
  first: 'var(--first)',
  second: 'var(--second)',
  rest: 'var(--rest)',
  all: 'var(--all)',
};
const TEXT_COLOURS: Readonly<Record<TimelineRow['tone'], string>> = {
  first: 'var(--first-text)',
  second: 'var(--second-text)',
  rest: 'var(--muted)',
  all: 'var(--ink)',
};
const FONT_SIZE = 11;
const LANE_GAP = 22;
const EVENT_SIZE = 12;
const EVENT_LINE = 18;
const MOST_EVENT_LINES = 4;

interface Frame {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  /** Narrow pictures number their events; the list stands below them. */
  readonly numbered: boolean;
  readonly rowHeight: number;
}

const WIDE: Frame = { width: 720, left: 44, right: 8, numbered: false, rowHeight: 72 };
const NARROW: Frame = { width: 358, left: 36, right: 6, numbered: true, rowHeight: 52 };

/** The timeline in its wide and its narrow form. */
export function timelinePictures(
  drawing: Drawing,
  timeline: Timeline,
  events: readonly ReportEvent[],
): { readonly wide: Html; readonly narrow: Html } {
  return { wide: timelinePicture(drawing, timeline, events, WIDE), narrow: timelinePicture(drawing, timeline, events, NARROW) };
}

/** Events that fall into what is drawn. */
export function drawnEvents(timeline: Pick<Timeline, 'from' | 'to'>, events: readonly ReportEvent[]): ReportEvent[] {
  return events.filter(({ happenedAt }) => Date.parse(happenedAt) >= timeline.from && Date.parse(happenedAt) < timeline.to);
}

function timelinePicture(drawing: Drawing, timeline: Timeline, events: readonly ReportEvent[], frame: Frame): Html {
  const marks = eventMarks(timeline, drawnEvents(timeline, events), frame);
  const parts: string[] = [];
  let top = marks.height;
  for (const lane of timeline.lanes) {
    const drawn = drawLane(drawing, timeline, lane, frame, top);
    parts.push(drawn.markup);
    top = drawn.bottom + LANE_GAP;
  }
  const axis = 34;
  const height = top - LANE_GAP + axis;
  const rules = marks.rules(top - LANE_GAP);
  const bottom = nested(0, top - LANE_GAP, frame.width, axis, plotContent(drawing, axisOptions(drawing, timeline, frame, axis)));
  const title = `Timeline: ${timeline.lanes.map((lane) => `${lane.question.toLowerCase()}, ${lane.noun} per ${timeline.bin}`).join('; ')}`;
  return pictureHtml(frame.width, height, new Html(escapeText(title)), rules + parts.join('') + bottom + marks.labels);
}

/** A lane: its question, then its rows, drawn from `top`. */
function drawLane(drawing: Drawing, timeline: Timeline, lane: TimelineLane, frame: Frame, top: number): { markup: string; bottom: number } {
  const head = `<text x="0" y="${top + 13}" text-anchor="start" class="lane">${lane.question}<tspan class="muted" dx="8">${lane.noun} per ${timeline.bin}</tspan></text>`;
  const legend =
    lane.tiedBy === null || lane.rows.every((row) => row.tiedCount === 0) ? { markup: '', height: 0 } : tiedLegend(lane, frame, top);
  const parts = [head, legend.markup];
  let y = top + 18 + legend.height;
  const common = Math.max(1, ...lane.rows.filter((row) => row.tone !== 'rest').flatMap((row) => row.bins.map((bin) => bin.count)));
  for (const row of lane.rows) {
    const most = row.tone === 'rest' ? Math.max(1, ...row.bins.map((bin) => bin.count)) : common;
    const height = row.tone === 'rest' ? frame.rowHeight * 0.55 : frame.rowHeight;
    parts.push(
      `<text x="${frame.left}" y="${y + 14}" text-anchor="start" fill="${TEXT_COLOURS[row.tone]}" class="row">${rowTitle(row, lane, frame)}</text>`,
    );
    parts.push(nested(0, y + 18, frame.width, height, plotContent(drawing, rowOptions(drawing, timeline, row, frame, height, most))));
    y += 18 + height + 6;
  }
  return { markup: parts.join('\n'), bottom: y - 6 };
}

function tiedLegend(lane: TimelineLane, frame: Frame, top: number): { markup: string; height: number } {
  const swatch = (x: number, opacity: number): string =>
    `<rect x="${x}" y="${y - 9}" width="10" height="10" fill="var(--ink)" fill-opacity="${opacity}"/>`;
  const first = `by accounts tied in finding ${lane.tiedBy}`;
  const second = 'by all others';
  const onOwnLine = frame.numbered;
  const y = top + 13 + (onOwnLine ? 18 : 0);
  const secondX = frame.width - frame.right - textWidth(second, FONT_SIZE) - 4;
  const firstX = onOwnLine ? 0 : secondX - 24 - textWidth(first, FONT_SIZE) - 18;
  const nextX = onOwnLine ? textWidth(first, FONT_SIZE) + 30 : secondX - 14;
  const text = (x: number, words: string): string =>
    `<text x="${x}" y="${y}" text-anchor="start" class="muted legend-text">${words}</text>`;
  return {
    markup: swatch(firstX, 0.95) + text(firstX + 15, first) + swatch(nextX, 0.35) + text(nextX + 15, second),
    height: onOwnLine ? 18 : 0,
  };
}

function rowTitle(row: TimelineRow, lane: TimelineLane, frame: Frame): string {
  const count = countText(row.count, lane.noun.slice(0, -1), lane.noun);
  if (row.tone === 'rest') return escapeText(`Everyone else: ${count}`);
  if (row.account === null) return escapeText(`${lane.layer === null ? 'All accounts' : `Layer ${shownText(lane.layer, 24)}`}: ${count}`);
  const to = lane.question === 'Who echoes' ? ' of its posts' : '';
  return escapeText(`${shortLabel(row.account, frame.numbered ? 20 : 36)}: ${count}${to}`);
}

/** An account as a chart calls it: by handle where it has one. */
export function shortLabel({ name, handle }: AccountLabel, longest = 24): string {
  return handle === null ? shownText(name, longest) : `@${shownText(handle, longest)}`;
}

function rowOptions({ plot }: Drawing, timeline: Timeline, row: TimelineRow, frame: Frame, height: number, most: number) {
  const bars = row.bins.map((bin) => ({ ...bin, ...binBounds(timeline.bin, bin) }));
  const inset = Math.min(0.6, ((frame.width - frame.left - frame.right) / (binCount(timeline) || 1)) * 0.12);
  const common = { x1: 'from', x2: 'to', fill: COLOURS[row.tone], insetLeft: inset, insetRight: inset } as const;
  const hasTied = row.tiedCount > 0;
  const marks: Mark[] = [
    plot.ruleY([0], { stroke: 'var(--line)' }),
    plot.rectY(bars, { ...common, y1: 'tiedCount', y2: 'count', fillOpacity: hasTied || row.tone === 'rest' ? 0.42 : 0.95 }),
    ...(hasTied ? [plot.rectY(bars, { ...common, y1: 0, y2: 'tiedCount', fillOpacity: 0.95 })] : []),
    plot.axisY([0, most], {
      tickSize: 0,
      tickPadding: 6,
      label: null,
      tickFormat: (value: number) => numberText(value),
      fontSize: FONT_SIZE,
      fill: 'var(--muted)',
    }),
  ];
  return { ...plotFrame(timeline, frame, height), marginTop: 6, marginBottom: 6, y: { domain: [0, most], label: null }, marks };
}

function axisOptions(drawing: Drawing, timeline: Timeline, frame: Frame, height: number) {
  const marks = [timeAxis(reportLook(drawing, frame.width))];
  return { ...plotFrame(timeline, frame, height), marginTop: 2, marginBottom: height - 2, y: { axis: null }, marks };
}

function plotFrame(timeline: Timeline, { width, left, right }: Frame, height: number) {
  return {
    width,
    height,
    marginLeft: left,
    marginRight: right,
    x: { type: 'utc', domain: [new Date(timeline.from), new Date(timeline.to)], axis: null },
  } as const;
}

function binBounds(bin: TimeBin, { start }: TimelineBin): { from: Date; to: Date } {
  return { from: new Date(start), to: binEnd(start, bin) };
}

function binCount({ bin, from, to }: Timeline): number {
  return (to - from) / (BIN_DAYS[bin] * 86_400_000);
}

function nested(x: number, y: number, width: number, height: number, content: string): string {
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" overflow="visible">${content}</svg>\n`;
}

interface PlacedEvent {
  readonly x: number;
  readonly text: string;
  readonly isLeft: boolean;
  /** From where to where the label reaches. */
  readonly left: number;
  readonly right: number;
}

interface EventLabels {
  /** Line of each label from below; null where there is no room. */
  readonly lineOf: ReadonlyMap<PlacedEvent, number>;
  readonly lineCount: number;
  readonly placed: readonly PlacedEvent[];
  /** Labels left out, then rules that run through labels, then lines: less is better. */
  readonly cost: number;
}

/** Rules through all lanes, and above them the labels, in as many lines as they need. */
function eventMarks(timeline: Timeline, events: readonly ReportEvent[], frame: Frame) {
  const scale = (frame.width - frame.left - frame.right) / (timeline.to - timeline.from);
  const place = (prefersLeft: boolean): PlacedEvent[] =>
    events.map((event, index) =>
      placedEvent(event, index, frame.left + (Date.parse(event.happenedAt) - timeline.from) * scale, frame, prefersLeft),
    );
  const tries = [place(false), place(true)].flatMap((all) => [labelLines(all, frame), labelLines([...all].reverse(), frame)]);
  const { placed, lineOf, lineCount } = tries.reduce((best, next) => (next.cost < best.cost ? next : best));
  const height = lineCount === 0 ? 4 : lineCount * EVENT_LINE + 12;
  const topOf = (line: number): number => (lineCount - 1 - line) * EVENT_LINE + 3;
  const label = ({ x, text, isLeft }: PlacedEvent, line: number): string =>
    `<text x="${round(isLeft ? x - 5 : x + 5)}" y="${topOf(line) + 10}" text-anchor="${isLeft ? 'end' : 'start'}" class="event">${escapeText(text)}</text>`;
  const rule = (event: PlacedEvent, bottom: number): string => {
    const line = lineOf.get(event);
    return `<line x1="${round(event.x)}" x2="${round(event.x)}" y1="${line === undefined ? height - 6 : topOf(line)}" y2="${bottom}" class="event-rule"/>`;
  };
  return {
    height,
    labels: [...lineOf].map(([event, line]) => label(event, line)).join('\n'),
    rules: (bottom: number): string => placed.map((event) => rule(event, bottom)).join('\n'),
  };
}

function placedEvent(event: ReportEvent, index: number, x: number, frame: Frame, prefersLeft: boolean): PlacedEvent {
  const text = frame.numbered ? String(index + 1) : `${dayText(event.happenedAt)} · ${shownText(event.title, 60)}`;
  const width = textWidth(text, EVENT_SIZE) + 8;
  const isLeft = prefersLeft ? x - width >= 0 : x + width > frame.width;
  return { x, text, isLeft, left: isLeft ? x - width : x, right: isLeft ? x : x + width };
}

/** Puts labels into the lowest lines in which they do not meet, in the order given. */
function labelLines(events: readonly PlacedEvent[], frame: Frame): EventLabels {
  const lines: PlacedEvent[][] = [];
  const lineOf = new Map<PlacedEvent, number>();
  for (const event of events) {
    const found = lines.findIndex((line) => line.every((other) => event.right < other.left || event.left > other.right));
    const line = found === -1 ? lines.length : found;
    if (line >= MOST_EVENT_LINES || event.left < 0 || event.right > frame.width + 1) continue;
    if (found === -1) lines.push([event]);
    else lines[line]?.push(event);
    lineOf.set(event, line);
  }
  const runsThrough = (rule: PlacedEvent, label: PlacedEvent): boolean =>
    rule !== label && rule.x > label.left && rule.x < label.right && (lineOf.get(rule) ?? -1) > (lineOf.get(label) ?? MOST_EVENT_LINES);
  const crossings = events.reduce((sum, rule) => sum + events.filter((label) => runsThrough(rule, label)).length, 0);
  return { placed: events, lineOf, lineCount: lines.length, cost: 1000 * (events.length - lineOf.size) + 10 * crossings + lines.length };
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
