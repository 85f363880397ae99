import { describe, expect, test } from 'vitest';
import { CaseReads, importFiles } from '../../src/index.js';
import { checkRegistry } from '../../src/registry/check-registry.js';
import type { CaseFile } from '../../src/store/case-file.js';
import {
  accountsCalled,
  markPublic,
  publicAccounts,
  publicMarks,
  publicNames,
  registryRevision,
  unmarkPublic,
  voiceAccounts,
  voices,
  voicesOf,
} from '../../src/store/registry.js';
import { importText, registryLines } from '../registry/registry-case.js';
import { scratchFile } from '../scratch.js';
import { importInto, NOW, newCase, still } from '../sources/imported-case.js';

const MAPPING = 'account: user\nhandle: name\npost: id\npostedAt: { column: at }\nobservedAt: { column: seen }\n';

/** Imports posts `user,name,at,seen`, one a line; of Twitter, or of the platform that is given, '' for none that is known. */
async function importPosts(file: CaseFile, lines: readonly string[], platform = 'twitter', name = 'posts'): Promise<void> {
  const text = `id,user,name,at,seen\n${lines.map((line, index) => `${name}${index},${line}`).join('\n')}\n`;
  const mapping = scratchFile(`${MAPPING}${platform === '' ? '' : `platform: ${platform}\n`}`, 'mapping.yaml');
  await importFiles(file, [scratchFile(text, `${name}.csv`)], { mapping }, still);
}

/** Each entry with the account that it found: `handle → key (by)`. */
async function matches(file: CaseFile): Promise<string[]> {
  const found = new Map((await voiceAccounts(file)).map(({ voiceId, accountKey, matchedBy }) => [voiceId, `${accountKey} (${matchedBy})`]));
  return (await voices(file)).map((voice) => `${voice.handle ?? voice.accountKey} → ${found.get(voice.voiceId) ?? 'none'}`);
}

