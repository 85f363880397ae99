import { AntiphonError } from '../errors.js';
import type { LoadPlan } from '../store/load-plan.js';
import { sqlText } from './format.js';

/** The time of what a source states, where nobody can know it: a time that the user states for the file is not that of these. */
export const NO_TIME = 'NULL::TIMESTAMP';

const DAY_SECONDS = 86_400;

/** When a file's statements hold that have no time of their own, as its user says. */
export interface StatedTime {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly precisionSeconds: number;
}

/**
 * Reads the value of `--observed-at`: a date, or a time in ISO 8601, which is UTC where it names no zone.
 *
 * @throws AntiphonError `usage`: it is none, lies in the future or before 1970.
 */
export function statedTime(text: string, now: Date): StatedTime {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/.test(text);
  const zoned = isDate || /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const at = isDate || isTime ? new Date(zoned) : new Date(Number.NaN);
  const fail = (what: string): never => {
    throw new AntiphonError('usage', `--observed-at ${what}, got "${text}"`);
  };
  if (Number.isNaN(at.getTime()) || (isDate && at.toISOString().slice(0, 10) !== text))
    fail('must be a date such as 2019-08-19 or a time such as 2019-08-19T12:00Z');
  if (at.getTime() < 0) fail('must not lie before 1970');
  if (at.getTime() > now.getTime()) fail('must not lie in the future');
  return { at: at.toISOString(), precisionSeconds: isDate ? DAY_SECONDS : /T\d\d:\d\d:/.test(text) ? 1 : 60 };
}

type Observation = Readonly<Record<string, string | undefined>>;

/** A plan whose observations without a time have the stated one. */
export function withStatedTime(plan: LoadPlan, { at, precisionSeconds }: StatedTime): LoadPlan {
  const time = `TIMESTAMP ${sqlText(at.slice(0, 23).replace('T', ' '))}`;
  const dated = <T extends Observation>(fields: T): T => {
    const own = fields['observed_at'];
    if (own === NO_TIME) return fields;
    if (own === undefined) return { ...fields, observed_at: time, observed_precision_seconds: String(precisionSeconds) };
    const precision = fields['observed_precision_seconds'] ?? 'NULL::INTEGER';
    return {
      ...fields,
      observed_at: `coalesce(${own}, ${time})`,
      observed_precision_seconds: `CASE WHEN (${own}) IS NULL THEN ${precisionSeconds} ELSE ${precision} END`,
    };
  };
  const { accountObservation, moreAccountObservations = [], accountAtStatedTime, posts } = plan;
  const more = [...moreAccountObservations, ...(accountAtStatedTime === undefined ? [] : [accountAtStatedTime])];
  return {
    ...plan,
    ...(accountObservation === undefined ? {} : { accountObservation: dated(accountObservation) }),
    moreAccountObservations: more.map(dated),
    ...(posts === undefined
      ? {}
      : {
          posts: {
            ...posts,
            ...(posts.observation === undefined ? {} : { observation: dated(posts.observation) }),
            ...(posts.moreObservations === undefined ? {} : { moreObservations: posts.moreObservations.map(dated) }),
          },
        }),
  };
}

/** True if a plan states anything that a stated time can date. */
export function canBeDated(plan: LoadPlan): boolean {
  const { accountObservation, moreAccountObservations = [], accountAtStatedTime, posts } = plan;
  const all = [accountObservation, ...moreAccountObservations, posts?.observation, ...(posts?.moreObservations ?? [])];
  return accountAtStatedTime !== undefined || all.some((one) => one !== undefined && one.observed_at !== NO_TIME);
}
