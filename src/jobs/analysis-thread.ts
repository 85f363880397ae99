import { setPriority } from 'node:os';
import { type MessagePort, parentPort, type Transferable, workerData } from 'node:worker_threads';
import { computeTask } from '../analyses/analysis-task.js';
import { analysisById } from '../analyses/catalogue.js';
import { AntiphonError, messageOf } from '../errors.js';
import type { ProgressSink } from '../model.js';
import { CaseReads } from '../store/reads.js';
import { CaseLine } from './case-line.js';
import type { LongList, MainMessage, ThreadData, ThreadMessage } from './case-protocol.js';

/** Progress that comes faster is passed over. */
const UPDATE_MS = 50;
/** Texts of a list beyond which it is fetched in lots. */
const SHORT_LIST = 5000;

/** Whoever answers people goes first. On Linux this is the priority of the calling thread and of those that it starts; elsewhere, of the program. */
const BEHIND = 5;
if (process.platform === 'linux') setPriority(BEHIND);

const port = parentPort as MessagePort;
const send = (message: ThreadMessage, transfer: readonly Transferable[] = []): void => port.postMessage(message, transfer);

function progress(): ProgressSink {
  let last = 0;
  return {
    step: (label) => {
      last = 0;
      send({ kind: 'step', label });
    },
    update: (done, total, unit) => {
      if (Date.now() - last < UPDATE_MS) return;
      last = Date.now();
      send({ kind: 'update', done, total, unit });
    },
  };
}

/** The result with its typed arrays to be handed over, and its long lists of texts to be fetched. */
function packed(result: unknown): { result: unknown; transfer: Transferable[]; longLists: unknown[][] } {
  const transfer = new Set<Transferable>();
  const longLists: unknown[][] = [];
  const pack = (value: unknown): unknown => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) transfer.add(value.buffer);
      return value;
    }
    if (Array.isArray(value)) {
      if (value.length <= SHORT_LIST) return value.map(pack);
      const list: LongList = { longList: longLists.push(value) - 1, length: value.length };
      return list;
    }
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, pack(part)]));
  };
  return { result: pack(result), transfer: [...transfer], longLists };
}

const { analysis, task, casePath, now, memoryBytes } = workerData as ThreadData;
const line = new CaseLine(casePath, port);
const reads = new CaseReads(line, (found) => line.keepNearText(found));
// A thread is not asked to stop: it is ended.
const context = { progress: progress(), signal: new AbortController().signal, now, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
try {
  const { result, transfer, longLists } = packed(await computeTask(reads, analysisById(analysis), task, context));
  port.on('message', (message: MainMessage) => {
    if (message.kind === 'fetch') send({ kind: 'lot', texts: longLists[message.longList]?.slice(message.from, message.to) ?? [] });
  });
  send({ kind: 'result', result }, transfer);
} catch (error) {
  const own = error instanceof AntiphonError;
  send({ kind: 'failed', failure: { code: own ? error.code : 'internal', message: own ? error.message : messageOf(error) } });
}
