import { expect, test } from 'vitest';
import type { CaseQuality, SourceQuality } from '../../src/evidence/quality/quality-model.js';
import { caseLines, oddities, qualityLines, rowsText } from '../../src/evidence/quality/quality-text.js';
import { readQuality } from '../../src/evidence/quality/read-quality.js';
import type { CaseFile } from '../../src/index.js';
import { openNaming } from '../../src/store/naming.js';
import { caseOfTexts, plain, reportOf } from './report-case.js';

const HEAD = 'account_id,content_id,object_id,timestamp_share';
const START = 1_600_000_000;

function qualityOf(file: CaseFile, reveal = false): Promise<CaseQuality> {
  return readQuality(file, openNaming(file.path, reveal), reveal, () => undefined);
}

async function onlySource(file: CaseFile, reveal = false): Promise<SourceQuality> {
  const { sources } = await qualityOf(file, reveal);
  expect(sources).toHaveLength(1);
  return sources[0] as SourceQuality;
}

const textOf = (quality: SourceQuality): string =>
  qualityLines(quality)
    .map(({ topic, text }) => `${topic}: ${text}`)
    .join('\n');

test('many bad times are one reason with lines, and neither values nor rows show without --reveal', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `secretive,p${i},o${i},${i < 30 ? `never${i}` : START + i}`);
  const file = await caseOfTexts({ 'shares.csv': `${HEAD}\n${rows.join('\n')}\n` });
  const quality = await onlySource(file);
  expect(quality.setAside).toEqual([
    {
      reason: 'timestamp_share "…" is not a number of seconds since 1970',
      rowCount: 30,
      examples: [2, 3, 4].map((line) => ({ line, reason: null, raw: null })),
    },
  ]);
  expect(rowsText(quality)).toMatch(/^40 rows = 10 kept \+ 30 set aside/);
  expect(oddities(quality)).toContain('rows set aside');
  expect(JSON.stringify(quality)).not.toMatch(/never\d|secretive/);
  const revealed = await qualityOf(file, true);
  expect(revealed.sources[0]?.setAside[0]?.examples[0]).toEqual({
    line: 2,
    reason: 'timestamp_share "never0" is not a number of seconds since 1970',
    raw: 'secretive,p0,o0,never0',
  });
});

test('what an older version did not record is said, not counted as none', async () => {
  const file = await caseOfTexts({ 'shares.csv': `${HEAD}\na,p1,o,${START}\n` });
  await file.run(`UPDATE source SET repeated_count = NULL, known_count = NULL`);
  await file.run(`DELETE FROM source_column`);
  const quality = await onlySource(file);
  expect(quality.columns).toBeNull();
  expect(textOf(quality)).toMatch(/repeats: rows that repeat a post: not recorded by the version that imported it/);
  expect(textOf(quality)).toMatch(/columns: blank, constant and unused ones: not recorded by the version that imported it/);
});

test('columns, lost digits and contradictions are told; accounts under pseudonyms, texts not at all', async () => {
  const file = await caseOfTexts({ 'shares.csv': `${HEAD}\na,p1,o,${START}\nb,p2,o,${START + 5}\n` });
  await file.run(`DELETE FROM source_column`);
  await file.run(`INSERT INTO source_column VALUES (0, 1, 'id', true, 0, NULL, 200, 200), (0, 2, 'user', true, 0, NULL, 200, 3),
    (0, 3, 'empty', false, 2, NULL, 0, 0), (0, 4, 'flag', false, 0, 'FALSE', 0, 0), (0, 5, 'owner', true, 0, 'jane_doe_77', 0, 0)`);
  await file.run(`INSERT INTO conflict VALUES ('post', 0, 'text', 'good morning', 'good night', 0, 2),
    ('post', 0, 'posted_at', '2020-01-01T00:00:00Z', '2020-01-02T00:00:00Z', 0, 2), ('post', 1, 'account', 'b', 'carol', 0, 2)`);
  const text = textOf(await onlySource(file));
  expect(text).toMatch(/lost digits: column id: 200 of 200 numbers/);
  expect(text).toMatch(/long numbers: column user: 3 of 200 .* no sign that digits were lost/);
  expect(text).toMatch(/5 columns; not taken: flag\n/);
  expect(text).toMatch(/blank throughout: empty\n/);
  expect(text).toMatch(/one value throughout: flag = FALSE, owner \(value shown with --reveal\)/);
  expect(text).toMatch(/posted_at of 1 post .* post-[a-z2-7]{13}: kept 2020-01-01T00:00:00Z, row 2 says 2020-01-02T00:00:00Z/);
  expect(text).toMatch(/account of 1 post .*kept acct-[a-z2-7]{13}, row 2 says acct-[a-z2-7]{13}/);
  expect(text).not.toMatch(/good|carol|jane/);
  expect(textOf(await onlySource(file, true))).toMatch(/kept good morning, row 2 says good night/);
});

