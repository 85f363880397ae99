import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAILURES } from '../../src/errors.js';
import { embassyFiles } from '../../src/simulate/embassy-files.js';
import { embassyWorld } from '../../src/simulate/embassy-world.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { type ServedCase, serveFiles } from './served-case.js';

let served: ServedCase;
let spec: Spec;

beforeAll(async () => {
  const files = embassyFiles(embassyWorld({ seed: 1 })).filter(({ name }) => name.startsWith('simulated-'));
  const folder = scratchFolder();
  served = await serveFiles(files.map(({ name, text }) => scratchFile(text, name, folder)));
  const { body } = await served.ask({
    method: 'POST',
    url: '/api/jobs',
    payload: { kind: 'analysis', analysis: 'coordination', parameters: { layer: 'repost' } },
  });
  expect((await served.ended((body as { jobId: number }).jobId)).state).toBe('done');
  await served.ask({ method: 'POST', url: '/api/notes', payload: { subject: { kind: 'case' }, text: 'A remark.' } });
  spec = (await served.ask({ url: '/api/docs' })).body as Spec;
});
afterAll(() => served.close());

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Described {
  readonly summary: string;
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { schema: TSchema }> };
  readonly responses: Record<string, { readonly content?: Record<string, { schema: TSchema }> }>;
}

interface Spec {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Described>>;
}

/** Operations whose answer a server of a case with one finding, one job and one note can be held to. */
const operations = (): { method: string; path: string; described: Described }[] =>
  Object.entries(spec.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  );

/** What stands for a path's parts, so that the thing asked for is there. */
const KNOWN: Readonly<Record<string, string>> = {
  finding: '1',
  job: '1',
  note: '1',
  analysis: 'coordination',
  table: 'edges',
  chart: 'network',
  name: 'report.html',
};

test('the description is OpenAPI 3.1, names every operation once, and shows one shape of failures', () => {
  expect(spec.openapi).toMatch(/^3\.1\./);
  const ids = operations().map(({ described }) => described.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(15);
  for (const { described } of operations()) {
    expect(described.summary.length).toBeGreaterThan(3);
    expect(described.responses['default']?.content?.['application/json']?.schema).toMatchObject({ required: ['error'] });
  }
});

test('every answer has the shape that the description says', async () => {
  for (const { method, path, described } of operations()) {
    if (method !== 'GET' || 'text/event-stream' in (described.responses['200']?.content ?? {})) continue;
    const required = (described.parameters ?? []).filter((parameter) => parameter.in === 'query' && parameter.required === true);
    if (required.length > 0) continue;
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => KNOWN[name] ?? '1').replace('/api/tables/edges', '/api/tables/posts');
    const answer = await served.ask({ url });
    checkAnswer(described, method, url, answer.status, answer.body);
  }
});

test('whatever is asked, the answer is one that the description knows, and never a fault of ours', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...operations()),
      fc.infiniteStream(wild),
      fc.boolean(),
      async ({ method, path, described }, values, isTame) => {
        if (
          'text/event-stream' in (described.responses['200']?.content ?? {}) ||
          described.requestBody?.content['application/octet-stream']
        )
          return;
        const url = urlOf(path, described, values, isTame);
        const payload = described.requestBody === undefined ? undefined : bodyOf(described, values);
        const answer = await served.ask({
          method: method as 'GET',
          url,
          ...(payload === undefined ? {} : { payload: JSON.stringify(payload), headers: { 'content-type': 'application/json' } }),
        });
        checkAnswer(described, method, url, answer.status, answer.body);
        expect([url, answer.status === 500]).toEqual([url, false]);
      },
    ),
    { numRuns: 150, seed: 20261122 },
  );
});

/** Values that somebody who means no good, or mistypes, would send. */
const wild: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e9',
    'NaN',
    '1.5',
    '99999999999999999999',
    'true',
    'null',
    "' OR 1=1 --",
    '"',
    '%',
    '../..',
    '<script>',
    '\u0000',
    'ü',
    '中文',
    '\ud800',
    '[]',
    'objectCount >= 2',
    'account',
    'edges',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

function urlOf(path: string, { parameters = [] }: Described, values: Iterator<string>, isTame: boolean): string {
  const next = (): string => encodeSafely((values.next().value as string) || 'x');
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => (isTame ? (KNOWN[name] ?? '1') : next()));
  const query = parameters.filter(
    (parameter) => parameter.in === 'query' && (parameter.required === true || (values.next().value as string).length % 2 === 0),
  );
  const words = query.map(
    ({ name, schema }) => `${name}=${isTame && schema.type === 'integer' ? Math.max(schema.minimum ?? 0, 1) : next()}`,
  );
  return words.length === 0 ? filled : `${filled}?${words.join('&')}`;
}

function encodeSafely(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '\ufffd'));
}

function bodyOf(_described: Described, values: Iterator<string>): unknown {
  const text = values.next().value as string;
  const shapes: unknown[] = [
    text,
    null,
    [],
    {},
    { kind: text },
    { text },
    { subject: { kind: 'account', account: text || 'x' }, text: text || 'x' },
    { kind: 'analysis', analysis: text, parameters: { [text]: 1 } },
    { token: text },
  ];
  return shapes[text.length % shapes.length];
}

function checkAnswer(described: Described, method: string, url: string, status: number, body: unknown): void {
  const where = `${method} ${url} ${status}`;
  const success = Object.keys(described.responses).find((key) => key !== 'default');
  const isFine = String(status) === success;
  const content = (isFine ? described.responses[success as string] : described.responses['default'])?.content ?? {};
  const schema = content['application/json']?.schema;
  if (schema === undefined) return;
  expect([where, [...Value.Errors(schema, body)].slice(0, 3)]).toEqual([where, []]);
  if (isFine) return;
  const { code, message } = (body as { error: { code: keyof typeof FAILURES; message: string } }).error;
  expect([where, FAILURES[code].httpStatus]).toEqual([where, status]);
  expect(message).not.toContain('\n');
}
