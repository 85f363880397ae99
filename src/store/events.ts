import type { CaseQueries } from './case-queries.js';

/** A dated event. */
export interface CaseEvent {
  /** Microseconds since 1970, UTC: the first instant of what is stated. */
  readonly at: number;
  /** Length of the time that is stated, in seconds; null where it is not known. */
  readonly precisionSeconds: number | null;
  readonly title: string;
  readonly kind: string | null;
}

/** The events of a case, by time. */
export function readEvents(file: CaseQueries): Promise<CaseEvent[]> {
  return file.rows(
    `SELECT epoch_us(happened_at)::DOUBLE AS at, precision_seconds AS "precisionSeconds", title, kind FROM event ORDER BY happened_at, title, event_id`,
  );
}
