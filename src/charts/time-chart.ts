import type { ChartLook, Mark, PlotOptions } from './chart-look.js';
import { type ChartEvent, eventMarks } from './event-marks.js';
import { timeAxis, timeBounds } from './time-axis.js';

/** A chart of values over time, with the events of its time. */
export interface TimeChart {
  /** Bounds of the axis, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** In pixels, without the numbers of events. */
  readonly height: number;
  readonly left?: number;
  readonly bottom?: number;
  readonly events: readonly ChartEvent[];
  readonly y: NonNullable<PlotOptions['y']>;
  /** Of the vertical axis: how many, or which. */
  readonly ticks?: number | readonly number[];
  readonly tickText: (value: number) => string;
  /** Fields under one another, with one vertical scale. */
  readonly fields?: readonly unknown[];
  /** What is drawn, between the grid and the axes. */
  readonly marks: readonly Mark[];
}

/** Plot's options of a chart over time: grid, what is drawn, both axes, and the events by number. */
export function timeChart(look: ChartLook, chart: TimeChart): PlotOptions {
  const { Plot, colours } = look;
  const { left = 46, bottom = 36, ticks = 4, fields } = chart;
  const right = 22;
  const [from, to] = timeBounds(chart.from, chart.to);
  const span = { from: from.getTime(), to: to.getTime(), left, right };
  const numbers = eventMarks(look, chart.events, span, fields === undefined ? undefined : fields[0]);
  const places = typeof ticks === 'number' ? { ticks } : { ticks: [...ticks] };
  return {
    ...{
      height: chart.height + numbers.height,
      marginLeft: left,
      marginRight: right,
      marginTop: 12 + numbers.height,
      marginBottom: bottom,
    },
    x: { type: 'utc', domain: [from, to] },
    y: { label: null, ...chart.y },
    ...(fields === undefined ? {} : { fy: { domain: [...fields], axis: null, padding: 0.12 } }),
    marks: [
      Plot.gridY({ stroke: colours.line, strokeOpacity: 0.8, ...places }),
      ...chart.marks,
      Plot.axisY({ ...places, tickSize: 0, label: null, fontSize: 11, fill: colours.muted, tickFormat: chart.tickText }),
      timeAxis(look),
      ...numbers.marks,
    ],
  };
}
