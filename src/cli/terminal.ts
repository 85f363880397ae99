import { SingleBar } from 'cli-progress';
import { messageOf } from '../errors.js';
import type { ProgressSink } from '../model.js';
import { printable } from './printable.js';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Where a command writes: results to standard output, everything else to standard error. */
export class Terminal {
  readonly options: CommonOptions;

  constructor(options: CommonOptions) {
    this.options = options;
  }

  /** A line of the result for a person; nothing with `--json` or `--quiet`. */
  say(line = ''): void {
    if (this.options.json !== true && this.options.quiet !== true) process.stdout.write(`${printable(line)}\n`);
  }

  /** The result for a script, with `--json`. */
  result(value: unknown): void {
    if (this.options.json === true) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** A fault of ours that does not end the program; with `--verbose`, where it arose. */
  fault(error: unknown): void {
    process.stderr.write(`antiphon: a fault of Antiphon: ${printable(messageOf(error))}\n`);
    if (this.options.verbose === true && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  }

  /** Rows as aligned columns; numbers to the right. */
  table(header: readonly string[], rows: readonly (readonly unknown[])[]): void {
    const cells = [header, ...rows.map((row) => row.map(cellText))];
    const widths = header.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))));
    const isNumber = header.map(
      (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number' || row[column] === null),
    );
    for (const row of cells) {
      const line = row.map((cell, column) => {
        const padding = ' '.repeat((widths[column] as number) - displayWidth(cell));
        return isNumber[column] === true ? padding + cell : cell + padding;
      });
      this.say(`  ${line.join('  ').trimEnd()}`);
    }
  }

  /** Progress of long work: a bar on a terminal, plain lines elsewhere, nothing with `--quiet`. */
  progress(): ProgressSink & { done(): void } {
    if (this.options.quiet === true) return { step: () => undefined, update: () => undefined, done: () => undefined };
    return process.stderr.isTTY ? new ProgressBar() : new ProgressLines();
  }
}

const MAX_CELL = 40;

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number')
    return Number.isInteger(value)
      ? value.toLocaleString('en')
      : value
          .toPrecision(4)
          .replace(/(\.\d*?)0+(?=e|$)/, '$1')
          .replace(/\.(?=e|$)/, '');
  const text = String(value).replace(/\s+/g, ' ');
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text;
}

/** Columns that a text takes on a terminal; East Asian wide characters take two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(character) ? 2 : 1;
  return width;
}

/** A bar with rate and remaining time; it appears once a step takes longer than a moment. */
class ProgressBar implements ProgressSink {
  private bar: SingleBar | null = null;
  private label = '';
  private began = 0;

  step(label: string): void {
    this.done();
    this.label = label;
    this.began = Date.now();
  }

  update(done: number, total: number, unit?: 'bytes' | 'rows'): void {
    if (this.bar === null) {
      if (Date.now() - this.began < 300) return;
      this.bar = new SingleBar({
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: true,
        format: '  {label} {bar} {percentage}% {rate} {eta_formatted} left',
        barsize: 24,
        fps: 8,
      });
      this.bar.start(total, done, { label: this.label, rate: '' });
    }
    const seconds = (Date.now() - this.began) / 1000;
    const rate =
      unit === 'bytes'
        ? `${(done / 1e6 / seconds).toFixed(0)} MB/s`
        : unit === 'rows'
          ? `${Math.round(done / seconds).toLocaleString('en')} rows/s`
          : '';
    this.bar.setTotal(total);
    this.bar.update(done, { label: this.label, rate });
  }

  done(): void {
    this.bar?.stop();
    this.bar = null;
  }
}

/** One line a step, for logs. */
class ProgressLines implements ProgressSink {
  private said = '';

  step(label: string): void {
    if (label !== this.said) process.stderr.write(`${printable(label)}\n`);
    this.said = label;
  }

  update(): void {}

  done(): void {}
}
