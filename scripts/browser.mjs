// A browser for the tests and the screenshots of the web view: an installed Chromium, or the one that the dev dependency brings.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
/** Quiet: nothing but what the page asks for goes over the network. WebGL is drawn by software. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** Starts a headless browser. */
export async function openBrowser() {
  return chromium.launch({ executablePath: await browserPath(), args: FLAGS, headless: true });
}

/** Path of the browser: `CHROMIUM`, one on the search path, or one unpacked to the temporary folder. */
async function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of NAMES) if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x'; // makes it unpack the libraries that a bare machine lacks
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}
