import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type DayWindows,
  FLEXIBLE_FIT,
  MatchedBackground,
  type ScanBackground,
  SmoothBackground,
  STIFF_FIT,
  windowCounts,
} from '../../kernels/chance/scan-background.js';
import { seededRandom } from '../../kernels/statistics/random.js';
import type { WorkContext } from '../../model.js';

const DAY_MICROSECONDS = 86_400_000_000;
/** Bursts of one kind at most; beyond it a background is wrong, not the list. */
const MOST_BURSTS = 200;
const DRAWS_A_TURN = 20;

/** Kinds of windows of whole days, each a family of its own. */
export const DAY_SPANS = ['month', 'week', 'day'] as const;
export type DaySpan = (typeof DAY_SPANS)[number];

/** What a background is called, in the order in which it decides where given. */
export const BACKGROUNDS = ['matched', 'flexible', 'stiff'] as const;
export type BackgroundName = (typeof BACKGROUNDS)[number];

/** Creations of a list by day, UTC, from its first to its last. */
export interface CreationDays {
  /** Number of the first day since 1970. */
  readonly first: number;
  readonly counts: Float64Array;
  /** Of the accounts to compare with, on the same days; null where none are given. */
  readonly others: Float64Array | null;
}

/** A window with more accounts than expected. */
export interface Burst {
  /** Microseconds since 1970; `to` is the end, not within. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly expected: number;
  /** Observed by expected, with its 95 % interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Chance of such a window anywhere in its family, by background; null for one that was not asked. */
  readonly p: Readonly<Record<BackgroundName, number | null>>;
}

/** What a scan of one kind of window found. */
export interface DayScan {
  readonly windows: DayWindows;
  readonly counts: Float64Array;
  /** Expected counts of all windows by background, bursts left out of the fits. */
  readonly expected: Readonly<Partial<Record<BackgroundName, Float64Array>>>;
  /** Those of the deciding background, the most unlikely first, or the strongest window alone where none is a burst. */
  readonly bursts: readonly Burst[];
  /** Windows that are bursts by the stiff fit alone. */
  readonly stiffOnly: readonly Burst[];
}

export interface ScanSettings {
  readonly draws: number;
  readonly level: number;
  readonly least: number;
  readonly seed: number;
}

/** Calendar months, any seven days in a row, or days, within the days of the list. */
export function windowsOf(span: DaySpan, first: number, days: number): DayWindows {
  if (span !== 'month') {
    const length = Math.min(days, span === 'week' ? 7 : 1);
    const from = Int32Array.from({ length: days - length + 1 }, (_, day) => day);
    return { from, to: from.map((day) => day + length) };
  }
  const from: number[] = [];
  for (let day = 0; day < days; day++) if (day === 0 || dateOf(first + day).getUTCDate() === 1) from.push(day);
  return { from: Int32Array.from(from), to: Int32Array.from(from, (_, index) => from[index + 1] ?? days) };
}

function dateOf(day: number): Date {
  return new Date(day * 86_400_000);
}

/** Time of the begin of a day of the list, microseconds since 1970. */
export function timeOfDay({ first }: CreationDays, day: number): number {
  return (first + day) * DAY_MICROSECONDS;
}

/**
 * The bursts of one kind of window: those whose ratio is rare among the highest of worlds without bursts. What is found is taken out and
 * the rest looked at anew until nothing is found, so that a large burst neither hides a smaller one nor makes one.
 */
export async function scanDays(creations: CreationDays, span: DaySpan, settings: ScanSettings, context: WorkContext): Promise<DayScan> {
  const days = creations.counts.length;
  const windows = windowsOf(span, creations.first, days);
  const isOut = new Uint8Array(days);
  const found: { window: number; p: Burst['p'] }[] = [];
  const first = backgroundsOf(creations, isOut, windows, settings);
  for (let round = 0; ; round++) {
    const backgrounds = round === 0 ? first : backgroundsOf(creations, isOut, windows, settings);
    const seeded = settings.seed * 1009 + DAY_SPANS.indexOf(span) * 101 + round;
    const pValues = await pValuesOf(backgrounds, seeded, settings.draws, `${span}s, round ${round + 1}`, context);
    const lead = backgrounds[0] as NamedBackground;
    const isBurst = (window: number): boolean => (pValues.get(lead.name)?.[window] ?? 1) <= settings.level;
    const taken = apart(windows, lead.background.ratios, isBurst, isOut).slice(0, MOST_BURSTS - found.length);
    found.push(...taken.map((window) => ({ window, p: pOf(pValues, window) })));
    if (taken.length > 0 && found.length < MOST_BURSTS) continue;
    return outcome({ creations, windows, isOut, found, first, last: backgrounds, pValues, level: settings.level });
  }
}

interface NamedBackground {
  readonly name: BackgroundName;
  readonly background: ScanBackground;
}

function backgroundsOf(
  { counts, others }: CreationDays,
  isOut: Uint8Array,
  windows: DayWindows,
  { least }: ScanSettings,
): NamedBackground[] {
  const out = isOut.slice();
  const smooth: NamedBackground[] = [
    { name: 'flexible', background: new SmoothBackground(counts, out, windows, FLEXIBLE_FIT, least) },
    { name: 'stiff', background: new SmoothBackground(counts, out, windows, STIFF_FIT, least) },
  ];
  if (others === null) return smooth;
  return [{ name: 'matched', background: new MatchedBackground(counts, others, out, windows, least) }, ...smooth];
}

