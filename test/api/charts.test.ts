import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChartRows } from '../../src/api/contract/charts.js';
import type { FindingSummary } from '../../src/api/contract/findings.js';
import { isDrawable } from '../../src/charts/declared-chart.js';
import { embassyFiles } from '../../src/simulate/embassy-files.js';
import { embassyWorld } from '../../src/simulate/embassy-world.js';
import { openNaming } from '../../src/store/naming.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { type ServedCase, serveFiles } from './served-case.js';

// What the web view draws of a finding: the rows of its declared charts, field by field.
let served: ServedCase;

beforeAll(async () => {
  const folder = scratchFolder();
  const files = embassyFiles(embassyWorld({ seed: 1 })).filter(({ name }) => name === 'simulated-public.jsonl');
  served = await serveFiles(files.map(({ name, text }) => scratchFile(text, name, folder)));
  const { body } = await served.ask({
    method: 'POST',
    url: '/api/jobs',
    payload: { kind: 'analysis', analysis: 'cadence', parameters: { draws: 99 } },
  });
  expect((await served.ended((body as { jobId: number }).jobId)).state).toBe('done');
  await served.file.run(
    `INSERT INTO event (event_id, happened_at, title, source_id) SELECT 0, min(posted_at) + INTERVAL 1 DAY, 'said by @somebody', 0 FROM post`,
  );
});
afterAll(() => served.close());

async function chartOf(query = ''): Promise<{ status: number; rows: ChartRows }> {
  const { status, body } = await served.ask({ url: `/api/findings/1/charts/cadence${query}` });
  return { status, rows: body as ChartRows };
}

test('a finding lists its charts, and the catalogue what an analysis draws', async () => {
  const finding = (await served.ask({ url: '/api/findings/1' })).body as FindingSummary;
  expect(finding.charts.map(({ name }) => name)).toContain('cadence');
  expect(finding.charts.every(({ limits, caption }) => limits.length > 0 && caption !== '')).toBe(true);
  const analysis = (await served.ask({ url: '/api/analyses/cadence' })).body as FindingSummary;
  expect(analysis.charts).toEqual(finding.charts);
});

test('a chart comes with the rows of its first fields, under the names that may be shown, and with events', async () => {
  const { status, rows } = await chartOf();
  expect(status).toBe(200);
  expect(Value.Check(ChartRows, rows)).toBe(true);
  expect(rows.fields.length).toBe(Math.min(6, rows.fieldCount));
  expect(rows.choices.slice(0, rows.fields.length)).toEqual(rows.fields);
  expect(isDrawable(rows.chart, rows)).toBe(true);
  const naming = openNaming(served.casePath, false);
  const keys = await served.file.rows<{ key: string }>('SELECT key FROM account');
  const pseudonyms = new Set(keys.map(({ key }) => naming.pseudonym(key)));
  expect(rows.choices.every(({ value }) => pseudonyms.has(value))).toBe(true);
  expect(new Set(rows.tables[0]?.rows.map(([account]) => account))).toEqual(new Set(rows.fields.map(({ value }) => value)));
  expect(rows.events.map(({ title }) => title)).toEqual([expect.stringMatching(/^said by @?acct-/)]);
});

test('other fields are drawn by their places; places that are not there are passed over', async () => {
  const { rows: first } = await chartOf();
  const { rows } = await chartOf('?facet=4,1,99999');
  expect(rows.fields).toEqual([first.choices[4], first.choices[1]]);
  expect((await chartOf('?facet=99999')).rows.fields).toEqual(first.fields);
});

test('what is not there or no place of a field is refused in one shape', async () => {
  expect((await served.ask({ url: '/api/findings/1/charts/nothing' })).status).toBe(404);
  expect((await served.ask({ url: '/api/findings/9/charts/cadence' })).status).toBe(404);
  for (const facet of ['-1', '1,', 'x', '1;DROP TABLE post', '0'.repeat(400)])
    expect((await served.ask({ url: `/api/findings/1/charts/cadence?facet=${encodeURIComponent(facet)}` })).status).toBe(400);
});
