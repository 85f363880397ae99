import { type CaseFile, isoTime } from '../../store/case-file.js';
import { learnFileNames, shownFileName } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';
import { CaseReads } from '../../store/reads.js';
import { inExtent, readExtent } from '../report/read-timeline.js';

const SHOWN_SERIES = 12;

/** What the posts of a case are told apart by. */
export type CoverageParts = 'all' | 'source' | 'kind';

/** Posts over time: one series, or one a source or kind of post, the largest first, those beyond twelve left out of the parts. */
export async function readCoverage(file: CaseFile, naming: Naming, by: CoverageParts) {
  const extent = await readExtent(file);
  if (extent === null) return { bin: 'day' as const, from: null, to: null, outsideCount: 0, series: [] };
  const part = by === 'source' ? 'source_id::VARCHAR' : by === 'kind' ? `coalesce(kind, '')` : `''`;
  const rows = await file.rows<{ part: string; start: string; count: number }>(
    `SELECT ${part} AS part, ${isoTime(`date_trunc('${extent.bin}', posted_at)`)} AS start, count(*) AS count FROM post
     WHERE ${inExtent('posted_at', extent)} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const names = await partNames(file, naming, by);
  const parts = new Map<string, { starts: string[]; counts: number[]; sum: number }>();
  for (const { part: name, start, count } of rows) {
    const own = parts.get(name) ?? { starts: [], counts: [], sum: 0 };
    own.starts.push(start);
    own.counts.push(count);
    own.sum += count;
    parts.set(name, own);
  }
  const largest = [...parts].sort(([a, x], [b, y]) => y.sum - x.sum || (a < b ? -1 : 1)).slice(0, SHOWN_SERIES);
  return {
    bin: extent.bin,
    from: new Date(extent.from).toISOString(),
    to: new Date(extent.to).toISOString(),
    outsideCount: extent.outsideCount,
    series: largest.map(([name, { starts, counts }]) => ({ name: names.get(name) ?? name, starts, counts })),
  };
}

async function partNames(file: CaseFile, naming: Naming, by: CoverageParts): Promise<Map<string, string>> {
  if (by !== 'source') return new Map([['', by === 'kind' ? 'not stated' : 'posts']]);
  await learnFileNames(file, naming);
  const sources = await new CaseReads(file).sources();
  return new Map(sources.map(({ sourceId, path }) => [String(sourceId), `${sourceId} ${shownFileName(naming, path)}`]));
}
