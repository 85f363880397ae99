import type { AccessStatement } from '../../store/stated.js';
import { countryCode } from '../countries.js';
import { dateText, instantOf } from '../dates.js';
import { platformOf } from '../platforms.js';
import { withoutBlanks } from './figure-entry.js';
import { statedSubject } from './stated-subject.js';
import { fail, type Given, type RawStatement, type ReadStatement, readStatement, withNote } from './statement.js';

/** Columns of a table of access, in the order in which they are written. */
export const ACCESS_COLUMNS = [
  ...['voice', 'platform', 'country', 'status', 'since', 'until', 'stated_reason', 'stated_by', 'url', 'note'],
] as const;

/** What can be said of a voice on a platform, and what it means. */
export const ACCESS_STATUSES = {
  allowed: 'it may be used and seen',
  blocked: 'a state or a network keeps it from being reached',
  withheld: 'the platform hides it from those who look from there',
  labelled: 'the platform marks it, such as by “state-affiliated media”',
  restricted: 'it is there, but kept small: not recommended, not advertised, for adults or members only',
  banned: 'it may not be used there, by law or by the platform’s rules',
} as const;

const STATUS_WORDS: Readonly<Record<string, keyof typeof ACCESS_STATUSES>> = {
  accessible: 'allowed',
  permitted: 'allowed',
  available: 'allowed',
  unblocked: 'allowed',
  inaccessible: 'blocked',
  'geo-blocked': 'withheld',
  geoblocked: 'withheld',
  labeled: 'labelled',
  limited: 'restricted',
  demoted: 'restricted',
  prohibited: 'banned',
  forbidden: 'banned',
};
const EVERYONE = ['any', 'all', 'anyone', 'everyone', '*'];
const EVERYWHERE = ['all', 'any', 'everywhere', 'worldwide', 'global', '*'];

/** Reads a statement of access: voice, platform, country, status and dates in their one form. */
export function readAccess(raw: RawStatement): ReadStatement<AccessStatement> {
  return readStatement(raw, (given) => {
    const voice = voiceOf(given);
    const platformWord = given.needed('platform');
    const platform = platformOf(platformWord) ?? fail(`platform "${platformWord}" is not known; docs/registry.md lists those that are`);
    if (platform !== platformWord) given.said.push(`platform "${platformWord}" read as ${platform}`);
    const country = countryOf(given);
    const status = statusOf(given);
    const [since, until] = [dateOf(given, 'since', 'first'), dateOf(given, 'until', 'last')];
    if (since !== null && until !== null && until < since)
      fail(`until ${dateText(until, 'last')} lies before since ${dateText(since, 'first')}`);
    const statedBy = given.source();
    const coarse = ['since', 'until'].map((column) => coarseDate(given, column)).filter((text) => text !== null);
    const note = withNote(given.text('note'), coarse.length === 0 ? null : `as stated: ${coarse.join(', ')}`);
    return { voice, platform, country, status, since, until, statedReason: given.text('stated_reason'), statedBy, url: given.url(), note };
  });
}

function voiceOf(given: Given): string {
  const word = given.needed('voice');
  if (EVERYONE.includes(word.toLowerCase())) return 'any';
  const named = statedSubject(word, null);
  return 'problem' in named ? fail(named.problem.replace(/^"/, 'voice "')) : named.subject;
}

function countryOf(given: Given): string | null {
  const word = given.text('country');
  if (word === null || EVERYWHERE.includes(word.toLowerCase())) return null;
  const code =
    countryCode(word) ?? codeOfName(word) ?? fail(`country "${word}" is neither a code of ISO 3166-1 nor the English name of one`);
  if (code !== word) given.said.push(`country "${word}" read as ${code}`);
  return code;
}

let names: ReadonlyMap<string, string> | null = null;
const OTHER_NAMES: Readonly<Record<string, string>> = { uk: 'GB', 'hong kong': 'HK', macau: 'MO', turkey: 'TR', 'czech republic': 'CZ' };

/** The code of a country by its English name; null where it is none. */
function codeOfName(word: string): string | null {
  names ??= englishNames();
  const key = word.toLowerCase().replace(/^the /, '');
  return OTHER_NAMES[key] ?? names.get(key) ?? null;
}

function englishNames(): Map<string, string> {
  const shown = new Intl.DisplayNames('en', { type: 'region' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => countryCode(code) === code);
  return new Map(codes.map((code) => [(shown.of(code) ?? code).toLowerCase(), code]));
}

function statusOf(given: Given): string {
  const word = given.needed('status');
  const status = STATUS_WORDS[word.toLowerCase()] ?? word.toLowerCase();
  if (!Object.keys(ACCESS_STATUSES).includes(status)) fail(`status "${word}" is none of ${Object.keys(ACCESS_STATUSES).join(', ')}`);
  if (status !== word) given.said.push(`status "${word}" read as ${status}`);
  return status;
}

function dateOf(given: Given, column: 'since' | 'until', end: 'first' | 'last'): string | null {
  const word = given.text(column);
  return word === null
    ? null
    : (instantOf(word, end) ?? fail(`${column} "${word}" is no date; write 2019, 2019-08, 2019-08-30 or an instant`));
}

/** A date that is no more precise than a month, in words; the case keeps the day that it begins or ends on. */
function coarseDate(given: Given, column: string): string | null {
  const word = given.text(column);
  return word !== null && /^\d{4}(?:-\d{2})?$/.test(word) ? `${column} ${word}` : null;
}

/** A date of a statement, no more precise than it was stated: the note keeps a month or a year. */
export function accessDate(access: AccessStatement, column: 'since' | 'until'): string | null {
  const instant = access[column];
  if (instant === null) return null;
  const end = column === 'since' ? 'first' : 'last';
  const stated = new RegExp(`as stated: (?:since [\\d-]+, )?${column} (\\d{4}(?:-\\d{2})?)(?![\\d-])`).exec(access.note ?? '')?.[1];
  return stated !== undefined && instantOf(stated, end) === instant ? stated : dateText(instant, end);
}

/** What a statement says, as a file says it. */
export function rawOfAccess(access: AccessStatement): RawStatement {
  return withoutBlanks({
    ...{ voice: access.voice, platform: access.platform, country: access.country, status: access.status },
    ...{ since: accessDate(access, 'since'), until: accessDate(access, 'until') },
    ...{ stated_reason: access.statedReason, stated_by: access.statedBy, url: access.url, note: access.note },
  });
}
