// Measures how the language of posts is found, fits its confidence anew, and writes docs/language.md.
// `npm run build && node validation/language.mjs`; needs the real data that lies beside the project.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findLanguages } from '../dist/enrich/find-languages.js';
import { CaseFile, importFiles } from '../dist/index.js';
import { CALIBRATION } from '../dist/kernels/text/language-confidence.js';
import { examined, fittedCalibration } from './language-calibration.mjs';
import { languagePage } from './language-page.mjs';
import { quiet } from './network.mjs';
import { DATA, LANGUAGE_PAGE, SENATE_MAPPING, TELEGRAM_MAPPING, WEIBO_MAPPING } from './paths.mjs';

const IRA = join(DATA, 'posts', 'ira-2016-autumn.csv.gz');
/** Posts of one language each. */
const OTHERS = [
  { name: 'telegram-ru-news-2024', language: 'ru', mapping: TELEGRAM_MAPPING },
  { name: 'weibo-cctv-news-2020', language: 'zh', mapping: WEIBO_MAPPING },
  { name: 'senate-2015', language: 'en', mapping: SENATE_MAPPING },
].map((data) => ({ ...data, path: join(DATA, 'posts', `${data.name}.csv.gz`) }));

for (const path of [IRA, ...OTHERS.map((data) => data.path)]) {
  if (existsSync(path)) continue;
  console.error(`validation of languages needs the real data that lies beside the project, such as ${path}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'antiphon-language-'));
try {
  console.log('labelled posts: what the detector says');
  const path = await caseOf('ira', IRA, {});
  const texts = await withFile(path, examined);
  const fitted = fittedCalibration(texts);
  if (JSON.stringify(fitted) !== JSON.stringify(CALIBRATION))
    console.log(`the fit differs from the one in src/kernels/text/language-confidence.ts; put there: ${JSON.stringify(fitted)}`);
  const speeds = [];
  for (const threads of [1, 2]) {
    console.log(`labelled posts: ${threads} thread${threads === 1 ? '' : 's'}`);
    const script = fileURLToPath(new URL('./language-speed.mjs', import.meta.url));
    speeds.push(JSON.parse(execFileSync(process.execPath, [script, path, String(threads)], { encoding: 'utf8' })));
  }
  const { agreement } = await withFile(path, (file) => findLanguages(file, { all: true }, quiet));
  const others = [];
  for (const { name, language, path: table, mapping } of OTHERS) {
    console.log(name);
    const { languages, textCount } = await withFile(await caseOf(name, table, { mapping }), (file) => findLanguages(file, {}, quiet));
    others.push({ name, language, textCount, languages });
  }
  writeFileSync(LANGUAGE_PAGE, languagePage({ texts, calibration: CALIBRATION, agreement, others, speeds }));
  console.log('written: docs/language.md');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function caseOf(name, table, options) {
  const path = join(folder, `${name}.antiphon`);
  const file = await CaseFile.open(path, { create: true });
  await importFiles(file, [table], options, quiet);
  file.close();
  return path;
}

async function withFile(path, work) {
  const file = await CaseFile.open(path);
  try {
    return await work(file);
  } finally {
    file.close();
  }
}
