import { type Assignment, counted, type DistinctRows } from './assignment.js';
import { type ColumnProfile, determines } from './column-profile.js';

/** Where the addresses of posts hold their account. */
const ACCOUNT_IN_URL: readonly RegExp[] = [
  /^https?:\/\/(?:www\.|m\.)?weibo\.(?:com|cn)\/(\d{5,})\/\w+/i,
  /^https?:\/\/(?:www\.|mobile\.)?(?:twitter|x)\.com\/(\w{1,20})\/status\//i,
  /^https?:\/\/t\.me\/(?:s\/)?(\w{4,})\/\d+/i,
  /^https?:\/\/(?:www\.)?tiktok\.com\/@([\w.]+)\/video\//i,
  /^https?:\/\/bsky\.app\/profile\/([\w.:-]+)\/post\//i,
  /^https?:\/\/(?:www\.|m\.)?facebook\.com\/([\w.]+)\/(?:posts|videos|photos)\//i,
  /^https?:\/\/(?:www\.)?instagram\.com\/([\w.]+)\/(?:p|reel)\//i,
  /^https?:\/\/vk\.com\/wall(-?\d+)_\d+/i,
  /^https?:\/\/[\w.-]+\/@([\w.]+)\/\d+/i,
];

/** True for columns whose values can name accounts. */
function canNameAccount(column: ColumnProfile): boolean {
  const isHinted = column.hints.has('account') || column.hints.has('handle');
  return (
    column.isWord &&
    column.time === null &&
    !column.isUrl &&
    !column.isBoolean &&
    !column.isPlatform &&
    !column.isDigest &&
    column.list === null &&
    column.lostDigits === null &&
    column.distinct > 0 &&
    (isHinted || (!column.isLanguage && column.distinct > 1 && !column.isRowNumber && column.meanLength >= 3))
  );
}

/**
 * Chooses the account of posts: a column whose values come again and tell others apart.
 *
 * @returns What is missing, or null.
 */
export async function assignPostAccount(
  assignment: Assignment,
  without: (column: string, part: string) => Promise<number>,
): Promise<string | null> {
  const columns = assignment.free().filter((column) => canNameAccount(column) && column.counts.filled >= 0.9 * column.rowCount);
  const scored = columns
    .map((column) => ({ column, score: postAccountScore(column, assignment.columns) }))
    .filter(({ score }) => score > 0);
  scored.sort((a, b) => b.score - a.score || (a.column.values.join() < b.column.values.join() ? -1 : 1));
  const [best] = scored;
  if (best === undefined) return constantAccount(assignment, without);
  const { column } = best;
  const isHinted = column.hints.has('account') || column.hints.has('handle');
  assignment.draft.account = column.name;
  remarkAccount(assignment, column);
  const why = column.counts.distinct === 1 ? 'every row names the same account' : 'the same ones come again and again';
  assignment.take(column, 'account', `${why}${isHinted ? '' : ' (the values say so; the name does not)'}`, isHinted ? 'medium' : 'low');
  nameAccount(assignment, column);
  return null;
}

/** Above 0 for columns that may be the account of posts; higher is better. */
function postAccountScore(column: ColumnProfile, columns: readonly ColumnProfile[]): number {
  const { hints, distinct, values } = column;
  const isAccount = hints.has('account');
  const isHandle = hints.has('handle') && !isAccount;
  const isOther = [
    'post',
    'reply',
    'repost',
    'quote',
    'client',
    'language',
    'location',
    'likeCount',
    'otherTime',
    'mentions',
    'status',
  ] as const;
  if (isOther.some((hint) => hints.has(hint)) && !isAccount) return 0;
  if (/reply|mention|quot|retweet|repost/i.test(column.name)) return 0;
  const repeats = distinct < 0.9 * values.length;
  if (isAccount || isHandle) {
    const isIdentifier =
      /\b(?:id|uid|did)\b|编号|ид$/iu.test(column.name.replace(/[_.]|(?<=[a-z])(?=[A-Z])/g, ' ')) || isLongNumber(column);
    return (isAccount ? 12 : 9) + (isIdentifier ? 4 : 0) + (repeats ? 1 : 0) + Math.log10(distinct + 1);
  }
  // Without a name that says so: identifiers that come again, are no small numbers, and on which other columns hang.
  if (!repeats || values.length < 10 || (column.isNumber && !isLongNumber(column)) || isCountryCode(column)) return 0;
  const hanging = columns.filter((other) => other !== column && other.distinct > 1 && (determines(column, other) ?? 0) >= 0.99).length;
  if (!isLongNumber(column) && !looksLikeNames(column)) return 0;
  return (isLongNumber(column) ? 4 : 2) + Math.min(2, hanging) + Math.log10(distinct);
}

