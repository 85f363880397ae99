import type { Mapping } from '../mapping.js';
import { type Assignment, counted, type DistinctRows } from './assignment.js';
import { type ColumnProfile, itemsOf, snowflakeOffset } from './column-profile.js';
import type { NameHint } from './name-hints.js';

type DistinctOf = (columns: readonly string[]) => Promise<DistinctRows>;
type ListValue = Exclude<NonNullable<Mapping['urls']>, 'in text'>;

/** The column that holds the posts' own texts, by length, variety and name; null where none does. */
export function textColumn(assignment: Assignment): ColumnProfile | null {
  const score = (column: ColumnProfile): number => {
    const { hints, values, distinct, meanLength, wordyShare } = column;
    if (column.time !== null || column.isUrl || column.isNumber || column.isBoolean || (column.list !== null && 'list' in column.list))
      return 0;
    if (values.length === 0 || values.filter((value) => /^<a\s/i.test(value)).length > 0.5 * values.length) return 0;
    const isOther = !hints.has('text') && hints.size > 0;
    const share = distinct / values.length;
    if (!hints.has('text') && values.length < 0.3 * column.cells.length) return 0;
    if (hints.has('text') ? meanLength < 4 && wordyShare < 0.2 : isOther || meanLength < 25 || wordyShare < 0.6 || share < 0.5) return 0;
    return (hints.has('text') ? 8 : 0) + 3 * share + Math.log2(meanLength + 1) + 2 * wordyShare + (2 * values.length) / column.cells.length;
  };
  const [best] = assignment
    .free()
    .filter((column) => score(column) > 0)
    .sort((a, b) => score(b) - score(a) || (a.values.join() < b.values.join() ? -1 : 1));
  return best ?? null;
}

export function takeText(assignment: Assignment, text: ColumnProfile): void {
  assignment.draft.text = text.name;
  const cut = text.values.filter((value) => /(?:\.\.\.|…)\s*(?:展开全文|全文)?$/.test(value)).length;
  const isCut = cut >= 0.1 * text.values.length;
  const why = `the longest and most varied${isCut ? `; ${Math.round((100 * cut) / text.values.length)} % of the sample end in …, so they are cut off` : ''}`;
  assignment.take(text, 'text', why, text.hints.has('text') ? 'high' : 'medium');
}

/** Chooses the identifier of posts: a column, or one with the account, whose values stand once. Counted over all rows. */
export async function assignPost(assignment: Assignment, account: ColumnProfile | null, distinctOf: DistinctOf): Promise<void> {
  for (const column of assignment.free().filter((one) => one.lostDigits !== null))
    assignment.leave(column, `${column.lostDigits}; it tells no posts apart and is never an identity`);
  for (const column of assignment.free().filter((one) => one.isRowNumber))
    assignment.leave(column, 'counts the rows of this file; no identifier of a platform, and other files count from 1 too');
  const isParent = (column: ColumnProfile): boolean =>
    ['reply', 'repost', 'quote', 'account', 'handle', 'mentions'].some((hint) => column.hints.has(hint as NameHint));
  const candidates = assignment.free().filter((column) => canName(column) && (column.hints.has('post') || !isParent(column)));
  const score = (column: ColumnProfile): number =>
    (column.hints.has('post') ? 8 : 0) +
    (carriesTime(assignment, column) ? 6 : 0) +
    Math.min(20, column.meanLength) / 10 +
    (column.isInteger ? 1 : 0);
  candidates.sort((a, b) => score(b) - score(a) || (a.values.join() < b.values.join() ? -1 : 1));
  for (const column of candidates.slice(0, 6)) {
    const alone = await distinctOf([column.name]);
    if (alone.filled === 0) continue;
    if (column.damaged !== null) {
      assignment.leave(column, `${column.damaged}; it may tell posts apart wrongly`);
      continue;
    }
    if (alone.distinct === alone.filled && alone.filled >= 0.98 * column.rowCount) {
      assignment.draft.post = column.name;
      const carries = carriesTime(assignment, column) ? '; the times in it agree with those of the posts' : '';
      assignment.take(
        column,
        'post',
        `each stands once in the whole file${carries}`,
        carries !== '' || column.hints.has('post') ? 'high' : 'medium',
      );
      return;
    }
    if (account !== null && (column.hints.has('post') || column.isInteger)) {
      const together = await distinctOf([account.name, column.name]);
      if (together.distinct === together.filled && together.filled >= 0.98 * column.rowCount && together.distinct > 1.02 * alone.distinct) {
        assignment.draft.post = [account.name, column.name];
        assignment.take(column, 'post', `repeats across ${account.name}, unique together with it`, 'high');
        return;
      }
    }
    if (column.hints.has('post') && alone.distinct >= 0.8 * alone.filled) {
      assignment.draft.post = column.name;
      const doubled = alone.filled - alone.distinct;
      assignment.take(column, 'post', `${counted(doubled)} rows repeat the identifier of another`, 'medium');
      assignment.remark(
        'post',
        `${counted(doubled)} rows repeat an identifier: rows with the same one become one post; leave post out to keep every row`,
      );
      return;
    }
  }
  assignment.remark('post', 'no column names posts: identifiers are made from account, time and text, so that doubled rows stay two posts');
}

