import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BENCH = dirname(fileURLToPath(import.meta.url));
export const OUT = join(BENCH, 'out');
export const ANTIPHON = join(BENCH, '..', 'dist', 'cli', 'main.js');
export const BENCHMARKS_PAGE = join(BENCH, '..', 'docs', 'benchmarks.md');

export function shareTablePath(shareCount) {
  return join(OUT, `shares-${shareCount}.csv`);
}
