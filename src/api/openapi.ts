import type { FastifySchema } from 'fastify';
import Type from 'typebox';
import { Failure } from './contract/common.js';
import type { Operation } from './operation.js';

/** Head of the description at `/api/docs`. */
export const DESCRIPTION = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Antiphon',
      description:
        'A case over HTTP: the analyses and their parameters, jobs, findings, tables and the posts behind every number. Requests that change something carry the header `x-antiphon: 1`.',
      version: '1',
    },
  },
} as const;

/** An operation as the description shows it. */
export function describeOperation(operation: Operation): FastifySchema {
  const { body, method, path } = operation;
  const success = String(operation.status ?? 200);
  const binary = Type.String({ format: 'binary' });
  return {
    summary: operation.summary,
    operationId: operationId(method, path),
    tags: [path.split('/')[2] ?? 'api'],
    ...(operation.params === undefined ? {} : { params: operation.params }),
    ...(operation.query === undefined ? {} : { querystring: operation.query }),
    ...(body === undefined
      ? {}
      : body === 'file'
        ? { consumes: ['application/octet-stream'], body: { content: { 'application/octet-stream': { schema: binary } } } }
        : { body: { content: { 'application/json': { schema: body } } } }),
    response: {
      [success]: answerSchema(operation),
      default: { description: 'A failure.', content: { 'application/json': { schema: Failure } } },
    },
  } as FastifySchema;
}

function answerSchema({ response, responseType }: Operation): object {
  if (response === 'file')
    return {
      description: 'A file.',
      content: { [responseType ?? 'application/octet-stream']: { schema: { type: 'string', format: 'binary' } } },
    };
  if (response === 'events')
    return {
      description: 'Server-sent events.',
      content: { 'text/event-stream': { schema: { type: 'string', description: responseType ?? 'JSON a message' } } },
    };
  return {
    description: (response as { description?: string }).description ?? 'The answer.',
    content: { 'application/json': { schema: response } },
  };
}

/** `GET /api/findings/:finding/edge` is `getFindingsFindingEdge`. */
function operationId(method: string, path: string): string {
  const words = path
    .split('/')
    .slice(2)
    .map((part) => part.replace(/[^A-Za-z]/g, ''));
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
