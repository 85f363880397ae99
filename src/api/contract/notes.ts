import Type, { type Static } from 'typebox';
import { exact, Identity, Instant, orNull } from './common.js';

/** What a note is about. */
export const NoteSubject = Type.Union([
  exact({ kind: Type.Literal('case') }),
  exact({ kind: Type.Literal('finding'), findingId: Identity }),
  exact({ kind: Type.Literal('account'), account: Type.String({ minLength: 1 }) }),
  exact({
    kind: Type.Literal('edge'),
    accountA: Type.String({ minLength: 1 }),
    accountB: Type.String({ minLength: 1 }),
    findingId: orNull(Identity),
  }),
]);
export type NoteSubject = Static<typeof NoteSubject>;

const text = Type.String({ minLength: 1, maxLength: 10_000 });
export const NewNote = exact({ subject: NoteSubject, text });
export type NewNote = Static<typeof NewNote>;
export const ChangedNote = exact({ text });
export const Note = exact({ noteId: Identity, subject: NoteSubject, text: Type.String(), createdAt: Instant, changedAt: Instant });
export type Note = Static<typeof Note>;
export const NoteList = exact({ notes: Type.Array(Note) });
