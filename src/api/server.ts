import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { AntiphonError, FAILURES, type FailureCode } from '../errors.js';
import { JobQueue } from '../jobs/job-queue.js';
import type { CaseFile } from '../store/case-file.js';
import { checkValue, readValues } from './check-request.js';
import { DESCRIPTION, describeOperation } from './openapi.js';
import { EventsAnswer, FileAnswer, HeadedAnswer, type Operation } from './operation.js';
import { ReaderPool } from './reader-pool.js';
import { coverageOf, overviewOf } from './routes/case.js';
import { OPERATIONS } from './routes/index.js';
import { allowedHosts, checkOrigin, Gate, SAFE_HEADERS } from './security.js';
import { Names, oneAfterTheOther, Remembered, type ServerRules, type Services } from './services.js';
import { TablePreparation } from './table-preparation.js';
import { UploadFolder } from './upload-folder.js';
import { readWebFiles, WEB_FOLDER, type WebFile } from './web-files.js';

export interface ServerOptions extends ServerRules {
  /** Bytes at most of files that wait for an import. */
  readonly mostUploadBytes: number;
  /** Asks for this token, or for one that is made; false: asks for none. */
  readonly token: string | boolean;
  /** Hears of every fault of ours, which clients are told nothing of. */
  readonly onFault?: (error: unknown) => void;
}

/** A server that is not listening yet. */
export interface Observatory {
  readonly server: FastifyInstance;
  readonly services: Services;
  /** Listens. @returns The address, such as `http://127.0.0.1:7700`. */
  listen(host: string, port: number): Promise<string>;
  /** Answers requests that come under the names of this address; `listen` does it by itself. */
  allow(host: string, port: number): void;
  /** Ends jobs and connections; the case itself stays open. */
  close(): Promise<void>;
}

const MOST_BODY_BYTES = 1_000_000;
const HEARTBEAT_MS = 15_000;

/**
 * The server of a case: the operations, the web view, and what keeps strangers out.
 *
 * @param file The case, which the server alone uses from now on; the caller closes it.
 */
export async function buildServer(file: CaseFile, options: ServerOptions): Promise<Observatory> {
  const onFault = options.onFault ?? (() => undefined);
  const names = new Names({ reveal: options.reveal, texts: options.texts || options.reveal });
  const readers = new ReaderPool(file);
  await readers.use((reader) => names.open(reader)); // needs the key, and says so before anybody asks
  const writer = options.readOnly ? null : await file.reader();
  const remembered = new Remembered();
  const preparation = new TablePreparation(file, (reader) => names.open(reader));
  const oneByOne = oneAfterTheOther();
  const uploads = new UploadFolder(join(file.scratchFolder(), `uploads-${randomBytes(4).toString('hex')}`), options.mostUploadBytes);
  const jobs = await JobQueue.open(file, {
    uploads,
    reveal: options.reveal,
    texts: options.texts,
    simulated: options.simulated,
    readOnly: options.readOnly,
    memoryBytes: options.memoryBytes,
    onFault,
    onChange: () => {
      names.forget();
      preparation.start();
      remembered.forget();
    },
  });
  const services: Services = {
    casePath: file.path,
    rules: options,
    readers,
    jobs,
    uploads,
    gate: options.token === false ? null : new Gate(options.token === true ? undefined : options.token),
    naming: (reader) => names.open(reader),
    remember: (question, answer) => remembered.get(question, answer),
    writing: (work) => {
      if (writer === null) return Promise.reject(readOnly());
      return oneByOne(() => work(writer));
    },
  };
  const hosts = { allowed: new Set<string>() as ReadonlySet<string> };
  const allow = (host: string, port: number): void => {
    hosts.allowed = allowedHosts(host, port);
  };
  const server = await routes(services, hosts, onFault);
  return {
    server,
    services,
    allow,
    async listen(host, port) {
      await server.listen({ host, port });
      const address = server.server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      allow(host, bound);
      // What the first page shows goes before what only tables need.
      void Promise.allSettled([overviewOf(services), coverageOf(services, 'all')]).then(() => preparation.start());
      return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
    },
    async close() {
      await jobs.close();
      await preparation.close();
      server.server.closeAllConnections();
      await server.close();
      readers.close();
      writer?.close();
      rmSync(file.scratchFolder(), { recursive: true, force: true });
    },
  };
}

async function routes(
  services: Services,
  hosts: { allowed: ReadonlySet<string> },
  onFault: (error: unknown) => void,
): Promise<FastifyInstance> {
  const server = Fastify({
    bodyLimit: MOST_BODY_BYTES,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: false },
    forceCloseConnections: true,
    // An address that cannot be read gets no hook.
    frameworkErrors: (error, _request, reply) => void sendFailure(reply.headers(SAFE_HEADERS), failureOf(error)),
  });
  // Operations check what they get themselves, by the schemas that the description shows.
  server.setValidatorCompiler(() => (value) => ({ value }));
  server.setSerializerCompiler(() => (value) => JSON.stringify(value));
  server.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(SAFE_HEADERS);
    checkOrigin(request.headers, request.method, hosts.allowed);
  });
  server.setErrorHandler((error, _request, reply) => {
    const failure = failureOf(error);
    if (failure.code === 'internal') onFault(error);
    return sendFailure(reply, withoutFolder(failure, services.casePath));
  });
  await server.register(swagger, DESCRIPTION);
  for (const operation of OPERATIONS)
    server.route({
      method: operation.method,
      url: operation.path,
      schema: describeOperation(operation),
      handler: (request, reply) => answer(operation, services, request, reply),
    });
  server.get('/api/docs', { schema: { hide: true } }, async () => server.swagger());
  const files = readWebFiles(WEB_FOLDER);
  server.setNotFoundHandler((request, reply) => sendPage(files, request, reply));
  return server;
}

