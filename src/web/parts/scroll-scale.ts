/** A scroll bar for more pixels than a browser can hold: past its limit a step of the bar passes several rows. */
export class ScrollScale {
  /** Height of what is scrolled, in pixels. */
  readonly height: number;
  private readonly ratio: number;
  private readonly rowHeight: number;

  /** @param view Height of what is seen. */
  constructor(rowCount: number, rowHeight: number, view: number, tallest = 15_000_000) {
    const full = rowCount * rowHeight;
    this.rowHeight = rowHeight;
    this.height = Math.min(full, tallest);
    this.ratio = full > tallest ? (full - view) / (tallest - view) : 1;
  }

  /** Place of the row, with its fraction, that is uppermost at a position of the bar. */
  rowAt(scrollTop: number): number {
    return (scrollTop * this.ratio) / this.rowHeight;
  }

  /** Where a row stands within what is scrolled, at a position of the bar. */
  topOf(row: number, scrollTop: number): number {
    return scrollTop - scrollTop * this.ratio + row * this.rowHeight;
  }

  /** Position of the bar at which a row is uppermost. */
  scrollFor(row: number): number {
    return (row * this.rowHeight) / this.ratio;
  }
}
