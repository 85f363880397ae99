// Finds the languages of a case on so many threads, in a process of its own, and prints what it took.

import { findLanguages } from '../dist/enrich/find-languages.js';
import { CaseFile } from '../dist/index.js';
import { quiet } from './network.mjs';

const [path, threads] = process.argv.slice(2);
const file = await CaseFile.open(path);
await file.run('DELETE FROM post_language');
const began = performance.now();
const { wantedCount, wantedTextCount } = await findLanguages(file, { all: true, threads: Number(threads) }, quiet);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage();
file.close();
console.log(
  JSON.stringify({
    threads: Number(threads),
    wantedCount,
    wantedTextCount,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
