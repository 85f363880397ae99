import type { ChartLook, Mark } from './chart-look.js';
import { straight } from './label-text.js';

/** A dated event. */
export interface ChartEvent {
  /** ISO 8601, UTC. */
  readonly happenedAt: string;
  readonly title: string;
}

/** Events that one axis has room for. */
export const MOST_EVENTS = 24;
const LINE_HEIGHT = 13;
const MOST_LINES = 3;
const NUMBER_GAP = 13;

/** Events within a span of time, milliseconds since 1970, both ends within. */
export function eventsWithin<Event extends ChartEvent>(
  events: readonly Event[],
  from: number,
  to: number,
): (Event & { readonly at: Date })[] {
  return events
    .map((event) => ({ ...event, at: new Date(event.happenedAt) }))
    .filter(({ at }) => at.getTime() >= from && at.getTime() <= to);
}

/** Where the axis of time lies in a picture. */
export interface TimeSpan {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Margins, in pixels. */
  readonly left: number;
  readonly right: number;
}

/** Dashed rules of events over the whole height, their numbers above it, and the pixels above the frame that these need. @param firstField Of fields under one another the first, over which the numbers stand. */
export function eventMarks(
  look: ChartLook,
  events: readonly ChartEvent[],
  span: TimeSpan,
  firstField?: unknown,
): { readonly marks: readonly Mark[]; readonly height: number } {
  const { Plot, colours } = look;
  const shown = eventsWithin(events, span.from, span.to).slice(0, MOST_EVENTS);
  if (shown.length === 0) return { marks: [], height: 0 };
  const lines = numberLines(
    shown.map(({ at }) => at.getTime()),
    look.width,
    span,
  );
  const texts = Array.from({ length: 1 + Math.max(...lines) }, (_, line) =>
    Plot.text(
      shown.flatMap((event, index) => (lines[index] === line ? [{ ...event, number: String(index + 1) }] : [])),
      {
        x: 'at',
        ...(firstField === undefined ? {} : { fy: () => firstField }),
        frameAnchor: 'top',
        lineAnchor: 'bottom',
        dy: -4 - line * LINE_HEIGHT,
        text: 'number',
        fontSize: 11,
        fontWeight: 600,
        fill: colours.ink,
        ...(look.hasTitles ? { title: ({ title }: ChartEvent) => straight(title) } : {}),
      },
    ),
  );
  return {
    marks: [Plot.ruleX(shown, { x: 'at', stroke: colours.ink, strokeDasharray: '2 3', strokeOpacity: 0.7 }), ...texts],
    height: texts.length * LINE_HEIGHT + 4,
  };
}

/** Line of each number, from below, so that neighbours do not meet where lines are left. */
function numberLines(times: readonly number[], width: number, { from, to, left, right }: TimeSpan): number[] {
  const scale = to > from ? (width - left - right) / (to - from) : 0;
  const lastAt: number[] = [];
  return times.map((time) => {
    const x = (time - from) * scale;
    const free = Array.from({ length: MOST_LINES }, (_, line) => line).find((line) => x - (lastAt[line] ?? -Infinity) >= NUMBER_GAP);
    const line = free ?? lastAt.indexOf(Math.min(...lastAt));
    lastAt[line] = x;
    return line;
  });
}
