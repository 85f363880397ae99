import { shownNotes, subjectOf } from '../../evidence/views/notes.js';
import { addNote, changeNote, listNotes, removeNote } from '../../store/notes.js';
import { Done, exact, Identity } from '../contract/common.js';
import { ChangedNote, NewNote, Note, NoteList } from '../contract/notes.js';
import { operation } from '../operation.js';

const NotePath = exact({ note: Identity });

export const NOTE_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/notes',
    summary: 'All notes, the oldest first',
    response: NoteList,
    writes: false,
    handle: ({ services, signal }) =>
      services.readers.use(async (file) => ({ notes: await shownNotes(file, await services.naming(file), await listNotes(file)) }), signal),
  }),
  operation({
    method: 'POST',
    path: '/api/notes',
    summary: 'Write a note on the case, a finding, an account or an edge; the report will show it',
    body: NewNote,
    response: Note,
    status: 201,
    writes: true,
    handle: ({ services, body }) =>
      services.writing(async (file) => {
        const naming = await services.naming(file);
        const note = await addNote(file, await subjectOf(file, naming, body.subject), body.text);
        return (await shownNotes(file, naming, [note]))[0];
      }),
  }),
  operation({
    method: 'PUT',
    path: '/api/notes/:note',
    summary: 'Change the text of a note',
    params: NotePath,
    body: ChangedNote,
    response: Note,
    writes: true,
    handle: ({ services, params, body }) =>
      services.writing(async (file) => {
        const note = await changeNote(file, params.note, body.text);
        return (await shownNotes(file, await services.naming(file), [note]))[0];
      }),
  }),
  operation({
    method: 'DELETE',
    path: '/api/notes/:note',
    summary: 'Remove a note',
    params: NotePath,
    response: Done,
    writes: true,
    handle: async ({ services, params }) => {
      await services.writing((file) => removeNote(file, params.note));
      return { done: true };
    },
  }),
];
