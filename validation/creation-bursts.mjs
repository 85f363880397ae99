// How often creation-bursts raises a false alarm on lists drawn from smooth curves, and whether it finds a planted burst: figures of docs/voice.md.
// `both`: lists on which each fit sees some burst, be it the same or not, so an upper bound for what the analysis counts.
// npm run build, then: node validation/creation-bursts.mjs [lists of each curve, default 1000]

import { availableParallelism } from 'node:os';
import { doTasks } from '../dist/analyses/worker-tasks.js';
import { wilson } from '../dist/kernels/statistics/proportion.js';
import { CURVES, falseAlarm, SPANS } from './creation-worlds.mjs';

const lists = Number(process.argv[2] ?? 1000);
const module = new URL('./creation-worlds.mjs', import.meta.url);
console.log(`${lists} lists of 940 accounts for each curve and kind of window, 999 worlds, level 5 %, ${availableParallelism()} threads`);
for (const curve of Object.keys(CURVES))
  for (const span of SPANS) {
    const alarms = { both: 0, flexible: 0, stiff: 0, matched: 0 };
    await doTasks(
      { module, name: falseAlarm.name, run: falseAlarm },
      { curve, span },
      lists,
      (found) => {
        for (const name of Object.keys(alarms)) alarms[name] += found[name] === true ? 1 : 0;
        return true;
      },
      { signal: new AbortController().signal, isLarge: true },
    );
    const told = Object.entries(alarms).map(([name, count]) => {
      const { share, low, high } = wilson(count, lists);
      return `${name} ${[share, low, high].map((value) => (100 * value).toFixed(1)).join(' / ')} %`;
    });
    console.log(`${curve}, ${span}: ${span === 'times' ? told[1].replace('flexible', 'hours') : told.join(', ')}`);
  }
