import { parentPort, workerData } from 'node:worker_threads';

// The thread of `doTasks`: loads the kernel that it is told, and does the tasks that it is given by number.
const { module, name, data } = workerData as { module: string; name: string; data: object };
const run = ((await import(module)) as Record<string, (data: object, task: number) => unknown>)[name];
parentPort?.on('message', async (task: number) => parentPort?.postMessage({ task, result: await run?.(data, task) }));
