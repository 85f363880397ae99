import type * as PlotModule from '@observablehq/plot';

export type Plot = typeof PlotModule;
export type PlotOptions = PlotModule.PlotOptions;
/** A mark of Observable Plot, or a list of them. */
export type Mark = PlotModule.Markish;

/** Colours of a chart, as CSS has them. */
export interface ChartColours {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly first: string;
  readonly second: string;
  /** Of what stands for everything. */
  readonly all: string;
  /** Nine: of the rest, then of eight things that are told apart. */
  readonly groups: readonly string[];
}

/** Numbers and dates in the language of whoever reads the chart. */
export interface ChartWords {
  /** A number in full, and one for an axis. */
  number(value: number): string;
  short(value: number): string;
  /** Of an instant, UTC: its year, its month, its day with and without the year. */
  year(at: Date): string;
  month(at: Date): string;
  day(at: Date): string;
  dayAndYear(at: Date): string;
  /** A column of a table as a reader calls it, with its unit. */
  column(name: string, unit: string | null): string;
  /** What stands for whatever is not told apart any more: "12 others". */
  others(count: number): string;
  /** What stands where there is no text. */
  readonly blank: string;
}

/** What a chart is drawn with and for. */
export interface ChartLook {
  readonly Plot: Plot;
  /** Of the whole picture, in pixels. */
  readonly width: number;
  readonly isNarrow: boolean;
  readonly colours: ChartColours;
  readonly words: ChartWords;
  /** True if marks say what they are when they are pointed at: it makes a picture large. */
  readonly hasTitles: boolean;
}

/** Below this width a picture is narrow. */
export const NARROW_WIDTH = 520;

/** One line of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly shape?: 'dot' | 'bar' | 'line' | 'dashes';
  /** 0–1, where darkness is what counts (default: 1). */
  readonly opacity?: number;
}
