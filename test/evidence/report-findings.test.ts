import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FDR_CAPTION } from '../../src/analyses/coordination/significance.js';
import { headlineText } from '../../src/evidence/report/chance-section.js';
import { countScale } from '../../src/evidence/report/count-scale.js';
import { rateCaptions } from '../../src/evidence/report/rows-section.js';
import { measureText, spanText } from '../../src/evidence/report/wording.js';
import { analysisById, type CaseFile, runAnalysis } from '../../src/index.js';
import { listFindings } from '../../src/store/findings.js';
import { quiet } from '../analyses/test-case.js';
import { caseLike, caseOfTexts, findingOf, plain, reportOf, runCoordination, testFolder } from './report-case.js';

const START = 1_600_000_000;
const DAY = 86_400;

/** Posts as rows of a share table with one or more layers. */
function table(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [['account_id', 'content_id', ...columns, 'timestamp_share'], ...rows]
    .map((row) => row.join(','))
    .join('\n')
    .concat('\n');
}

/**
 * A planted ring of three that shares the same links and hashtags within seconds, eight times, and a pair that does so three times,
 * among twenty accounts that share them on other days.
 */
function plantedTable(): string {
  const rows: (string | number)[][] = [];
  for (let object = 0; object < 8; object++) {
    for (let member = 0; member < 3; member++)
      rows.push([`ring-${member}`, `r${member}-${object}`, `https://example.org/${object}`, `tag${object}`, START + object * DAY + member]);
    for (let member = 0; member < (object < 3 ? 2 : 0); member++)
      rows.push([
        `pair-${member}`,
        `p${member}-${object}`,
        `https://example.org/${object}`,
        `tag${object}`,
        START + object * DAY + 5000 + member,
      ]);
    for (let other = 0; other < 20; other++)
      rows.push([
        `other-${other}`,
        `o${other}-${object}`,
        `https://example.org/${object}`,
        `tag${object}`,
        START + ((object * 7 + other * 3) % 29) * DAY + other * 997,
      ]);
  }
  return table(['url_id', 'hashtag_id'], rows);
}

const importPlanted = (): Promise<CaseFile> => caseOfTexts({ 'planted.csv': plantedTable() });
const plantedCase = (): Promise<CaseFile> => caseLike(importPlanted);

async function run(file: CaseFile, analysis: string, parameters: Record<string, unknown>): Promise<void> {
  await runAnalysis(file, analysisById(analysis), parameters, {}, quiet);
}

/** A table of a section by the beginning of its caption: its heads and rows in plain text. */
function tableOf(section: Element, caption: string): { readonly heads: string[]; readonly rows: string[][]; readonly note: string } {
  const found = [...section.querySelectorAll('table')].find((each) => plain(each.caption).startsWith(caption)) as HTMLTableElement;
  expect(found, caption).toBeDefined();
  return {
    heads: [...found.querySelectorAll('thead th')].map(plain),
    rows: [...found.querySelectorAll('tbody tr')].map((row) => [...row.children].map(plain)),
    note: plain(found.closest('.scroll')?.nextElementSibling),
  };
}

function headings(section: Element): string[] {
  return [...section.querySelectorAll('h4')].map(plain);
}

