import type { Assignment, Draft } from './assignment.js';
import { type ColumnProfile, determines, snowflakeOffset } from './column-profile.js';
import type { TimeGuess } from './time-guess.js';

type Timed = ColumnProfile & { readonly time: TimeGuess };

function timesOf(assignment: Assignment): Timed[] {
  return assignment
    .free()
    .filter((column): column is Timed => column.time !== null && column.time.part !== 'clock' && isTime(column, assignment));
}

/** Numbers of ten digits may be identifiers: they are times where a name says so or nothing else does. */
function isTime(column: ColumnProfile, assignment: Assignment): boolean {
  if (column.time?.format?.startsWith('epoch') !== true && column.time?.format?.startsWith('%Y%m%d') !== true) return true;
  if (column.hints.has('postedAt') || column.hints.has('observedAt') || column.hints.has('accountCreatedAt')) return true;
  if (['account', 'post', 'handle', 'reply', 'repost'].some((hint) => column.hints.has(hint as 'account'))) return false;
  const others = assignment.columns.filter((other) => other !== column && other.time !== null && !other.isNumber);
  return others.length === 0 && column.distinct > 0.3 * column.values.length;
}

/** True for columns that are times for certain, so that they are nothing else. */
export function isSurelyTime(column: ColumnProfile, assignment: Assignment): boolean {
  return column.time !== null && isTime(column, assignment);
}

/**
 * Chooses when posts were posted, when their accounts were made, and when the file's rows were collected.
 *
 * @returns What is missing, or null.
 */
export function assignPostTimes(assignment: Assignment, account: ColumnProfile | null): string | null {
  const columns = timesOf(assignment);
  const created =
    columns.find((column) => column.hints.has('accountCreatedAt')) ?? columns.find((column) => isOfAccount(column, account, columns));
  const observed = columns.find((column) => column !== created && column.hints.has('observedAt'));
  const candidates = columns.filter((column) => column !== created && column !== observed && !column.hints.has('otherTime'));
  const score = (column: Timed): number =>
    (snowflake(assignment, column) === null ? 0 : 20) +
    (column.hints.has('postedAt') ? 8 : 0) +
    (column.counts.filled === column.rowCount ? 4 : 0) +
    (column.time.part === 'whole' ? 4 : 0) +
    (column.time.precisionSeconds === 1 ? 1 : 0) +
    (column.time.hasZone ? 1 : 0) +
    column.distinct / Math.max(1, column.values.length);
  const [posted] = candidates.sort((a, b) => score(b) - score(a));
  if (created !== undefined) takeTime(assignment, created, 'accountCreatedAt', whyCreated(created, account), 'medium');
  if (observed !== undefined) takeTime(assignment, observed, 'observedAt', 'when the row was collected, by its name', 'low');
  if (posted === undefined) {
    const clock = assignment.columns.find((column) => column.time?.part === 'clock');
    const only = observed ?? created;
    if (only !== undefined)
      return `no column tells when the posts were posted: ${only.name} says when ${only === observed ? 'they were collected' : 'their accounts were made'}`;
    return `no column holds the time of the posts${clock === undefined ? '' : `: ${clock.name} has times of day without a date`}`;
  }
  takePosted(assignment, posted, candidates.length > 1);
  for (const other of candidates.slice(1)) assignment.leave(other, `a second time; ${posted.name} was taken`);
  return null;
}

function takePosted(assignment: Assignment, posted: Timed, isOneOfSeveral: boolean): void {
  const offset = snowflake(assignment, posted);
  const confidence = offset !== null ? 'high' : isOneOfSeveral ? 'medium' : posted.time.otherFormat === null ? 'high' : 'low';
  const agrees =
    offset === null
      ? ''
      : offset.ms === 0
        ? `the times in ${offset.column} agree`
        : `the times that ${offset.column} carries are ${hours(offset.ms)} ${offset.ms < 0 ? 'earlier' : 'later'}`;
  takeTime(assignment, posted, 'postedAt', agrees, confidence);
  const clock = posted.time.part === 'date' ? assignment.free().find((column) => column.time?.part === 'clock') : undefined;
  if (clock?.time != null) {
    const { postedAt } = assignment.draft;
    const format = posted.time.format === null ? undefined : `${posted.time.format} ${clock.time.format}`;
    assignment.draft.postedAt = {
      ...postedAt,
      column: [posted.name, clock.name],
      ...(format === undefined ? {} : { format }),
      ...precision(clock.time.precisionSeconds),
    };
    if (assignment.draft.postedAt.precisionSeconds === 86_400) delete assignment.draft.postedAt.precisionSeconds;
    if (clock.time.precisionSeconds === 1) delete assignment.draft.postedAt.precisionSeconds;
    assignment.take(clock, 'postedAt', `the time of day that ${posted.name} lacks`, 'high');
  }
  sayZone(assignment, posted, offset);
}

