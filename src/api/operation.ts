import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Static, TObject, TSchema } from 'typebox';
import type { Services } from './services.js';

/** A request as an operation sees it: everything checked. */
export interface OperationRequest<P extends TObject, Q extends TObject, B extends TSchema> {
  readonly params: Static<P>;
  readonly query: Static<Q>;
  readonly body: Static<B>;
  readonly services: Services;
  /** Aborted when whoever asked is gone. */
  readonly signal: AbortSignal;
  readonly headers: IncomingHttpHeaders;
}

/** One thing that can be asked over HTTP: the route, its check and its page in the description derive from this. */
export interface Operation<P extends TObject = TObject, Q extends TObject = TObject, B extends TSchema = TSchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Such as `/api/findings/:finding`. */
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  /** `file`: the body is a file, which `handle` gets as a stream. */
  readonly body?: B | 'file';
  /** Schema of the answer; `file`: a file; `events`: server-sent events. */
  readonly response: TSchema | 'file' | 'events';
  /** Kind of a file or of the events' data, for the description. */
  readonly responseType?: string;
  /** Status of success (default 200). */
  readonly status?: 200 | 201 | 202;
  /** True if it changes the case: refused by a server that only reads. */
  readonly writes: boolean;
  /** True if it may be asked without a login. */
  readonly isOpen?: boolean;
  handle(request: OperationRequest<P, Q, B>): Promise<unknown>;
}

/** A file as an answer. */
export class FileAnswer {
  readonly content: Readable | Buffer | string;
  readonly contentType: string;
  /** Name under which a browser saves it; null: it is shown. */
  readonly fileName: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    content: Readable | Buffer | string,
    contentType: string,
    fileName: string | null,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.content = content;
    this.contentType = contentType;
    this.fileName = fileName;
    this.headers = headers;
  }
}

/** A stream of events as an answer: each value of `events` is sent as JSON. */
export class EventsAnswer {
  readonly events: AsyncIterable<unknown>;

  constructor(events: AsyncIterable<unknown>) {
    this.events = events;
  }
}

/** An answer that sets headers, such as a cookie. */
export class HeadedAnswer {
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(value: unknown, headers: Readonly<Record<string, string>>) {
    this.value = value;
    this.headers = headers;
  }
}

/** Declares an operation; its request is typed by its schemas. */
export function operation<P extends TObject = TObject, Q extends TObject = TObject, B extends TSchema = TSchema>(
  declared: Operation<P, Q, B>,
): Operation {
  return declared as unknown as Operation;
}
