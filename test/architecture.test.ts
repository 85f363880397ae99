import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src/', import.meta.url));

// A folder imports only from folders above it in this list; the command line starts everything, the web view speaks HTTP alone.
const FLOW = ['model', 'errors', 'kernels', 'store', 'sources', 'registry', 'enrich', 'analyses', 'evidence', 'jobs', 'api'];
const SIMULATE_NEEDS = ['model', 'errors', 'kernels', 'simulate'];
// What both faces draw with: it needs the model's types alone, and only evidence and the web view draw.
const DRAWS = ['evidence', 'web', 'charts'];

interface Module {
  readonly path: string;
  readonly folder: string;
  readonly imports: readonly string[];
  readonly text: string;
}

const modules: Module[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte)$/.test(path))
  .map((path) => {
    const text = readFileSync(join(source, path), 'utf8');
    const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
      relative(source, resolve(source, dirname(path), match[1] ?? '')).replace(/\.js$/, '.ts'),
    );
    return { path, folder: folderOf(path), imports: found, text };
  });

function folderOf(path: string): string {
  return (path.split(/[\\/]/)[0] ?? '').replace(/\.ts$/, '');
}

test('a folder imports only from folders above it in the flow', () => {
  const wrong = modules.flatMap((module) =>
    module.imports
      .filter((target) => {
        const to = folderOf(target);
        if (to === module.folder || module.folder === 'index') return false;
        if (module.folder === 'charts') return to !== 'model';
        if (to === 'charts') return !DRAWS.includes(module.folder);
        if (module.folder === 'cli') return to === 'web';
        if (module.folder === 'web') return !isContractType(module, target);
        if (module.folder === 'simulate') return !SIMULATE_NEEDS.includes(to);
        return !(FLOW.includes(to) && FLOW.indexOf(to) < FLOW.indexOf(module.folder));
      })
      .map((target) => `${module.path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

/** True if a module takes nothing but types from the contract of the HTTP interface. */
function isContractType({ text }: Module, target: string): boolean {
  const name = target.replace(/^.*[\\/]/, '').replace(/\.ts$/, '');
  const taken = text.split('\n').filter((line) => line.includes(`/contract/${name}.ts'`));
  return target.startsWith(join('api', 'contract')) && taken.length > 0 && taken.every((line) => /^\s*import type /.test(line));
}

test('charts are drawn from types of the model and of Plot alone', () => {
  const charts = modules.filter((module) => module.folder === 'charts');
  const outside = charts.flatMap(({ text }) => text.split('\n').filter((line) => /from '(?!\.\/)/.test(line)));
  expect(charts.length).toBeGreaterThan(5);
  expect(outside.filter((line) => !/^import type .* from '(\.\.\/model\.js|@observablehq\/plot)';$/.test(line))).toEqual([]);
});

test('only the store imports the database driver', () => {
  expect(modules.filter((module) => module.text.includes("'@duckdb/") && module.folder !== 'store').map((module) => module.path)).toEqual(
    [],
  );
});

test('kernels have no input or output, no clock and no randomness of their own', () => {
  const kernels = modules.filter((module) => module.folder === 'kernels');
  expect(kernels.length).toBeGreaterThan(5);
  expect(
    kernels.filter((module) => /'node:|Date\.now|new Date\(|Math\.random|process\./.test(module.text)).map((module) => module.path),
  ).toEqual([]);
});

test('no module imports itself through others', () => {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const target of byPath.get(path)?.imports ?? []) visit(target, [...trail, path]);
    state.set(path, 'done');
  };
  for (const module of modules) visit(module.path, []);
  expect(cycles).toEqual([]);
});

test('every relative import names a file that exists', () => {
  const paths = new Set(modules.map((module) => module.path));
  expect(
    modules.flatMap((module) => module.imports.filter((target) => !paths.has(target)).map((target) => `${module.path}: ${target}`)),
  ).toEqual([]);
});
