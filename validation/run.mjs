// Measures on planted truth, on null data and on real data what the co-share network finds, and writes docs/validation.md with its pictures.

import { writeFileSync } from 'node:fs';
import { doTasks } from '../dist/analyses/worker-tasks.js';
import { nullWorld, rewiredData, shuffledData } from './calibration.mjs';
import { detect, detectionTasks, detectNegatives, NEGATIVE_SEEDS, NEGATIVES } from './detection.mjs';
import { pageOf } from './page.mjs';
import { PAGE } from './paths.mjs';
import { calibrationPlot, kindsPlot, surfacePlot } from './plots.mjs';
import { hasRealData, iraFigures, RUSSIAN, russianFigures, russianShares, senateFigures } from './real-data.mjs';
import { calibrationRows, kindRows, surface } from './summaries.mjs';

const NULL_WORLDS = 40;
const SHUFFLED = 20;
const REWIRED = 10;

const detection = new URL('./detection.mjs', import.meta.url);
const calibration = new URL('./calibration.mjs', import.meta.url);

if (!hasRealData()) {
  console.error(`validation needs the real data that lies beside the project, such as ${RUSSIAN}`);
  process.exit(2);
}

/** Does tasks on all cores and gives their results in order. */
async function resultsOf(what, module, run, data, taskCount) {
  const results = [];
  await doTasks(
    { module, name: run.name, run },
    data,
    taskCount,
    (result) => {
      results.push(result);
      if (results.length % 20 === 0 || results.length === taskCount) console.log(`${what}: ${results.length} of ${taskCount}`);
      return true;
    },
    { signal: new AbortController().signal, isLarge: true },
  );
  return results;
}

const tasks = detectionTasks();
const cells = await resultsOf('planted groups', detection, detect, { tasks }, tasks.length);
const negatives = await resultsOf('hard negatives', detection, detectNegatives, {}, NEGATIVES.length * NEGATIVE_SEEDS);
const nulls = await resultsOf('null worlds', calibration, nullWorld, {}, NULL_WORLDS);
const shares = await russianShares();
const shuffled = {};
for (const windowSeconds of [60, 360])
  shuffled[windowSeconds] = await resultsOf(`shuffled, ${windowSeconds} s`, calibration, shuffledData, { shares, windowSeconds }, SHUFFLED);
const rewired = await resultsOf('rewired', calibration, rewiredData, { shares }, REWIRED);
console.log('real data');
const russian = await russianFigures();
const ira = await iraFigures();
const senate = await senateFigures();

surfacePlot('validation-recall', 'Recall of members', surface(cells, 'antiphon', 'recall'));
surfacePlot('validation-precision', 'Precision of pairs', surface(cells, 'antiphon', 'precision'));
kindsPlot('validation-kinds', kindRows(negatives));
calibrationPlot('validation-calibration', calibrationRows({ nulls, shuffled, rewired }));
writeFileSync(PAGE, pageOf({ cells, negatives, nulls, shuffled, rewired, russian, ira, senate }));
console.log('written: docs/validation.md and its pictures');
