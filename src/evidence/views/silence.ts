import { type CaseFile, isoTime } from '../../store/case-file.js';
import type { Naming } from '../../store/naming.js';
import { STATUSES } from '../../store/observation-status.js';
import { hasDatedObservations, type ObservationSummary } from '../../store/observation-summary.js';
import { type Observed, observationsOf, WAS_GONE, wasThere } from '../../store/observations.js';
import { publicAccounts } from '../../store/registry.js';
import { statusIntervalsSql } from '../../store/status-intervals.js';
import { contradictionGroups, contradictionText, statusMeaning, summaryLines } from '../observations/observation-text.js';
import { readCaseObservations } from '../observations/read-observations.js';
import { LEAST_TOLD, toldCount } from '../report/people-count.js';

const SHOWN_SENTENCES = 100;
/** Bins of time at most. */
const MOST_BINS = 120;
const BIN_SECONDS = { hour: 3600, day: 86_400, week: 604_800, month: 2_629_746, year: 31_556_952 } as const;
type Bin = keyof typeof BIN_SECONDS;

/** What was seen when, what went and what came back, in numbers that may be told. */
export async function readSilence(file: CaseFile, naming: Naming) {
  const known = await readCaseObservations(file, naming);
  const publicIds = [...(await publicAccounts(file))];
  const overTime = [];
  for (const entity of ['account', 'post'] as const) {
    const series = await statusOverTime(file, naming, entity, publicIds);
    if (series !== null) overTime.push(series);
  }
  return {
    hasDated: await hasDatedObservations(file),
    accounts: await summaryOf(file, naming, known.accounts, publicIds),
    posts: await summaryOf(file, naming, known.posts, publicIds),
    overTime,
    statuses: STATUSES.map(({ name, isThere }) => ({ status: name, isThere, meaning: statusMeaning(name) })),
    contradictions: contradictionGroups(known.contradictions).map(({ title, isNote, rows }) => ({
      title,
      isNote,
      count: rows.length,
      sentences: rows
        .map(contradictionText)
        .sort() // by the names that are shown: the order of identities would tell of pseudonyms
        .slice(0, SHOWN_SENTENCES),
    })),
  };
}

interface Group {
  readonly count: number;
  readonly privateCount: number;
}

async function summaryOf(file: CaseFile, naming: Naming, summary: ObservationSummary, publicIds: readonly number[]) {
  const { entity, thingCount, observedCount, datedCount, observationCount, firstAt, lastAt } = summary;
  const isPrivate = privateSubject(entity, publicIds);
  const group = (name: string, condition: string): string =>
    `count(DISTINCT subject) FILTER (${condition}) AS "${name}Count", count(DISTINCT subject) FILTER (${condition} AND ${isPrivate}) AS "${name}Private"`;
  const row = await file.row<Record<string, number>>(
    `SELECT ${group('there', 'gone_status IS NULL')}, ${group('gone', 'gone_status IS NOT NULL')}, ${group('returned', 'return_count > 0')}
     FROM (${await statusIntervalsSql(file, entity)})`,
  );
  const groupOf = (name: string): Group => ({ count: row[`${name}Count`] as number, privateCount: row[`${name}Private`] as number });
  const told = ({ count, privateCount }: Group): number | string => {
    const shown = toldCount(count, privateCount, naming.isRevealed);
    return typeof shown === 'number' ? shown : shown.replace('few', `<${LEAST_TOLD}`).replace('and', '+');
  };
  const [there, gone, returned] = [groupOf('there'), groupOf('gone'), groupOf('returned')];
  // Who knows one of the two and how many were seen knows the other.
  const beside = (own: Group, other: Group): number | string | null =>
    typeof told(own) === 'number' && typeof told(other) !== 'number' ? null : told(own);
  return {
    entity,
    thingCount,
    observedCount,
    datedCount,
    observationCount,
    firstAt,
    lastAt,
    thereCount: beside(there, gone),
    goneCount: beside(gone, there),
    returnedCount: told(returned),
    lines: summaryLines(summary, !naming.isRevealed).map(({ topic, text }) => ({ topic, text })),
  };
}

/** SQL condition: what was observed is a private person. */
function privateSubject(entity: Observed, publicIds: readonly number[]): string {
  if (entity === 'post') return 'false';
  return publicIds.length === 0 ? 'true' : `subject NOT IN (${publicIds.join(', ')})`;
}

