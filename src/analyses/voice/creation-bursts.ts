import { setImmediate as nextTurn } from 'node:timers/promises';
import Type from 'typebox';
import { TimeOfDayScan, type TimeWindow } from '../../kernels/chance/time-of-day-scan.js';
import { seededRandom } from '../../kernels/statistics/random.js';
import type { WorkContext } from '../../model.js';
import type { Analysis } from '../analysis.js';
import { accountsParameter } from '../parameters.js';
import { chooseCreations } from './creation-choice.js';
import { summaryOfCreations } from './creation-summary.js';
import { CREATION_CHARTS, CREATION_TABLES, creationTables, type NamedBurst, nameOfTime, TIME_SPANS } from './creation-tables.js';
import { DAY_SPANS, type DayScan, type DaySpan, pAmong, ratioOf, type ScanSettings, scanDays } from './creation-windows.js';

const MOST_TIME_BURSTS = 200;

const parameters = Type.Object({
  accounts: Type.Optional(
    accountsParameter('File that names the accounts to look at, by identifier or handle. Default: every account of the case.'),
  ),
  background: Type.Optional(
    accountsParameter(
      'File that names accounts of the case to compare with: such as made theirs on the same platform for the same kind of use.',
    ),
  ),
  others: Type.Boolean({
    default: false,
    description: 'Compares with all accounts of the case that `accounts` does not name. Excludes `background`.',
  }),
  minAccounts: Type.Integer({
    minimum: 2,
    maximum: 1_000_000,
    default: 3,
    unit: 'accounts',
    description: 'Least number of accounts in a burst.',
  }),
  level: Type.Number({
    minimum: 0.001,
    maximum: 0.5,
    default: 0.05,
    unit: '0–1',
    description: 'Family-wise level: the chance of any burst of a kind where there is none.',
  }),
  draws: Type.Integer({
    minimum: 99,
    maximum: 100_000,
    default: 999,
    unit: 'worlds',
    description: 'Worlds without bursts that are drawn for each kind of window and background; the least p is 1 ÷ (draws + 1).',
  }),
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Seed of the random worlds.' }),
});

/** Months, weeks, days, hours and minutes in which many of some accounts were made. */
export const creationBursts: Analysis<typeof parameters> = {
  id: 'creation-bursts',
  version: 1,
  question: 'voice',
  title: 'Bursts of creation',
  description:
    'Finds months, weeks, days, hours and minutes in which more accounts were made than their neighbourhood or other accounts explain, with the chance of such a burst anywhere.',
  parameters,
  tables: CREATION_TABLES,
  charts: CREATION_CHARTS,
  references: [
    'Kulldorff (1997), A spatial scan statistic, doi:10.1080/03610929708831995',
    'Zhang, Assunção & Kulldorff (2010), Spatial scan statistics adjusted for multiple clusters, doi:10.1155/2010/642379',
    'Naus (1965), The distribution of the size of the maximum cluster of points on a line, doi:10.1080/01621459.1965.10480810',
  ],
  limits: [
    'p describes the list. Where somebody selected the accounts, perhaps by their dates of creation, it says how odd the selection is, not how odd the accounts are.',
    'A burst has many causes: an event that made many people join, a campaign that opened accounts, a shop that made them for sale, a platform that opened to a country.',
    'A fitted background assumes that accounts are made independently, at a rate that changes over months and knows no weekdays; only other accounts (--background, --others) know what else moved the rate.',
    'Bursts of months depend on how bendable the background is: only what is one by both fits counts, and what is one by a single fit stands beside as hanging on that choice.',
    'Intervals of ratios belong to windows that were chosen because they are high, so they lie too high.',
    'Hours and minutes are judged within their days, and only where times of creation are as precise as a minute.',
  ],
  needs: 'Accounts with a time of creation that is as precise as a day.',

  runsOn({ createdCount }) {
    if (createdCount === 0)
      return {
        runs: [],
        skipped: ['creation-bursts: no account has a time of creation; import profiles, such as the users file of a takedown'],
      };
    return { runs: [{}], skipped: [] };
  },

  async run(reads, values, context, lists) {
    context.progress.step('reading times of creation');
    const profiles = await reads.accountProfiles();
    const chosen = await chooseCreations(reads, values, profiles, lists, context);
    const settings: ScanSettings = { draws: values.draws, level: values.level, least: values.minAccounts, seed: values.seed };
    const scans = new Map<DaySpan, DayScan>();
    for (const span of DAY_SPANS) scans.set(span, await scanDays(chosen.days, span, settings, context));
    const times = await scanTimes(chosen.preciseSeconds, chosen.precisionSeconds, settings, context);
    const bursts = named(scans, times, values.level);
    return {
      summary: summaryOfCreations({ chosen, scans, bursts, values }),
      figures: {
        accountCount: chosen.known.length,
        unknownCount: chosen.unknownCount,
        coarseCount: chosen.coarseCount,
        preciseCount: chosen.preciseSeconds.length,
        backgroundCount: chosen.backgroundCount,
        ...Object.fromEntries(DAY_SPANS.map((span) => [`${span}Count`, scans.get(span)?.windows.from.length ?? 0])),
      },
      tables: creationTables(chosen, scans, bursts),
    };
  },
};

