import type * as PlotModule from '@observablehq/plot';
import type { Column } from '../../api/contract/analyses.ts';
import type { Cell } from '../../api/contract/tables.ts';
import { language } from '../strings/language.svelte.ts';
import type { Colours } from '../theme.svelte.ts';

export type Plot = typeof PlotModule;
export type PlotOptions = PlotModule.PlotOptions;

/** What a chart is drawn with; drawn anew when any of it changes. */
export interface ChartContext {
  readonly Plot: Plot;
  /** Of the whole picture, in pixels. */
  readonly width: number;
  readonly isNarrow: boolean;
  readonly colours: Colours;
}

export type ChartSpec = (context: ChartContext) => PlotOptions;

/** The numbers behind a chart. */
export interface ChartTable {
  readonly columns: readonly Pick<Column, 'name' | 'type' | 'unit'>[];
  readonly rows: readonly (readonly Cell[])[];
}

const LOCALES = { en: 'en-GB', zh: 'zh-Hans-CN' } as const;

/** Words of one tick of an axis of time, UTC; the larger unit under the first tick and wherever it changes. */
export function timeTick(at: Date, index: number, all: readonly Date[]): string {
  const before = index === 0 ? null : (all[index - 1] ?? null);
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(LOCALES[language()], { timeZone: 'UTC', ...options }).format(at);
  const isNewYear = before === null || before.getUTCFullYear() !== at.getUTCFullYear();
  const year = language() === 'zh' ? `${at.getUTCFullYear()}年` : String(at.getUTCFullYear());
  if (all.every((tick) => tick.getTime() % 86_400_000 === 0)) {
    if (all.every((tick) => tick.getUTCDate() === 1)) {
      if (all.every((tick) => tick.getUTCMonth() === 0)) return year;
      const month = format({ month: 'short' });
      return isNewYear ? `${month}\n${year}` : month;
    }
    const day = format({ day: 'numeric', month: 'short' });
    return isNewYear ? `${day}\n${year}` : day;
  }
  const clock = at.toISOString().slice(11, 16);
  const isNewDay = before === null || before.toISOString().slice(0, 10) !== at.toISOString().slice(0, 10);
  return isNewDay ? `${clock}\n${format({ day: 'numeric', month: 'short', year: 'numeric' })}` : clock;
}

/** A horizontal axis of time, UTC. */
export function timeAxis({ Plot, width, colours }: ChartContext): PlotModule.Markish {
  return Plot.axisX({
    ticks: Math.max(2, Math.round(width / 95)),
    tickSize: 4,
    label: null,
    fontSize: 11,
    color: colours.line,
    fill: colours.muted,
    tickFormat: (at: Date, index: number, all?: readonly Date[]) => timeTick(at, index, all ?? [at]),
  } as PlotModule.AxisXOptions);
}