test('a gap of days, all times on the minute and one stray post are found', async () => {
  const days = Array.from({ length: 40 }, (_, day) => day).filter((day) => day < 20 || day >= 23);
  const rows = days.flatMap((day) =>
    Array.from({ length: 30 }, (_, i) => `a${i},p${day}-${i},o${i},${START - (START % 86_400) + day * 86_400 + i * 2400 + 60 * (day % 7)}`),
  );
  const file = await caseOfTexts({ 'shares.csv': `${HEAD}\na0,old,o0,999999960\n${rows.join('\n')}\n` });
  const quality = await onlySource(file);
  expect(quality.coverage).toMatchObject({ bin: 'day', outsideCount: 1, gaps: [{ from: 20, length: 3 }] });
  expect(textOf(quality)).toMatch(/time precision: all 1,111 posts that are stated to the second stand at second 00/);
  expect(oddities(quality)).toEqual(expect.arrayContaining(['gaps', 'stray times', 'time precision']));
});

test('sources of one case are told apart and together; an empty case has none', async () => {
  const file = await caseOfTexts({
    'one.csv': `${HEAD}\na,p1,o,${START}\nb,p2,o,${START + 1}\n`,
    'two.csv': `${HEAD}\na,p1,o,${START}\nc,p3,o,${START + 9}\n`,
  });
  const quality = await qualityOf(file);
  expect(quality.sources.map(({ postCount }) => postCount)).toEqual([2, 1]);
  expect(quality.overlaps).toEqual([{ firstSourceId: 0, laterSourceId: 1, postCount: 1 }]);
  expect(caseLines(quality)[0]).toBe('2 sources, 3 posts. Each post counts with the source that brought it first.');
  expect((await qualityOf(await caseOfTexts({}))).sources).toEqual([]);
});

test('the report shows each file with its picture, and hostile names do no harm', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `a${i % 7},p${i},o${i % 3},${START + i * 43_200}`);
  const file = await caseOfTexts({ '<img src=x onerror=y>.csv': `${HEAD}\n${rows.join('\n')}\n` });
  await file.run(`INSERT INTO source_column VALUES (0, 9, '</td><script>x</script>', false, 0, '"><svg onload=z>', 0, 0)`);
  const { document, tables } = await reportOf(file);
  expect(plain(document.querySelector('h3'))).toContain('Quality of <img src=x onerror=y>.csv');
  expect(plain(document.querySelector('main'))).toContain('not taken: </td><script>x</script>');
  expect(tables['coverage.csv']?.split('\n')[1]).toMatch(/^<img src=x onerror=y>\.csv,day,2020-09-13T00:00:00Z,1$/);
});

test('answers that a platform states stand beside those that the case holds', async () => {
  const head = 'id,replyCount,likeCount,publishedAt,authorName,text,authorChannelId,isReply';
  const rows = [
    'c1,5,0,2021-03-01T10:00:00Z,Ann,one,u1,0',
    'c1.a,0,0,2021-03-01T10:01:00Z,Ben,two,u2,1',
    'c1.b,0,0,2021-03-01T10:02:00Z,Cyd,three,u3,1',
  ];
  const file = await caseOfTexts({ 'comments.csv': `${head}\n${rows.join('\n')}\n` });
  const quality = await onlySource(file);
  expect(quality.answers).toEqual({ postCount: 3, statedCount: 5, heldCount: 2 });
  expect(textOf(quality)).toContain('answers: the platform states 5 answers to 3 posts of this file; the case holds 2 ');
});

test('without an answer to a post there is no line of answers', async () => {
  const file = await caseOfTexts({ 'shares.csv': `${HEAD}\na,p1,o,${START}\n` });
  expect((await onlySource(file)).answers).toBeNull();
});
