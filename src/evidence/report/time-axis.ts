import type { Drawing, Mark } from './charts.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A horizontal axis of time in UTC: days, months or years, the larger unit under the first tick and wherever it changes. */
export function timeAxis({ plot }: Drawing, ticks: number): Mark {
  return plot.axisX({
    ticks,
    tickSize: 4,
    tickFormat: (at: Date, index: number, all: Date[] = []) => tickText(at, index === 0 ? null : (all[index - 1] ?? null), all),
    label: null,
    fontSize: 11,
    fill: 'var(--muted)',
    color: 'var(--muted)',
    anchor: 'bottom',
  });
}

/** The words of one tick, in one or two lines. */
function tickText(at: Date, before: Date | null, all: readonly Date[]): string {
  const month = MONTHS[at.getUTCMonth()] as string;
  const year = String(at.getUTCFullYear());
  const isNewYear = before === null || before.getUTCFullYear() !== at.getUTCFullYear();
  if (all.every((tick) => tick.getTime() % 86_400_000 === 0)) {
    if (all.every((tick) => tick.getUTCDate() === 1)) {
      if (all.every((tick) => tick.getUTCMonth() === 0)) return year;
      return isNewYear ? `${month}\n${year}` : month;
    }
    return `${at.getUTCDate()} ${month}${isNewYear ? `\n${year}` : ''}`;
  }
  const clock = at.toISOString().slice(11, 16);
  const isNewDay = before === null || before.toISOString().slice(0, 10) !== at.toISOString().slice(0, 10);
  return isNewDay ? `${clock}\n${at.getUTCDate()} ${month} ${year}` : clock;
}
