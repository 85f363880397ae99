import type { StatusIntervals } from '../../store/status-intervals.js';
import type { Concentrated, GoneCurve } from './concentration-tables.js';

/** Dates of a curve at most. */
const MOST_DATES = 60;
const DAY = 86_400_000_000;

interface Life {
  /** First look at it, of any kind, and first at which it was gone for good; Infinity where there is none. */
  checkedAt: number;
  goneAt: number;
  suspendedAt: number;
  isUndated: boolean;
}

/** Curves of the units of which anything is known, in their order. An account is gone as soon as any view of it says so. */
export function goneCurves(rows: readonly Concentrated[], intervals: StatusIntervals): GoneCurve[] {
  const lives = livesOf(intervals);
  return rows.flatMap((row) => {
    const known = Array.from(row.amplifiers.keys()).filter((at) => lives.has(row.amplifiers[at]));
    const lifeOf = (at: number): Life => lives.get(row.amplifiers[at]) as Life;
    const days = new Set<number>();
    for (const at of known)
      for (const time of [lifeOf(at).checkedAt, lifeOf(at).goneAt])
        if (Number.isFinite(time)) days.add((Math.floor(time / DAY) + 1) * DAY - 1_000_000);
    const isUndated = known.some((at) => lifeOf(at).isUndated);
    if (days.size === 0 && !isUndated) return [];
    const checkedAt = thinned([...days].sort((a, b) => a - b));
    const shareBy = (time: number, of: (life: Life) => number): number =>
      known.reduce((sum, at) => sum + (of(lifeOf(at)) <= time ? (row.counts[at] as number) : 0), 0) / row.repostCount;
    return [
      {
        row,
        checkedAt,
        checkedShares: checkedAt.map((time) => shareBy(time, (life) => life.checkedAt)),
        goneShares: checkedAt.map((time) => shareBy(time, (life) => life.goneAt)),
        suspendedShares: checkedAt.map((time) => shareBy(time, (life) => life.suspendedAt)),
        undatedShare: known.reduce((sum, at) => sum + (lifeOf(at).isUndated ? (row.counts[at] as number) : 0), 0) / row.repostCount,
      },
    ];
  });
}

function livesOf(intervals: StatusIntervals): Map<number, Life> {
  const lives = new Map<number, Life>();
  const orNever = (time: number): number => (Number.isNaN(time) ? Number.POSITIVE_INFINITY : time);
  for (const [row, subject] of intervals.subject.entries()) {
    const never = Number.POSITIVE_INFINITY;
    const life = lives.get(subject) ?? { checkedAt: never, goneAt: never, suspendedAt: never, isUndated: false };
    const goneAt = orNever(intervals.firstGoneAt[row]);
    life.checkedAt = Math.min(life.checkedAt, orNever(intervals.firstSeenAt[row]), goneAt);
    life.goneAt = Math.min(life.goneAt, goneAt);
    if (intervals.goneStatus[row] === 'suspended') life.suspendedAt = Math.min(life.suspendedAt, goneAt);
    life.isUndated ||= intervals.isGoneUndated[row] === true;
    lives.set(subject, life);
  }
  return lives;
}

/** At most so many, evenly over their order, the last among them. */
function thinned(times: readonly number[]): number[] {
  if (times.length <= MOST_DATES) return [...times];
  return Array.from({ length: MOST_DATES }, (_, place) => times[Math.round((place * (times.length - 1)) / (MOST_DATES - 1))] as number);
}
