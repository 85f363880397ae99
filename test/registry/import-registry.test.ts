import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMN_NAMES, type RawEntry } from '../../src/registry/entry.js';
import { exportRegistry } from '../../src/registry/export-registry.js';
import { importRegistry } from '../../src/registry/import-registry.js';
import { removeEntries } from '../../src/registry/remove-entries.js';
import { registryRevision } from '../../src/store/registry.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { newCase, rejectsOf, still } from '../sources/imported-case.js';
import { importText, registryLines, registryOf } from './registry-case.js';

const csv = (entries: readonly RawEntry[]): string => {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return [COLUMN_NAMES.join(','), ...entries.map((entry) => COLUMN_NAMES.map((name) => cell(entry[name] ?? '')).join(','))].join('\n');
};

describe('importing', () => {
  test('keeps what is an entry, sets the rest aside with line and reason; kept + set aside = rows', async () => {
    const file = await newCase();
    const result = await importText(
      file,
      registryLines(
        'A,Ruritania,embassy,twitter,a,,,,list',
        'B,Ruritania,embassy,twitter,b,,,,',
        'A,Ruritania,embassy,X,@A,,,,list',
        'C,Ruritania,embassy',
        'D,Ruritania,Spox,twitter,d,,,,list',
      ),
    );
    expect(result).toMatchObject({ rowCount: 5, entryRowCount: 2, rejectedCount: 3, entryCount: 2, addedCount: 2, changedCount: 0 });
    expect((await rejectsOf(file)).map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '3 attributed_by is blank: an attribution needs the published source that makes it',
      '4 repeats an entry of the same actor, account and valid_from, and says otherwise',
      '5 3 fields where the header has 9',
    ]);
    expect(await file.rows(`SELECT format, record_count, kept_count, rejected_count FROM source`)).toEqual([
      { format: 'registry', record_count: 5, kept_count: 2, rejected_count: 3 },
    ]);
  });

  test('the same file twice changes nothing; a changed one says what changed', async () => {
    const file = await newCase();
    const first = registryLines('A,Ruritania,embassy,twitter,a,,2020,,list', 'B,Ruritania,embassy,twitter,b,,,,list');
    await importText(file, first);
    const revision = await registryRevision(file);
    expect(await importText(file, first)).toMatchObject({ alreadyImported: true, addedCount: 0, unchangedCount: 2 });
    expect(await registryRevision(file)).toBe(revision);
    const second = registryLines(
      'A,Ruritania,ambassador,twitter,A,77,2020,2021,list',
      'B,Ruritania,embassy,twitter,b,,,,list',
      'C,Ruritania,embassy,twitter,c,,,,list',
    );
    const result = await importText(file, second);
    expect(result).toMatchObject({ addedCount: 1, changedCount: 1, unchangedCount: 1, alreadyImported: false });
    expect(result.changed[0]).toEqual({
      line: 2,
      actor: 'A',
      platform: 'twitter',
      account: 'A',
      changes: [
        { column: 'role', from: 'embassy', to: 'ambassador' },
        { column: 'handle', from: 'a', to: 'A' },
        { column: 'id', from: null, to: '77' },
        { column: 'valid_to', from: null, to: '2021-12-31' },
      ],
    });
    expect(await registryOf(file)).toHaveLength(3);
    expect(await registryRevision(file)).not.toBe(revision);
  });

  test('parents: unknown ones are kept and named, circles are set aside or refused', async () => {
    const file = await newCase();
    const header = 'actor,polity,parent,role,platform,handle,attributed_by\n';
    const result = await importText(
      file,
      `${header}A,R,B,embassy,twitter,a,l\nB,R,C,ministry,twitter,b,l\nC,R,B,ministry,twitter,c,l\nD,R,E,embassy,twitter,d,l\n`,
    );
    expect(result).toMatchObject({ entryCount: 2, rejectedCount: 2, missingParents: ['B', 'E'] });
    expect(result.setAside.map(({ what }) => what)).toEqual([
      'parent "C" makes the actor "B" its own ancestor',
      'parent "B" makes the actor "C" its own ancestor',
    ]);
    await expect(importText(file, `${header}E,R,D,ministry,twitter,e,l\n`)).rejects.toThrow(/its own ancestor \(nothing was imported\)$/);
    expect(await registryOf(file)).toHaveLength(2);
  });

  test('nothing at all is an error, and leaves the case as it was', async () => {
    const file = await newCase();
    await expect(importText(file, registryLines('A,R,embassy,twitter,a,,,,'))).rejects.toThrow(
      /its only row was set aside.*line 2: attributed_by is blank/,
    );
    await expect(importText(file, registryLines())).rejects.toThrow(/holds no rows; nothing was imported$/);
    await expect(importText(file, 'a,b\n1,2\n')).rejects.toThrow(
      /is no registry file: the column actor, polity, role, platform is missing/,
    );
    await expect(importText(file, registryLines('A,R,embassy,twitter,a,,,,l'), { mapping: 'nothing' })).rejects.toThrow(
      /there is no mapping "nothing"/,
    );
    await expect(importRegistry(file, '/nowhere/at/all.csv', {}, still)).rejects.toThrow(/does not exist/);
    expect(await file.rows(`SELECT 1 FROM source UNION ALL SELECT 1 FROM voice`)).toEqual([]);
  });

  test('bytes that are not text are never taken for a name', async () => {
    const file = await newCase();
    const path = scratchFile(
      Buffer.concat([
        Buffer.from(registryLines('A,R,embassy,twitter,a,,,,l')),
        Buffer.from([0x42, 0xe9]),
        Buffer.from(',R,embassy,twitter,b,,,,l\n'),
      ]),
    );
    const result = await importRegistry(file, path, {}, still);
    expect(result.setAside[0]?.what).toBe('actor holds bytes that are not text; name the encoding of the file with --encoding');
    expect(result).toMatchObject({ entryCount: 1 });
    expect(await importRegistry(file, path, { encoding: 'latin1' }, still)).toMatchObject({
      entryCount: 2,
      addedCount: 1,
      rejectedCount: 0,
    });
    expect((await registryOf(file))[1]).toContain('"Bé"');
  });

  test('YAML and JSON say the same as CSV', async () => {
    const entry = {
      actor: 'A',
      polity: 'Ruritania',
      role: 'embassy',
      platform: 'twitter',
      id: '1234567890123456789',
      valid_from: '2020-01-01',
      attributed_by: 'list',
    };
    const yaml = `# published\nentries:\n  - actor: A\n    polity: Ruritania\n    role: embassy\n    platform: twitter\n    id: 1234567890123456789\n    valid_from: 2020-01-01\n    attributed_by: list\n    note:\n`;
    const written = [];
    for (const [text, name] of [
      [csv([entry]), 'r.csv'],
      [yaml, 'r.yaml'],
      [JSON.stringify([entry]), 'r.json'],
    ] as const) {
      const file = await newCase();
      await importText(file, text, {}, name);
      written.push(await registryOf(file));
    }
    expect(written).toEqual([
      [
        JSON.stringify({
          actor: 'A',
          polity: 'Ruritania',
          role: 'embassy',
          platform: 'twitter',
          id: '1234567890123456789',
          valid_from: '2020-01-01',
          dates_mean: 'office',
          attributed_by: 'list',
        }),
      ],
      written[0],
      written[0],
    ]);
    const file = await newCase();
    const bad = await importText(
      file,
      `- actor: A\n  polity: R\n  role: embassy\n  platform: twitter\n  handle: a\n  attributed_by: l\n- nothing\n- actor: [A]\n  polity: R\n`,
      {},
      'r.yml',
    );
    expect(bad.setAside).toEqual([
      { what: 'is no entry with named fields', count: 1, firstLine: 7 },
      { what: 'actor is no single value', count: 1, firstLine: 8 },
    ]);
    await expect(importText(file, 'entries: [', {}, 'broken.yaml')).rejects.toThrow(/broken.yaml line 1: /);
    await expect(importText(file, 'a: 1\nb: 2\n', {}, 'flat.yaml')).rejects.toThrow(/is no list of entries/);
  });

  test('a mapping file names columns, constants, roles and links', async () => {
    const file = await newCase();
    const mapping = scratchFile(
      'columns: { actor: Outlet, role: Kind, note: Remark }\nconstants: { polity: Ruritania, polity_code: FR }\nroles: { TV: state media }\nblanks: ["-"]\nlinks: [X, Telegram]\n',
      'mapping.yaml',
    );
    const text =
      'Outlet,Kind,Remark,X,Telegram\nRTV,TV,-,https://x.com/rtv,https://t.me/rtv\nRadio,TV,-,-,-\nPress,Paper,old,https://x.com/press,\n';
    const result = await importText(file, text, { mapping, attributedBy: 'Media list 2024', attributionUrl: 'https://example.org/list' });
    expect(result).toMatchObject({ rowCount: 3, entryRowCount: 1, rejectedCount: 2, entryCount: 2 });
    expect(await registryOf(file)).toEqual(
      ['telegram', 'twitter'].map((platform) =>
        JSON.stringify({
          actor: 'RTV',
          polity: 'Ruritania',
          polity_code: 'FR',
          role: 'state media',
          platform,
          handle: 'rtv',
          attributed_by: 'Media list 2024',
          attribution_url: 'https://example.org/list',
        }),
      ),
    );
    const wrong = (content: string) => importText(file, text, { mapping: scratchFile(content, 'wrong.yaml') });
    await expect(wrong('columns: { actr: Outlet }')).rejects.toThrow(/columns.*actr/);
    await expect(wrong('columns: { actor: Outlet }')).rejects.toThrow(/polity is missing/);
    await expect(
      wrong('columns: { actor: Outlet, role: Kind }\nconstants: { polity: R }\nroles: { TV: telly }\nlinks: [X]'),
    ).rejects.toThrow(/roles: "telly" is none of/);
  });

  test('entries are removed by their numbers, with the actors that nothing else needs', async () => {
    const file = await newCase();
    await importText(file, registryLines('A,R,embassy,twitter,a,,,,l', 'B,R,embassy,twitter,b,,,,l'));
    await expect(removeEntries(file, [0, 9])).rejects.toThrow(/has no entry 9/);
    expect((await removeEntries(file, [0])).map((voice) => voice.actor)).toEqual(['A']);
    expect(await file.rows(`SELECT name FROM actor`)).toEqual([{ name: 'B' }]);
  });
});