function isLongNumber(column: ColumnProfile): boolean {
  return column.isInteger && column.meanLength >= 5 && column.values.every((value) => /^-?\d+$/.test(value));
}

/** Names of accounts hold digits, capitals and `_`; categories are plain words, and few. */
function looksLikeNames(column: ColumnProfile): boolean {
  const different = [...new Set(column.values)];
  const named = different.filter((value) => /^@?[A-Za-z0-9_.-]{2,40}$/.test(value) && /[\d_A-Z@]/.test(value)).length;
  return different.length >= 5 && named >= 0.3 * different.length && column.isHandle;
}

function isCountryCode(column: ColumnProfile): boolean {
  return column.values.every((value) => /^[A-Z]{2,3}$|^\?+$/.test(value));
}

/** The one account of a file whose addresses of posts all hold the same. */
async function constantAccount(assignment: Assignment, without: (column: string, part: string) => Promise<number>): Promise<string | null> {
  for (const column of assignment.free().filter((one) => one.isUrl)) {
    for (const pattern of ACCOUNT_IN_URL) {
      const found = column.values.map((value) => pattern.exec(value)?.[1]);
      const names = new Set(found);
      const [name] = names;
      if (names.size === 1 && name !== undefined && column.values.length > 1 && (await without(column.name, name)) === 0) {
        assignment.draft.account = { constant: name };
        assignment.leave(
          column,
          `the address of the post itself; every one that was looked at holds the account ${name} → account {constant: "${name}"}`,
        );
        assignment.remark('account', `every address in ${column.name} holds it, such as ${shown(column.values[0] as string)}`);
        return null;
      }
      if (!names.has(undefined) && names.size > 1)
        return `no column tells who posted; the account stands inside the addresses of the column ${column.name}: write it into a column of its own`;
    }
  }
  const lost = assignment.columns.find((column) => column.lostDigits !== null && column.hints.has('account'));
  if (lost !== undefined) return `no column tells who posted: ${lost.name} is ${lost.lostDigits}`;
  return 'no column tells who posted: none holds identifiers or names that come again. If all rows are of one account, name it: account: {constant: "…"}';
}

function shown(value: string): string {
  return value.length > 60 ? `${value.slice(0, 59)}…` : value;
}

/** What is wrong with some of an account's identifiers. */
function remarkAccount(assignment: Assignment, account: ColumnProfile): void {
  if (account.damaged !== null) assignment.remark('account', `${account.damaged}; their rows may not be of one account`);
  const words = account.values.filter((value) => !/^-?\d+$/.test(value));
  if (words.length > 0 && words.length <= 0.1 * account.values.length && account.values.length >= 20)
    assignment.remark(
      'account',
      `${counted(words.length)} of ${counted(account.values.length)} are no numbers as the others are, such as ${shown(words[0] as string)}`,
    );
}

/** Finds the handle and the shown name of the account. */
export function nameAccount(assignment: Assignment, account: ColumnProfile): void {
  const bound = (column: ColumnProfile): boolean => {
    const share = determines(account, column);
    return share === null || share >= 0.8;
  };
  const isOfOthers = (column: ColumnProfile): boolean => /reply|repl|mention|quot|retweet|source|原|父/i.test(column.name);
  const handles = assignment.free('handle').filter((column) => column.isWord && !isOfOthers(column));
  const handle = handles.sort((a, b) => b.counts.filled - a.counts.filled)[0];
  if (handle !== undefined && bound(handle)) {
    assignment.draft.handle = handle.name;
    assignment.take(handle, 'handle', `one for each ${account.name}`, 'medium');
    for (const other of handles)
      if (other !== handle && sameShare(handle, other) > 0.9) assignment.leave(other, `the same as ${handle.name}, but for case`);
  } else if (account.hints.has('handle') || (account.isHandle && !account.isInteger && account.hints.has('account'))) {
    assignment.draft.handle = account.name;
  }
  const names = assignment
    .free('displayName')
    .filter(
      (column) => column.time === null && !column.isNumber && !column.isUrl && !column.isBoolean && !isOfOthers(column) && bound(column),
    );
  const unnamed = names.length > 0 ? [] : assignment.free().filter((column) => isUnnamedName(account, column));
  const name = [...names, ...unnamed].find((column) => column.distinct > 1 || account.distinct === 1);
  if (name !== undefined) {
    assignment.draft.displayName = name.name;
    assignment.take(name, 'displayName', `one for each ${account.name}`, unnamed.includes(name) ? 'low' : 'medium');
  }
}

