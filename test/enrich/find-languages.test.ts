import { expect, test } from 'vitest';
import { findLanguages } from '../../src/enrich/find-languages.js';
import type { CaseFile } from '../../src/store/case-file.js';
import { CaseReads } from '../../src/store/reads.js';
import { caseOfText, quiet } from '../analyses/test-case.js';
import { importInto } from '../sources/imported-case.js';

const HEADER =
  'external_author_id,author,content,region,language,publish_date,harvested_date,following,followers,updates,post_type,account_type,retweet,account_category';
const row = (text: string, language: string, minute: number): string =>
  `1,alice,${text},Unknown,${language},9/13/2016 11:${String(minute).padStart(2, '0')},9/13/2016 12:00,1,1,1,,Right,0,RightTroll`;

const ENGLISH = 'The minister said on Tuesday that the talks would go on until the end';
const GERMAN = 'Der Minister sagte am Dienstag dass die Gespräche bis zum Ende weitergehen';
const TABLE = [
  HEADER,
  row(ENGLISH, '', 1),
  row(ENGLISH, '', 2),
  row('https://t.co/AbCdEf 2016 😂', '', 3),
  row(GERMAN, 'English', 4),
  row(GERMAN, 'LANGUAGE UNDEFINED', 5),
  row('ok', '', 6),
].join('\n');

interface Row {
  readonly text: string;
  readonly stated: string | null;
  readonly language: string | null;
  readonly confidence: number | null;
  readonly method: string;
}

const rowsOf = (file: CaseFile): Promise<Row[]> =>
  file.rows<Row>(
    `SELECT post.text, post.language AS stated, found.language, found.confidence, found.method
     FROM post_language found JOIN post USING (post_id) ORDER BY post.post_id`,
  );

test('posts whose source states no language get one, with its confidence and method; others and their texts are left alone', async () => {
  const file = await caseOfText(TABLE);
  const before = await file.rows('SELECT post_id, text, language FROM post ORDER BY post_id');
  const found = await findLanguages(file, {}, quiet);
  expect(found).toMatchObject({
    postCount: 6,
    textCount: 6,
    statedCount: 1,
    wantedCount: 5,
    wantedTextCount: 4,
    level: 0.5,
    agreement: null,
  });
  const rows = await rowsOf(file);
  expect(rows.map(({ language }) => language)).toEqual(['en', 'en', null, 'de', null]);
  expect(rows.map(({ method }) => method)).toEqual([
    'eld 2.1.0 large, rules 1, level 0.5',
    'eld 2.1.0 large, rules 1, level 0.5',
    'script, rules 1, level 0.5',
    'eld 2.1.0 large, rules 1, level 0.5',
    'eld 2.1.0 large, rules 1, level 0.5',
  ]);
  expect(rows[0]?.confidence).toBeGreaterThan(0.9);
  expect(rows[2]?.confidence).toBeNull();
  expect(rows[4]?.confidence).toBeLessThan(0.5);
  expect(await file.rows('SELECT post_id, text, language FROM post ORDER BY post_id')).toEqual(before);
  expect(found.languages).toEqual([
    { language: null, saidBy: null, postCount: 2 },
    { language: 'en', saidBy: 'text', postCount: 2 },
    { language: 'de', saidBy: 'text', postCount: 1 },
    { language: 'en', saidBy: 'source', postCount: 1 },
  ]);
});

test('a second time finds only what is new; another level finds all anew; --all compares beside the source', async () => {
  const file = await caseOfText(TABLE);
  await findLanguages(file, {}, quiet);
  const first = await rowsOf(file);
  expect(await findLanguages(file, {}, quiet)).toMatchObject({ wantedCount: 0 });
  await importInto(file, [HEADER, row('Le ministre a dit mardi que les discussions continueraient', '', 7)].join('\n'), 'more.csv');
  expect(await findLanguages(file, {}, quiet)).toMatchObject({ wantedCount: 1 });
  expect((await rowsOf(file)).slice(0, first.length)).toEqual(first);
  expect(await findLanguages(file, { level: 1 }, quiet)).toMatchObject({ wantedCount: 6 });
  expect((await rowsOf(file)).every(({ language, method }) => language === null && method.endsWith('level 1'))).toBe(true);
  const compared = await findLanguages(file, { all: true }, quiet);
  expect(compared.agreement).toEqual([{ stated: 'en', found: 'de', postCount: 1 }]);
  expect(await rowsOf(file)).toHaveLength(7);
  const { languages, language, isStated } = await new CaseReads(file).postLanguages();
  expect([...language].map((index) => languages[index] ?? null)).toEqual(['en', 'en', null, 'en', 'de', null, 'fr']);
  expect([...isStated]).toEqual([0, 0, 0, 1, 0, 0, 0]);
});

test('an interrupt leaves the case as it was, and a case without texts is refused', async () => {
  const file = await caseOfText(TABLE);
  const stopped = new AbortController();
  stopped.abort(new Error('stopped'));
  await expect(findLanguages(file, {}, { ...quiet, signal: stopped.signal })).rejects.toThrow('stopped');
  expect(await rowsOf(file)).toEqual([]);
  const textless = await caseOfText('object_id,account_id,content_id,timestamp_share\no,a,1,1\no,b,2,2\n');
  await expect(findLanguages(textless, {}, quiet)).rejects.toThrow(/no post of the case has a text/);
  await expect(findLanguages(file, { level: 2 }, quiet)).rejects.toThrow('level must be from 0 to 1, got 2');
});
