import { expect, test } from 'vitest';
import { analysisById } from '../../src/analyses/catalogue.js';
import { runAnalysis } from '../../src/evidence/run-analysis.js';
import { caseOfText, quiet } from '../analyses/test-case.js';
import { findingOf, plain, reportOf } from './report-case.js';

const DAY = 86_400;
/** Four accounts that post at some hours of sixty days. */
const POSTS = [
  'account_id,content_id,object_id,timestamp',
  ...Array.from(
    { length: 480 },
    (_, i) => `user${i % 4},post${i},object${i % 9},${1_600_000_000 + Math.floor(i / 8) * DAY + ((i * 7919) % 40_000)}`,
  ),
].join('\n');

test('a report draws what an analysis declares, with its table and what it cannot show, under pseudonyms', async () => {
  const file = await caseOfText(POSTS);
  const analysis = analysisById('posting-hours');
  await runAnalysis(file, analysis, { minPosts: 50 }, {}, quiet);
  await file.run(
    `INSERT INTO event (event_id, happened_at, title, source_id) SELECT 0, max(posted_at) - INTERVAL 9 DAY, '<b>speech</b>', 0 FROM post`,
  );
  const { document, everything } = await reportOf(file);
  const section = findingOf(document, 1);
  const charts = analysis.charts ?? [];
  expect(charts.length).toBeGreaterThan(1);
  for (const { title, limits } of charts) {
    const heading = [...section.querySelectorAll('h4')].find((each) => plain(each) === title);
    const figure = heading?.nextElementSibling;
    expect(figure?.tagName, title).toBe('FIGURE');
    expect(figure?.querySelectorAll('.wide svg .plot, .wide svg rect, .wide svg circle, .wide svg path').length, title).toBeGreaterThan(0);
    expect(figure?.querySelectorAll('details tbody tr').length, title).toBeGreaterThan(0);
    expect([...(figure?.querySelectorAll('.cannot li') ?? [])].map(plain)).toEqual(limits.map((limit) => limit.replaceAll('`', '')));
  }
  expect(everything).not.toMatch(/user[0-3]/);
  expect(document.querySelector('b b')).toBeNull();
});