describe('a co-share network', () => {
  test('has its headline by chance, a chart with its table, edges with bounds, and groups with p', async () => {
    const file = await plantedCase();
    await runCoordination(file, { layer: 'url', windowSeconds: 60, permutations: 50 });
    const { document, tables } = await reportOf(file);
    const section = findingOf(document, 1);
    expect(headings(section).slice(0, 3)).toEqual(['Against chance', 'Network', 'Groups']);
    expect(plain(section.querySelector('p.lead'))).toMatch(
      /^Expected by chance ÷ observed, pairs with at least \d+ objects in common: .+ ÷ \d+/,
    );
    expect(plain(document.querySelector('#summary')?.parentElement)).toContain('Expected by chance ÷ observed');
    expect(plain(document.querySelector('#summary')?.parentElement)).toContain('not against innocence; they are no probability of guilt');
    const chance = tableOf(section, 'Observed and by chance');
    expect(chance.heads.map((head) => head.split(' ')[0])).toEqual(['At', 'Observed', 'By', '95', 'By']);
    expect(chance.rows.at(-1)?.slice(0, 2)).toEqual(['8', '3']);
    expect(chance.note).toContain(FDR_CAPTION);
    const edges = tableOf(section, 'All ');
    expect(edges.heads).toEqual(
      expect.arrayContaining(['Object count', 'Mean lag seconds', 'p timing 0–1', 'q timing 0–1', 'p choice 0–1']),
    );
    expect(edges.rows[0]?.[edges.heads.indexOf('q timing 0–1')]).toMatch(/^≤ 0\.\d+$/);
    expect(edges.note).toContain(FDR_CAPTION);
    expect(edges.note).toContain('≤: an upper bound');
    const groups = tableOf(section, 'Groups, the largest first');
    expect(groups.rows[0]?.[groups.heads.indexOf('p group 0–1')]).toMatch(/^0\.\d+$/);
    expect(tables['finding-1-chance.csv']).toMatch(/^objectCount,edgeCount,edgesByChance,chanceLow,chanceHigh,shareByChance\n/);
    expect(tables['finding-1-edges.csv']).toMatch(/pTiming,qTiming,nullEdgeCount,pChoice,qChoice,commonObjectCount\n/);
  });

  test('says so where nothing was compared with chance', async () => {
    const file = await plantedCase();
    await runCoordination(file, { layer: 'url', windowSeconds: 60, significance: 'none' });
    const { document } = await reportOf(file);
    expect(plain(findingOf(document, 1))).toContain('This finding was not compared with shuffled worlds');
    const edges = tableOf(findingOf(document, 1), 'All ');
    expect(edges.heads.join()).not.toContain('timing');
    expect(edges.note).toMatch(/Blank in these rows: .*p timing, q timing/);
    expect(plain(document.querySelector('#summary')?.parentElement)).not.toContain('Expected by chance');
  });

  test('of an older version, without the columns of today, is read with dashes', async () => {
    const file = await plantedCase();
    await runCoordination(file, { layer: 'url', windowSeconds: 60, permutations: 20, seeds: 2 });
    for (const column of ['p_timing', 'q_timing', 'null_edge_count', 'p_choice', 'q_choice', 'common_object_count'])
      await file.run(`ALTER TABLE finding_1_edges DROP COLUMN ${column}`);
    for (const column of ['p_group', 'leader_count', 'co_membership_share'])
      await file.run(`ALTER TABLE finding_1_groups DROP COLUMN ${column}`);
    for (const column of ['lead_share', 'lead_low', 'lead_high']) await file.run(`ALTER TABLE finding_1_members DROP COLUMN ${column}`);
    await file.run(`DROP TABLE finding_1_chance`);
    await file.run(`UPDATE finding SET version = 1, tables = replace(tables, '"chance"', '"gone"')`);
    const { document, tables } = await reportOf(file);
    const section = findingOf(document, 1);
    expect(plain(section)).toMatch(/Made by version 1 of the analysis; the current one is \d+/);
    expect(plain(section)).toContain('expected by chance ÷ observed is –');
    const groups = tableOf(section, 'Groups, the largest first');
    for (const head of ['Steady 0–1', 'Leaders accounts', 'p group 0–1']) expect(groups.rows[0]?.[groups.heads.indexOf(head)]).toBe('–');
    expect(tableOf(section, 'All ').heads.join()).not.toContain('timing');
    expect(Object.keys(tables)).not.toContain('finding-1-chance.csv');
  });

  test('that no version here knows still says what it found', async () => {
    const file = await plantedCase();
    await runCoordination(file, { layer: 'url', windowSeconds: 60, significance: 'none' });
    await file.run(`UPDATE finding SET analysis = '<b>of-tomorrow</b>', summary = ['It found <script>alert(1)</script>.']`);
    const { document } = await reportOf(file);
    expect(plain(findingOf(document, 1))).toContain('It found <script>alert(1)</script>.');
    expect(plain(findingOf(document, 1))).toContain('does not know the analysis');
  });
});

