import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/browser.mjs';
import { serveCase } from '../../scripts/serve-case.mjs';
import { CaseFile, importFiles } from '../../src/index.js';
import { embassyFiles } from '../../src/simulate/embassy-files.js';
import { embassyWorld } from '../../src/simulate/embassy-world.js';
import { openNaming } from '../../src/store/naming.js';
import { quiet } from '../analyses/test-case.js';
import { sharedData } from '../shared-data.js';

// The web view as it is built, in a real browser. Journeys of one case follow each other.
const folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
const POSTS = join(folder, 'simulated-public.jsonl');
type Served = Awaited<ReturnType<typeof serveCase>>;

let browser: Browser;
let served: Served;
let context: BrowserContext;
let page: Page;
/** What the pages complained about: scripts that failed, requests that were refused. */
const complaints: string[] = [];

beforeAll(async () => {
  const files = embassyFiles(embassyWorld({ seed: 1 }));
  writeFileSync(POSTS, files.find(({ name }) => name === 'simulated-public.jsonl')?.text ?? '');
  const casePath = await newCase('journey', []);
  [browser, served] = await Promise.all([openBrowser(), serveCase(casePath, ['--texts'])]);
  context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  page = await open(context);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

async function newCase(name: string, paths: readonly string[]): Promise<string> {
  const path = join(folder, `${name}.antiphon`);
  const file = await CaseFile.open(path, { create: true });
  if (paths.length > 0) await importFiles(file, [...paths], {}, quiet);
  file.close();
  return path;
}

async function open(where: BrowserContext): Promise<Page> {
  const made = await where.newPage();
  made.on('pageerror', (error) => complaints.push(error.message));
  made.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  made.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  return made;
}

const at = (path: string): string => `${served.address}${path}`;
const heading = (name: string | RegExp, level?: number) => page.getByRole('heading', { name, ...(level === undefined ? {} : { level }) });

describe('from a file to a report', () => {
  test('a file that is dropped is imported, and its coverage is drawn', async () => {
    await page.goto(at('/'));
    await page.getByRole('link', { name: 'Add data' }).first().click();
    const data = await page.evaluateHandle(
      (text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], 'simulated-public.jsonl'));
        return transfer;
      },
      readFileSync(POSTS, 'utf8'),
    );
    const zone = page.getByRole('group', { name: 'Drop files here' });
    await zone.dispatchEvent('dragover', { dataTransfer: data });
    await zone.dispatchEvent('drop', { dataTransfer: data });
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText(/11,867 rows kept, 0 set aside/).waitFor();
    await page.getByRole('link', { name: 'See the coverage' }).click();
    await heading('Coverage').waitFor();
    await page.getByRole('group', { name: /Posts per day/ }).waitFor();
    await page.locator('figure svg').first().waitFor();
  });

  test('an analysis is run from its form, which says what is wrong with a parameter', async () => {
    await page.goto(at('/analyses/coordination'));
    await page.getByLabel(/^Layer/).selectOption('repost');
    await page.getByLabel(/^Window/).fill('0');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('must be at least 1').waitFor();
    await page.getByLabel(/^Window/).fill('60');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('link', { name: /Open finding 1/ }).click();
    await heading('Co-share network (repost)', 1).waitFor();
    await page.getByText('276 pairs of accounts', { exact: false }).first().waitFor();
  });

  test('its table is sorted and filtered by the server, and a wrong condition is explained at the field', async () => {
    await page.goto(at('/findings/1?table=edges'));
    await page.getByText('276 rows', { exact: true }).first().waitFor();
    await page.getByLabel('Conditions', { exact: true }).fill('objectCount >= banana');
    await page.getByLabel('Conditions', { exact: true }).press('Enter');
    await page
      .getByText(/banana/)
      .first()
      .waitFor();
    complaints.splice(0); // the browser reports the refused request
    await page.getByLabel('Conditions', { exact: true }).fill('objectCount >= 70');
    await page.getByLabel('Conditions', { exact: true }).press('Enter');
    await page.getByText(/^\d+ of 276 rows$/).waitFor();
  });

  test('the network is filtered to a false-discovery rate of 5 %, an edge opened, its posts read and a note written', async () => {
    await page.goto(at('/echoes?finding=1'));
    await page.getByLabel('False-discovery rate').selectOption('0.05');
    await page.getByText(/Shown: 24 of \d+ accounts/).waitFor();
    await page.getByRole('row').nth(1).getByRole('button').click();
    await heading('The posts behind an edge').waitFor();
    await page.getByText(/pairs of posts, the oldest first/).waitFor();
    expect(await page.getByRole('article').count()).toBeGreaterThan(3);
    await page.getByLabel('Add a note').last().fill('Always within seconds; the same call to action.');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.getByText('Always within seconds').first().waitFor();
  });

  test('the address holds all of it: a reload shows the same edge under the same filter', async () => {
    expect(page.url()).toMatch(/q=0\.05/);
    await page.reload();
    await heading('The posts behind an edge').waitFor();
    expect(await page.getByLabel('False-discovery rate').inputValue()).toBe('0.05');
    await page.getByText('Always within seconds').first().waitFor();
  });

  test('the report that is made holds the note', async () => {
    await page.goto(at('/report'));
    await page.getByRole('button', { name: 'Make the report' }).click();
    const link = page.getByRole('link', { name: 'Open the report' });
    await link.waitFor();
    const answer = await context.request.get(at((await link.getAttribute('href')) as string));
    expect(answer.headers()['content-security-policy']).toContain('sandbox');
    expect(await answer.text()).toContain('Always within seconds; the same call to action.');
  });

  test('two findings are compared side by side', async () => {
    const answer = await context.request.post(at('/api/jobs'), {
      headers: { 'x-antiphon': '1' },
      data: { kind: 'analysis', analysis: 'coordination', parameters: { layer: 'repost', windowSeconds: 30 } },
    });
    expect(answer.status()).toBe(202);
    await expect
      .poll(async () => (await (await context.request.get(at('/api/findings'))).json()).findings.length, { timeout: 30_000 })
      .toBe(2);
    await page.goto(at('/compare?a=1&b=2'));
    await heading('What differs').waitFor();
    await page
      .getByRole('row', { name: /window/i })
      .getByText('30')
      .first()
      .waitFor();
  });

  test('the interface changes to Chinese and stays so', async () => {
    await page.goto(at('/echoes?finding=1'));
    await page.getByLabel('Language').selectOption({ label: '简体中文' });
    await heading(/谁/, 1).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await page.reload();
    await heading(/谁/, 1).waitFor();
    await page.getByLabel('语言').selectOption({ label: 'English' });
    await heading('Who echoes it?', 1).waitFor();
  });
});

