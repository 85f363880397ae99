import { parentPort } from 'node:worker_threads';
import { loadDetector } from './eld-detector.js';
import { languagesOfLot } from './language-lot.js';

// A thread of `LanguageThreads`: answers each lot of texts, in the order in which they come.
const detector = loadDetector();
parentPort?.on('message', async (texts: string[]) => parentPort?.postMessage(languagesOfLot(texts, await detector)));
