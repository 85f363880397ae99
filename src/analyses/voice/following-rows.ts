import type { LargestRise, SteepestStretch } from '../../kernels/statistics/steepest-stretch.js';
import type { SayingPost } from '../../store/follower-looks.js';
import type { Rows } from './adoption-rows.js';
import type { CommonFall } from './common-falls.js';
import { actorOf } from './engagement.js';
import { changeOf, type FollowerCurve, type Jump, type Steepest, valueBefore } from './follower-curves.js';
import type { Speaker } from './speakers.js';

const DAY = 86_400e6;

/** What is told of one curve. */
export interface GrowthRow {
  readonly curve: FollowerCurve;
  /** Place among the curves, by account. */
  readonly place: number;
  readonly growth: number;
  readonly steepest: SteepestStretch | null;
  readonly rise: LargestRise | null;
  readonly jumpCount: number;
}

/** The curves by their growth, the largest first. */
export function growthRows(curves: readonly FollowerCurve[], steepest: readonly Steepest[], jumps: readonly Jump[]): GrowthRow[] {
  const jumpCounts = new Map<FollowerCurve, number>();
  for (const { curve } of jumps) jumpCounts.set(curve, (jumpCounts.get(curve) ?? 0) + 1);
  return curves
    .map((curve, place) => ({
      ...{ curve, place, growth: (curve.values.at(-1) as number) - (curve.values[0] as number) },
      ...{ steepest: steepest[place]?.stretch ?? null, rise: steepest[place]?.rise ?? null, jumpCount: jumpCounts.get(curve) ?? 0 },
    }))
    .sort((a, b) => b.growth - a.growth || a.place - b.place);
}

export function ratioOf({ values }: FollowerCurve): number {
  return values[0] === 0 ? Number.NaN : (values.at(-1) as number) / (values[0] as number);
}

/** One row a curve. */
export function growthTable(rows: readonly GrowthRow[]): Rows {
  const floats = (of: (row: GrowthRow) => number | undefined): Float64Array => Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ curve }) => curve.speaker.account),
      actor: rows.map(({ curve }) => actorOf(curve.speaker)),
      firstAt: floats(({ curve }) => curve.times[0]),
      lastAt: floats(({ curve }) => curve.times.at(-1)),
      firstCount: floats(({ curve }) => curve.values[0]),
      lastCount: floats(({ curve }) => curve.values.at(-1)),
      growth: floats(({ growth }) => growth),
      ratio: floats(({ curve }) => ratioOf(curve)),
      dayCount: Int32Array.from(rows, ({ curve }) => curve.times.length),
      longestGapDays: floats(({ curve }) => longestGap(curve.times) / DAY),
      stretchFrom: floats(({ steepest }) => steepest?.from),
      stretchTo: floats(({ steepest }) => steepest?.to),
      stretchGrowth: floats(({ steepest }) => (steepest === null ? undefined : Math.round(steepest.growth))),
      stretchLow: floats(({ steepest }) => steepest?.low),
      stretchHigh: floats(({ steepest }) => steepest?.high),
      stretchLookCount: floats(({ steepest }) => steepest?.lookCount),
      riseFrom: floats(({ rise }) => rise?.from),
      riseTo: floats(({ rise }) => rise?.to),
      rise: floats(({ rise }) => rise?.rise),
      jumpCount: floats(({ curve, jumpCount }) => (curve.times.length < 10 ? Number.NaN : jumpCount)),
    },
  };
}

function longestGap(times: Float64Array): number {
  let longest = 0;
  for (let index = 1; index < times.length; index++) longest = Math.max(longest, (times[index] as number) - (times[index - 1] as number));
  return longest;
}

/** Every look of some curves. */
export function curveTable(rows: readonly GrowthRow[]): Rows {
  const curves = rows.map(({ curve }) => curve);
  const rowCount = curves.reduce((sum, { times }) => sum + times.length, 0);
  const columns = { account: new Int32Array(rowCount), at: new Float64Array(rowCount), followerCount: new Float64Array(rowCount) };
  const actor: (string | null)[] = [];
  let row = 0;
  for (const { speaker, times, values } of curves) {
    columns.account.fill(speaker.account, row, row + times.length);
    columns.at.set(times, row);
    columns.followerCount.set(values, row);
    for (let index = 0; index < times.length; index++) actor.push(actorOf(speaker));
    row += times.length;
  }
  return { rowCount, columns: { ...columns, actor } };
}

/** The steepest stretches of some curves. */
export function stretchTable(rows: readonly GrowthRow[]): Rows {
  const own = rows.filter(({ steepest }) => steepest !== null);
  return {
    rowCount: own.length,
    columns: {
      account: Int32Array.from(own, ({ curve }) => curve.speaker.account),
      actor: own.map(({ curve }) => actorOf(curve.speaker)),
      from: Float64Array.from(own, ({ steepest }) => (steepest as SteepestStretch).from),
      to: Float64Array.from(own, ({ steepest }) => (steepest as SteepestStretch).to),
    },
  };
}

