import { AntiphonError } from '../../errors.js';
import type { ImportedRegistry } from '../../registry/import-registry.js';
import type { Tally } from '../../registry/read-registry.js';
import type { CaseFile } from '../../store/case-file.js';
import type { Voice } from '../../store/registry.js';
import type { MatchCounts } from '../../store/registry-matching.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

const SHOWN = 5;
const SHOWN_ENTRIES = 20;

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export async function registryImportCommand(
  casePath: string,
  path: string,
  options: CommonOptions & { mapping?: string; attributedBy?: string; attributionUrl?: string; encoding?: string },
): Promise<void> {
  const { importRegistry } = await import('../../registry/import-registry.js');
  const terminal = new Terminal(options);
  const imported = await withCase(casePath, { create: true }, terminal, (file, context) => importRegistry(file, path, options, context));
  terminal.result({ case: casePath, ...imported });
  sayRegistry(terminal, imported);
  terminal.say(`case: ${casePath}`);
}

/** What a list brought, in lines. */
export function sayRegistry(terminal: Terminal, file: ImportedRegistry): void {
  const further = file.furtherRowCount === 0 ? '' : ` + ${file.furtherRowCount.toLocaleString('en')} further rows of the same entries`;
  const rows = `${counted(file.rowCount, 'row')} = ${file.entryRowCount.toLocaleString('en')} with entries${further} + ${file.rejectedCount.toLocaleString('en')} set aside`;
  if (file.alreadyImported) {
    terminal.say(`${file.path}: already in the registry (same content), nothing changed (${rows})`);
  } else {
    terminal.say(`${file.path}: ${file.mapping}, ${rows}`);
    terminal.say(
      `  ${counted(file.entryCount, 'entry', 'entries')}: ${file.addedCount.toLocaleString('en')} added, ${file.changedCount.toLocaleString('en')} changed, ${file.unchangedCount.toLocaleString('en')} as they were`,
    );
    for (const { line, actor, account, changes } of file.changed.slice(0, SHOWN))
      terminal.say(
        `  line ${line}: ${account} (${actor}): ${changes.map(({ column, from, to }) => `${column} ${from ?? 'blank'} → ${to ?? 'blank'}`).join('; ')}`,
      );
    if (file.changed.length > SHOWN) terminal.say(`  … and ${(file.changed.length - SHOWN).toLocaleString('en')} more changed`);
  }
  sayTally(terminal, 'rows set aside', file.setAside);
  sayTally(terminal, 'set aside in rows that gave other entries', file.partsSetAside);
  sayTally(terminal, 'written otherwise', file.said);
  if (file.missingParents.length > 0)
    terminal.say(
      `  ${counted(file.missingParents.length, 'parent')} that no entry is about: ${file.missingParents.slice(0, SHOWN).join(', ')}${file.missingParents.length > SHOWN ? ', …' : ''}`,
    );
  sayMatches(terminal, file.matches);
  if (file.caution !== '' && file.mapping !== 'registry') terminal.say(`  Note: ${file.caution}`);
}

/** The commonest reasons, the rest as a number. */
export function sayTally(terminal: Terminal, title: string, tallies: readonly Tally[]): void {
  if (tallies.length === 0) return;
  terminal.say(`  ${title}:`);
  for (const { what, count, firstLine } of tallies.slice(0, SHOWN))
    terminal.say(`    ${count.toLocaleString('en')} × ${what} (${count === 1 ? '' : 'first on '}line ${firstLine})`);
  const rest = tallies.slice(SHOWN).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0) terminal.say(`    … and ${rest.toLocaleString('en')} more; --json shows all`);
}

function sayMatches(terminal: Terminal, matches: MatchCounts): void {
  const { voiceCount, matchedCount, byIdCount, ambiguousCount, accountCount, platformUnknownCount } = matches;
  const parts = [
    `${byIdCount.toLocaleString('en')} by identifier`,
    `${(matchedCount - byIdCount).toLocaleString('en')} by handle`,
    ...(platformUnknownCount === 0
      ? []
      : [`${platformUnknownCount.toLocaleString('en')} of them though the platform of the account is not known`]),
  ];
  terminal.say(
    `  registry: ${counted(voiceCount, 'entry', 'entries')}, ${matchedCount.toLocaleString('en')} with an account of the case (${parts.join(', ')}), ${counted(accountCount, 'account')}${ambiguousCount === 0 ? '' : `; ${ambiguousCount.toLocaleString('en')} ambiguous`}`,
  );
}

