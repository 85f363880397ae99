import type { RegistryEntry } from '../store/registry.js';
import { countryCode } from './countries.js';
import { dateText, instantOf } from './dates.js';
import { LEVELS, levelOf } from './levels.js';
import { accountOfLink, accountOfPath, handleProblem, plainHandle, platformOf } from './platforms.js';
import { ROLES, roleOf } from './roles.js';

/** The columns of a registry file, in the order in which they are written; each with the field of an entry that it gives. */
export const COLUMNS = {
  actor_id: 'actorKey',
  actor: 'actor',
  polity: 'polity',
  polity_code: 'polityCode',
  institution: 'institution',
  parent: 'parent',
  level: 'level',
  role: 'role',
  host: 'host',
  host_code: 'hostCode',
  platform: 'platform',
  handle: 'handle',
  id: 'accountKey',
  opened: 'opened',
  valid_from: 'validFrom',
  valid_to: 'validTo',
  dates_mean: 'datesMean',
  absent_at: 'absentAt',
  attributed_by: 'attributedBy',
  attribution_url: 'attributionUrl',
  note: 'note',
} as const satisfies Record<string, keyof RegistryEntry>;

export type Column = keyof typeof COLUMNS;
export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly Column[];

/** What a file says of one entry, as text by column. */
export type RawEntry = Partial<Record<Column, string>>;

/** An entry, or why it is none; and what was written otherwise than it stood, such as a synonym of a role. */
export type ReadEntry = { readonly entry: RegistryEntry; readonly said: readonly string[] } | { readonly problem: string };

/**
 * Reads an entry: checks what must be there, and brings roles, platforms, countries, handles and dates to their one form.
 *
 * @returns The first problem in the order of the columns, naming the value.
 */
export function readEntry(raw: RawEntry): ReadEntry {
  const said: string[] = [];
  const given = (column: Column): string | null => raw[column]?.normalize('NFC').trim() || null;
  try {
    const [actor, polity] = [needed(given, 'actor'), needed(given, 'polity')];
    const attributedBy = given('attributed_by');
    if (attributedBy === null) fail('attributed_by is blank: an attribution needs the published source that makes it');
    const account = accountOf(given, said);
    const [validFrom, validTo, absentAt] = [
      dateOf(given, 'valid_from', 'first'),
      dateOf(given, 'valid_to', 'last'),
      dateOf(given, 'absent_at', 'first'),
    ];
    if (validFrom !== null && validTo !== null && validTo < validFrom)
      fail(`valid_to ${dateText(validTo, 'last')} lies before valid_from ${dateText(validFrom, 'first')}`);
    if (validTo !== null && absentAt !== null && absentAt < validTo.slice(0, 10))
      fail(`absent_at ${given('absent_at')} lies before valid_to ${given('valid_to')}`);
    const entry: RegistryEntry = {
      actorKey: given('actor_id') ?? actorKey(polity, actor),
      actor,
      polity,
      polityCode: codeOf(given, 'polity_code'),
      institution: given('institution'),
      parent: given('parent'),
      level: levelIn(given, said),
      role: roleIn(given, said),
      host: given('host'),
      hostCode: codeOf(given, 'host_code'),
      ...account,
      opened: openedIn(given),
      validFrom,
      validTo,
      datesMean: datesMean(given, validFrom !== null || validTo !== null),
      absentAt,
      attributedBy: attributedBy as string,
      attributionUrl: urlOf(given),
      note: given('note'),
    };
    if (entry.parent !== null && [entry.actorKey, entry.actor].includes(entry.parent)) fail(`parent "${entry.parent}" is the actor itself`);
    return { entry, said };
  } catch (error) {
    if (error instanceof EntryProblem) return { problem: error.message };
    throw error;
  }
}

/** What tells an actor apart where the file gives no `actor_id`: polity and name, whatever their case. */
export function actorKey(polity: string, actor: string): string {
  return `${polity}/${actor}`.normalize('NFC').toLowerCase().replace(/\s+/g, ' ');
}

class EntryProblem extends Error {}

function fail(problem: string): never {
  throw new EntryProblem(problem);
}

type Given = (column: Column) => string | null;

function needed(given: Given, column: Column): string {
  return given(column) ?? fail(`${column} is blank`);
}

function roleIn(given: Given, said: string[]): string {
  const word = needed(given, 'role');
  const role = roleOf(word) ?? fail(`role "${word}" is none of ${ROLES.join(', ')}`);
  if (role !== word) said.push(`role "${word}" read as ${role}`);
  return role;
}