/** The times between which a step lies. */
function spanOfJump({ curve, step }: Jump): { from: number; to: number } {
  return { from: curve.times[step - 1] as number, to: curve.times[step] as number };
}

/** True if a post could have brought a step: it was posted before the look after it, and not longer before the look before it than `days`. */
function isBefore({ account, at }: SayingPost, jump: Jump, days: number): boolean {
  const { from, to } = spanOfJump(jump);
  return account === jump.curve.speaker.account && at <= to + DAY && at >= from - days * DAY && changeOf(jump) > jump.expected;
}

/** Steps that stand out, with what lies beside them. */
export interface JumpTable {
  readonly table: Rows;
  readonly besideDrawCount: number;
  readonly inFallCount: number;
}

export function jumpTable(
  found: readonly Jump[],
  beside: { readonly draws: readonly SayingPost[]; readonly falls: readonly CommonFall[]; readonly days: number },
): JumpTable {
  const rows = found
    .map((jump) => ({
      ...{ jump, ...spanOfJump(jump) },
      draw: beside.draws.findLast((post) => isBefore(post, jump, beside.days)),
      isFall:
        changeOf(jump) < 0 &&
        beside.falls.some(
          ({ from, to }) => (jump.curve.times[jump.step] as number) >= from && (jump.curve.times[jump.step] as number) < to,
        ),
    }))
    .sort(
      (a, b) =>
        a.jump.q - b.jump.q || a.jump.p - b.jump.p || a.jump.curve.speaker.account - b.jump.curve.speaker.account || a.from - b.from,
    );
  type Row = (typeof rows)[number];
  const floats = (of: (row: Row) => number | undefined): Float64Array => Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
  const table = {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ jump }) => jump.curve.speaker.account),
      actor: rows.map(({ jump }) => actorOf(jump.curve.speaker)),
      from: floats(({ from }) => from),
      to: floats(({ to }) => to),
      countFrom: floats(({ jump }) => valueBefore(jump)),
      countTo: floats(({ jump }) => jump.curve.values[jump.step]),
      change: floats(({ jump }) => changeOf(jump)),
      expectedChange: floats(({ jump }) => jump.expected),
      deviation: floats(({ jump }) => jump.deviation),
      p: floats(({ jump }) => jump.p),
      q: floats(({ jump }) => jump.q),
      drawPost: floats(({ draw }) => draw?.post),
      drawPostedAt: floats(({ draw }) => draw?.at),
      isCommonFall: rows.map(({ isFall }) => (isFall ? 'yes' : null)),
    },
  };
  return {
    table,
    besideDrawCount: rows.filter(({ draw }) => draw !== undefined).length,
    inFallCount: rows.filter(({ isFall }) => isFall).length,
  };
}

/** One row a post about a prize draw, with the step that stands out after it. */
export function drawTable(
  draws: readonly SayingPost[],
  speakers: ReadonlyMap<number, Speaker>,
  jumps: readonly Jump[],
  days: number,
): Rows {
  const after = draws.map(
    (post) => jumps.filter((jump) => isBefore(post, jump, days)).sort((a, b) => spanOfJump(a).to - spanOfJump(b).to)[0],
  );
  const floats = (of: (jump: Jump) => number): Float64Array =>
    Float64Array.from(after, (jump) => (jump === undefined ? Number.NaN : of(jump)));
  return {
    rowCount: draws.length,
    columns: {
      account: Int32Array.from(draws, ({ account }) => account),
      actor: draws.map(({ account }) => actorOf(speakers.get(account) as Speaker)),
      post: Int32Array.from(draws, ({ post }) => post),
      postedAt: Float64Array.from(draws, ({ at }) => at),
      words: draws.map(({ words }) => words.replace(/^[^\p{L}\p{N}]+/u, '')),
      jumpFrom: floats((jump) => spanOfJump(jump).from),
      jumpTo: floats((jump) => spanOfJump(jump).to),
      jumpChange: floats(changeOf),
    },
  };
}

/** One row a week. */
export function fallTable(falls: readonly CommonFall[]): Rows {
  const floats = (of: (fall: CommonFall) => number): Float64Array => Float64Array.from(falls, of);
  return {
    rowCount: falls.length,
    columns: {
      from: floats(({ from }) => from),
      to: floats(({ to }) => to),
      accountCount: floats(({ accountCount }) => accountCount),
      fellCount: floats(({ fellCount }) => fellCount),
      expectedCount: floats(({ expectedCount }) => expectedCount),
      p: floats(({ p }) => p),
      adjustedP: floats(({ adjustedP }) => adjustedP),
      medianChange: floats(({ medianChange }) => medianChange),
    },
  };
}