interface ListOptions extends CommonOptions {
  readonly polity?: string;
  readonly role?: string;
  readonly platform?: string;
  readonly reveal?: boolean;
}

export async function registryListCommand(casePath: string, options: ListOptions): Promise<void> {
  const { publicAccounts, publicMarks, voiceAccounts, voices } = await import('../../store/registry.js');
  const { openNaming } = await import('../../store/naming.js');
  const { filterVoices } = await import('../../registry/filter-voices.js');
  const terminal = new Terminal(options);
  const isRevealed = options.reveal === true;
  const { all, accounts, marks, named } = await withCase(casePath, {}, terminal, async (file) => {
    if (isRevealed) openNaming(file.path, true); // needs the key
    const [all, accounts] = [await voices(file), await voiceAccounts(file)];
    return { all, accounts, marks: await publicMarks(file), named: await publicAccounts(file) };
  });
  const shown = filterVoices(all, options);
  // An account that the case knows from outside of the dates alone is private: beside the handle, its pseudonym would say whose it is.
  const shownKey = (id: number, key: string): string | null => (isRevealed || named.has(id) ? key : null);
  const matched = new Map(
    accounts.map(({ voiceId, accountId, accountKey, matchedBy }) => [voiceId, { accountKey: shownKey(accountId, accountKey), matchedBy }]),
  );
  terminal.result({
    case: casePath,
    namesShown: isRevealed,
    entries: shown.map((voice) => ({ ...voice, account: matched.get(voice.voiceId) ?? null })),
    marked: marks,
  });
  if (all.length === 0) terminal.say(`the registry of ${casePath} is empty; \`antiphon registry import ${casePath} FILE\` fills it`);
  else await sayEntries(terminal, shown, matched, all.length);
  if (isRevealed) terminal.say('names are shown, also of accounts that the case knows from outside of the dates alone');
  if (marks.length > 0) terminal.say(`${counted(marks.length, 'account')} marked as public:`);
  for (const { accountKey, handle, reason, markedAt } of marks)
    terminal.say(`  ${accountKey}${handle === null ? '' : ` @${handle}`}, ${markedAt.slice(0, 10)}: ${reason}`);
}

async function sayEntries(
  terminal: Terminal,
  shown: readonly Voice[],
  matched: ReadonlyMap<number, { accountKey: string | null }>,
  all: number,
): Promise<void> {
  const { datesOf } = await import('../../registry/check-registry.js');
  const found = shown.filter((voice) => matched.has(voice.voiceId)).length;
  terminal.say(
    `${counted(shown.length, 'entry', 'entries')}${shown.length === all ? '' : ` of ${all.toLocaleString('en')}`}, ${found.toLocaleString('en')} with an account of the case`,
  );
  if (shown.length === 0) return;
  for (const [title, of] of [
    ['polity', (voice: Voice) => voice.polity],
    ['role', (voice: Voice) => voice.role],
    ['platform', (voice: Voice) => voice.platform],
    ['attributed by', (voice: Voice) => voice.attributedBy],
  ] as const)
    terminal.say(`  by ${title.replace('attributed by', 'attribution')}: ${countsOf(shown.map(of))}`);
  terminal.say();
  terminal.table(
    ['entry', 'actor', 'polity', 'role', 'platform', 'account', 'dates', 'in the case'],
    shown
      .slice(0, SHOWN_ENTRIES)
      .map((voice) => [
        String(voice.voiceId),
        voice.actor,
        voice.polity,
        voice.role,
        voice.platform,
        voice.handle ?? voice.accountKey,
        datesOf(voice),
        matched.has(voice.voiceId) ? (matched.get(voice.voiceId)?.accountKey ?? 'outside the dates') : '',
      ]),
  );
  if (shown.length > SHOWN_ENTRIES) terminal.say(`  … and ${(shown.length - SHOWN_ENTRIES).toLocaleString('en')} more; --json shows all`);
}

function countsOf(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const rest = sorted.slice(10).reduce((sum, [, count]) => sum + count, 0);
  return [
    ...sorted.slice(0, 10).map(([value, count]) => `${value} ${count.toLocaleString('en')}`),
    ...(rest === 0 ? [] : [`others ${rest.toLocaleString('en')}`]),
  ].join(', ');
}