function canName(column: ColumnProfile): boolean {
  if (!column.isWord || column.time !== null || column.isUrl || column.isBoolean || column.list !== null || column.isLanguage) return false;
  if (column.hints.has('post')) return column.isInteger || !column.isNumber;
  // Without a name that says so, counts and ratings are out: identifiers are long.
  return (
    column.distinct >= 0.98 * column.values.length &&
    column.values.length >= 5 &&
    column.meanLength >= 6 &&
    (!column.isNumber || column.values.every((value) => /^\d+$/.test(value)))
  );
}

function carriesTime(assignment: Assignment, column: ColumnProfile): boolean {
  return assignment.columns.some((time) => {
    const offset = time.time === null || time === column ? null : snowflakeOffset(column, time);
    return offset !== null;
  });
}

/** Chooses what posts share: reposts, answers, links, tags, mentions, pictures; from columns, or from the text. */
export function assignLayers(assignment: Assignment, text: ColumnProfile | null): void {
  assignParents(assignment);
  assignRepostFlag(assignment, text);
  assignLists(assignment, text);
  assignLinks(assignment, text);
  for (const column of assignment.free('media').filter((one) => !one.isBoolean && !one.isNumber && one.distinct > 1)) {
    if (assignment.draft.media !== undefined || (!column.isDigest && !column.isUrl && column.list === null && !column.isWord)) continue;
    if (!column.isDigest && column.distinct <= 12) {
      assignment.leave(column, 'names kinds of media, not one picture or film');
      continue;
    }
    assignment.draft.media = listValue(column) ?? { column: column.name };
    assignment.take(column, 'media', 'identifiers or addresses of pictures and films', 'low');
  }
  for (const column of assignment
    .free()
    .filter((one) => one.isDigest && one.distinct < one.values.length && assignment.draft.media === undefined)) {
    assignment.draft.media = { column: column.name };
    assignment.take(column, 'media', 'digests that come again, as of pictures', 'low');
  }
}

function assignParents(assignment: Assignment): void {
  for (const field of ['repost', 'quote', 'reply'] as const) {
    const column = assignment
      .free(field)
      .find(
        (one) =>
          one.isWord &&
          one.time === null &&
          !one.isBoolean &&
          one.distinct > 1 &&
          one.lostDigits === null &&
          one.counts.filled < one.rowCount,
      );
    if (column === undefined) continue;
    assignment.draft[field] = column.name;
    const noun = { repost: 'reposted', quote: 'quoted', reply: 'answered' }[field];
    assignment.take(column, field, `identifiers of ${noun} posts, blank where there is none`, 'medium');
  }
  for (const column of assignment.free().filter((one) => /repl(?:y|ied).*(?:user|screen|name|author)/i.test(one.name)))
    assignment.leave(column, 'names the account that is answered, not the post');
}