async function kinds(file: CaseFile): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of await checkRegistry(file)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe('matching entries with accounts', () => {
  test('by identifier first, then by handle in any case; redone when posts come', async () => {
    const file = await newCase();
    const registry = registryLines('A,R,embassy,twitter,New,1,,,l', 'B,R,embassy,twitter,bee,,,,l', 'C,R,embassy,twitter,,99,,,l');
    expect((await importText(file, registry)).matches).toMatchObject({ voiceCount: 3, matchedCount: 0 });
    await importPosts(file, ['1,old,2020-01-01,2020-01-01', '2,Bee,2020-01-01,2020-01-01', '3,cee,2020-01-01,2020-01-01']);
    expect(await matches(file)).toEqual(['New → 1 (id)', 'bee → 2 (handle)', '99 → none']);
    expect(await kinds(file)).toEqual({ 'not in the case': 1, 'changed handle': 1 });
    expect((await voicesOf(file, 1)).map((voice) => voice.actor)).toEqual(['B']);
  });

  test('a handle that passed from one account to another belongs to each in its time', async () => {
    const file = await newCase();
    await importPosts(file, [
      '1,envoy,2019-02-01,2019-02-01',
      '1,envoy,2019-11-01,2019-11-01',
      '1,retired,2020-03-01,2020-03-01',
      '2,envoy,2021-02-01,2021-02-01',
      '2,envoy,2021-03-01,2021-03-01',
    ]);
    await importText(
      file,
      registryLines(
        'A,R,ambassador,twitter,envoy,,2019-03,2019-12,l',
        'B,R,ambassador,twitter,envoy,,2021,,l',
        'C,R,ambassador,twitter,envoy,,2010,2011,l',
        'D,R,ambassador,twitter,envoy,,,,l',
      ),
    );
    // A is between two sightings of one handle; D says no time, and two bore it.
    expect(await matches(file)).toEqual(['envoy → 1 (handle)', 'envoy → 2 (handle)', 'envoy → none', 'envoy → none']);
    expect(await kinds(file)).toMatchObject({ ambiguous: 1, 'outside dates': 1, 'changed handle': 1 });
    expect([...(await publicAccounts(file))]).toEqual([0, 1]);
  });

  test('two accounts of one handle at once are ambiguous, and so is one without a date where another bore it', async () => {
    const file = await newCase();
    await importPosts(file, [
      '1,twin,2020-01-01,2020-01-01',
      '2,Twin,2020-01-01,2020-02-01',
      '3,lone,2020-01-01,',
      '4,lone,2015-01-01,2015-01-01',
    ]);
    const result = await importText(file, registryLines('A,R,embassy,twitter,twin,,2020,2020,l', 'B,R,embassy,twitter,lone,,2020,2020,l'));
    expect(result.matches).toMatchObject({ matchedCount: 0, ambiguousCount: 2 });
    expect(await publicAccounts(file)).toEqual(new Set());
    // Who bears the handle is said only to the holder of the key.
    expect((await checkRegistry(file)).map(({ message }) => message)).toEqual([
      'twitter @twin (A), 2020-01-01 to 2020-12-31: 2 accounts of the case',
      'twitter @lone (B), 2020-01-01 to 2020-12-31: 2 accounts of the case',
    ]);
    expect((await checkRegistry(file, true)).map(({ message }) => message.split(': ')[1])).toEqual(['1, 2', '3, 4']);
  });

  test('a handle without a date holds for the posts of the account alone', async () => {
    const file = await newCase();
    await importPosts(file, ['1,office,2022-05-01,', '1,office,2023-05-01,']);
    await importText(file, registryLines('A,R,official,twitter,office,,2018,2019,l', 'B,R,official,twitter,OFFICE,,2023,,l'));
    expect(await matches(file)).toEqual(['office → none', 'OFFICE → 1 (handle)']);
  });

  test('another identifier of the same kind is another account; an account known by its handle is not', async () => {
    const file = await newCase();
    await importPosts(file, ['555,office,2020-01-01,2020-01-01', 'press,,2020-01-01,']);
    await importText(file, registryLines('A,R,official,twitter,office,444,,,l', 'B,R,official,twitter,Press,777,,,l'));
    expect(await matches(file)).toEqual(['office → none', 'Press → press (handle)']);
    expect(await kinds(file)).toEqual({ 'another id': 1 });
  });

  test('platforms are kept apart; one that is not known fits any, and the match says so', async () => {
    const file = await newCase();
    await importPosts(file, ['1,office,2020-01-01,'], 'X');
    await importPosts(file, ['2,press,2020-01-01,'], '', 'other');
    await importText(
      file,
      registryLines('A,R,official,telegram,office,,,,l', 'A,R,official,twitter,office,,,,l', 'B,R,official,telegram,press,,,,l'),
    );
    expect(await matches(file)).toEqual(['office → none', 'office → 1 (handle)', 'press → 2 (handle, platform not known)']);
    expect(await kinds(file)).toEqual({ 'another platform': 1, 'platform not known': 1 });
  });

  test('formats know their platform; an account of two platforms is a contradiction', async () => {
    const file = await newCase();
    await importPosts(file, ['1,office,2020-01-01,', '2,press,2020-01-01,'], '');
    await importPosts(file, ['1,office,2020-01-02,'], 'twitter', 'second');
    await importPosts(file, ['1,office,2020-01-03,', '2,press,2020-01-03,'], 'weibo', 'third');
    expect(await file.rows(`SELECT key, platform FROM account ORDER BY key`)).toEqual([
      { key: '1', platform: 'twitter' },
      { key: '2', platform: 'weibo' },
    ]);
    expect(await file.rows(`SELECT entity_id AS id, kept, stated FROM conflict WHERE field = 'platform'`)).toEqual([
      { id: 0, kept: 'twitter', stated: 'weibo' },
    ]);
    await importInto(file, 'userid,user_display_name,user_screen_name,account_creation_date\n9,Nine,nine,2020-01-01\n', 'users.csv');
    expect(await file.rows(`SELECT platform FROM account WHERE key = '9'`)).toEqual([{ platform: 'twitter' }]);
    await expect(importPosts(file, ['1,a,2020-01-01,'], 'friendface', 'fourth')).rejects.toThrow(/platform "friendface" is not known/);
  });
});

