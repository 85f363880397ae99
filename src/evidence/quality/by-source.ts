/** What belongs to one source. */
export interface OfSource {
  readonly sourceId: number;
}

/** Rows by their source, in their order. */
export function bySource<Row extends OfSource>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.sourceId);
    if (group === undefined) groups.set(row.sourceId, [row]);
    else group.push(row);
  }
  return groups;
}
