import type { Column } from '../../api/contract/analyses.ts';
import type { Cell } from '../../api/contract/tables.ts';
import { type ChartLook, type ChartWords, NARROW_WIDTH, type Plot, type PlotOptions } from '../../charts/chart-look.ts';
import { dayOfYearText, dayText, labelText, monthText, numberText, shortNumber, yearText } from '../format.ts';
import { words } from '../strings/language.svelte.ts';
import type { Colours } from '../theme.svelte.ts';

export type { Plot, PlotOptions };

/** What a chart is drawn with; drawn anew when any of it changes. */
export interface ChartContext extends ChartLook {
  readonly colours: Colours;
}

export type ChartSpec = (context: ChartContext) => PlotOptions;

/** The numbers behind a chart. */
export interface ChartTable {
  /** What its rows are, where a chart has several tables. */
  readonly title?: string;
  readonly columns: readonly Pick<Column, 'name' | 'type' | 'unit'>[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Numbers and dates of charts in the language of the interface. */
export function chartWords(): ChartWords {
  return {
    number: numberText,
    short: shortNumber,
    year: yearText,
    month: monthText,
    day: dayOfYearText,
    dayAndYear: dayText,
    column: (name, unit) => (unit === null ? labelText(name, unit) : `${labelText(name, unit)} (${unit})`),
    others: (count) => words().chart.othersCount(numberText(count)),
    blank: '–',
  };
}

/** What a chart of some width is drawn with. */
export function chartContext(Plot: Plot, width: number, colours: Colours): ChartContext {
  return { Plot, width, isNarrow: width < NARROW_WIDTH, colours, words: chartWords(), hasTitles: true };
}
