import { type ClockHours, clockHours, roundTimes } from '../../kernels/statistics/clock-times.js';
import { findCoverage } from '../../kernels/statistics/coverage.js';
import type { CaseFile } from '../../store/case-file.js';
import { bySource, type OfSource } from './by-source.js';
import type { CoverageBin, PrecisionCount, RoundTimeCount, SourceCoverage } from './quality-model.js';

export const BIN_SECONDS: Readonly<Record<CoverageBin, number>> = { hour: 3600, day: 86_400, week: 604_800 };
/** Seconds from a bound of bins to 1970: weeks begin on Monday, 1970 on Thursday. */
const BIN_OFFSETS: Readonly<Record<CoverageBin, number>> = { hour: 0, day: 0, week: 345_600 };
const PERIODS: Readonly<Record<CoverageBin, number>> = { hour: 1, day: 7, week: 1 };
const LONGEST_IN_HOURS = 8 * 86_400;
const LONGEST_IN_DAYS = 3 * 366 * 86_400;
/** Spans of 99 of 100 posts that the whole must exceed for the others to be strays. */
const STRAY_SPANS = 4;
const MARKS = [60, 3600, 86_400];

/** When the posts of a source were posted. */
export interface SourceTimes extends OfSource {
  readonly precisions: readonly PrecisionCount[];
  readonly roundTimes: readonly RoundTimeCount[];
  readonly hours: ClockHours | null;
  readonly coverage: SourceCoverage;
}

/** Times of the posts of each source that has any, from one pass over distinct times. */
export async function readTimes(file: CaseFile): Promise<SourceTimes[]> {
  await file.run(
    `CREATE OR REPLACE TEMP TABLE quality_time AS
     SELECT source_id, posted_at, precision_seconds, count(*)::BIGINT AS posts FROM post GROUP BY source_id, posted_at, precision_seconds`,
  );
  try {
    const precisions = await file.rows<PrecisionCount & OfSource>(
      `SELECT source_id AS "sourceId", precision_seconds AS "precisionSeconds", sum(posts) AS "postCount"
       FROM quality_time GROUP BY ALL ORDER BY source_id, precision_seconds NULLS LAST`,
    );
    const rounds = await readRoundTimes(file);
    const hours = await readHours(file);
    const groups = bySource(precisions);
    const series = await readSeries(file, await readExtents(file));
    return [...groups].map(([sourceId, rows]) => ({
      sourceId,
      precisions: rows.map(({ precisionSeconds, postCount }) => ({ precisionSeconds, postCount })),
      roundTimes: rounds.get(sourceId) ?? [],
      hours: hours.get(sourceId) ?? null,
      coverage: series.get(sourceId) as SourceCoverage,
    }));
  } finally {
    await file.run(`DROP TABLE quality_time`);
  }
}

/** What a source's coverage is judged in: its bins, and the time in which nearly all of its posts lie, in seconds since 1970. */
interface Extent extends OfSource {
  readonly bin: CoverageBin;
  readonly from: number;
  readonly to: number;
}

/**
 * Hours for spans of about a week, days up to three years, weeks beyond; nothing finer than the times. Where the whole span is several
 * times that of 99 of 100 distinct times, the few posts far away are left out, as a wrong date would make years of silence.
 */
async function readExtents(file: CaseFile): Promise<Extent[]> {
  const rows = await file.rows<OfSource & { first: number; last: number; early: number; late: number; coarsest: number }>(
    `SELECT source_id AS "sourceId", epoch(min(posted_at)) AS first, epoch(max(posted_at)) AS last, epoch(quantile_disc(posted_at, 0.005)) AS early,
       epoch(quantile_disc(posted_at, 0.995)) AS late, max(coalesce(precision_seconds, 1)) AS coarsest FROM quality_time GROUP BY source_id ORDER BY 1`,
  );
  return rows.map(({ sourceId, first, last, early, late, coarsest }) => {
    const isStray = late > early && last - first > STRAY_SPANS * (late - early);
    const reach = isStray ? (late - early) / 10 : Number.POSITIVE_INFINITY;
    const [from, to] = [Math.max(first, early - reach), Math.min(last, late + reach)];
    const span = to - from;
    const bin = span < LONGEST_IN_HOURS && coarsest <= 3600 ? 'hour' : span < LONGEST_IN_DAYS ? 'day' : 'week';
    return { sourceId, bin, from, to };
  });
}

