import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { buildServer, type Observatory, type ServerOptions } from '../../src/api/server.js';
import { CaseFile, importFiles } from '../../src/index.js';
import { quiet } from '../analyses/test-case.js';

/** A case that is served, and how to ask it as its own page does. */
export interface ServedCase {
  readonly observatory: Observatory;
  readonly file: CaseFile;
  readonly casePath: string;
  ask(request: InjectOptions): Promise<{ status: number; body: unknown; headers: Record<string, unknown>; text: string }>;
  /** Waits until a job has ended. */
  ended(jobId: number): Promise<{ state: string; findingIds: number[]; failure: { code: string } | null; result: unknown }>;
  close(): Promise<void>;
}

const OWN_HOST = '127.0.0.1:7700';

/** Serves a fresh case with some files imported. */
export async function serveFiles(paths: readonly string[], options: Partial<ServerOptions> = {}): Promise<ServedCase> {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
  const casePath = join(folder, 'case.antiphon');
  const made = await CaseFile.open(casePath, { create: true });
  if (paths.length > 0) await importFiles(made, [...paths], {}, quiet);
  made.close();
  const served = await serve(casePath, options);
  return {
    ...served,
    async close() {
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Serves the case at a path, without a port. */
export async function serve(casePath: string, options: Partial<ServerOptions> = {}): Promise<ServedCase> {
  const file = await CaseFile.open(casePath, { readOnly: options.readOnly === true });
  const observatory = await buildServer(file, {
    version: '0',
    reveal: false,
    texts: false,
    readOnly: false,
    simulated: false,
    memoryBytes: 2e9,
    mostUploadBytes: 1e6,
    token: false,
    ...options,
  });
  observatory.allow('127.0.0.1', 7700);
  const ask: ServedCase['ask'] = async (request) => {
    const headers = {
      host: OWN_HOST,
      ...(request.method === undefined || request.method === 'GET' ? {} : { 'x-antiphon': '1' }),
      ...request.headers,
    };
    const answer = await observatory.server.inject({ ...request, headers });
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    return { status: answer.statusCode, body: isJson ? JSON.parse(answer.body) : null, headers: answer.headers, text: answer.body };
  };
  return {
    observatory,
    file,
    casePath,
    ask,
    async ended(jobId) {
      for (;;) {
        const { body } = await ask({ url: `/api/jobs/${jobId}` });
        const job = body as Awaited<ReturnType<ServedCase['ended']>>;
        if (job.state !== 'queued' && job.state !== 'running') return job;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async close() {
      await observatory.close();
      file.close();
    },
  };
}
