import Type from 'typebox';
import { AntiphonError } from '../../errors.js';
import type { Analysis } from '../analysis.js';
import { type AccessContradiction, accessContradictions } from './access-contradictions.js';
import { coverageOf, coverageTable } from './access-coverage.js';
import { ACCESS_CHARTS, ACCESS_TABLES } from './access-declaration.js';
import { type AccessLane, inOrder, observedLanes, type SubjectStatement, statedLanes } from './access-lanes.js';
import { accessNames } from './access-subjects.js';
import { accessSummary } from './access-summary.js';
import type { Rows } from './adoption-rows.js';
import { entriesMeeting, voicesParameter } from './speakers.js';

const parameters = Type.Object({ voices: voicesParameter });

/** Who may use which platform, seen from where, since when, and why by what is stated. */
export const access: Analysis<typeof parameters> = {
  id: 'access',
  version: 1,
  question: 'voice',
  title: 'Access',
  description:
    'Puts what is stated on which voice may be used or seen on which platform and from which country, with dates and reasons, beside what was observed; lists what does not go together and what is not covered.',
  parameters,
  tables: ACCESS_TABLES,
  charts: ACCESS_CHARTS,
  standsOn: ['registry'],
  references: ['Turnbull (1976), The empirical distribution function with arbitrarily grouped, censored and truncated data, JRSS B 38'],
  limits: [
    'It holds what was published and imported, and what sources saw. Where both are silent nothing is known: silence is no access.',
    'A stated reason (law, sanctions, a rule of the platform) is what somebody says, and need not be the reason.',
    'A look from one country and login says nothing of another. An account that is gone for all is not told from one that is kept from somebody, where no source says from where it looked.',
    'That a voice may be used says nothing of how many it reaches.',
  ],
  needs: 'Statements of access (`stated import`), or a registry whose accounts were seen gone or from a stated country.',

  runsOn({ accessCount, goneVoiceCount }) {
    if (accessCount > 0 || goneVoiceCount > 0) return { runs: [{}], skipped: [] };
    return {
      runs: [],
      skipped: [
        'access: the case has no statements of access, and no account of the registry was seen gone; import statements with `stated import` (docs/stated.md) or a list of statuses (docs/observations.md)',
      ],
    };
  },

  async run(reads, { voices }, context) {
    const all = await reads.registryAccounts();
    const entries = voices === undefined ? all : entriesMeeting(all, voices, 'voice of the registry');
    const names = await accessNames(reads, entries);
    context.progress.step('reading statements');
    const statements = (await reads.statements('access'))
      .map((statement): SubjectStatement => ({ statement, subject: names.subjectOf(statement) }))
      .filter(({ subject }) => voices === undefined || subject.isAny || subject.entries.length > 0);
    context.progress.step('reading looks');
    const seen = await reads.accountStatusIntervals();
    const lanes = inOrder([...statedLanes(statements, names), ...observedLanes(entries, seen)]);
    if (lanes.length === 0)
      throw new AntiphonError(
        'no-data',
        'access needs statements of access (`stated import`, see docs/stated.md), or accounts of the registry that were seen gone or from a stated country',
      );
    context.signal.throwIfAborted();
    const contradictions = accessContradictions(statements, seen);
    const coverage = coverageOf(entries, statements, seen);
    return {
      ...accessSummary({ statements, lanes, contradictions, coverage }),
      tables: { lanes: laneTable(lanes), contradictions: contradictionTable(contradictions), coverage: coverageTable(coverage) },
    };
  },
};

const time = (at: number): number => (Number.isFinite(at) ? at : Number.NaN);

function laneTable(lanes: readonly AccessLane[]): Rows {
  return {
    rowCount: lanes.length,
    columns: {
      voice: lanes.map(({ voice }) => voice),
      account: Float64Array.from(lanes, ({ account }) => account ?? Number.NaN),
      platform: lanes.map(({ platform }) => platform),
      country: lanes.map(({ country, basis }) => country ?? (basis === 'stated' ? 'everywhere' : 'not stated')),
      basis: lanes.map(({ basis }) => basis),
      status: lanes.map(({ status }) => status),
      state: lanes.map(({ basis, status }) => `${basis}: ${status}`),
      since: Float64Array.from(lanes, ({ since }) => time(since)),
      until: Float64Array.from(lanes, ({ until }) => time(until)),
      lastAliveAt: Float64Array.from(lanes, ({ lastAliveAt }) => lastAliveAt),
      login: lanes.map(({ hasLogin }) => (hasLogin === null ? null : hasLogin ? 'yes' : 'no')),
      reason: lanes.map(({ reason }) => reason),
      statedBy: lanes.map(({ statedBy }) => statedBy),
    },
  };
}

function contradictionTable(found: readonly AccessContradiction[]): Rows {
  const key = ({ kind, one }: AccessContradiction): string =>
    [kind, one.subject.name, one.statement.platform, one.statement.country ?? ''].join('\u0000');
  const rows = [...found].sort(
    (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) || time(a.at) - time(b.at) || a.one.statement.id - b.one.statement.id,
  );
  return {
    rowCount: rows.length,
    columns: {
      kind: rows.map(({ kind }) => kind),
      voice: rows.map(({ one }) => one.subject.name),
      account: Float64Array.from(rows, ({ account, one }) => account ?? one.subject.account ?? Number.NaN),
      platform: rows.map(({ one }) => one.statement.platform),
      country: rows.map(({ one }) => one.statement.country ?? 'everywhere'),
      statedStatus: rows.map(({ one }) => one.statement.status),
      statedBy: rows.map(({ one }) => one.statement.statedBy),
      otherStatus: rows.map(({ other, observedStatus }) => other?.statement.status ?? observedStatus),
      otherStatedBy: rows.map(({ other }) => other?.statement.statedBy ?? null),
      at: Float64Array.from(rows, ({ at }) => time(at)),
    },
  };
}