/** Bursts within days, by length of the stretch. */
export type TimeScans = ReadonlyMap<(typeof TIME_SPANS)[number]['name'], readonly (TimeWindow & { readonly p: number })[]>;

async function scanTimes(
  seconds: Float64Array,
  precisionSeconds: number,
  { draws, level, least, seed }: ScanSettings,
  context: WorkContext,
): Promise<TimeScans> {
  const found = new Map<(typeof TIME_SPANS)[number]['name'], (TimeWindow & { p: number })[]>();
  if (seconds.length < least) return found;
  const scan = new TimeOfDayScan(seconds, precisionSeconds, least);
  const random = seededRandom(seed * 1009 + 907);
  const lengths = TIME_SPANS.map((span) => span.seconds);
  const highest = lengths.map(() => new Float64Array(draws));
  context.progress.step('worlds without bursts: hours and minutes');
  for (let draw = 0; draw < draws; draw++) {
    if (draw % 20 === 0) {
      await nextTurn(); // so that an interrupt is heard
      context.signal.throwIfAborted();
      context.progress.update(draw, draws);
    }
    for (const [place, value] of scan.drawHighest(random, lengths).entries()) (highest[place] as Float64Array)[draw] = value;
  }
  for (const [place, { name, seconds: length }] of TIME_SPANS.entries()) {
    const windows = scan.windows(length).map((window) => ({ ...window, p: pAmong(highest[place] as Float64Array, window.ratio) }));
    found.set(name, apartInTime(windows, level));
  }
  return found;
}

/** Those at the level, none touching another, or the strongest alone where none is. */
function apartInTime<W extends TimeWindow & { p: number }>(windows: readonly W[], level: number): W[] {
  const taken: W[] = [];
  for (const window of windows) {
    if (window.p > level || taken.length === MOST_TIME_BURSTS) break;
    if (taken.every((other) => window.to <= other.from || window.from >= other.to)) taken.push(window);
  }
  return taken.length > 0 ? taken : windows.slice(0, 1);
}

/** All bursts under their names, in the order of the table. */
function named(scans: ReadonlyMap<DaySpan, DayScan>, times: TimeScans, level: number): NamedBurst[] {
  const rows: NamedBurst[] = [];
  for (const span of DAY_SPANS) {
    const scan = scans.get(span) as DayScan;
    const own = [...scan.bursts, ...scan.stiffOnly].map((burst): NamedBurst => {
      const { matched, flexible, stiff } = burst.p;
      const standing =
        matched === null
          ? fitStanding(flexible ?? 1, stiff ?? 1, level)
          : matched <= level
            ? 'other accounts'
            : fitStanding(1, stiff ?? 1, level);
      // By the fits, what only one of them sees is no burst yet.
      const p = matched ?? Math.max(flexible ?? 1, stiff ?? 1);
      return { ...burst, span, name: nameOfTime(span, burst.from, burst.to), p, pFits: burst.p, standing };
    });
    rows.push(...own.filter(({ p }) => p <= level), ...own.filter(({ p }) => p > level));
  }
  for (const { name: span } of TIME_SPANS)
    for (const window of times.get(span) ?? []) {
      const [from, to] = [window.from * 1e6, window.to * 1e6];
      rows.push({
        ...ratioOf(window.count, window.expected, 0),
        span,
        name: nameOfTime(span, from, to),
        from,
        to,
        count: window.count,
        p: window.p,
        pFits: null,
        standing: window.p <= level ? 'hours of the day' : 'none',
      });
    }
  return rows;
}

/** By which of the fits a window is a burst. */
function fitStanding(flexible: number, stiff: number, level: number): string {
  if (flexible <= level) return stiff <= level ? 'both fits' : 'flexible fit alone';
  return stiff <= level ? 'stiff fit alone' : 'none';
}
