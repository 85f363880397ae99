import { AntiphonError } from '../../errors.js';
import type { CaseFile } from '../../store/case-file.js';
import { shownTexts } from '../../store/case-names.js';
import { findingById } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import type { Note, NoteSubject } from '../../store/notes.js';
import { CaseReads } from '../../store/reads.js';
import { numberOfShown } from '../edge.js';

/** What a note is about, with accounts as they are shown: by name or pseudonym. */
export type ShownSubject =
  | { readonly kind: 'case' }
  | { readonly kind: 'finding'; readonly findingId: number }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'edge'; readonly accountA: string; readonly accountB: string; readonly findingId: number | null };

export interface ShownNote extends Omit<Note, 'subject'> {
  readonly subject: ShownSubject;
}

/** Notes as they may be shown: without names of private accounts, be they typed by whoever wrote the note. */
export async function shownNotes(file: CaseFile, naming: Naming, notes: readonly Note[]): Promise<ShownNote[]> {
  const reads = new CaseReads(file);
  const [numbers, keys] = [await reads.accountNumbers(), await reads.accountKeys()];
  const nameOf = (accountId: number): string => naming.account(keys[numbers[accountId] as number] as string);
  const texts = await shownTexts(
    file,
    naming,
    notes.map(({ text }) => text),
  );
  return notes.map((note, index) => ({ ...note, subject: shownSubject(note.subject, nameOf), text: texts[index] as string }));
}

function shownSubject(subject: NoteSubject, nameOf: (accountId: number) => string): ShownSubject {
  if (subject.kind === 'case') return { kind: 'case' };
  if (subject.kind === 'finding') return { kind: 'finding', findingId: subject.findingId };
  if (subject.kind === 'account') return { kind: 'account', account: nameOf(subject.accountId) };
  // Which of the two is the lower identity says something of their identifiers.
  const [accountA, accountB] = [nameOf(subject.accountId), nameOf(subject.otherAccountId)].sort() as [string, string];
  return { kind: 'edge', accountA, accountB, findingId: subject.findingId };
}

/**
 * What a note shall be about, by identities; accounts by the names that are shown of them.
 *
 * @throws AntiphonError `not-found`: no such account or finding; `usage`: an edge of an account with itself.
 */
export async function subjectOf(file: CaseFile, naming: Naming, shown: ShownSubject): Promise<NoteSubject> {
  const reads = new CaseReads(file);
  const idOf = async (account: string): Promise<number> =>
    (await reads.accountIds())[await numberOfShown(file, reads, naming, account)] as number;
  if (shown.kind === 'finding' || (shown.kind === 'edge' && shown.findingId !== null)) await findingById(file, shown.findingId as number);
  if (shown.kind === 'account') return { kind: 'account', accountId: await idOf(shown.account) };
  if (shown.kind !== 'edge') return shown;
  const [accountId, otherAccountId] = [await idOf(shown.accountA), await idOf(shown.accountB)];
  if (accountId === otherAccountId) throw new AntiphonError('usage', `an edge needs two different accounts, got ${shown.accountA} twice`);
  return { kind: 'edge', accountId, otherAccountId, findingId: shown.findingId };
}