describe('who speaks', () => {
  test('what the analyses found is drawn, or said what it would need; fields of a chart are chosen and stand in the address', async () => {
    const answer = await context.request.post(at('/api/jobs'), {
      headers: { 'x-antiphon': '1' },
      data: { kind: 'analysis', analysis: 'cadence', parameters: { draws: 99 } },
    });
    expect(answer.status()).toBe(202);
    await expect
      .poll(async () => (await (await context.request.get(at('/api/findings'))).json()).findings.length, { timeout: 60_000 })
      .toBe(3);
    await page.goto(at('/speaks'));
    await heading('What the analyses found').waitFor();
    await page.getByRole('img', { name: /^Posts a day, with dated changes of rate\. [\d,]+ values/ }).waitFor();
    await heading('Not run yet').waitFor();
    await page
      .getByText(/needs? .*registry|has no registry/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'The whole finding' }).first().click();
    await heading('Charts', 2).waitFor();
    await page.getByText(/^6 of \d+ fields drawn$/).click();
    await page.getByLabel('Add a field').first().selectOption({ index: 3 });
    await page.getByText(/^7 of \d+ fields drawn$/).waitFor();
    expect(page.url()).toContain('fields-3-');
    await page.reload();
    await page.getByText(/^7 of \d+ fields drawn$/).waitFor();
    await page.getByRole('button', { name: 'Table', exact: true }).first().click();
    await page.getByRole('columnheader').first().waitFor();
  });
});

const VIEWS = [
  ...[
    '/',
    '/speaks',
    '/said',
    '/echoes?finding=1',
    '/answers',
    '/silent',
    '/analyses/coordination',
    '/findings',
    '/findings/1',
    '/findings/3',
  ],
  ...['/compare?a=1&b=2', '/posts', '/accounts', '/objects', '/data', '/import', '/jobs', '/notes', '/report'],
];

