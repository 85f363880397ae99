// Damages files of every format, and tries mappings, for longer than `npm test` does: npm run fuzz -- [--runs 2000] [--seed NUMBER]

import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
});
for (const [name, value] of Object.entries(values))
  if (!/^\d+$/.test(value)) {
    console.error(`--${name} must be a whole number, got ${value}`);
    process.exit(2);
  }
console.log(`${values.runs} runs of each, seed ${values.seed}`);
const env = { ...process.env, ANTIPHON_FUZZ_RUNS: values.runs, ANTIPHON_FUZZ_SEED: values.seed };
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/sources/fuzz.test.ts'], {
  env,
  stdio: 'inherit',
});
process.exit(status ?? 1);
