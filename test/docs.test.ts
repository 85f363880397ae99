import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
// @ts-expect-error: a script without types
import { renderDocs } from '../scripts/render-docs.mjs';
import { ANALYSES, describeParameters, FAILURES, FORMATS } from '../src/index.js';
import { embassyFiles } from '../src/simulate/embassy-files.js';
import { embassyWorld } from '../src/simulate/embassy-world.js';
import { antiphonHere } from './cli/antiphon.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('the pages that derive from the code are as `npm run docs` writes them', () => {
  for (const { path, text } of renderDocs() as { path: string; text: string }[]) expect(read(path), path).toBe(text);
});

test('every analysis, parameter, format and error is documented', () => {
  for (const analysis of ANALYSES) {
    const text = read(`docs/analyses/${analysis.id}.md`);
    for (const parameter of describeParameters(analysis.parameters)) expect(text).toContain(parameter.flag);
    for (const limit of analysis.limits) expect(text).toContain(limit);
  }
  for (const format of FORMATS) expect(read('docs/formats.md')).toContain(format.id);
  for (const code of Object.keys(FAILURES)) expect(read('docs/errors.md')).toContain(code);
});

test('every declared column, parameter and table says what it means', () => {
  for (const analysis of ANALYSES) {
    for (const parameter of describeParameters(analysis.parameters))
      expect(parameter.description.length, `${analysis.id} ${parameter.name}`).toBeGreaterThan(20);
    for (const table of analysis.tables)
      for (const column of table.columns) expect(column.meaning.length, `${analysis.id} ${column.name}`).toBeGreaterThan(10);
    expect(analysis.limits.length, analysis.id).toBeGreaterThan(0);
    expect(analysis.references.length, analysis.id).toBeGreaterThan(0);
  }
});

test('links between the documents lead somewhere', () => {
  const pages = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join('docs', path)),
  ];
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test('the commands of the README run, in its order, on the sample', async () => {
  const commands = [...read('README.md').matchAll(/^npx antiphon (.+)$/gm)].map((match) => (match[1] ?? '').replace(/\s+#.*$/, ''));
  expect(commands.length).toBeGreaterThan(4);
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-readme-'));
  const run = async (command: string): Promise<void> => {
    const outcome = await antiphonHere(command.split(/\s+/), { cwd: folder });
    expect(outcome, command).toMatchObject({ code: 0 });
    expect(outcome.stdout.length, command).toBeGreaterThan(0);
  };
  try {
    // The first pages of the public's posts: `start` writes what is not there, and leaves what is.
    const posts = embassyFiles(embassyWorld({ seed: 1 })).find(({ name }) => name === 'simulated-public.jsonl')?.text ?? '';
    mkdirSync(join(folder, 'antiphon-sample'));
    writeFileSync(join(folder, 'antiphon-sample', 'simulated-public.jsonl'), `${posts.split('\n').slice(0, 15).join('\n')}\n`);
    await run('start');
    for (const command of commands) await run(command);
    expect(readFileSync(join(folder, 'pairs.csv'), 'utf8').split('\n').length).toBeGreaterThan(100);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