describe('checking', () => {
  test('finds what entries say of each other', async () => {
    const file = await newCase();
    const header = 'actor,polity,parent,role,platform,handle,valid_from,valid_to,attributed_by\n';
    await importText(
      file,
      `${header}A,R,Ministry,ambassador,twitter,a,2018,2019,l\nA,R,,ambassador,twitter,a,2019-06,2020,l\nA,R,,ambassador,twitter,b,2021-03,,l\nB,R,,ambassador,twitter,a,2019,,l\nC,R,,official,twitter,c,,,l\nD,R,,official,twitter,c,,,l\nA,R,,ambassador,twitter,b2,2022,,l\n`,
    );
    const issues = (await checkRegistry(file)).filter(({ kind }) => kind !== 'not in the case');
    expect(issues.map(({ kind, message }) => `${kind}: ${message}`)).toEqual(
      [
        'duplicate: twitter @a (A), 2018-01-01 to 2019-12-31 and 2019-06-01 to 2020-12-31',
        'two actors: twitter @a: A; B',
        'two actors: twitter @c: C; D',
        'office overlap: twitter @b (A), since 2021-03-01 and twitter @b2 (A), since 2022-01-01',
        'gap: A on twitter: 59 days between 2020-12-31 and 2021-03-01',
        'missing parent: Ministry: parent of 3 entries',
      ].map((text) => text.replace('3 entries', '4 entries')),
    );
  });

  test('an empty registry and one without faults have nothing to say', async () => {
    const file = await newCase();
    expect(await checkRegistry(file)).toEqual([]);
    expect(await publicAccounts(file)).toEqual(new Set());
    await importPosts(file, ['1,a,2020-01-01,2020-01-01']);
    await importText(file, registryLines('A,R,embassy,twitter,a,1,2019,2021,l'));
    expect(await checkRegistry(file)).toEqual([]);
  });
});

test('a registry is no data of the analyses: findings stay those of the same data', async () => {
  const file = await newCase();
  await importPosts(file, ['1,a,2020-01-01,']);
  const before = await new CaseReads(file).fingerprint();
  await importText(file, registryLines('A,R,embassy,twitter,a,,,,l'));
  expect(await new CaseReads(file).fingerprint()).toBe(before);
});

describe('accounts that may be named', () => {
  test('are those registered for a time in which the case saw them, and those that are marked', async () => {
    const file = await newCase();
    await importPosts(file, ['1,in,2020-05-01,', '2,out,2022-05-01,', '3,marked,2022-05-01,', '4,private,2022-05-01,']);
    await importText(file, registryLines('A,R,leader,twitter,in,1,2020,2021,l', 'B,R,leader,twitter,out,2,2020,2021,l'));
    expect([...(await publicAccounts(file))]).toEqual([0]);
    const before = await registryRevision(file);
    await markPublic(file, 2, ' party newspaper ', NOW);
    expect(await publicMarks(file)).toEqual([
      { accountId: 2, accountKey: '3', handle: 'marked', reason: 'party newspaper', markedAt: '2024-06-01T00:00:00.000000Z' },
    ]);
    expect(await publicNames(file)).toEqual(
      new Map([
        [0, { accountId: 0, accountKey: '1', handle: 'in', actors: ['A'] }],
        [2, { accountId: 2, accountKey: '3', handle: 'marked', actors: [] }],
      ]),
    );
    expect(await registryRevision(file)).not.toBe(before);
    await expect(markPublic(file, 2, ' ', NOW)).rejects.toThrow(/needs a reason/);
    expect([await unmarkPublic(file, 2), await unmarkPublic(file, 2)]).toEqual([true, false]);
    expect(await registryRevision(file)).toBe(before);
    expect((await accountsCalled(file, '@Marked')).map(({ key }) => key)).toEqual(['3']);
    expect((await accountsCalled(file, '4')).map(({ handle }) => handle)).toEqual(['private']);
    expect((await accountsCalled(file, 'acct-4', { account: (key) => `acct-${key}` })).map(({ key }) => key)).toEqual(['4']);
  });
});
