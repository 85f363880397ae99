import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BENCH = dirname(fileURLToPath(import.meta.url));
export const OUT = join(BENCH, 'out');
export const ANTIPHON = join(BENCH, '..', 'dist', 'cli', 'main.js');
export const BENCHMARKS_PAGE = join(BENCH, '..', 'docs', 'benchmarks.md');

export function burstTablePath() {
  return join(OUT, 'burst.csv');
}

export function shareTablePath(shareCount) {
  return join(OUT, `shares-${shareCount}.csv`);
}

export const NEAR_PAGE = join(BENCH, '..', 'docs', 'benchmarks-near-duplicates.md');

export function nearTextTablePath(count) {
  return join(OUT, `near-texts-${count}.csv`);
}