const words = fc.constantFrom('a', 'b', 'Zoë', '例', 'say "x", y', 'line\nbreak', '=1+1', "O'Neil");
const arbitraryEntry: fc.Arbitrary<RawEntry> = fc
  .record({
    actor: words,
    polity: fc.constantFrom('Ruritania', 'Examplia'),
    role: fc.constantFrom('embassy', 'state media', 'Spox'),
    platform: fc.constantFrom('twitter', 'weibo', 'X'),
    handle: fc.constantFrom('one', 'Two', '@three', '例'),
    id: fc.constantFrom('', '1', '22'),
    from: fc.constantFrom('', '2019', '2019-05', '2020-02-29', '2019-05-01T10:00:00+08:00'),
    to: fc.constantFrom('', '2021', '2021-06-30', '2021-06-30T12:34:56.5Z'),
    note: fc.option(words, { nil: '' }),
  })
  .map(({ from, to, ...entry }) => ({
    ...entry,
    valid_from: from,
    valid_to: to,
    attributed_by: 'a list',
    parent: entry.actor === 'a' ? 'b' : '',
  }));
/** No two about one account of one actor from one date on, which would be a repetition. */
const arbitraryEntries = fc.uniqueArray(arbitraryEntry, {
  minLength: 1,
  maxLength: 12,
  selector: (entry) => [entry.actor, entry.polity, entry.platform?.replace('X', 'twitter'), entry.handle, entry.valid_from].join('/'),
});

