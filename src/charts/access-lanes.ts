import type { ChartAccess } from './chart-data.js';
import type { ChartLook, Mark } from './chart-look.js';
import type { HorizontalAxis } from './horizontal-axis.js';
import { fitText, straight } from './label-text.js';

/** Lanes that one axis of time has room for. */
export const MOST_ACCESS = 6;
const LANE_HEIGHT = 24;

/** Statements of access that hold within the time of an axis. */
export function accessWithin(access: readonly ChartAccess[], from: number, to: number): ChartAccess[] {
  return access.filter(({ since, until }) => (since === null || Date.parse(since) <= to) && (until === null || Date.parse(until) >= from));
}

/** Pixels that the lanes take under an axis of time. */
export function accessHeight(count: number): number {
  return count === 0 ? 0 : Math.min(MOST_ACCESS, count) * LANE_HEIGHT + 8;
}

/** Lanes under an axis of time: who can be used or seen from where, as stated, each with its words above its span. */
export function accessShapes(access: readonly ChartAccess[], axis: HorizontalAxis, top: number, look: ChartLook): Mark[] {
  const { Plot, colours } = look;
  const lanes = access.slice(0, MOST_ACCESS).map(({ since, until, ...statement }, index) => ({
    text: fitText(accessText(statement), look.width - axis.left - 8, 10.5),
    title: straight(accessText(statement)),
    from: new Date(since === null ? axis.low : Math.max(axis.low, Date.parse(since))),
    to: new Date(until === null ? axis.high : Math.min(axis.high, Date.parse(until))),
    y: top + index * LANE_HEIGHT + 7,
    y1: top + index * LANE_HEIGHT + 14,
    y2: top + index * LANE_HEIGHT + 20,
  }));
  if (lanes.length === 0) return [];
  return [
    Plot.rect(lanes, {
      x1: 'from',
      x2: 'to',
      y1: 'y1',
      y2: 'y2',
      fill: colours.muted,
      fillOpacity: 0.75,
      ...(look.hasTitles ? { title: 'title' } : {}),
    }),
    Plot.text(lanes, { frameAnchor: 'left', y: 'y', dx: 0, text: 'text', textAnchor: 'start', fontSize: 10.5, fill: colours.muted }),
  ];
}

/** What a statement of access says: voice, platform and country, and what holds there. */
export function accessText({ voice, platform, country, status }: Omit<ChartAccess, 'since' | 'until'>): string {
  return `${[voice, platform, ...(country === null ? [] : [country])].join(' · ')}: ${status}`;
}
