import type { StatedEvent } from '../../store/stated.js';
import { withoutBlanks } from './figure-entry.js';
import { timeText } from './stated-time.js';
import type { RawStatement } from './statement.js';

/** Columns of a table of events, in the order in which they are written. */
export const EVENT_COLUMNS = ['date', 'title', 'kind', 'source', 'url'] as const;

/** What an event says, as a file says it; of an event whose precision was not kept, the time stands to the second. */
export function rawOfEvent(event: StatedEvent): RawStatement {
  return withoutBlanks({
    date: timeText({ at: event.happenedAt, precisionSeconds: event.precisionSeconds ?? 1 }),
    ...{ title: event.title, kind: event.kind, source: event.source, url: event.url },
  });
}