async function readSeries(file: CaseFile, extents: readonly Extent[]): Promise<Map<number, SourceCoverage>> {
  if (extents.length === 0) return new Map();
  const values = extents.map(({ sourceId, bin, from, to }) => `(${sourceId}, ${BIN_SECONDS[bin]}, ${BIN_OFFSETS[bin]}, ${from}, ${to})`);
  const rows = await file.rows<OfSource & { bin: number | null; count: number }>(
    `SELECT source_id AS "sourceId", CASE WHEN epoch(posted_at) BETWEEN least AND greatest THEN floor((epoch(posted_at) - shift) / width)::BIGINT END AS bin,
       sum(posts) AS count
     FROM quality_time JOIN (VALUES ${values.join(', ')}) wide(source_id, width, shift, least, greatest) USING (source_id) GROUP BY ALL ORDER BY 1, 2`,
  );
  const binOf = new Map(extents.map(({ sourceId, bin }) => [sourceId, bin]));
  return new Map(
    [...bySource(rows)].map(([id, own]) => {
      const inside = own.filter((row): row is typeof row & { bin: number } => row.bin !== null);
      const outsideCount = own.find(({ bin }) => bin === null)?.count ?? 0;
      return [id, { ...coverageOf(inside, binOf.get(id) as CoverageBin), outsideCount }];
    }),
  );
}

function coverageOf(
  rows: readonly { readonly bin: number; readonly count: number }[],
  bin: CoverageBin,
): Omit<SourceCoverage, 'outsideCount'> {
  const [first, last] = [(rows[0] as { bin: number }).bin, (rows.at(-1) as { bin: number }).bin];
  const counts = new Float64Array(last - first + 1);
  for (const row of rows) counts[row.bin - first] = row.count;
  return {
    bin,
    from: (first * BIN_SECONDS[bin] + BIN_OFFSETS[bin]) * 1000,
    counts: [...counts],
    ...findCoverage({ counts, period: PERIODS[bin] }),
  };
}

async function readRoundTimes(file: CaseFile): Promise<Map<number, RoundTimeCount[]>> {
  const marks = MARKS.map(
    (mark) => `count(*) FILTER (epoch_ms(posted_at) % ${mark * 1000} = 0) AS times_${mark},
      coalesce(sum(posts) FILTER (epoch_ms(posted_at) % ${mark * 1000} = 0), 0) AS posts_${mark}`,
  );
  const rows = await file.rows<OfSource & Record<string, number>>(
    `SELECT source_id AS "sourceId", precision_seconds AS stated, count(*) AS times, sum(posts) AS posts, ${marks.join(', ')}
     FROM quality_time WHERE precision_seconds < 86400 GROUP BY ALL ORDER BY 1, 2`,
  );
  const tests = rows.flatMap((row) => {
    const stated = row['stated'] as number;
    return MARKS.filter((mark) => mark > stated).map((markSeconds) => ({ row, stated, markSeconds }));
  });
  const counted = tests.map(({ row, stated, markSeconds }) => {
    const family = tests.filter((test) => test.row.sourceId === row.sourceId).length;
    const [timeCount, roundTimeCount] = [row['times'] as number, row[`times_${markSeconds}`] as number];
    return {
      sourceId: row.sourceId,
      statedSeconds: stated,
      markSeconds,
      postCount: row['posts'] as number,
      roundPostCount: row[`posts_${markSeconds}`] as number,
      timeCount,
      roundTimeCount,
      ...roundTimes(roundTimeCount, timeCount, stated, markSeconds, family),
    };
  });
  return new Map([...bySource(counted)].map(([id, own]) => [id, own.map(({ sourceId: _, ...count }) => count)]));
}

async function readHours(file: CaseFile): Promise<Map<number, ClockHours>> {
  const rows = await file.rows<OfSource & { hour: number; posts: number; days: number }>(
    `SELECT source_id AS "sourceId", hour(posted_at) AS hour, sum(posts) AS posts, count(DISTINCT posted_at::DATE) AS days
     FROM quality_time WHERE coalesce(precision_seconds, 1) < 3600 GROUP BY ALL`,
  );
  return new Map(
    [...bySource(rows)].map(([sourceId, own]) => {
      const [posts, days] = [new Float64Array(24), new Float64Array(24)];
      for (const row of own) [posts[row.hour], days[row.hour]] = [row.posts, row.days];
      return [sourceId, clockHours(posts, days)];
    }),
  );
}
