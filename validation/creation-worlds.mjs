import { windowsOf } from '../dist/analyses/voice/creation-windows.js';
import { FLEXIBLE_FIT, MatchedBackground, SmoothBackground, STIFF_FIT } from '../dist/kernels/chance/scan-background.js';
import { TimeOfDayScan } from '../dist/kernels/chance/time-of-day-scan.js';
import { seededRandom, weightedIndex } from '../dist/kernels/statistics/random.js';

const DAYS = 4154;
/** 23 December 2007, the day of the first of the 940 accounts of takedown-2019-08. */
const FIRST_DAY = 13_870;
const ACCOUNTS = 940;
const DRAWS = 999;
const LEVEL = 0.05;
const LEAST = 3;

/** Rates by day without a burst; `bump`: seven times as many at the height of some months. */
export const CURVES = {
  flat: () => 1,
  growth: (day) => Math.exp((3 * day) / DAYS),
  hill: (day) => Math.exp(-0.5 * ((day - 2900) / 900) ** 2),
  wave: (day) => 1 + 0.6 * Math.sin((2 * Math.PI * day) / 365.25),
  bump: (day) => 1 + 6 * Math.exp(-0.5 * ((day - 2900) / 60) ** 2),
};
export const SPANS = ['month', 'week', 'day', 'times'];
const HOUR_CURVE = Float64Array.from({ length: 24 }, (_, hour) => 1 + 0.9 * Math.cos((2 * Math.PI * (hour - 14)) / 24));

/** Whether each background sees a burst in list `task` of a curve. */
export function falseAlarm({ curve, span }, task) {
  const random = seededRandom(7919 * task + Object.keys(CURVES).indexOf(curve) * 101 + 3);
  const draw = weightedIndex(
    Float64Array.from({ length: DAYS }, (_, day) => CURVES[curve](day)),
    random,
  );
  if (span === 'times') return { flexible: timesAlarm(draw, random) };
  const daysOf = (accounts) => {
    const counts = new Float64Array(DAYS);
    for (let account = 0; account < accounts; account++) counts[draw()]++;
    return counts;
  };
  const [counts, others] = [daysOf(ACCOUNTS), daysOf(3 * ACCOUNTS)];
  const windows = windowsOf(span, FIRST_DAY, DAYS);
  const out = new Uint8Array(DAYS);
  const isAlarm = (background) => {
    const seen = background.ratios.reduce((most, ratio) => Math.max(most, ratio), 0);
    return seen > 0 && isRare(seen, () => background.drawHighest(random));
  };
  const flexible = isAlarm(new SmoothBackground(counts, out, windows, FLEXIBLE_FIT, LEAST));
  const stiff = isAlarm(new SmoothBackground(counts, out, windows, STIFF_FIT, LEAST));
  return {
    both: flexible && stiff,
    flexible,
    stiff,
    matched: isAlarm(new MatchedBackground(counts, others, out, windows, LEAST)),
  };
}

/** p at most the level among the drawn ones; ends as soon as it cannot be. */
function isRare(seen, draw) {
  let asHigh = 1;
  for (let world = 0; world < DRAWS && asHigh <= LEVEL * (DRAWS + 1); world++) if (draw() >= seen) asHigh++;
  return asHigh / (DRAWS + 1) <= LEVEL;
}

/** Whether any hour is a burst among those of its day. */
function timesAlarm(drawDay, random) {
  const drawHour = weightedIndex(HOUR_CURVE, random);
  const times = Float64Array.from(
    { length: ACCOUNTS },
    () => (FIRST_DAY + drawDay()) * 86_400 + Math.floor((drawHour() + random()) * 3600),
  );
  const scan = new TimeOfDayScan(times, 1, 2);
  const seen = scan.windows(3600)[0]?.ratio ?? 0;
  return seen > 0 && isRare(seen, () => scan.drawHighest(random, [3600])[0]);
}
