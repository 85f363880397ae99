import { type Random, randomBelow, randomExponential, seededRandom, weightedIndex } from '../kernels/statistics/random.js';

const DAY_SECONDS = 86_400;
/** Share of an object's rows that fall into its burst, and the shortest mean length of a burst in seconds. */
const BURST_SHARE = 0.68;
const SHORTEST_BURST_SECONDS = 300;
const TOP_OBJECT_SHARE = 0.01;
const ACTIVITY_EXPONENT = 0.75;
const ROWS_PER_ACCOUNT = 60;

/** What a simulated table of shares is made of; everything has a default but the size and the seed. */
export interface ShareWorldOptions {
  /** Rows to make, the planted ones included. */
  readonly shareCount: number;
  readonly seed: number;
  /** Organic accounts; activity is heavy-tailed (default: one for every 60 rows). */
  readonly accountCount?: number;
  /** Shared objects; popularity follows a Zipf law whose first object has 1 % of the rows (default: one for every 10 rows). */
  readonly objectCount?: number;
  /** Length of the world in days (default 90). */
  readonly dayCount?: number;
  /** Planted groups that share the same objects within `groupJitterSeconds` (default: one for every 50,000 rows, at least 1). */
  readonly groupCount?: number;
  /** Accounts in a planted group (default 12). */
  readonly groupSize?: number;
  /** Objects that each planted group pushes (default 8). */
  readonly groupObjectCount?: number;
  /** Longest delay of a planted share behind the first of its group, in seconds (default 20). */
  readonly groupJitterSeconds?: number;
}

/** One row of a share table; the time is in whole seconds since 1970. */
export interface SimulatedShare {
  readonly objectId: string;
  readonly accountId: string;
  readonly contentId: string;
  readonly timestampShare: number;
}

/** Exponent at which the first of `count` Zipf objects has the wanted share of all draws. */
function zipfExponent(count: number, topShare: number): number {
  let low = 0;
  let high = 3;
  for (let step = 0; step < 50; step++) {
    const exponent = (low + high) / 2;
    let total = 0;
    for (let rank = 1; rank <= count; rank++) total += rank ** -exponent;
    if (1 / total < topShare) low = exponent;
    else high = exponent;
  }
  return low;
}

function zipfWeights(count: number, exponent: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => (index + 1) ** -exponent);
}

/** A second of the day by a daily cycle: few at 04:00, most at 16:00 (UTC). */
function secondOfDay(random: Random): number {
  for (;;) {
    const second = random() * DAY_SECONDS;
    const level = 0.55 - 0.45 * Math.cos((2 * Math.PI * (second - 4 * 3600)) / DAY_SECONDS);
    if (random() < level) return second;
  }
}

/**
 * A world of shares with a known truth: organic sharing with bursts, and planted groups that act together.
 *
 * Organic: objects by a Zipf law, accounts with heavy-tailed activity, a daily cycle over `dayCount` days; two thirds of
 * an object's shares fall into one burst after a random start. Planted accounts are named `planted-G-M` (group, member);
 * all others `account-N`. Rows come in no particular order of time. The same options give the same rows.
 *
 * @returns The rows, one by one, so that millions of them need no memory.
 */
export function* shareWorld(options: ShareWorldOptions): Generator<SimulatedShare> {
  const { shareCount, seed } = options;
  const accountCount = options.accountCount ?? Math.max(20, Math.round(shareCount / ROWS_PER_ACCOUNT));
  const objectCount = options.objectCount ?? Math.max(20, Math.round(shareCount / 10));
  const spanSeconds = (options.dayCount ?? 90) * DAY_SECONDS;
  const start = Date.UTC(2024, 0, 1) / 1000;
  const random = seededRandom(seed);
  let contentCount = 0;
  const share = (objectId: string, accountId: string, second: number): SimulatedShare => ({
    objectId,
    accountId,
    contentId: `post-${(contentCount++).toString().padStart(8, '0')}`,
    timestampShare: start + Math.floor(Math.min(Math.max(second, 0), spanSeconds - 1)),
  });

  const planted = plantedShares(options, random, spanSeconds);
  for (const row of planted.slice(0, shareCount)) yield share(row.objectId, row.accountId, row.second);

  const drawObject = weightedIndex(zipfWeights(objectCount, zipfExponent(objectCount, TOP_OBJECT_SHARE)), random);
  const drawAccount = weightedIndex(zipfWeights(accountCount, ACTIVITY_EXPONENT), random);
  const burstStart = Float64Array.from(
    { length: objectCount },
    () => randomBelow(random, spanSeconds / DAY_SECONDS) * DAY_SECONDS + secondOfDay(random),
  );
  const burstMean = Float64Array.from({ length: objectCount }, () => SHORTEST_BURST_SECONDS * Math.exp(random() * 4));
  for (let row = planted.length; row < shareCount; row++) {
    const object = drawObject();
    const inBurst = random() < BURST_SHARE;
    const second = inBurst
      ? burstStart[object] + randomExponential(random, burstMean[object])
      : randomBelow(random, spanSeconds / DAY_SECONDS) * DAY_SECONDS + secondOfDay(random);
    yield share(`object-${object}`, `account-${drawAccount()}`, second);
  }
}

function plantedShares(options: ShareWorldOptions, random: Random, spanSeconds: number) {
  const groupCount = options.groupCount ?? Math.max(1, Math.round(options.shareCount / 50_000));
  const groupSize = options.groupSize ?? 12;
  const objectCount = options.groupObjectCount ?? 8;
  const jitter = options.groupJitterSeconds ?? 20;
  const rows: { objectId: string; accountId: string; second: number }[] = [];
  for (let group = 0; group < groupCount; group++) {
    for (let object = 0; object < objectCount; object++) {
      const first = random() * (spanSeconds - DAY_SECONDS);
      for (let member = 0; member < groupSize; member++) {
        rows.push({ objectId: `pushed-${group}-${object}`, accountId: `planted-${group}-${member}`, second: first + random() * jitter });
      }
    }
  }
  return rows;
}