describe('properties', () => {
  test('what is exported gives the same registry again, in every form', async () => {
    const file = await newCase();
    await fc.assert(
      fc.asyncProperty(arbitraryEntries, fc.constantFrom('.csv', '.yaml', '.json'), async (entries, ending) => {
        await file.run(`DELETE FROM voice`);
        await file.run(`DELETE FROM actor`);
        await file.run(`DELETE FROM source`);
        const imported = await importText(file, csv(entries));
        const [before, revision] = [await registryOf(file), await registryRevision(file)];
        const path = `${scratchFolder()}/out${ending}`;
        expect(await exportRegistry(file, path)).toBe(imported.entryCount);
        await file.run(`DELETE FROM voice`);
        await file.run(`DELETE FROM actor`);
        expect(await importRegistry(file, path, {}, still)).toMatchObject({ addedCount: imported.entryCount, rejectedCount: 0 });
        expect(await registryOf(file)).toEqual(before);
        expect(await registryRevision(file)).toBe(revision);
      }),
      { numRuns: 4 },
    );
  });

  test('a file split in two in any way gives the same registry', async () => {
    const file = await newCase();
    const clear = async (): Promise<void> => {
      for (const table of ['voice', 'actor', 'source', 'reject']) await file.run(`DELETE FROM ${table}`);
    };
    // Identifiers in one part alone would make two accounts of one handle one entry, so each handle has its own.
    const consistent = arbitraryEntries.map((entries) => entries.map((entry) => ({ ...entry, id: entry.handle === 'one' ? '1' : '' })));
    await fc.assert(
      fc.asyncProperty(consistent, fc.infiniteStream(fc.boolean()), async (entries, sides) => {
        await clear();
        await importText(file, csv(entries));
        const [whole, revision] = [await registryOf(file), await registryRevision(file)];
        await clear();
        const isFirst = entries.map(() => sides.next().value as boolean);
        for (const side of [true, false]) {
          const part = entries.filter((_, index) => isFirst[index] === side);
          if (part.length > 0) await importText(file, csv(part));
        }
        expect(await registryOf(file)).toEqual(whole);
        expect(await registryRevision(file)).toBe(revision);
      }),
      { numRuns: 4 },
    );
  });
});
