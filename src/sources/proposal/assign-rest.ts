import type { Assignment } from './assignment.js';
import type { ColumnProfile } from './column-profile.js';
import { nameHints } from './name-hints.js';

const POST_COUNTS = ['likeCount', 'repostCount', 'replyCount', 'quoteCount', 'viewCount'] as const;
const ACCOUNT_COUNTS = ['followerCount', 'followingCount', 'postCount'] as const;

/** Counts are told by their names: by values, one number is like another. */
export function assignCounts(assignment: Assignment, isPosts: boolean): void {
  const fields = isPosts ? [...ACCOUNT_COUNTS, ...POST_COUNTS] : ACCOUNT_COUNTS;
  for (const field of fields) {
    const isCount = (column: ColumnProfile): boolean =>
      column.isNumber &&
      column.time === null &&
      column.lostDigits === null &&
      !column.isRowNumber &&
      column.values.every((value) => !value.startsWith('-')) &&
      isWholeMostly(column);
    const [column] = assignment
      .free(field)
      .filter(isCount)
      .sort((a, b) => b.distinct - a.distinct);
    if (column === undefined) continue;
    assignment.draft[field] = column.name;
    assignment.take(column, field, 'a count, by its name', 'medium');
  }
  if (!isPosts) {
    for (const column of assignment.free().filter((one) => one.isNumber && POST_COUNTS.some((field) => one.hints.has(field))))
      assignment.leave(column, 'the model keeps no such count of accounts');
  }
}

function isWholeMostly(column: ColumnProfile): boolean {
  return column.values.filter((value) => /^\d+(?:\.0+)?$/.test(value)).length >= 0.95 * column.values.length;
}

/** Language, client, and what is said of the account beside each post. */
export function assignPostWords(assignment: Assignment): void {
  const languages = assignment
    .free()
    .filter((column) => column.isLanguage && !column.hints.has('accountLanguage') && !column.hints.has('account'));
  const [language] = languages.sort((a, b) => Number(b.hints.has('language')) - Number(a.hints.has('language')) || b.distinct - a.distinct);
  if (language !== undefined && (language.hints.has('language') || language.distinct > 1)) {
    assignment.draft.language = language.name;
    assignment.take(language, 'language', '', language.hints.has('language') ? 'high' : 'medium');
  }
  const accountLanguage = assignment.free('accountLanguage').find((column) => column.isLanguage);
  if (accountLanguage !== undefined) {
    assignment.draft.accountLanguage = accountLanguage.name;
    assignment.take(accountLanguage, 'accountLanguage', 'of the account, by its name', 'medium');
  }
  for (const column of assignment.free('language').filter((one) => !one.isLanguage && !one.isNumber && one.distinct > 0))
    assignment.leave(column, 'names of languages or other words; the field language takes codes such as en');
  const clients = assignment
    .free('client')
    .filter((column) => !column.isNumber && column.time === null && !column.isUrl && !column.isBoolean && column.distinct > 1);
  const isMarkup = (column: ColumnProfile): boolean =>
    column.values.filter((value) => /^<a\s/i.test(value)).length > 0.5 * column.values.length;
  const client = clients.find((column) => !isMarkup(column)) ?? clients[0];
  if (client !== undefined && client.distinct < 0.5 * client.values.length) {
    assignment.draft.client = client.name;
    assignment.take(client, 'client', 'programs that posts were sent with', 'medium');
    for (const other of clients) if (other !== client && isMarkup(other)) assignment.leave(other, `the same as ${client.name}, as a link`);
  }
  assignProfile(assignment, /^(?:user|author|account|profile|channel|page)/i);
}

/**
 * Description, place and address of accounts.
 *
 * @param only In a file of posts, names that speak of the account.
 */
