import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaseFile } from '../../src/index.js';
import { readRows, sharedData } from '../shared-data.js';
import { openCase, runTable } from './test-case.js';

// Outputs of CooRTweet 2.1.3 and of the QUT coordination-network-toolkit on two public data sets; the file name holds the setting.
const conformance = join(sharedData ?? '', 'conformance');
const inputs: Record<string, { path: string; layer: string; prefix: string }> = {
  russian: { path: join(conformance, 'russian_coord_tweets.csv.gz'), layer: 'object', prefix: '' },
  german: { path: join(conformance, 'german_elections.csv.gz'), layer: 'url', prefix: 'url_' },
};

// Each data set is imported once; every setting makes a finding of its own.
const cases = new Map<string, Promise<{ file: CaseFile; remove: () => void }>>();
async function caseWith(data: string): Promise<CaseFile> {
  if (!cases.has(data)) cases.set(data, openCase(inputs[data]?.path ?? ''));
  return (await cases.get(data))?.file as CaseFile;
}
afterAll(async () => {
  for (const opened of cases.values()) (await opened).remove();
});

interface Setting {
  readonly file: string;
  readonly data: 'russian' | 'german';
  readonly parameters: Record<string, unknown>;
}

function settings(folder: string, kind: string): Setting[] {
  if (sharedData === null) return [];
  return readdirSync(join(conformance, folder))
    .filter((file) => file.endsWith('.csv.gz') && file.startsWith(kind))
    .map((file) => {
      const number = (name: string): number | undefined => {
        const found = new RegExp(`_${name}([\\d.]+?)(_|\\.csv)`).exec(file)?.[1];
        return found === undefined ? undefined : Number(found);
      };
      const data = file.includes('german') ? 'german' : 'russian';
      const given = {
        windowSeconds: number('tw'),
        minParticipation: number('mp'),
        edgeWeight: number('ew'),
        minTime: number('fast'),
        minEdgeWeight: number('mew'),
      };
      const parameters: Record<string, unknown> = { layer: inputs[data]?.layer };
      for (const [name, value] of Object.entries(given)) if (value !== undefined) parameters[name] = value;
      if (file.includes('loops')) parameters['removeLoops'] = false;
      const type = /_(co_\w+?)_tw/.exec(file)?.[1];
      if (type !== undefined) parameters['type'] = type;
      return { file, data, parameters };
    });
}

/** Rows as comparable lines: numbers to 12 digits, blanks and nulls alike, sorted. */
function lines(rows: readonly Record<string, string | number | null>[], columns: readonly string[]): string[] {
  const cell = (value: string | number | null | undefined): string => {
    if (value === null || value === undefined || value === '') return '';
    const number = typeof value === 'number' ? value : /^-?\d+(\.\d+)?$/.test(value) && value.length < 20 ? Number(value) : Number.NaN;
    return Number.isNaN(number) ? String(value) : number.toPrecision(12);
  };
  return rows.map((row) => columns.map((column) => cell(row[column])).join(' ')).sort();
}

describe.skipIf(sharedData === null)('coortweet preset equals CooRTweet 2.1.3', () => {
  const edgeColumns = [
    'account_id',
    'account_id_y',
    'weight',
    'avg_time_delta',
    'n_content_id',
    'n_content_id_y',
    'edge_symmetry_score',
    'weight_threshold',
  ];
  const fastColumns = [
    ...['account_id', 'account_id_y', 'weight_full', 'weight_fast', 'avg_time_delta_full', 'avg_time_delta_fast'],
    ...['n_content_id_full', 'n_content_id_y_full', 'n_content_id_fast', 'n_content_id_y_fast'],
    ...[
      'edge_symmetry_score_full',
      'edge_symmetry_score_fast',
      'object_ids_full',
      'object_ids_fast',
      'weight_threshold_full',
      'weight_threshold_fast',
    ],
  ];

  test.each(settings('coortweet', 'edges'))('$file: every column of every edge', async ({ file, data, parameters }) => {
    const isFast = parameters['minTime'] !== undefined;
    const { rows } = await runTable(await caseWith(data), 'coortweet', parameters, isFast ? 'fast_edges' : 'edges');
    const published = readRows(join(conformance, 'coortweet', file)).map((row) => ({
      ...row,
      account_id: row['account_a'] ?? '',
      account_id_y: row['account_b'] ?? '',
    }));
    const columns = isFast ? fastColumns : edgeColumns;
    expect(lines(rows, columns)).toEqual(lines(published, columns));
    expect(Object.keys(rows[0] ?? {})).toEqual(columns);
  });

  test.each(settings('coortweet', 'pairs'))('$file: every pair', async ({ file, data, parameters }) => {
    const { rows } = await runTable(await caseWith(data), 'coortweet', parameters, 'pairs');
    const columns = ['object_id', 'content_id', 'content_id_y', 'time_delta', 'account_id', 'account_id_y'];
    const prefixed = rows.map((row) => ({ ...row, object_id: `${inputs[data]?.prefix}${row['object_id']}` }));
    expect(lines(prefixed, columns)).toEqual(lines(readRows(join(conformance, 'coortweet', file)), columns));
  });

  // Golden counts of the definitions (docs/coordination.md): pairs, accounts, edges.
  test.each([
    [10, 1, 1098, 1525, 1092],
    [10, 2, 447, 525, 442],
    [10, 5, 22, 23, 20],
    [60, 1, 6281, 3954, 6206],
    [60, 2, 3791, 2110, 3721],
    [60, 5, 1235, 772, 1193],
  ])(
    '%i s, min_participation %i: %i pairs, %i accounts, %i edges',
    async (windowSeconds, minParticipation, pairCount, accountCount, edgeCount) => {
      const { finding } = await runTable(await caseWith('russian'), 'coortweet', { windowSeconds, minParticipation }, 'edges');
      expect(finding.figures).toMatchObject({ pairCount, accountCount, edgeCount });
    },
  );
});

describe.skipIf(sharedData === null)('toolkit preset equals the QUT coordination-network-toolkit', () => {
  test.each([...settings('toolkit', 'german'), ...settings('toolkit', 'russian')])(
    '$file: every directed edge',
    async ({ file, data, parameters }) => {
      const { rows } = await runTable(await caseWith(data), 'toolkit', parameters, 'edges');
      const columns = ['source', 'target', 'weight', 'edge_type'];
      const published = readRows(join(conformance, 'toolkit', file)).filter((row) => row['source'] !== row['target']);
      expect(lines(rows, columns)).toEqual(lines(published, columns));
    },
  );

  test.each([
    [1, 12_412],
    [2, 95],
  ])('60 s, weight %i: %i directed edges', async (minEdgeWeight, edgeCount) => {
    const { finding } = await runTable(await caseWith('russian'), 'toolkit', { windowSeconds: 60, minEdgeWeight }, 'edges');
    expect(finding.figures).toMatchObject({ edgeCount });
  });
});

describe.skipIf(sharedData === null)('native network on the same data', () => {
  // From the definitions: 30,022 shares, 4,412 accounts, 4,023 edges; 32 of two objects or more, 3 of three or more.
  test.each([
    [1, 4023],
    [2, 32],
    [3, 3],
  ])('60 s: at least %i objects on %i edges', async (minObjects, edgeCount) => {
    const parameters = { windowSeconds: 60, minObjects, significance: 'none', seeds: 2 };
    const { finding } = await runTable(await caseWith('russian'), 'coordination', parameters, 'edges');
    expect(finding.figures).toMatchObject({ edgeCount, eligibleShareCount: 30_022, eligibleAccountCount: 4412 });
  });
});