describe('a grid of settings', () => {
  test('stands as small multiples, as a table, and as a matrix of overlaps, with the same bytes twice', async () => {
    const file = await plantedCase();
    await run(file, 'sensitivity', { layer: 'url', windows: '10,60,3600', minObjects: '2,5', permutations: 20 });
    const { document, tables } = await reportOf(file);
    const section = findingOf(document, 1);
    expect(headings(section)).toEqual(['The network at each setting', 'Overlap of the networks']);
    const picture = section.querySelector('.wide svg') as Element;
    expect([...picture.querySelectorAll('.row')].map(plain)).toEqual([
      'Accounts',
      'Edges, and by chance',
      'Groups',
      'Share by chance, 0–1',
      'Edges at the rate',
    ]);
    for (const label of ['10 s', '1 min', '1 h', 'at least 2', 'at least 5']) expect(plain(picture)).toContain(label);
    expect(tableOf(section, 'The network at each setting').rows).toHaveLength(6);
    expect(tableOf(section, 'The network at each setting').note).toContain(FDR_CAPTION);
    const matrix = tableOf(section, 'Overlap of the networks');
    expect(matrix.heads.slice(1)).toEqual(matrix.rows.map(([setting]) => setting));
    const values = matrix.rows.map((row) => row.slice(1));
    values.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBe(values[j]?.[i]);
      });
      expect(row[i]).toBe('1.00');
    });
    expect(tables['finding-1-overlap.csv']?.trim().split('\n')).toHaveLength(1 + (6 * 5) / 2);
    await runCoordination(file, { layer: 'hashtag', windowSeconds: 60 });
    const [first, second] = [await reportOf(file), await reportOf(file)];
    expect(second.everything).toBe(first.everything);
  });

  test('without any edge, at one setting, is drawn all the same', async () => {
    const rows = Array.from({ length: 6 }, (_, i) => [`a${i % 3}`, `n${i}`, `o${i}`, START + i * DAY]);
    const file = await caseOfTexts({ 'none.csv': table(['object_id'], rows) });
    await run(file, 'sensitivity', { windows: '60', minObjects: '2', permutations: 20 });
    const { document } = await reportOf(file);
    expect(tableOf(findingOf(document, 1), 'Overlap of the networks').rows).toEqual([['1 min ≥ 2', '–']]);
  });
});

describe('a network of several layers', () => {
  test('lists first what is tied in two, with the layers', async () => {
    const file = await plantedCase();
    await run(file, 'multiplex', { layers: 'url,hashtag', windowSeconds: 60, permutations: 20, seeds: 2 });
    await file.run(`UPDATE finding_1_edges SET layers = '<img src=x>,</table>' WHERE rowid = 0`);
    const { document } = await reportOf(file);
    const section = findingOf(document, 1);
    const ties = tableOf(section, 'Edges by the layers that tie them').rows;
    expect(ties.map(([count]) => Number(count))).toEqual(ties.map(([count]) => Number(count)).sort((a, b) => b - a));
    expect(ties.map(([, layers]) => layers)).toEqual(expect.arrayContaining(['url, hashtag', '<img src=x>, </table>']));
    const edges = tableOf(section, 'All ');
    expect(edges.rows[1]?.[edges.heads.indexOf('Layer count')]).toBe('2');
    expect(edges.rows[1]?.[edges.heads.indexOf('Layers')]).toBe('url, hashtag');
  });
});

const TEXT = 'the same words about the same bridge over the same river';

function textCase(): Promise<CaseFile> {
  const head = 'external_author_id,author,content,language,publish_date,harvested_date,account_category';
  const rows = Array.from({ length: 24 }, (_, i) => {
    const text =
      i < 12 ? `${TEXT} ${['today', 'now', 'again'][i % 3]}` : `words of their own number ${i * 7919} ${'abcdefgh'.slice(i % 8)} ${i ** 5}`;
    return `1,writer_${i % 6},${text},English,1/2/2017 10:${10 + i},1/2/2017 10:${10 + i},x`;
  });
  return caseOfTexts({ 'troll.csv': `${head}\n${rows.join('\n')}\n` });
}