describe('for everybody', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  test('axe finds no serious problem in any view, light or dark, and none is wider than a narrow screen', {
    timeout: 240_000,
  }, async () => {
    const looked = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', bypassCSP: true });
    const own = await open(looked);
    const found: string[] = [];
    const look = async (what: string, runOnly: { type: string; values: string[] }): Promise<void> => {
      const { violations } = await own.evaluate((only) => (globalThis as unknown as AxeWindow).axe.run({ runOnly: only }), runOnly);
      for (const { id, impact, nodes } of violations)
        if (impact === 'serious' || impact === 'critical')
          found.push(
            `${what}: ${id} at ${nodes
              .map(({ target }) => target.join(' '))
              .slice(0, 3)
              .join(', ')}`,
          );
    };
    for (const path of VIEWS) {
      await own.setViewportSize({ width: 1280, height: 900 });
      await own.emulateMedia({ colorScheme: 'light' });
      await own.goto(at(path));
      await own.locator('main h1').waitFor();
      await own.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      await own.evaluate(axe);
      await look(path, { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
      await own.emulateMedia({ colorScheme: 'dark' });
      await look(`${path} (dark)`, { type: 'rule', values: ['color-contrast'] });
      await own.setViewportSize({ width: 390, height: 844 });
      const width = await own.evaluate(() => document.documentElement.scrollWidth);
      if (width > 390) found.push(`${path}: ${width} px wide on a screen of 390`);
    }
    await looked.close();
    expect(found).toEqual([]);
  });

  test('the keyboard alone gets from the beginning to a finding', async () => {
    const fresh = await browser.newContext({ locale: 'en-GB' });
    const page = await open(fresh);
    await page.goto(at('/'));
    await page.getByRole('heading', { name: 'Coverage' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement?.textContent?.trim())) === 'Findings') break;
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Findings', level: 1 }).waitFor();
    await fresh.close();
  });
});

interface AxeWindow {
  readonly axe: { run(options: object): Promise<{ readonly violations: readonly Violation[] }> };
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

describe('a hostile case', () => {
  test('no name or text of the data is markup, and right-to-left and Chinese texts stand as written', async () => {
    const bad = `<img src=x onerror="document.title='owned'">`;
    const texts = [
      `${bad} one`,
      `"><script>document.title='owned'</script>`,
      'مرحبا بالعالم <b>x</b>',
      '外交部发言人：<i>同一句话</i>',
      'javascript:alert(1)',
      `{{constructor.constructor('document.title=1')()}}`,
    ];
    const rows = texts.flatMap((text, index) =>
      [1, 2, 3].map((account) => [
        `${index}${account}`,
        `${bad}${account}`,
        `u${account}`,
        '',
        '',
        text,
        String(1_600_000_000 + index * 1000 + account),
        `https://example.org/${index}?q=${bad}`,
      ]),
    );
    const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
    const path = join(folder, '<img src=x onerror=alert(1)>.csv');
    writeFileSync(path, `message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n${quoted.join('\n')}\n`);
    const casePath = await newCase('hostile', [path]);
    openNaming(casePath, false); // makes the key that showing names asks for
    const own = await serveCase(casePath, ['--reveal']);
    try {
      const view = await open(context);
      for (const where of [
        '/',
        '/posts',
        '/accounts',
        '/objects',
        '/data',
        `/accounts/${encodeURIComponent(`${bad}1`)}`,
        '/speaks',
        '/echoes',
      ]) {
        await view.goto(own.address + where, { waitUntil: 'networkidle' });
        expect([where, await view.title()]).not.toEqual([where, expect.stringContaining('owned')]);
        expect([where, await view.locator('main img, main script, main b, main i').count()]).toEqual([where, 0]);
      }
      await view.goto(`${own.address}/posts`, { waitUntil: 'networkidle' });
      await view.getByText('مرحبا بالعالم <b>x</b>').first().waitFor();
      await view.getByText('外交部发言人：<i>同一句话</i>').first().waitFor();
      complaints.splice(0);
    } finally {
      await own.stop();
    }
  });
});

test.skipIf(sharedData === null)('a real archive of 269,208 posts opens and is paged', { timeout: 120_000 }, async () => {
  const archive = join(sharedData ?? '', 'posts', 'ira-2016-autumn.csv.gz');
  const real = await serveCase(await newCase('ira', [archive]));
  try {
    const view = await open(context);
    await view.goto(real.address);
    await view.getByText('269,208').first().waitFor();
    await view.goto(`${real.address}/posts?sort=postedAt&descending=true`);
    await view
      .getByText(/269,208 rows/)
      .first()
      .waitFor();
    expect(await view.getByText('Texts of private accounts are shown', { exact: true }).count()).toBe(0);
  } finally {
    await real.stop();
  }
});