/** Names without a name of the column that says so: as many as accounts, each with one account. */
function isUnnamedName(account: ColumnProfile, column: ColumnProfile): boolean {
  if (column.hints.size > 0 || column.isNumber || column.time !== null || column.isUrl || column.isBoolean || column.meanLength > 60)
    return false;
  return (determines(account, column) ?? 0) >= 0.99 && (determines(column, account) ?? 0) >= 0.99 && column.distinct > 2;
}

function sameShare(a: ColumnProfile, b: ColumnProfile): number {
  const both = a.cells.filter((cell, row) => cell !== '' && b.cells[row] !== '').length;
  return a.cells.filter((cell, row) => cell !== '' && cell.toLowerCase() === (b.cells[row] ?? '').toLowerCase()).length / Math.max(1, both);
}

/**
 * Chooses the account of a table of accounts.
 *
 * @returns What is missing, or null.
 */
export async function assignListedAccount(
  assignment: Assignment,
  distinctOf: (columns: readonly string[]) => Promise<DistinctRows>,
): Promise<string | null> {
  const score = (column: ColumnProfile): number => {
    const filled = column.counts.filled / column.rowCount;
    if (filled < 0.8) return 0;
    if (column.hints.has('account')) return 10 + filled + (column.isInteger ? 3 : 0);
    if (column.hints.has('handle')) return 8 + filled;
    return column.hints.size === 0 && column.distinct >= 0.9 * column.values.length && (isLongNumber(column) || column.isHandle)
      ? 2 + filled
      : 0;
  };
  const named = assignment.free().filter((column) => canNameAccount(column) && column.distinct > 0);
  const [best] = named.filter((column) => score(column) > 0).sort((a, b) => score(b) - score(a));
  if (best === undefined) return namedByTitle(assignment);
  const platform = assignment.free().find((column) => column.isPlatform);
  const names = platform === undefined ? [best.name] : [platform.name, best.name];
  const { distinct, filled } = await distinctOf(names);
  assignment.draft.account = platform === undefined ? best.name : [platform.name, best.name];
  const each = distinct === filled ? 'each stands once' : `${counted(distinct)} accounts in ${counted(filled)} rows`;
  assignment.take(best, 'account', each, best.hints.has('account') ? 'high' : 'medium');
  remarkAccount(assignment, best);
  if (platform !== undefined) {
    assignment.take(
      platform,
      'account',
      'names of platforms: an account is named by both, as two platforms may have the same name',
      'high',
    );
    assignment.draft.handle = best.name;
  }
  const blank = best.rowCount - filled;
  if (blank > 0) {
    const whole = named.find((column) => column !== best && column.hints.has('handle') && column.counts.filled === column.rowCount);
    const instead = whole === undefined ? '' : `; ${whole.name} is there in every row: take it instead if you want them`;
    assignment.remark('account', `${counted(blank)} rows have none and would be set aside${instead}`);
  }
  nameAccount(assignment, best);
  return null;
}

/** Names that are almost unique, where there is nothing better. */
function namedByTitle(assignment: Assignment): string | null {
  const titles = assignment
    .free()
    .filter((column) => column.counts.filled >= 0.95 * column.rowCount && column.distinct >= 0.8 * column.values.length)
    .filter((column) => !column.isUrl && !column.isNumber && column.time === null && column.meanLength <= 60 && column.list === null);
  const [best] = titles.sort((a, b) => b.distinct - a.distinct);
  const hasLinks = assignment.columns.filter((column) => column.isUrl).length;
  if (best === undefined || hasLinks === 0) return 'no column tells accounts apart: none holds identifiers or names of accounts';
  assignment.draft.account = best.name;
  assignment.draft.displayName = best.name;
  assignment.take(best, 'account', 'no column holds identifiers or handles; names are the nearest', 'low');
  assignment.remark(
    'account',
    'names are no identifiers: rows of one name become one account, and no post of another file will be theirs.',
  );
  assignment.remark(
    'account',
    `To join these rows to posts, write the name of the account on one platform into a column of its own${linkWords(assignment)}.`,
  );
  return null;
}

function linkWords(assignment: Assignment): string {
  const linked = assignment.columns.filter(
    (column) => column.isUrl && /twitter|facebook|telegram|instagram|weibo|vk\b|tiktok|youtube/i.test(column.name),
  );
  return linked.length === 0
    ? ''
    : `, from ${linked
        .slice(0, 3)
        .map((column) => column.name)
        .join(', ')}${linked.length > 3 ? ', …' : ''}`;
}
