import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importFiles, inspectFile } from '../../src/index.js';
import { scratchFile } from '../scratch.js';
import { sharedData } from '../shared-data.js';
import { newCase, still } from './imported-case.js';
import { fixture } from './model-rows.js';

// Every file of the shared data is read as what it is, by itself or by a mapping, with counts that add up, or it is said why not. The
// numbers of rows are those of the data's own README.

/** What becomes of a file: its format and rows, or those by a mapping of docs/mappings or one given here, or what the refusal says. */
interface Fate {
  readonly format?: string;
  readonly mapping?: string | Readonly<Record<string, unknown>>;
  readonly rows?: number;
  readonly setAside?: number;
  readonly refused?: RegExp;
  /** A test of another file that imports it whole. */
  readonly importedIn?: string;
}

const NO_FORMAT = /is of no known format \(columns found: .*\); `antiphon inspect` shows what it holds and what a mapping would need/;
const NO_TIME = /looks like share-table but lacks the column timestamp_share or timestamp/;
const FATES: Readonly<Record<string, Fate>> = {
  'posts/ira-2016-autumn.csv.gz': { importedIn: 'troll-archive.test.ts' },
  'posts/senate-2015.csv.gz': { importedIn: 'mapping.test.ts' },
  'posts/weibo-cctv-news-2020.csv.gz': { importedIn: 'mapping.test.ts' },
  'posts/telegram-ru-news-2024.csv.gz': { importedIn: 'mapping.test.ts' },
  'accounts/takedown-2019-08-users.csv': { format: 'takedown-users', rows: 940 },
  // 35 accounts that the crawl did not find have no number.
  'accounts/diplomats-cn-latest.csv.gz': { mapping: 'diplomats-latest', rows: 293, setAside: 35 },
  'accounts/diplomats-ru-latest.csv.gz': { mapping: 'diplomats-latest', rows: 353 },
  'accounts/diplomats-de-latest.csv.gz': { mapping: 'diplomats-latest', rows: 206 },
  'accounts/diplomats-snapshots-2020-2024.csv.gz': { format: 'diplomats-snapshots', rows: 18_609 },
  'accounts/us-congress-handle-spells-2012-2026.csv.gz': { mapping: { account: 'handle', handle: 'handle' }, rows: 6771 },
  // Measures of accounts in tables of a paper; publishers with several accounts each; tweets without accounts; texts without accounts and
  // times; keywords.
  'accounts/prc-handles-2019-2022.csv.gz': { refused: NO_FORMAT },
  'accounts/state-media-matrix-2024.csv.gz': { refused: NO_FORMAT },
  'coded/diplomatic-tweets-2019.csv.gz': { refused: NO_FORMAT },
  'coded/stance-weibo-2016-train.csv.gz': { refused: NO_FORMAT },
  'removals/livestream-keywords-2015.csv.gz': { refused: NO_FORMAT },
  'conformance/russian_coord_tweets.csv.gz': { format: 'share-table', rows: 35_125 },
  // Three posts have no identifier.
  'conformance/german_elections.csv.gz': { format: 'share-table', rows: 218_971, setAside: 3 },
  // What other tools put out: networks, pairs, and a log of theirs.
  'conformance/coortweet/edges_russian_tw10_mp5_ew0.5.csv.gz': { refused: NO_FORMAT },
  'conformance/coortweet/pairs_russian_tw10_mp5.csv.gz': { refused: NO_TIME },
  'conformance/toolkit/russian_retweet_co_retweet_tw10_mew1.csv.gz': { refused: NO_FORMAT },
  'conformance/coortweet/edge-cases.txt': { refused: NO_FORMAT },
};
/** The data ends in 2024. */
const now = { ...still, now: new Date('2026-01-01T00:00:00Z') };
/** Of the outputs of other tools one of each kind is tried. */
const OUTPUTS = /^conformance\/(?:coortweet|toolkit)\//;

const names =
  sharedData === null
    ? []
    : (readdirSync(sharedData, { recursive: true, encoding: 'utf8' }) as string[])
        .filter((name) => /\//.test(name) && /\.(?:csv|gz|txt)$/.test(name))
        .sort();

describe.skipIf(sharedData === null)('the shared data', () => {
  test('has no file of which nothing is known here', () => {
    expect(names.filter((name) => FATES[name] === undefined && !OUTPUTS.test(name))).toEqual([]);
    expect(Object.keys(FATES).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(Object.entries(FATES))('%s', async (name, { format, mapping, rows, setAside = 0, refused, importedIn }) => {
    const path = join(sharedData as string, name);
    if (importedIn !== undefined) {
      expect(readFileSync(fixture(`../sources/${importedIn}`), 'utf8')).toContain(basename(name, '.csv.gz'));
      return;
    }
    if (refused !== undefined) {
      await expect(importFiles(await newCase(), [path], {}, now)).rejects.toMatchObject({
        code: 'format',
        message: expect.stringMatching(refused),
      });
      return;
    }
    const found = await inspectFile(path, mapping === undefined ? {} : { mapping: mappingPath(mapping) }, now);
    expect(found).toMatchObject({ format: format ?? 'mapping', recordCount: rows, rejectedCount: setAside });
  });
});

function mappingPath(mapping: NonNullable<Fate['mapping']>): string {
  return typeof mapping === 'string'
    ? fixture(`../../docs/mappings/${mapping}.yaml`)
    : scratchFile(JSON.stringify(mapping), 'mapping.json');
}
