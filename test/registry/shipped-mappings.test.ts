import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ImportedRegistry, importRegistry } from '../../src/registry/import-registry.js';
import { type Voice, voices } from '../../src/store/registry.js';
import { sharedData } from '../shared-data.js';
import { newCase, still } from '../sources/imported-case.js';

/** Imports one of the published lists; what it gave, and how many of its entries have each value of a field. */
async function list(name: string, mapping?: string) {
  const file = await newCase();
  const result: ImportedRegistry = await importRegistry(
    file,
    join(sharedData as string, 'accounts', name),
    mapping === undefined ? {} : { mapping },
    still,
  );
  const all = await voices(file);
  const counts = (field: keyof Voice): Record<string, number> => {
    const found: Record<string, number> = {};
    for (const voice of all) found[String(voice[field])] = (found[String(voice[field])] ?? 0) + 1;
    return found;
  };
  expect(result.rowCount).toBe(result.entryRowCount + result.furtherRowCount + result.rejectedCount);
  expect(result.setAside.reduce((sum, { count }) => sum + count, 0)).toBe(result.rejectedCount);
  expect(all).toHaveLength(result.entryCount);
  return { result, all, counts };
}

// Counts of rows and categories are those of the published files, counted with another tool.
describe.skipIf(sharedData === null)('shipped mappings on the published lists', () => {
  test('diplomats of China: 293 rows', async () => {
    const { result, all, counts } = await list('diplomats-cn-latest.csv.gz', 'diplomats-cn');
    expect(result).toMatchObject({ rowCount: 293, entryCount: 286, rejectedCount: 7 });
    expect(result.setAside.map(({ what, count }) => `${count} ${what.slice(0, 8)}`)).toEqual(['5 cat "??"', '2 cat "UF"']);
    expect(counts('role')).toEqual({ ambassador: 61, embassy: 108, consulate: 41, official: 67, ministry: 9 });
    expect(all.filter((voice) => voice.accountKey === null)).toHaveLength(30);
    expect(all.filter((voice) => voice.hostCode === 'NA').map((voice) => voice.handle)).toEqual(['ChinaAmbNamibia', 'ChinaEmbNamibia']);
    // One ambassador stands for two hosts: two actors, one account.
    expect(all.filter((voice) => voice.handle === 'EmbZhangRun').map((voice) => voice.host)).toEqual(['Dominican Republic', 'Mexico']);
  });

  test('diplomats of Russia and Germany: 353 and 206 rows', async () => {
    const russia = await list('diplomats-ru-latest.csv.gz', 'diplomats-ru');
    expect(russia.result).toMatchObject({ rowCount: 353, entryCount: 353, rejectedCount: 0 });
    expect(russia.counts('role')).toEqual({ embassy: 166, ministry: 73, consulate: 72, department: 25, ambassador: 9, official: 8 });
    const germany = await list('diplomats-de-latest.csv.gz', 'diplomats-de');
    expect(germany.result).toMatchObject({ rowCount: 206, entryCount: 205, rejectedCount: 1 });
    expect(germany.counts('role')).toEqual({
      embassy: 86,
      ambassador: 58,
      ministry: 25,
      consulate: 20,
      department: 9,
      official: 6,
      spokesperson: 1,
    });
    await expect(list('diplomats-cn-latest.csv.gz')).rejects.toThrow(/name the one it is with --mapping diplomats-cn or diplomats-ru$/);
  });

  test('Chinese handles 2019–2022: 78 handles in 2,574 rows', async () => {
    const { result, all, counts } = await list('prc-handles-2019-2022.csv.gz');
    expect(result).toMatchObject({ rowCount: 2574, entryCount: 78, furtherRowCount: 2496, rejectedCount: 0 });
    expect(counts('role')).toEqual({
      ambassador: 8,
      embassy: 14,
      official: 14,
      consulate: 20,
      department: 2,
      spokesperson: 6,
      ministry: 1,
      'state media': 10,
      'media employee': 3,
    });
    const host = (handle: string): string | null | undefined => all.find((voice) => voice.handle === handle)?.host;
    expect(['AmbCina', 'ChineseEmbinUS', 'AmbKongXuanyou', 'AmbZhengZeguang', 'SpoxCHNinUS', 'ChinaAmbUN', 'MFA_China'].map(host)).toEqual([
      'Italy',
      'United States',
      'Japan',
      'United Kingdom',
      'United States',
      null,
      null,
    ]);
    expect(all.find((voice) => voice.handle === 'GeneralkonsulDu')?.note).toBe('suspended by the list');
    expect(all.every((voice) => voice.validFrom === null && voice.validTo === null)).toBe(true);
  });

  test('state media: 1,157 assets, one entry a link', async () => {
    const { result, all, counts } = await list('state-media-matrix-2024.csv.gz');
    expect(result).toMatchObject({ rowCount: 1157, entryRowCount: 323, rejectedCount: 834 });
    // 1,197 links, 1,159 of them distinct by asset and address; one leads nowhere.
    expect(result.setAside.map(({ what, count }) => `${count} ${what}`)).toEqual(['824 no link to an account', '10 repeats an entry']);
    expect(result.partsSetAside.map(({ count }) => count)).toEqual([1]);
    expect(counts('platform')).toMatchObject({ instagram: 289, twitter: 187, facebook: 225, youtube: 168, telegram: 73 });
    expect(
      all.filter((voice) => voice.handle === 'bbc' || voice.actor === 'BBC').every((voice) => voice.note?.startsWith('typology IP')),
    ).toBe(true);
  });

  test('handle spells of the United States Congress: 6,771', async () => {
    const { result, all, counts } = await list('us-congress-handle-spells-2012-2026.csv.gz');
    expect(result).toMatchObject({ rowCount: 6771, entryCount: 6745, rejectedCount: 26 });
    expect(counts('platform')).toEqual({ youtube: 2402, twitter: 1659, facebook: 1868, instagram: 800, mastodon: 16 });
    expect(counts('datesMean')).toEqual({ listing: 6745 });
    const spell = all.find((voice) => voice.handle === 'neilabercrombie');
    expect(spell).toMatchObject({
      validFrom: '2012-09-28T00:43:45.000000Z',
      validTo: '2013-01-10T01:22:40.000000Z',
      absentAt: '2013-01-10T01:28:33.000000Z',
    });
    // Of 4,846 with a next look, 56 have one that lies before the last sighting.
    expect(all.filter((voice) => voice.note?.includes('still listed'))).toHaveLength(1899);
    expect(all.filter((voice) => voice.absentAt !== null)).toHaveLength(4790);
  });
});
