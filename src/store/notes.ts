import { AntiphonError } from '../errors.js';
import { type CaseFile, isoTime } from './case-file.js';

/** What a note is about; accounts by identity, of an edge the lower one first. */
export type NoteSubject =
  | { readonly kind: 'case' }
  | { readonly kind: 'finding'; readonly findingId: number }
  | { readonly kind: 'account'; readonly accountId: number }
  | { readonly kind: 'edge'; readonly accountId: number; readonly otherAccountId: number; readonly findingId: number | null };

/** A remark that somebody who works on the case has written down. */
export interface Note {
  readonly noteId: number;
  readonly subject: NoteSubject;
  readonly text: string;
  readonly createdAt: string;
  readonly changedAt: string;
}

interface NoteRow extends Omit<Note, 'subject'> {
  readonly subject: NoteSubject['kind'];
  readonly findingId: number | null;
  readonly accountId: number | null;
  readonly otherAccountId: number | null;
}

/** All notes, the oldest first. */
export async function listNotes(file: CaseFile): Promise<Note[]> {
  const rows = await file.rows<NoteRow>(
    `SELECT note_id AS "noteId", subject, finding_id AS "findingId", account_id AS "accountId", other_account_id AS "otherAccountId", text,
       ${isoTime('created_at')} AS "createdAt", ${isoTime('changed_at')} AS "changedAt" FROM note ORDER BY note_id`,
  );
  return rows.map(({ subject, findingId, accountId, otherAccountId, ...note }) => ({
    ...note,
    subject: { kind: subject, findingId, accountId, otherAccountId } as NoteSubject,
  }));
}

/** Writes a note down. */
export async function addNote(file: CaseFile, subject: NoteSubject, text: string): Promise<Note> {
  const { next } = await file.row<{ next: number }>(`SELECT coalesce(max(note_id) + 1, 1)::INTEGER AS next FROM note`);
  const ends = 'otherAccountId' in subject ? [subject.accountId, subject.otherAccountId].sort((a, b) => a - b) : [];
  await file.run(`INSERT INTO note VALUES (?, ?, ?, ?, ?, ?, current_timestamp::TIMESTAMP, current_timestamp::TIMESTAMP)`, [
    next,
    subject.kind,
    'findingId' in subject ? subject.findingId : null,
    ends[0] ?? ('accountId' in subject ? subject.accountId : null),
    ends[1] ?? null,
    text,
  ]);
  return noteById(file, next);
}

/**
 * Changes the text of a note.
 *
 * @throws AntiphonError `not-found`.
 */
export async function changeNote(file: CaseFile, noteId: number, text: string): Promise<Note> {
  await noteById(file, noteId);
  await file.run(`UPDATE note SET text = ?, changed_at = current_timestamp::TIMESTAMP WHERE note_id = ?`, [text, noteId]);
  return noteById(file, noteId);
}

/**
 * Removes a note.
 *
 * @throws AntiphonError `not-found`.
 */
export async function removeNote(file: CaseFile, noteId: number): Promise<void> {
  await noteById(file, noteId);
  await file.run(`DELETE FROM note WHERE note_id = ?`, [noteId]);
}

async function noteById(file: CaseFile, noteId: number): Promise<Note> {
  const note = (await listNotes(file)).find((candidate) => candidate.noteId === noteId);
  if (note === undefined) throw new AntiphonError('not-found', `there is no note ${noteId}`);
  return note;
}