/** How many were last seen how, at the end of each bin; null where no look has a time. */
async function statusOverTime(file: CaseFile, naming: Naming, entity: Observed, publicIds: readonly number[]) {
  const look = `SELECT DISTINCT ON (subject, observed_at) subject, observed_at AS seen_at,
      CASE WHEN ${WAS_GONE} THEN status WHEN status IS NULL THEN 'alive' ELSE status END AS status
    FROM ${await observationsOf(file, entity)} seen WHERE observed_at IS NOT NULL AND (${WAS_GONE} OR ${wasThere(entity)})
    ORDER BY subject, observed_at, ${WAS_GONE} DESC, source_id, status`;
  const bounds = await file.row<{ first: number | null; last: number }>(
    `SELECT epoch(min(seen_at)) AS first, epoch(max(seen_at)) AS last FROM (${look})`,
  );
  if (bounds.first === null) return null;
  const bin = binOf(bounds.last - bounds.first);
  const starts = (
    await file.rows<{ start: string }>(
      `SELECT ${isoTime('start')} AS start FROM (SELECT unnest(generate_series(date_trunc('${bin}', make_timestamp(?::BIGINT * 1000000)), date_trunc('${bin}', make_timestamp(?::BIGINT * 1000000)), INTERVAL 1 ${bin})) AS start) ORDER BY 1`,
      [Math.floor(bounds.first), Math.floor(bounds.last)],
    )
  ).map(({ start }) => start);
  const isPrivate = privateSubject(entity, publicIds);
  const looked = await file.rows<{ start: string; looks: number }>(
    `SELECT ${isoTime(`date_trunc('${bin}', seen_at)`)} AS start, count(*) AS looks FROM (${look}) GROUP BY 1 ORDER BY 1`,
  );
  // A look counts from its bin on until the bin of the next look at the same thing.
  const steps = await file.rows<{ start: string; status: string; isPrivate: boolean; change: number }>(
    `WITH look AS (${look}), held AS (SELECT *, lead(seen_at) OVER (PARTITION BY subject ORDER BY seen_at) AS next_at FROM look),
       step AS (SELECT date_trunc('${bin}', seen_at) AS start, status, ${isPrivate} AS is_private, 1 AS change FROM held
         UNION ALL SELECT date_trunc('${bin}', next_at), status, ${isPrivate}, -1 FROM held WHERE next_at IS NOT NULL)
     SELECT ${isoTime('start')} AS start, status, is_private AS "isPrivate", sum(change)::INTEGER AS change FROM step GROUP BY ALL ORDER BY ALL`,
  );
  const statuses = STATUSES.filter(({ name }) => steps.some(({ status }) => status === name));
  const places = new Map(starts.map((start, index) => [start, index]));
  const counts = statuses.map(({ name }) => {
    const [all, own] = [new Array<number>(starts.length).fill(0), new Array<number>(starts.length).fill(0)];
    for (const { start, status, isPrivate: hides, change } of steps)
      if (status === name) {
        const place = places.get(start) as number;
        all[place] = (all[place] as number) + change;
        if (hides) own[place] = (own[place] as number) + change;
      }
    return { all: summed(all), own: summed(own) };
  });
  const hidden = starts.map((_, place) =>
    naming.isRevealed ? new Set<number>() : hiddenOf(counts.map(({ own }) => own[place] as number)),
  );
  const looks = new Map(looked.map((row) => [row.start, row.looks]));
  return {
    entity,
    bin,
    from: starts[0] as string,
    to: endOf(starts.at(-1) as string, bin),
    starts,
    lookCounts: starts.map((start) => looks.get(start) ?? 0),
    series: statuses.map(({ name, isThere }, index) => ({
      status: name,
      isThere,
      counts: (counts[index] as { all: number[] }).all.map((count, place) => (hidden[place]?.has(index) ? null : count)),
    })),
  };
}

function binOf(seconds: number): Bin {
  return (Object.keys(BIN_SECONDS) as Bin[]).find((bin) => seconds / BIN_SECONDS[bin] <= (bin === 'hour' ? 72 : MOST_BINS)) ?? 'year';
}

function endOf(start: string, bin: Bin): string {
  const at = new Date(start);
  if (bin === 'month') at.setUTCMonth(at.getUTCMonth() + 1);
  else if (bin === 'year') at.setUTCFullYear(at.getUTCFullYear() + 1);
  else at.setTime(at.getTime() + BIN_SECONDS[bin] * 1000);
  return at.toISOString();
}

function summed(changes: readonly number[]): number[] {
  let sum = 0;
  return changes.map((change) => (sum += change));
}

/** Places of the numbers that are not told: of a few private people, and as many of the next larger ones as keep these from being worked out of a total. */
export function hiddenOf(privateCounts: readonly number[]): Set<number> {
  const few = privateCounts.flatMap((count, place) => (count > 0 && count < LEAST_TOLD ? [place] : []));
  const hidden = new Set(few);
  let sum = few.reduce((total, place) => total + (privateCounts[place] as number), 0);
  if (few.length === 0) return hidden;
  const others = privateCounts
    .map((count, place) => ({ count, place }))
    .filter(({ count, place }) => count > 0 && !hidden.has(place))
    .sort((a, b) => a.count - b.count);
  for (const { count, place } of others) {
    if (sum >= LEAST_TOLD && hidden.size > 1) break;
    hidden.add(place);
    sum += count;
  }
  return hidden;
}