/** Chooses when listed accounts were made and when they were seen so. */
export function assignListedTimes(assignment: Assignment, account: ColumnProfile | null): void {
  const columns = timesOf(assignment).filter((column) => !column.hints.has('otherTime') || column.hints.has('accountCreatedAt'));
  const repeats = account !== null && account.distinct < 0.9 * account.values.length;
  const created =
    columns.find((column) => column.hints.has('accountCreatedAt')) ??
    columns.find((column) => !column.hints.has('observedAt') && account !== null && snowflakeOffset(account, column) !== null) ??
    columns.find((column) => /creat|born|made/i.test(column.name)) ??
    columns.find(
      (column) => !column.hints.has('observedAt') && column.distinct > 1 && (repeats ? isOfAccount(column, account, columns) : true),
    );
  const seen = columns.filter((column) => column !== created && (column.hints.has('observedAt') || column.distinct === 1 || repeats));
  const [observed] = seen.sort(
    (a, b) => b.counts.filled - a.counts.filled || Number(b.hints.has('observedAt')) - Number(a.hints.has('observedAt')),
  );
  if (created !== undefined) takeTime(assignment, created, 'accountCreatedAt', whyCreated(created, account), 'medium');
  if (observed !== undefined) {
    const why =
      observed.distinct === 1
        ? 'one moment for all rows'
        : repeats
          ? 'differs from row to row of one account'
          : 'when the row was collected, by its name';
    takeTime(assignment, observed, 'observedAt', why, observed.hints.has('observedAt') ? 'medium' : 'low');
    for (const other of seen)
      if (other !== observed) assignment.leave(other, `a second time of observation, in fewer rows than ${observed.name}`);
  }
  for (const field of ['accountCreatedAt', 'observedAt'] as const) {
    const column = field === 'observedAt' ? observed : created;
    if (column !== undefined && !column.time.hasZone && column.time.part === 'whole')
      assignment.remark(field, 'the values name no zone and are read as UTC; add zone: NAME if they are in another');
  }
}

/** True for a time that is one for each account while the file's other times are not. */
function isOfAccount(column: Timed, account: ColumnProfile | null, columns: readonly Timed[]): boolean {
  if (account === null || account.distinct < 2 || column.distinct < 2) return false;
  const share = determines(account, column);
  return share !== null && share >= 0.99 && columns.some((other) => other !== column && (determines(account, other) ?? 1) < 0.99);
}

function whyCreated(column: Timed, account: ColumnProfile | null): string {
  if (account === null) return 'when the account was made, by its name';
  const share = determines(account, column);
  return share !== null && share >= 0.99 ? `one for each ${account.name}` : 'when the account was made, by its name';
}

function takeTime(
  assignment: Assignment,
  column: Timed,
  field: 'postedAt' | 'accountCreatedAt' | 'observedAt',
  why: string,
  confidence: 'high' | 'medium' | 'low',
): void {
  const { format, otherFormat, precisionSeconds } = column.time;
  const time: NonNullable<Draft['postedAt']> = { column: column.name, ...(format === null ? {} : { format }) };
  assignment.draft[field] = field === 'observedAt' ? time : { ...time, ...precision(precisionSeconds) };
  assignment.take(column, field, why, confidence);
  if (otherFormat !== null)
    assignment.remark(
      field,
      `AMBIGUOUS: day and month cannot be told apart in ${column.name}; the other reading is format: "${otherFormat}"`,
    );
}

function precision(precisionSeconds: number): { precisionSeconds?: number } {
  return precisionSeconds === 1 ? {} : { precisionSeconds };
}

/** What identifiers that carry a time say of a column of times: 0 where they agree within a minute. */
function snowflake(assignment: Assignment, time: Timed): { readonly column: string; readonly ms: number } | null {
  for (const column of assignment.columns) {
    if (column === time || column.time !== null || column.hints.has('account')) continue;
    const offset = snowflakeOffset(column, time);
    if (offset !== null) return { column: column.name, ms: Math.abs(offset) < 90_000 ? 0 : offset };
  }
  return null;
}

function hours(ms: number): string {
  return `${(Math.abs(ms) / 3_600_000).toLocaleString('en', { maximumFractionDigits: 2 })} h`;
}

/** Writes down the zone of times that name none: by the identifiers' own times, by the platform, or as a remark. */
function sayZone(assignment: Assignment, posted: Timed, offset: { readonly column: string; readonly ms: number } | null): void {
  if (posted.time.hasZone) {
    if (offset !== null && offset.ms !== 0)
      assignment.remark(
        'postedAt',
        `CAREFUL: the values name their zone, yet the times that ${offset.column} carries are ${hours(offset.ms)} ${offset.ms < 0 ? 'earlier' : 'later'} in most rows; one of the two is wrong`,
      );
    return;
  }
  const zone = (name: string): void => {
    assignment.draft.postedAt = { ...(assignment.draft.postedAt as NonNullable<Draft['postedAt']>), zone: name };
  };
  if (offset !== null) {
    const east = -Math.round(offset.ms / 3_600_000);
    if (offset.ms === 0) assignment.remark('postedAt', `UTC: the times in ${offset.column} agree`);
    else if (Math.abs(-offset.ms / 3_600_000 - east) < 0.02 && Math.abs(east) <= 12) {
      zone(`Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`);
      assignment.remark(
        'postedAt',
        `UTC${east > 0 ? '+' : '-'}${Math.abs(east)}, as ${offset.column} says; name the place, such as Europe/Berlin, if it has summer time`,
      );
    }
    return;
  }
  const isChinese =
    assignment.columns.some((column) => /\p{Script=Han}/u.test(column.name)) ||
    assignment.columns.some((column) => column.isUrl && /weibo\.(?:com|cn)/.test(column.values[0] ?? ''));
  if (isChinese) {
    zone('Asia/Shanghai');
    assignment.remark('postedAt', 'the values name no zone; a Chinese platform shows China Standard Time');
  } else if (posted.time.part === 'whole' || Array.isArray(assignment.draft.postedAt?.column))
    assignment.remark('postedAt', 'the values name no zone and are read as UTC; add zone: NAME if they are in another');
}
