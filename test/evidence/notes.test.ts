import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shownNotes, subjectOf } from '../../src/evidence/views/notes.js';
import { writeReport } from '../../src/index.js';
import { openNames } from '../../src/store/case-names.js';
import { addNote, changeNote, listNotes, removeNote } from '../../src/store/notes.js';
import { caseOfText, quiet } from '../analyses/test-case.js';
import { scratchFolder } from '../scratch.js';

const TABLE = 'object_id,account_id,content_id,timestamp_share\no1,alice_private,p1,1\no1,bob_private,p2,2\n';

test('the report shows notes as they were written, escaped, and under pseudonyms', async () => {
  const file = await caseOfText(TABLE);
  const naming = await openNames(file, { reveal: false });
  const [accountA, accountB] = [naming.pseudonym('bob_private'), naming.pseudonym('alice_private')];
  const edge = { kind: 'edge' as const, accountA, accountB, findingId: null };
  await addNote(file, await subjectOf(file, naming, edge), 'Seen with @alice_private.\nSecond line <script>alert(1)</script>');
  await addNote(file, await subjectOf(file, naming, { kind: 'case' }), 'Of the whole.');
  const folder = scratchFolder();
  await writeReport(file, folder, { reveal: false, now: new Date(0) }, quiet);
  const text = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(text).toContain('Of the whole.');
  expect(text).toContain('Second line &lt;script&gt;alert(1)&lt;/script&gt;');
  expect(text).toContain(naming.pseudonym('bob_private'));
  expect(text).not.toMatch(/alice_private|bob_private|<script/);
});

test('a note is changed and removed, and one that is not there is said to be missing', async () => {
  const file = await caseOfText(TABLE);
  const naming = await openNames(file, { reveal: false });
  const note = await addNote(file, await subjectOf(file, naming, { kind: 'account', account: naming.pseudonym('alice_private') }), 'One.');
  await changeNote(file, note.noteId, 'Two.');
  expect(await shownNotes(file, naming, await listNotes(file))).toMatchObject([
    { text: 'Two.', subject: { kind: 'account', account: naming.pseudonym('alice_private') } },
  ]);
  await removeNote(file, note.noteId);
  expect(await listNotes(file)).toEqual([]);
  await expect(removeNote(file, note.noteId)).rejects.toThrow('there is no note 1');
});

test.each([
  [{ kind: 'account' as const, account: 'nobody' }, /there is no account called "nobody" here/],
  [{ kind: 'account' as const, account: 'alice_private' }, /there is no account called "alice_private" here/], // hidden: as if it were not there
  [{ kind: 'finding' as const, findingId: 7 }, /there is no finding 7/],
])('a note on what is not there is refused: %o', async (subject, message) => {
  const file = await caseOfText(TABLE);
  await expect(subjectOf(file, await openNames(file, { reveal: false }), subject)).rejects.toThrow(message);
});
