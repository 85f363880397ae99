import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { ANALYSES } from '../../analyses/catalogue.js';
import { drawDocument } from './draw-document.js';
import type { DrawThreadData } from './draw-on-thread.js';
import type { ReportData } from './report-model.js';

if (process.platform === 'linux') setPriority(5); // of this thread alone: whoever answers people goes first

const { data, analyses, head } = workerData as DrawThreadData;
const findings = (data.findings as ReportData['findings']).map((finding, index) => ({
  ...finding,
  analysis: ANALYSES.find(({ id }) => id === analyses[index]) ?? null,
}));
parentPort?.postMessage(await drawDocument({ ...data, findings }, head));