function assignRepostFlag(assignment: Assignment, text: ColumnProfile | null): void {
  const flags = assignment
    .free()
    .filter((column) => column.isBoolean && column.distinct > 1 && !column.values.some((value) => /[是否]/.test(value)));
  const isTrue = (value: string): boolean => /^(?:true|t|yes|1|1\.0)$/i.test(value);
  const agreement = (column: ColumnProfile): number | null => {
    if (text === null) return null;
    const starts = text.cells.map((cell) => /^RT @\w/.test(cell));
    if (starts.filter(Boolean).length < 5) return null;
    const known = column.cells.map((cell, row) => [cell, starts[row]] as const).filter(([cell]) => cell !== '');
    return known.filter(([cell, starting]) => isTrue(cell) === starting).length / known.length;
  };
  const byText = flags.find((column) => (agreement(column) ?? 0) >= 0.95);
  const flag = byText ?? flags.find((column) => column.hints.has('isRepost'));
  if (flag === undefined) return;
  assignment.draft.isRepost = flag.name;
  const why = byText === flag ? 'true where the text begins with "RT @"' : 'says whether a post is a repost, by its name';
  assignment.take(flag, 'isRepost', why, byText === flag ? 'high' : 'low');
}

/** How a mapping reads a column of lists; null where it holds no lists. */
function listValue(column: ColumnProfile): ListValue | null {
  const { list } = column;
  if (list === null) return null;
  if ('list' in list) return { column: column.name, list: list.list };
  return list.separator === ' ' ? { column: column.name } : { column: column.name, separator: list.separator };
}

/** A column of single values read as a list of one: parted by a sign that no value holds. */
function singleValue(column: ColumnProfile): ListValue {
  const separator = column.values.some((value) => /\s/.test(value))
    ? [';', '|', '\t'].find((sign) => !column.values.some((value) => value.includes(sign)))
    : undefined;
  return separator === undefined ? { column: column.name } : { column: column.name, separator };
}