/** p of every window by background: the part of the worlds, and of what was seen, whose highest ratio is as high. */
async function pValuesOf(
  backgrounds: readonly NamedBackground[],
  seed: number,
  draws: number,
  label: string,
  context: WorkContext,
): Promise<Map<BackgroundName, Float64Array>> {
  const pValues = new Map<BackgroundName, Float64Array>();
  context.progress.step(`worlds without bursts: ${label}`);
  for (const [place, { name, background }] of backgrounds.entries()) {
    const random = seededRandom(seed * 7 + BACKGROUNDS.indexOf(name));
    const highest = new Float64Array(draws);
    for (let draw = 0; draw < draws; draw++) {
      if (draw % DRAWS_A_TURN === 0) {
        await nextTurn(); // so that an interrupt is heard
        context.signal.throwIfAborted();
        context.progress.update(place * draws + draw, backgrounds.length * draws);
      }
      highest[draw] = background.drawHighest(random);
    }
    pValues.set(
      name,
      background.ratios.map((ratio) => pAmong(highest, ratio)),
    );
  }
  return pValues;
}

/** Part of the worlds, and of what was seen, whose highest ratio is as high; 1 for a ratio of 0. */
export function pAmong(highest: Float64Array, ratio: number): number {
  if (ratio <= 0) return 1;
  let asHigh = 1;
  for (const value of highest) if (value >= ratio) asHigh++;
  return asHigh / (highest.length + 1);
}

function pOf(pValues: ReadonlyMap<BackgroundName, Float64Array>, window: number): Burst['p'] {
  const of = (name: BackgroundName): number | null => pValues.get(name)?.[window] ?? null;
  return { matched: of('matched'), flexible: of('flexible'), stiff: of('stiff') };
}

/** Windows that are bursts, the most unlikely first, none touching another or a day that is out; marks their days as out. */
function apart(windows: DayWindows, ratios: Float64Array, isBurst: (window: number) => boolean, isOut: Uint8Array): number[] {
  const taken: number[] = [];
  const order = Array.from(ratios.keys())
    .filter((window) => ratios[window] > 0 && isBurst(window))
    .sort((a, b) => ratios[b] - ratios[a] || a - b);
  for (const window of order) {
    const [from, to] = [windows.from[window], windows.to[window]];
    if (isOut.subarray(from, to).includes(1)) continue;
    isOut.fill(1, from, to);
    taken.push(window);
  }
  return taken;
}

function outcome(of: {
  readonly creations: CreationDays;
  readonly windows: DayWindows;
  readonly isOut: Uint8Array;
  readonly found: readonly { window: number; p: Burst['p'] }[];
  readonly first: readonly NamedBackground[];
  readonly last: readonly NamedBackground[];
  readonly pValues: ReadonlyMap<BackgroundName, Float64Array>;
  readonly level: number;
}): DayScan {
  const { windows, first, last, pValues } = of;
  const counts = windowCounts(of.creations.counts, windows);
  const lead = (last[0] as NamedBackground).name;
  // Other accounts are no fit, so that nothing need be taken out of them.
  const shown = (name: BackgroundName): ScanBackground =>
    ((name === 'matched' ? first : last).find((candidate) => candidate.name === name) as NamedBackground).background;
  const burst = (window: number, p: Burst['p'], name: BackgroundName): Burst => ({
    from: timeOfDay(of.creations, windows.from[window]),
    to: timeOfDay(of.creations, windows.to[window]),
    count: counts[window],
    ...ratioOf(counts[window], shown(name).expected[window], shown(name).logVariance(window)),
    p,
  });
  const listed = [...of.found];
  if (listed.length === 0 && counts.length > 1) {
    const { ratios } = (last[0] as NamedBackground).background;
    const strongest = ratios.indexOf(ratios.reduce((most, ratio) => Math.max(most, ratio), 0));
    if (ratios[strongest] > 0) listed.push({ window: strongest, p: pOf(pValues, strongest) });
  }
  const stiff = pValues.get('stiff') as Float64Array;
  const isStiffOnly = (window: number): boolean => stiff[window] <= of.level && (pValues.get(lead)?.[window] ?? 1) > of.level;
  const only = apart(windows, shown('stiff').ratios, isStiffOnly, of.isOut.slice()).slice(0, MOST_BURSTS);
  return {
    windows,
    counts,
    expected: Object.fromEntries(last.map(({ name }) => [name, shown(name).expected])),
    bursts: listed.map(({ window, p }) => burst(window, p, lead)),
    stiffOnly: only.map((window) => burst(window, pOf(pValues, window), 'stiff')),
  };
}

/** Observed by expected with a 95 % interval: normal on the logarithm, with the Poisson variance of the count and that of the expectation. */
export function ratioOf(count: number, expected: number, logVariance: number): Pick<Burst, 'expected' | 'ratio' | 'low' | 'high'> {
  const ratio = count / expected;
  const reach = Math.exp(1.959963984540054 * Math.sqrt(1 / count + logVariance));
  return { expected, ratio, low: ratio / reach, high: ratio * reach };
}