export function assignProfile(assignment: Assignment, only: RegExp | null): void {
  for (const field of ['description', 'location', 'profileUrl'] as const) {
    const fits = (column: ColumnProfile): boolean =>
      column.time === null &&
      !column.isBoolean &&
      !column.isNumber &&
      column.distinct > 1 &&
      column.isUrl === (field === 'profileUrl') &&
      (only === null || only.test(column.name));
    const [column] = assignment
      .free(field)
      .filter(fits)
      .sort((a, b) => Number(/^url$/i.test(b.name)) - Number(/^url$/i.test(a.name)));
    if (column === undefined) continue;
    assignment.draft[field] = column.name;
    assignment.take(column, field, 'what the profile says, by its name', 'medium');
  }
}

/** A flag that says that accounts are gone. */
export function assignAccountStatus(assignment: Assignment): void {
  const column = assignment.free('status').find((one) => one.isBoolean && one.distinct > 1);
  if (column === undefined) return;
  const yes = [...new Set(column.values)].filter((value) => /^(?:true|t|yes|y|1|1\.0|是)$/i.test(value)).sort();
  if (yes.length === 0) return;
  const word = /suspend/i.test(column.name) ? 'suspended' : 'unknown';
  assignment.draft.status = { column: column.name, values: Object.fromEntries(yes.map((value) => [value, word])) };
  assignment.take(column, 'status', `${yes.join(', ')} says that the account is ${word === 'suspended' ? word : 'gone'}`, 'low');
  if (word === 'unknown')
    assignment.remark('status', 'unknown says nothing of why it is gone; suspended, deleted or private, if you know it');
}

/** Says of everything that is still free why it stays out. */
export function leaveTheRest(assignment: Assignment, kind: 'posts' | 'accounts' | 'neither'): void {
  const measure = kind === 'accounts' ? measureColumn(assignment) : undefined;
  for (const column of assignment.free()) {
    if (column.name === '') assignment.leave(column, 'the column has no name, so a mapping cannot take it');
    else if (column.counts.filled === 0 || column.values.length === 0) assignment.leave(column, '');
    else if (column === measure) {
      const names = [...new Set(column.values)].slice(0, 3).join(', ');
      assignment.leave(
        column,
        `says what another column measures (${names}, …): a row is one number of an account. Make a column of each of them to take the numbers in`,
      );
    } else if (column.lostDigits !== null) assignment.leave(column, `${column.lostDigits}; never an identity`);
    else if (column.isRowNumber) assignment.leave(column, 'counts the rows of this file');
    else if (column.time?.part === 'clock') assignment.leave(column, 'no date to go with it');
    else if (column.time !== null && column.hints.has('otherTime'))
      assignment.leave(column, 'another time, for which a mapping has no field');
    else if (column.constant !== null) assignment.leave(column, 'tells no rows apart');
    else {
      const why =
        unusable(column) ?? (kind === 'accounts' ? 'the model keeps nothing of the kind of accounts' : 'no field of a mapping fits');
      assignment.leave(column, why);
    }
  }
}

/** Why values that come near to a field are none of it, or null. */
function unusable(column: ColumnProfile): string | null {
  const most = (pattern: RegExp): boolean => column.values.filter((value) => pattern.test(value)).length >= 0.9 * column.values.length;
  if (most(/^(?:\d{1,2}月\d{1,2}日|\d{1,2}[./-]\d{1,2} \d{1,2}:)/)) return 'times without a year';
  if (most(/^(\d{1,4}[./-]\d{1,2}[./-]\d{1,4})\s?[-–—/]\s?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/))
    return 'spans of time; a mapping takes moments';
  if (column.hints.has('account') || column.hints.has('handle'))
    return `another name of accounts${column.damaged === null ? '' : `; ${column.damaged}`}`;
  return null;
}

/** A column whose values name counts: the rows of a long table. */
function measureColumn(assignment: Assignment): ColumnProfile | undefined {
  return assignment.free().find((column) => {
    if (column.isNumber || column.distinct > 60 || column.distinct < 2) return false;
    const names = [...new Set(column.values)].filter((value) =>
      [...nameHints(value)].some((hint) => [...ACCOUNT_COUNTS, ...POST_COUNTS].includes(hint as 'postCount')),
    );
    return names.length >= 2;
  });
}