function assignLists(assignment: Assignment, text: ColumnProfile | null): void {
  for (const [field, sign, words] of [
    ['hashtags', /^[#＃]/, 'hashtags'],
    ['mentions', /^[@＠]/, 'accounts'],
  ] as const) {
    const shareOf = (column: ColumnProfile): number => {
      const items = itemsOf(column);
      const starting = items.filter((item) => sign.test(item)).length;
      const inText =
        text === null
          ? 0
          : items.filter((item, index) => index < 400 && isInText(column, text, item, sign)).length /
            Math.max(1, Math.min(400, items.length));
      return Math.max(starting / Math.max(1, items.length), inText);
    };
    const columns = assignment.free().filter((column) => {
      if (column === text || column.isNumber || column.time !== null || column.isUrl || column.isBoolean || column.values.length === 0)
        return false;
      return column.hints.has(field) || (column.hints.size === 0 && column.list !== null && shareOf(column) >= 0.5);
    });
    const usable = columns.filter((column) => column.list !== null || column.isWord || shareOf(column) >= 0.5);
    if (field === 'mentions' && hasForeignMentions(text)) {
      const free = columns.length === 0;
      if (free)
        assignment.remark(
          'mentions',
          'the texts name accounts in letters beyond A–Z, which "in text" would cut off; take a column if another file has one',
        );
      if (free) continue;
    }
    const [best] = usable.sort((a, b) => shareOf(b) - shareOf(a));
    const found =
      text?.values.filter((value) => (field === 'hashtags' ? /[#＃][\p{L}\p{N}_]*\p{L}/u : /(?:^|[^\w@/])[@＠]\w/).test(value)).length ?? 0;
    if (best !== undefined && (best.list !== null || shareOf(best) >= 0.5)) {
      assignment.draft[field] = listValue(best) ?? singleValue(best);
      const share = shareOf(best);
      const why = share >= 0.5 ? `${words}, as their sign in the values or in the text says` : `${words}, by its name`;
      assignment.take(best, field, why, share >= 0.5 ? 'high' : 'low');
    } else if (found > 0 && text !== null) {
      assignment.draft[field] = 'in text';
      assignment.remark(field, `${counted(found)} of ${counted(text.values.length)} texts of the sample hold some`);
    }
  }
}

/** True where names after `@` go on in letters that are not Latin. */
function hasForeignMentions(text: ColumnProfile | null): boolean {
  const names = (text?.values ?? []).flatMap((value) => value.match(/(?:^|[^\w@/.])[@＠][\p{L}\p{N}_]+/gu) ?? []);
  return names.filter((name) => /[^\P{L}A-Za-z]/u.test(name.slice(1))).length > 0.2 * names.length;
}

const ROWS_WITH = new WeakMap<ColumnProfile, Map<string, number>>();

/** True if an item stands with its sign in the text of the first row that holds it. */
function isInText(column: ColumnProfile, text: ColumnProfile, item: string, sign: RegExp): boolean {
  let rows = ROWS_WITH.get(column);
  if (rows === undefined) {
    rows = new Map();
    for (const [row, cell] of column.cells.entries())
      if (cell !== '') for (const one of itemsOf({ ...column, values: [cell] })) if (!rows.has(one)) rows.set(one, row);
    ROWS_WITH.set(column, rows);
  }
  const row = rows.get(item);
  const bare = item.replace(sign, '').toLowerCase();
  const at = sign.source.includes('#') ? '#' : '@';
  return row !== undefined && bare !== '' && (text.cells[row] ?? '').toLowerCase().includes(`${at}${bare}`);
}

function assignLinks(assignment: Assignment, text: ColumnProfile | null): void {
  const isLinks = (column: ColumnProfile): boolean => {
    const items = itemsOf(column);
    return items.length > 0 && items.filter((item) => /^(?:https?:\/\/|www\.)\S+$/i.test(item)).length >= 0.8 * items.length;
  };
  const columns = assignment.free().filter((column) => column !== text && !column.hints.has('media') && isLinks(column));
  for (const column of columns) {
    const own = ownAddress(assignment, column);
    if (own !== null) assignment.leave(column, own);
    else if (/profile|avatar|image|photo|thumb|icon/i.test(column.name))
      assignment.leave(column, 'addresses of pictures or profiles, not links of the post');
    else if (assignment.draft.urls === undefined) {
      assignment.draft.urls = listValue(column) ?? { column: column.name };
      assignment.take(column, 'urls', 'links that are not the address of the post itself', column.hints.has('urls') ? 'high' : 'medium');
    } else assignment.leave(column, `more links; a mapping takes one column of them, and ${columnName(assignment.draft.urls)} was taken`);
  }
  const found = text?.values.filter((value) => /https?:\/\/\S/.test(value)).length ?? 0;
  if (assignment.draft.urls === undefined && found > 0 && text !== null) {
    assignment.draft.urls = 'in text';
    assignment.remark('urls', `${counted(found)} of ${counted(text.values.length)} texts of the sample hold some`);
  }
}

function columnName(value: Mapping['urls']): string {
  return typeof value === 'object' ? value.column : 'the text';
}

/** Why links are the addresses of the posts themselves, or null. */
function ownAddress(assignment: Assignment, column: ColumnProfile): string | null {
  const { post } = assignment.draft;
  const part = Array.isArray(post) ? post.at(-1) : post;
  const named = assignment.columns.find((one) => one.name === part);
  if (named !== undefined) {
    const rows = column.cells
      .map((cell, row) => [cell, named.cells[row] as string] as const)
      .filter(([cell, id]) => cell !== '' && id !== '');
    if (rows.length > 0 && rows.filter(([cell, id]) => cell.includes(id)).length >= 0.9 * rows.length)
      return `the address of the post itself: each holds its ${part}`;
  }
  const statuses = column.values.filter((value) => /\/status\/\d+|t\.me\/[^/]+\/\d+$|\/(?:posts|video|p)\/[\w-]+\/?$/.test(value)).length;
  return column.distinct === column.values.length && column.values.length >= 5 && statuses >= 0.9 * column.values.length
    ? 'the address of the post itself, by its form'
    : null;
}

/** Columns that may be layers of their own: few values that come again. */
export function layerCandidates(assignment: Assignment): ColumnProfile[] {
  const isOne = (column: ColumnProfile): boolean =>
    !column.isNumber &&
    !column.isBoolean &&
    column.time === null &&
    column.list === null &&
    column.distinct > 1 &&
    column.distinct <= 200 &&
    column.meanLength <= 60;
  return assignment
    .free()
    .filter(
      (column) =>
        isOne(column) && column.distinct < 0.5 * column.values.length && !column.hints.has('account') && !column.hints.has('handle'),
    );
}
