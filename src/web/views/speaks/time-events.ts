import type { EventList } from '../../../api/contract/case.ts';
import type { ChartContext } from '../../parts/chart-spec.ts';

export type TimedEvent = EventList['events'][number] & { readonly at: Date };

/** Events that one axis has room for. */
export const MOST_EVENTS = 24;

/** Events within a span of time, milliseconds since 1970. */
export function eventsWithin(events: EventList['events'], from: number, to: number): TimedEvent[] {
  return events
    .map((event) => ({ ...event, at: new Date(event.happenedAt) }))
    .filter(({ at }) => at.getTime() >= from && at.getTime() <= to);
}

/** Marks of numbered events over a chart with a top margin of at least 26. */
export function eventMarks({ Plot, colours }: ChartContext, events: readonly TimedEvent[]) {
  const shown = events.slice(0, MOST_EVENTS);
  return [
    Plot.ruleX(shown, { x: 'at', stroke: colours.ink, strokeDasharray: '2 3', strokeOpacity: 0.7 }),
    Plot.text(shown, {
      x: 'at',
      frameAnchor: 'top',
      dy: -12,
      text: (_: unknown, index: number) => String(index + 1),
      fontSize: 11,
      fontWeight: 600,
      fill: colours.ink,
      title: 'title',
    }),
  ];
}

/** The end of a bin of time. */
export function binEnd(start: string, bin: 'hour' | 'day' | 'week' | 'month' | 'year'): Date {
  const at = new Date(start);
  if (bin === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
  if (bin === 'year') return new Date(Date.UTC(at.getUTCFullYear() + 1, 0, 1));
  return new Date(at.getTime() + { hour: 1, day: 24, week: 168 }[bin] * 3_600_000);
}