describe('an analysis without a form of its own', () => {
  test('shows its description, sentences, first rows with units and spans, and never a text', async () => {
    const file = await textCase();
    await run(file, 'near-duplicates', {});
    for (const reveal of [false, true]) {
      const { document, everything, tables } = await reportOf(file, { reveal });
      const section = findingOf(document, 1);
      expect(plain(section)).toContain(analysisById('near-duplicates').description);
      const clusters = tableOf(section, 'Clusters of near-duplicate texts');
      expect(clusters.heads).toEqual(expect.arrayContaining(['Post count', 'Account count', 'First at UTC', 'Span', 'Min similarity 0–1']));
      expect(clusters.rows[0]?.[clusters.heads.indexOf('Post count')]).toBe('12');
      expect(clusters.rows[0]?.[clusters.heads.indexOf('Span')]).toBe('11 min');
      expect(clusters.note).toContain('Left out, as a report holds no texts: example text.');
      expect(Object.keys(tables)).toEqual(expect.arrayContaining(['finding-1-clusters.csv', 'finding-1-members.csv']));
      expect(tables['finding-1-clusters.csv']).not.toContain('exampleText');
      expect(everything).not.toContain('same bridge');
      expect(everything.includes('writer_')).toBe(reveal);
    }
  });

  test('shows estimates with their intervals, and candidates under the caption of the analysis', async () => {
    const file = await plantedCase();
    const seeds = join(testFolder(), 'seeds.txt');
    writeFileSync(seeds, 'ring-0\nring-1\n');
    await run(file, 'expand', { seeds, holdOuts: 2 });
    const { document, everything } = await reportOf(file);
    const section = findingOf(document, 1);
    const candidates = tableOf(section, 'Accounts tied to the seeds');
    expect(candidates.note).toContain('never a member');
    expect(candidates.rows[0]?.[0]).toMatch(/^acct-/);
    const recall = tableOf(section, 'Seeds held out');
    expect(recall.heads).toContain('Recall 0–1, low–high');
    expect(recall.rows[0]?.[recall.heads.indexOf('Recall 0–1, low–high')]).toMatch(/^\d\.\d+ \(\d\.\d+–\d\.\d+\)$/);
    expect(everything).not.toMatch(/ring-\d|other-\d|seeds\.txt/);
  });

  test('holds for every analysis: each stored table has its file with all rows, each section its limits', async () => {
    const file = await plantedCase();
    await runCoordination(file, { layer: 'hashtag', windowSeconds: 60, permutations: 20, seeds: 2 });
    await run(file, 'similarity', { layer: 'url', minActions: 1 });
    await run(file, 'coortweet', { layer: 'url' });
    const { document, tables } = await reportOf(file);
    for (const { findingId, analysis, tables: stored } of await listFindings(file)) {
      const shown = stored.filter(({ name }) => name !== 'pairs');
      expect(shown.length).toBeGreaterThan(0);
      for (const { name, rowCount } of shown)
        expect(tables[`finding-${findingId}-${name.replaceAll('_', '-')}.csv`]?.trim().split('\n'), name).toHaveLength(1 + rowCount);
      expect(plain(findingOf(document, findingId))).toContain(analysisById(analysis).title);
      expect(document.querySelector(`#limits-${analysis}`)).not.toBeNull();
    }
    expect(rateCaptions(analysisById('similarity').tables[0]?.columns ?? []).join()).toMatch(/not against innocence/);
  });
});

describe('words and scales', () => {
  test.each([
    [0, '0.00'],
    [0.043, '0.043'],
    [0.00042, '0.00042'],
    [5.141e-72, '5.1 × 10⁻⁷²'],
    [1e-300, '1 × 10⁻³⁰⁰'],
    [20.918, '20.92'],
    [-0.00000123, '-1.2 × 10⁻⁶'],
  ])('%d is %s', (value, text) => {
    expect(measureText(value).replace(/\s/g, ' ')).toBe(text);
  });

  test('spans name their two largest units', () => {
    const from = '2020-01-01T00:00:00Z';
    expect(
      ['2020-01-01T00:00:09Z', '2020-01-01T00:12:30Z', '2020-01-01T03:17:00Z', '2020-01-04T04:00:00Z'].map((to) =>
        spanText(from, to).replace(/\s/g, ' '),
      ),
    ).toEqual(['9 s', '12 min', '3 h 17 min', '3 days 4 h']);
    expect(spanText(from, null)).toBe('–');
  });

  test('the headline names the fewest objects at which chance explains little, and nothing without edges', () => {
    const row = (objectCount: number, edgeCount: number, edgesByChance: number) => ({
      objectCount,
      edgeCount,
      edgesByChance,
      chanceLow: 0,
      chanceHigh: 2 * edgesByChance,
      shareByChance: edgeCount === 0 ? null : Math.min(1, edgesByChance / edgeCount),
    });
    expect(headlineText([])).toBeNull();
    expect(headlineText([row(2, 0, 3)])).toBeNull();
    const text = headlineText([row(2, 32, 6.7), row(3, 20, 1), row(4, 10, 0)])?.replace(/\s/g, ' ');
    expect(text).toBe(
      'Expected by chance ÷ observed, pairs with at least 2 objects in common: 6.70 (0–13.4) ÷ 32 = 21 %. With at least 3, the fewest at which chance explains at most 5 %: 1 (0–2) ÷ 20 = 5 %.',
    );
  });

  test('a scale of counts holds every value, and zero alone at its foot', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.005, max: 1e7, noNaN: true })), { maxLength: 8 }), (values) => {
        const { domain, place, ticks } = countScale(values);
        expect(domain[0]).toBeLessThan(domain[1]);
        for (const value of values) {
          expect(place(value)).toBeGreaterThanOrEqual(domain[0] * 0.999);
          expect(place(value)).toBeLessThanOrEqual(domain[1] * 1.001);
          if (value > 0 && values.includes(0)) expect(place(value)).toBeGreaterThan(place(0));
        }
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 100 },
    );
  });
});