export async function registryCheckCommand(casePath: string, options: CommonOptions & { reveal?: boolean }): Promise<void> {
  const { checkRegistry, CHECKS } = await import('../../registry/check-registry.js');
  const { openNaming } = await import('../../store/naming.js');
  const terminal = new Terminal(options);
  const issues = await withCase(casePath, {}, terminal, (file) => {
    if (options.reveal === true) openNaming(file.path, true); // needs the key
    return checkRegistry(file, options.reveal === true);
  });
  terminal.result({ case: casePath, namesShown: options.reveal === true, issues });
  if (issues.length === 0) terminal.say(`nothing to say against the registry of ${casePath}`);
  for (const [kind, meaning] of Object.entries(CHECKS)) {
    const found = issues.filter((issue) => issue.kind === kind);
    if (found.length === 0) continue;
    terminal.say(`${kind}: ${found.length.toLocaleString('en')} (${meaning})`);
    for (const { message } of found.slice(0, SHOWN)) terminal.say(`  ${message}`);
    if (found.length > SHOWN) terminal.say(`  … and ${(found.length - SHOWN).toLocaleString('en')} more; --json shows all`);
  }
}

export async function registryExportCommand(casePath: string, path: string, options: CommonOptions): Promise<void> {
  const { exportRegistry } = await import('../../registry/export-registry.js');
  const terminal = new Terminal(options);
  const count = await withCase(casePath, {}, terminal, (file) => exportRegistry(file, path));
  terminal.result({ case: casePath, path, entryCount: count });
  terminal.say(`${path}: ${counted(count, 'entry', 'entries')}`);
}

export async function registryRemoveCommand(casePath: string, entries: string[], options: CommonOptions): Promise<void> {
  const { removeEntries } = await import('../../registry/remove-entries.js');
  const terminal = new Terminal(options);
  const wrong = entries.find((entry) => !/^\d+$/.test(entry));
  if (wrong !== undefined)
    throw new AntiphonError('usage', `"${wrong}" is no number of an entry; \`antiphon registry list\` shows the numbers`);
  const removed = await withCase(casePath, {}, terminal, (file) => removeEntries(file, entries.map(Number)));
  terminal.result({ case: casePath, removed });
  const { titleOf } = await import('../../registry/check-registry.js');
  for (const voice of removed) terminal.say(`removed: ${titleOf(voice)}`);
}

export async function markPublicCommand(casePath: string, account: string, options: CommonOptions & { reason: string }): Promise<void> {
  const { markPublic } = await import('../../store/registry.js');
  const terminal = new Terminal(options);
  const marked = await withCase(casePath, {}, terminal, async (file, context) => {
    const found = await accountCalled(file, account);
    await markPublic(file, found.accountId, options.reason, context.now);
    return found;
  });
  terminal.result({ case: casePath, account: marked.key, handle: marked.handle, reason: options.reason });
  terminal.say(`${marked.key} is marked as public: ${options.reason}`);
}

export async function unmarkPublicCommand(casePath: string, account: string, options: CommonOptions): Promise<void> {
  const { unmarkPublic } = await import('../../store/registry.js');
  const terminal = new Terminal(options);
  const { wasMarked } = await withCase(casePath, {}, terminal, async (file) => {
    const found = await accountCalled(file, account);
    return { wasMarked: await unmarkPublic(file, found.accountId) };
  });
  if (!wasMarked)
    throw new AntiphonError('not-found', `${account} is not marked as public; \`antiphon registry list\` shows those that are`);
  terminal.result({ case: casePath, account }); // as it was called: it is private again
  terminal.say(`${account} is marked as public no more`);
}

/** The account with this identifier, handle or pseudonym. */
async function accountCalled(file: CaseFile, account: string) {
  const { accountsCalled } = await import('../../store/registry.js');
  const { openNaming } = await import('../../store/naming.js');
  const isPseudonym = /^acct-[a-z2-7]+$/.test(account);
  const known = await accountsCalled(file, account);
  const [found, ...more] = known.length > 0 || !isPseudonym ? known : await accountsCalled(file, account, openNaming(file.path, false));
  if (found === undefined)
    throw new AntiphonError(
      'not-found',
      `there is no account "${account}" in ${file.path}; name it by its identifier, its handle or its pseudonym`,
    );
  if (more.length === 0) return found;
  const { openNames } = await import('../../store/case-names.js');
  const naming = await openNames(file, { reveal: false });
  const names = [found, ...more].map(({ key }) => naming.account(key)).join(', ');
  throw new AntiphonError(
    'not-found',
    `${more.length + 1} accounts of ${file.path} have the handle "${account}": ${names}; name one of these`,
  );
}