async function answer(operation: Operation, services: Services, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { gate, rules } = services;
  if (gate !== null && operation.isOpen !== true && !gate.isOpenTo(request.headers, Date.now()))
    throw new AntiphonError('login', 'log in with the token that the server printed when it was started');
  if (operation.writes && rules.readOnly) throw readOnly();
  const gone = new AbortController();
  const leave = (): void => gone.abort(new AntiphonError('interrupted', 'whoever asked is gone'));
  reply.raw.once('close', leave);
  try {
    const result = await operation.handle({
      params: readValues(operation.params, request.params as Record<string, string>, 'path'),
      query: readValues(operation.query, request.query as Record<string, string>, 'query'),
      body: bodyOf(operation, request) as never,
      services,
      signal: gone.signal,
      headers: request.headers,
    });
    return await send(operation, result, reply, gone.signal);
  } finally {
    reply.raw.off('close', leave);
  }
}

function bodyOf(operation: Operation, request: FastifyRequest): unknown {
  if (operation.body === undefined) {
    if (request.body !== undefined && request.body !== null)
      throw new AntiphonError('usage', `${operation.method} ${operation.path} takes no body`);
    return undefined;
  }
  if (operation.body === 'file') {
    if (typeof (request.body as Readable | undefined)?.pipe !== 'function')
      throw new AntiphonError('usage', 'the file must be the body of the request, with the content type application/octet-stream');
    return request.body;
  }
  checkValue(operation.body, request.body, 'body');
  return request.body;
}

async function send(operation: Operation, result: unknown, reply: FastifyReply, signal: AbortSignal): Promise<unknown> {
  if (result instanceof EventsAnswer) return sendEvents(result, reply, signal);
  reply.status(operation.status ?? 200);
  if (result instanceof FileAnswer) {
    reply.headers(result.headers).type(result.contentType).header('cache-control', 'no-store');
    if (result.fileName !== null)
      reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(result.fileName)}`);
    return reply.send(result.content);
  }
  reply.header('cache-control', 'no-store');
  if (result instanceof HeadedAnswer) return reply.headers(result.headers).send(result.value);
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(result));
}

/** Server-sent events until they end or the listener leaves; a comment now and then keeps the line open. */
async function sendEvents({ events }: EventsAnswer, reply: FastifyReply, signal: AbortSignal): Promise<FastifyReply> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...SAFE_HEADERS,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  const heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT_MS);
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      if (!raw.write(`data: ${JSON.stringify(event)}\n\n`)) await once(raw, 'drain', { signal });
    }
  } catch {
    // The listener left in the middle of a word.
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
  return reply;
}

/** The web view: one of its files, or its page for every path that it shows by itself. */
function sendPage(files: ReadonlyMap<string, WebFile>, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?')[0] ?? '/';
  const isPage = (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api') && !/\.\w+$/.test(path);
  const file =
    request.method === 'GET' || request.method === 'HEAD'
      ? (files.get(path) ?? (isPage ? files.get('/index.html') : undefined))
      : undefined;
  if (file === undefined) {
    const what = isPage
      ? 'the web view is not built; run `npm run build`'
      : `there is no ${request.method} ${path.slice(0, 200)}; see /api/docs`;
    return sendFailure(reply, new AntiphonError('not-found', what));
  }
  reply.headers({
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.status(304).send();
  reply.type(file.contentType);
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(file.content);
  return reply.header('content-encoding', 'gzip').send(file.compressed);
}

function readOnly(): AntiphonError {
  return new AntiphonError('forbidden', 'this case is served for reading only; start the server without --read-only to change it');
}

/** What a client may hear of a failure: our own in full, of others nothing but that it is our fault. */
function failureOf(error: unknown): AntiphonError {
  if (error instanceof AntiphonError && error.code !== 'internal') return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new AntiphonError('too-large', `the request is larger than ${MOST_BODY_BYTES.toLocaleString('en')} bytes`);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new AntiphonError('usage', 'the body must be JSON (application/json), or a file (application/octet-stream) for uploads');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new AntiphonError('usage', 'the request is not one that can be read: its body or its address is damaged');
  return new AntiphonError('internal', 'a fault of Antiphon; the server goes on', { cause: error });
}

/** A failure that calls the case by its file's name: where it lies is nobody's business over HTTP. */
function withoutFolder(error: AntiphonError, casePath: string): AntiphonError {
  if (!error.message.includes(casePath)) return error;
  return new AntiphonError(error.code, error.message.replaceAll(casePath, basename(casePath)), { cause: error });
}

function sendFailure(reply: FastifyReply, error: AntiphonError): FastifyReply {
  const code: FailureCode = error.code;
  return reply
    .status(FAILURES[code].httpStatus)
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ error: { code, message: error.message } }));
}
