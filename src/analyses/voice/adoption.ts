import type { Static } from 'typebox';
import Type from 'typebox';
import { AntiphonError } from '../../errors.js';
import type { RegistryAccount } from '../../store/registry-accounts.js';
import type { Analysis } from '../analysis.js';
import { type AccountGroup, groupOf, groupsBy, joined } from './adoption-counts.js';
import { ADOPTION_CHARTS, ADOPTION_TABLES } from './adoption-declaration.js';
import { accountTable, curveTable, groupTable, growthTable } from './adoption-rows.js';
import { adoptionSummary } from './adoption-summary.js';
import { curveTimes, datesParameter, instantParameter, yearEnds } from './adoption-times.js';
import { knownAccounts } from './known-accounts.js';
import { DIMENSIONS, NOT_STATED, officialAccounts } from './official-accounts.js';
import { caseNames } from './private-names.js';
import { entriesMeeting, voicesParameter } from './speakers.js';
import { statedAccounts, statedGroupTable } from './stated-accounts.js';

/** Groups that have a curve of their own unless another number is asked for. */
const MOST_CURVES = 8;

const parameters = Type.Object({
  by: Type.Union(
    DIMENSIONS.map((dimension) => Type.Literal(dimension)),
    {
      default: 'polity',
      description:
        'What accounts are counted by: the state that they speak for, their role, the country in which they serve, the part of the state for which they speak, or the platform.',
    },
  ),
  from: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'First year, month, day or instant that is shown. Default: the first opening that is known.',
    }),
  ),
  to: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Last year, month, day or instant that is shown. Default: the last moment of which the case or a date of the registry knows anything.',
    }),
  ),
  dates: Type.Optional(
    Type.String({
      minLength: 1,
      list: true,
      description:
        'Dates between which growth is counted, separated by commas, such as `2010,2013`: the end of each year, month or day. Default: the end of each year.',
    }),
  ),
  groups: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: MOST_CURVES,
    unit: 'groups',
    description: 'Groups with a curve of their own, the largest; the others stand as one.',
  }),
  voices: voicesParameter,
});

export type AdoptionParameters = Static<typeof parameters>;

/** How many accounts speak for a state, and since when. */
export const adoption: Analysis<typeof parameters> = {
  id: 'adoption',
  version: 1,
  question: 'voice',
  title: 'Adoption',
  description:
    'Counts the official accounts of the registry that exist at each time, by state, role, host country, level or platform, with how many opened and ended between dates.',
  parameters,
  tables: ADOPTION_TABLES,
  charts: ADOPTION_CHARTS,
  standsOn: ['registry'],
  references: [
    'Turnbull (1976), The empirical distribution function with arbitrarily grouped, censored and truncated data, JRSS B 38',
    'Manor (2019), The digitalization of public diplomacy, doi:10.1007/978-3-030-04405-3',
  ],
  limits: [
    'It counts what the registry lists. Lists are late and incomplete, and older accounts that were gone before a list was made are in none: growth is overstated where a list holds only accounts that survived.',
    'An account counts from its creation, or from the beginning of an office where the dates are those of the office: an account that a person had before is not told from one that was made for the office unless the registry has the dates of the office.',
    'A number for a date is a complete count of what is known, no sample: its bounds say what is unknown of openings and ends, not what lists leave out.',
    'That an account exists does not say that it posts, or that anybody reads it.',
  ],
  needs: 'A registry.',

  runsOn({ voiceCount }) {
    if (voiceCount > 0) return { runs: [{}], skipped: [] };
    return { runs: [], skipped: ['adoption: the case has no registry; import one with `registry import`, see docs/registry.md'] };
  },

  async run(reads, values, context) {
    const all = await reads.registryAccounts();
    if (all.length === 0)
      throw new AntiphonError('no-data', 'adoption needs a registry: import one with `registry import`, see docs/registry.md');
    const entries = values.voices === undefined ? all : entriesMeeting(all, values.voices, 'voice of the registry');
    context.progress.step('dating accounts');
    const known = await knownAccounts(reads);
    const accounts = officialAccounts(entries, known);
    context.signal.throwIfAborted();
    const whole = groupOf(ALL, accounts);
    const range = rangeOf(entries, whole, known.lastLookAt, values);
    const times = curveTimes(range.from, range.to);
    const dates = values.dates === undefined ? yearEnds(range.from, range.to) : datesParameter(values.dates);
    const groups = groupsBy(accounts, values.by, NOT_STATED);
    const shown = shownGroups(groups, values.groups);
    const stated = statedAccounts(await reads.statements('figures'), entries, accounts);
    const undatedEnds = accounts.filter(({ account }) => account !== null && known.isGoneUndated(account)).length;
    return {
      ...adoptionSummary({ whole, groups, dates, stated, by: values.by, undatedEnds }),
      tables: {
        growth: growthTable([whole, ...groups], dates),
        groups: groupTable([whole, ...groups], dates),
        total: curveTable([whole], times),
        curves: curveTable(shown, times),
        stated: stated.table,
        statedGroups: statedGroupTable(stated.compared, shown, entries),
        accounts: accountTable(accounts, (await caseNames(reads)).isPrivate),
      },
    };
  },
};

/** The name of the group of all accounts. */
const ALL = '(all)';
const OTHERS = '(others)';

function shownGroups(groups: readonly AccountGroup[], most: number): AccountGroup[] {
  const rest = groups.slice(most);
  return [...groups.slice(0, most), ...(rest.length === 0 ? [] : [joined(OTHERS, rest)])];
}

/** First and last time that is shown. */
function rangeOf(
  entries: readonly RegistryAccount[],
  whole: AccountGroup,
  lastLookAt: number,
  values: AdoptionParameters,
): { from: number; to: number } {
  const dated = whole.lives.flat().filter(({ opensBy }) => !Number.isNaN(opensBy));
  if (dated.length === 0)
    throw new AntiphonError(
      'no-data',
      `none of the ${entries.length === 1 ? '1 entry' : `${entries.length.toLocaleString('en')} entries`} of the registry has a date: give valid_from or opened in the registry, or import data of the accounts`,
    );
  const first = dated.reduce((least, { opensBy }) => Math.min(least, opensBy), Number.POSITIVE_INFINITY);
  const last = dated.reduce((most, life) => {
    const ends = [life.opensBy, life.closesAfter, life.closesBy].filter(Number.isFinite);
    return Math.max(most, ...ends);
  }, lastLookAt);
  const range = {
    from: values.from === undefined ? first : instantParameter('from', values.from, 'first'),
    to: values.to === undefined ? last : instantParameter('to', values.to, 'last'),
  };
  if (range.to < range.from)
    throw new AntiphonError(
      'parameter',
      `--to (to) lies before ${values.from === undefined ? 'the first opening that is known' : '--from (from)'}; give a later date`,
    );
  return range;
}
