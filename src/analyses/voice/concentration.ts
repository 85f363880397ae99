import { setImmediate as nextTurn } from 'node:timers/promises';
import Type, { type Static } from 'typebox';
import { AntiphonError } from '../../errors.js';
import { clusteredShare, concentration as concentrationOf, countClasses, topCount } from '../../kernels/statistics/concentration.js';
import { seededRandom } from '../../kernels/statistics/random.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import type { RepostCounts } from '../../store/reposts.js';
import type { AccountLists, Analysis } from '../analysis.js';
import { goneCurves } from './amplifiers-gone.js';
import { summaryOfConcentration } from './concentration-summary.js';
import {
  type Amplified,
  CONCENTRATION_CHARTS,
  CONCENTRATION_TABLES,
  type Concentrated,
  concentrationTables,
  TOP_PARTS,
  type Unit,
} from './concentration-tables.js';
import { chooseSpeakers, entriesMeeting, type Speaker, speakerListParameter, speakersOf, voicesParameter } from './speakers.js';

const parameters = Type.Object({
  voices: voicesParameter,
  accounts: speakerListParameter,
  compare: Type.Optional(
    Type.String({ minLength: 1, description: 'Voices to show beside those of `voices`, by conditions of the same kind. Default: none.' }),
  ),
  by: Type.Union([Type.Literal('account'), Type.Literal('actor'), Type.Literal('polity'), Type.Literal('role')], {
    default: 'account',
    description: 'Whose reposts are taken together: those of each account, or of all voices of an actor, a polity or a role.',
  }),
  most: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 20,
    unit: 'accounts',
    description: 'Where nobody is registered and no list is given: the accounts that others repost most, so many of them.',
  }),
  minAmplifiers: Type.Integer({
    minimum: 10,
    maximum: 10_000_000,
    default: 50,
    unit: 'accounts',
    description: 'Least number of amplifiers: accounts that reposted. Fewer say little, and below ten of private people nothing is told.',
  }),
  windowSeconds: Type.Number({
    minimum: 1,
    maximum: 86_400,
    default: 60,
    unit: 'seconds',
    description: 'A repost at most so long after its original is a quick one.',
  }),
  finding: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000_000,
      description: 'Number of a finding of coordination: the share that comes from accounts in its groups is told.',
    }),
  ),
  draws: Type.Integer({
    minimum: 100,
    maximum: 100_000,
    default: 2000,
    unit: 'samples',
    description: 'Samples of the amplifiers, for intervals.',
  }),
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Seed of the random samples.' }),
});

type Parameters = Static<typeof parameters>;

/** How much of the reposts of a voice comes from how few. */
export const concentration: Analysis<typeof parameters> = {
  id: 'concentration',
  version: 1,
  question: 'voice',
  title: 'Concentration of amplification',
  description:
    'Says which share of the reposts of a voice comes from its top 0.1, 1 and 10 % of amplifiers, from accounts that were gone later, from those that repost within a minute, and from groups of a finding.',
  parameters,
  tables: CONCENTRATION_TABLES,
  charts: CONCENTRATION_CHARTS,
  standsOn: ['registry'],
  references: [
    'Gini (1912), Variabilità e mutabilità (the index)',
    'Hill (1975), doi:10.1214/aos/1176343247; Clauset, Shalizi & Newman (2009), doi:10.1137/070710111 (the tail index and its threshold)',
    'Athreya (1987), Bootstrap of the mean in the infinite variance case, doi:10.1214/aos/1176350371 (why heavy tails get no interval)',
    'Cochran (1977), Sampling Techniques, 6 (ratio of sums over accounts)',
  ],
  limits: [
    'Concentration is usual: a few accounts do most of almost everything. Only the comparison with other voices, of like size, says whether one is unlike them.',
    'Shares of the top grow with the number of amplifiers that repost once, so voices of unlike size, or collections of unlike completeness, do not compare.',
    'Where the tail index is below 2, the shares describe these data, and no interval says what other data would show. Between 2 and 4 the intervals that are given still hold the truth less often than in 95 of 100 cases: in 52 at 2.2, in 86 from 3 on (docs/voice.md).',
    'Only reposts whose original is in the case are known to be of a voice; reposts that the collection missed are in no number.',
    'Accounts are known to be gone only where somebody looked and said so: shares of gone accounts are lower bounds, and grow with every look.',
    'A quick repost may be a program, a notification, or somebody who sat there.',
  ],
  needs: 'Reposts, with the posts that they repeat.',

  runsOn({ layers }) {
    if (!layers.some(({ name }) => name === 'repost'))
      return { runs: [], skipped: ['concentration: the case has no layer repost; import posts that say which post they repeat'] };
    return {
      runs: [{}],
      skipped: [
        'concentration within coordinated groups: run concentration CASE --finding NUMBER, with the number of a coordination finding',
      ],
    };
  },

  async run(reads, values, context, lists) {
    if (!(await reads.layers()).some(({ name }) => name === 'repost'))
      throw new AntiphonError('no-data', 'the case has no layer repost: import posts that say which post they repeat');
    context.progress.step('choosing voices');
    const units = await chooseUnits(reads, values, lists, context);
    context.progress.step('counting reposts');
    const spans = units.flatMap(({ speakers }) => speakers.flatMap(({ account, spans: own }) => own.map((span) => ({ account, ...span }))));
    const counts = await reads.repostCounts(spans, values.windowSeconds);
    const members = values.finding === undefined ? null : new Set(await reads.groupMembers(values.finding));
    const amplified = amplifiersOf(units, counts);
    const kept = amplified.filter(({ amplifiers }) => amplifiers.length >= values.minAmplifiers);
    const rows: Concentrated[] = [];
    for (const [place, unit] of kept.entries()) {
      await nextTurn(); // so that an interrupt is heard
      context.signal.throwIfAborted();
      context.progress.update(place, kept.length);
      rows.push(concentrated(unit, members, values, place));
    }
    rows.sort((a, b) => b.repostCount - a.repostCount || (a.unit.name < b.unit.name ? -1 : 1));
    context.progress.step('looking for accounts that are gone');
    const gone = goneCurves(rows, await reads.accountStatusIntervals());
    return {
      summary: summaryOfConcentration({ rows, gone, fewCount: amplified.length - kept.length, unitCount: units.length, values }),
      figures: {
        repostCount: rows.reduce((sum, { repostCount }) => sum + repostCount, 0),
        voiceCount: rows.length,
        withoutEnoughCount: units.length - kept.length,
      },
      tables: concentrationTables(rows, gone),
    };
  },
};

