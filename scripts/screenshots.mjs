// Pictures of every view of the web view, in light, dark, narrow and Chinese: `npm run screenshots -- FOLDER [CASE]`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser.mjs';
import { serveCase } from './serve-case.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [folder = 'screenshots', casePath] = process.argv.slice(2);
const from = process.env.INIT_CWD ?? process.cwd();
const target = resolve(from, folder);
mkdirSync(target, { recursive: true });
const served = await serveCase(
  casePath === undefined ? sampleCase() : resolve(from, casePath),
  casePath === undefined ? ['--reveal'] : ['--texts'],
);
const browser = await openBrowser();
try {
  const ask = async (path) => (await fetch(`${served.address}/api/${path}`)).json();
  const { findings } = await ask('findings');
  const network = findings.find(({ tables }) => tables.some(({ isNetwork, rowCount }) => isNetwork && rowCount > 3)) ?? findings[0];
  const [other] = findings.filter(({ findingId, analysis }) => findingId !== network?.findingId && analysis === network?.analysis);
  const account = (await ask('tables/accounts?limit=1&sort=postCount&descending=true')).rows?.[0]?.[0];
  const views = [
    ['overview', '/'],
    ['speaks', '/speaks'],
    ['said', '/said'],
    ['echoes', network === undefined ? '/echoes' : `/echoes?finding=${network.findingId}`],
    ['answers', '/answers'],
    ['silent', '/silent'],
    ['analysis', '/analyses/coordination'],
    ['findings', '/findings'],
    ...(network === undefined ? [] : [['finding', `/findings/${network.findingId}`]]),
    ...(other === undefined ? [] : [['compare', `/compare?a=${network.findingId}&b=${other.findingId}`]]),
    ['posts', '/posts'],
    ['accounts', '/accounts'],
    ...(account === undefined ? [] : [['account', `/accounts/${encodeURIComponent(account)}`]]),
    ['objects', '/objects'],
    ['data', '/data'],
    ['import', '/import'],
    ['jobs', '/jobs'],
    ['notes', '/notes'],
    ['report', '/report'],
  ];
  const looks = [
    ['light', { colorScheme: 'light', locale: 'en-GB', viewport: { width: 1280, height: 900 } }],
    ['dark', { colorScheme: 'dark', locale: 'en-GB', viewport: { width: 1280, height: 900 } }],
    ['narrow', { colorScheme: 'light', locale: 'en-GB', viewport: { width: 390, height: 844 } }],
    ['chinese', { colorScheme: 'light', locale: 'zh-CN', viewport: { width: 1280, height: 900 } }],
  ];
  for (const [look, options] of looks) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`${look}: ${error.message}`));
    for (const [name, path] of views) {
      await page.goto(served.address + path, { waitUntil: 'networkidle' });
      await page.waitForTimeout(name === 'echoes' ? 3000 : 400);
      await page.screenshot({ path: join(target, `${name}-${look}.png`), fullPage: true });
    }
    await context.close();
  }
  console.log(`${views.length * looks.length} pictures in ${target}`);
} finally {
  await browser.close();
  await served.stop();
}

/** The sample, made unless it is there. */
function sampleCase() {
  const path = join(from, 'antiphon-sample', 'sample.antiphon');
  if (!existsSync(path)) {
    const { status } = spawnSync(process.execPath, [join(root, 'dist', 'cli', 'main.js'), 'start', '--quiet'], {
      cwd: from,
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
  }
  return path;
}
