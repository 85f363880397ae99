import { type CaseFile, isoTime } from '../../store/case-file.js';
import { learnList, shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';

/** An event as time axes show it. */
export interface ShownEvent {
  readonly happenedAt: string;
  readonly title: string;
  readonly kind: string | null;
  readonly url: string | null;
}

/** The events of a case in order of time, without names of private accounts. */
export async function readShownEvents(file: CaseFile, naming: Naming): Promise<ShownEvent[]> {
  const events = await file.rows<ShownEvent>(
    `SELECT ${isoTime('happened_at')} AS "happenedAt", title, kind, url FROM event ORDER BY happened_at, title, event_id`,
  );
  const urls = events.map(({ url }) => url);
  await learnList(file, naming, urls, 'objects');
  const titles = await shownTexts(
    file,
    naming,
    events.map(({ title }) => title),
  );
  return events.map(({ happenedAt, kind, url }, index) => ({
    happenedAt,
    title: titles[index] as string,
    kind,
    url: url === null || naming.isRevealed ? url : naming.object('url', url),
  }));
}