async function chooseUnits(reads: CaseReads, values: Parameters, lists: AccountLists, context: WorkContext): Promise<Unit[]> {
  const list = lists['accounts'];
  const entries = await reads.registeredSpeakers();
  if (values.compare !== undefined && entries.length === 0)
    throw new AntiphonError(
      'no-data',
      '--compare (compare) needs a registry whose accounts are in the case: import one, see docs/registry.md',
    );
  const isUnchosen = entries.length === 0 && list === undefined && values.voices === undefined;
  const chosen = isUnchosen
    ? Array.from(await reads.mostReposted(values.most), (account): Speaker => ({ account, entries: [], spans: [ALWAYS] }))
    : (await chooseSpeakers(reads, { voices: values.voices, list }, context)).speakers;
  const known = new Set(chosen.map(({ account }) => account));
  const compared =
    values.compare === undefined ? [] : speakersOf(entriesMeeting(entries, values.compare)).filter(({ account }) => !known.has(account));
  return [...unitsOf(chosen, 'voice', values.by), ...unitsOf(compared, 'comparison', values.by)];
}

const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

function unitsOf(speakers: readonly Speaker[], side: Unit['side'], by: Parameters['by']): Unit[] {
  const groups = new Map<string, Speaker[]>();
  for (const speaker of speakers) {
    const [entry] = speaker.entries;
    const key = by === 'account' || entry === undefined ? `#${speaker.account}` : entry[by];
    groups.set(key, [...(groups.get(key) ?? []), speaker]);
  }
  return [...groups].map(([key, own]) => {
    const [entry] = own[0]?.entries ?? [];
    const isAlone = key.startsWith('#');
    const name = entry === undefined ? '' : isAlone ? `${entry.actor}${entry.handle === null ? '' : ` (@${entry.handle})`}` : key;
    return { name, account: own.length === 1 ? (own[0] as Speaker).account : null, side, speakers: own };
  });
}

/** The amplifiers of each unit; reposts by an account of the unit itself do not count. */
function amplifiersOf(units: readonly Unit[], counts: RepostCounts): Amplified[] {
  const unitOf = new Map(units.flatMap((unit) => unit.speakers.map(({ account }) => [account, unit] as const)));
  const byUnit = new Map<Unit, Map<number, [number, number, number]>>();
  for (let row = 0; row < counts.length; row++) {
    const unit = unitOf.get(counts.voice[row]);
    if (unit === undefined || unitOf.get(counts.amplifier[row]) === unit) continue;
    const own = byUnit.get(unit) ?? new Map<number, [number, number, number]>();
    byUnit.set(unit, own);
    const known = own.get(counts.amplifier[row]) ?? [0, 0, 0];
    own.set(counts.amplifier[row], [known[0] + counts.count[row], known[1] + counts.timedCount[row], known[2] + counts.quickCount[row]]);
  }
  return [...byUnit].map(([unit, own]) => {
    const sorted = [...own].sort(([a], [b]) => a - b);
    const floats = (place: 0 | 1 | 2): Float64Array => Float64Array.from(sorted, ([, values]) => values[place]);
    return { unit, amplifiers: Int32Array.from(sorted, ([account]) => account), counts: floats(0), timed: floats(1), quick: floats(2) };
  });
}

function concentrated(amplified: Amplified, members: ReadonlySet<number> | null, { draws, seed }: Parameters, place: number): Concentrated {
  const { amplifiers, counts, timed, quick } = amplified;
  const found = concentrationOf(countClasses(counts), TOP_PARTS, draws, seededRandom(seed * 1009 + place));
  // Where resampling of counts says little, so does the spread between accounts.
  const isHeavy = found.gini.low === null;
  const plain = <E extends { value: number; low: number | null; high: number | null } | null>(estimate: E): E =>
    estimate === null || !isHeavy ? estimate : { ...estimate, low: null, high: null };
  const coordinated = members === null ? null : counts.map((count, at) => (members.has(amplifiers[at]) ? count : 0));
  return {
    ...amplified,
    repostCount: counts.reduce((sum, count) => sum + count, 0),
    timedCount: timed.reduce((sum, count) => sum + count, 0),
    topCounts: TOP_PARTS.map((part) => topCount(part, amplifiers.length)),
    ...found,
    quickShare: plain(clusteredShare(quick, timed)),
    coordinatedShare: coordinated === null ? null : plain(clusteredShare(coordinated, counts)),
  };
}
