import { type ChartEvent, eventMarks } from '../../charts/event-marks.js';
import { timeAxis } from '../../charts/time-axis.js';
import type { SourceCoverage, SourceQuality } from '../quality/quality-model.js';
import { BIN_SECONDS } from '../quality/read-coverage.js';
import { reportLook } from './chart-look.js';
import { type Drawing, type Mark, type Pictures, pictureHtml, plotContent } from './charts.js';
import { escapeText, Html } from './html.js';
import { numberText, shownText } from './wording.js';

const FONT_SIZE = 11;
/** Bars that a picture and rows that its table have room for. */
const MOST_BARS = 300;
const MOST_ROWS = 100;

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
}

const WIDE: Frame = { width: 720, height: 150, left: 44 };
const NARROW: Frame = { width: 358, height: 130, left: 36 };

/** Bins in a row that are drawn, or printed, as one. */
export interface CoverageStep {
  /** Number of its first bin. */
  readonly first: number;
  readonly binCount: number;
  readonly postCount: number;
  /** Posts of its busiest bin. */
  readonly most: number;
  readonly emptyCount: number;
  readonly isSpike: boolean;
}

/** Bins in steps of equal length, one bin each where there are few. */
export function coverageSteps({ counts, spikes }: SourceCoverage, most: number): CoverageStep[] {
  const size = Math.ceil(counts.length / most);
  const odd = new Set(spikes.map(({ bin }) => Math.floor(bin / size)));
  return Array.from({ length: Math.ceil(counts.length / size) }, (_, step) => {
    const own = counts.slice(step * size, (step + 1) * size);
    return {
      first: step * size,
      binCount: own.length,
      postCount: own.reduce((sum, count) => sum + count, 0),
      most: Math.max(...own),
      emptyCount: own.filter((count) => count === 0).length,
      isSpike: odd.has(step),
    };
  });
}

/** Steps of the table that stands for the picture. */
export function coverageRows(coverage: SourceCoverage): CoverageStep[] {
  return coverageSteps(coverage, MOST_ROWS);
}

/** Bins that one bar of the picture stands for. */
export function binsPerBar({ counts }: SourceCoverage): number {
  return Math.ceil(counts.length / MOST_BARS);
}

/** Posts of a source over time in a wide and a narrow form; null for a source without posts. */
export function coveragePictures(drawing: Drawing, { source, coverage }: SourceQuality, events: readonly ChartEvent[]): Pictures {
  if (coverage === null) return null;
  const title = `Posts per ${coverage.bin} that came with ${shownText(source.name, 80)}`;
  return { wide: picture(drawing, coverage, title, events, WIDE), narrow: picture(drawing, coverage, title, events, NARROW) };
}

function picture(drawing: Drawing, coverage: SourceCoverage, title: string, events: readonly ChartEvent[], frame: Frame): Html {
  const span = { from: at(coverage, 0).getTime(), to: at(coverage, coverage.counts.length).getTime(), left: frame.left, right: 8 };
  const rules = eventMarks(reportLook(drawing, frame.width), events, span);
  const height = frame.height + rules.height;
  const content = plotContent(drawing, {
    width: frame.width,
    height,
    marginLeft: frame.left,
    marginRight: 8,
    marginTop: 10 + rules.height,
    marginBottom: 34,
    x: { type: 'utc', domain: [at(coverage, 0), at(coverage, coverage.counts.length)], axis: null },
    y: { domain: [0, Math.max(1, ...coverage.counts)], label: null },
    marks: [...marksOf(drawing, coverage, frame), ...rules.marks],
  });
  return pictureHtml(frame.width, height, new Html(escapeText(title)), content);
}

function marksOf(drawing: Drawing, coverage: SourceCoverage, frame: Frame): Mark[] {
  const { plot } = drawing;
  const most = Math.max(1, ...coverage.counts);
  const bars = coverageSteps(coverage, MOST_BARS).map(({ first, binCount, most: top, isSpike }) => ({
    from: at(coverage, first),
    to: at(coverage, first + binCount),
    top,
    fill: isSpike ? 'var(--second)' : 'var(--all)',
  }));
  const gaps = coverage.gaps.map(({ from, length }) => ({ from: at(coverage, from), to: at(coverage, from + length) }));
  const inset = Math.min(0.6, ((frame.width - frame.left - 8) / bars.length) * 0.12);
  return [
    plot.rect(gaps, { x1: 'from', x2: 'to', y1: 0, y2: most, fill: 'var(--second)', fillOpacity: 0.22 }),
    plot.ruleY([0], { stroke: 'var(--line)' }),
    plot.rectY(bars, { x1: 'from', x2: 'to', y1: 0, y2: 'top', fill: 'fill', insetLeft: inset, insetRight: inset }),
    plot.axisY([0, most], {
      tickSize: 0,
      tickPadding: 6,
      label: null,
      tickFormat: (value: number) => numberText(value),
      fontSize: FONT_SIZE,
      fill: 'var(--muted)',
    }),
    timeAxis(reportLook(drawing, frame.width)),
  ];
}

function at({ bin, from }: SourceCoverage, index: number): Date {
  return new Date(from + index * BIN_SECONDS[bin] * 1000);
}