function levelIn(given: Given, said: string[]): string | null {
  const word = given('level');
  if (word === null) return null;
  const level = levelOf(word) ?? fail(`level "${word}" is none of ${LEVELS.join(', ')}`);
  if (level !== word) said.push(`level "${word}" read as ${level}`);
  return level;
}

/** A date no more precise than it stands; an instant in UTC. */
function openedIn(given: Given): string | null {
  const word = given('opened');
  if (word === null) return null;
  const instant = instantOf(word, 'first') ?? fail(`opened "${word}" is no date; write 2019, 2019-08, 2019-08-30 or an instant`);
  return /^[\d-]+$/.test(word) ? word : instant.replace(/\.?0+Z$/, 'Z');
}

function codeOf(given: Given, column: 'polity_code' | 'host_code'): string | null {
  const word = given(column);
  return word === null ? null : (countryCode(word) ?? fail(`${column} "${word}" is no code of ISO 3166-1`));
}

function dateOf(given: Given, column: 'valid_from' | 'valid_to' | 'absent_at', end: 'first' | 'last'): string | null {
  const word = given(column);
  return word === null
    ? null
    : (instantOf(word, end) ?? fail(`${column} "${word}" is no date; write 2019, 2019-08, 2019-08-30 or an instant`));
}

function datesMean(given: Given, hasDates: boolean): RegistryEntry['datesMean'] {
  const word = given('dates_mean')?.toLowerCase() ?? null;
  if (word !== null && word !== 'office' && word !== 'listing') fail(`dates_mean "${word}" is neither office nor listing`);
  return hasDates ? ((word as RegistryEntry['datesMean']) ?? 'office') : null;
}

function urlOf(given: Given): string | null {
  const word = given('attribution_url');
  if (word !== null && !isAddress(word)) fail(`attribution_url "${word}" is no address; it begins with https://`);
  return word;
}

/** True for an address on the web or a DOI. */
export function isAddress(text: string): boolean {
  return /^(?:https?|ftp|doi):\S+$/i.test(text) || /^10\.\d{4,}\/\S+$/.test(text);
}

/** Platform, handle and identifier; a link in the place of a handle is read as the account that it leads to. */
function accountOf(given: Given, said: string[]): Pick<RegistryEntry, 'platform' | 'handle' | 'accountKey'> {
  const word = given('platform');
  const platform =
    word === null ? null : (platformOf(word) ?? fail(`platform "${word}" is not known; docs/registry.md lists those that are`));
  if (platform !== null && platform !== word) said.push(`platform "${word}" read as ${platform}`);
  const text = given('handle');
  if (text !== null && /^(?:https?:)?\/\//i.test(text)) {
    const named = accountOfLink(text) ?? fail(`handle "${text.slice(0, 100)}" is a link that leads to no profile`);
    if (platform !== null && named.platform !== platform)
      fail(`handle "${text.slice(0, 100)}" is a link to ${named.platform}, not to ${platform}`);
    said.push('links to profiles read as the handles or identifiers that they name');
    return { platform: named.platform, handle: named.handle, accountKey: given('id') ?? named.id };
  }
  if (platform === null) fail('platform is blank');
  const named = text === null ? null : accountOfPath(platform as string, text);
  if (named !== null) {
    said.push('parts of addresses read as the handles or identifiers that they name');
    return { platform: named.platform, handle: named.handle, accountKey: given('id') ?? named.id };
  }
  const handle = text === null ? null : plainHandle(text) || null;
  if (handle === null && given('id') === null) fail('neither handle nor id is given');
  if (platform === 'facebook' && handle !== null && /^\d{5,}$/.test(handle) && given('id') === null) {
    said.push('handles of digits alone on facebook read as identifiers');
    return { platform, handle: null, accountKey: handle };
  }
  const problem = handle === null ? null : handleProblem(platform, handle);
  if (problem !== null) fail(problem);
  const id = given('id');
  if (id !== null && /^\d+(?:\.\d+)?[eE]\+?\d+$/.test(id))
    fail(`id "${id}" has lost its last digits; export the file with identifiers as text`);
  return { platform: platform as string, handle, accountKey: id };
}

/** What an entry says, as a file says it. */
export function rawOf(entry: RegistryEntry): RawEntry {
  const raw: RawEntry = {};
  for (const column of COLUMN_NAMES) {
    const value = entry[COLUMNS[column]];
    if (value === null) continue;
    if (column === 'actor_id' && value === actorKey(entry.polity, entry.actor)) continue;
    if (column === 'valid_from' || column === 'absent_at') raw[column] = dateText(value, 'first');
    else if (column === 'valid_to') raw[column] = dateText(value, 'last');
    else raw[column] = value;
  }
  return raw;
}
