import type { Failure } from '../api/contract/common.ts';

/** What went wrong with a request, in the server's own words. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.name = 'ApiFailure';
    this.code = code;
    this.status = status;
  }
}

type QueryValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** An address of the server's interface; null, undefined and blank values are left out. */
export function apiUrl(path: string, query: QueryValues = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') parts.set(name, String(value));
  const text = parts.toString();
  return `/api/${path}${text === '' ? '' : `?${text}`}`;
}

/**
 * Asks for something.
 *
 * @throws ApiFailure
 */
export async function get<T>(path: string, query: QueryValues = {}, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await reach(apiUrl(path, query), signal === undefined ? {} : { signal }));
}

/**
 * Has something done.
 *
 * @throws ApiFailure
 */
export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'x-antiphon': '1' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  return answerOf<T>(await reach(apiUrl(path), { method, headers, body: body === undefined ? null : JSON.stringify(body) }));
}

/**
 * Sends a file and says how much of it is there; XMLHttpRequest, since fetch does not tell.
 *
 * @throws ApiFailure
 */
export function sendFile<T>(file: File, onProgress: (share: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiUrl('uploads', { name: file.name }));
    request.setRequestHeader('x-antiphon', '1');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else reject(failureOf(request.responseText, request.status));
    };
    request.onerror = () => reject(new ApiFailure('unreachable', '', 0));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

async function reach(url: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiFailure('unreachable', '', 0);
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw failureOf(text, response.status);
  return JSON.parse(text) as T;
}

function failureOf(text: string, status: number): ApiFailure {
  try {
    const { error } = JSON.parse(text) as Failure;
    return new ApiFailure(error.code, error.message, status);
  } catch {
    return new ApiFailure('internal', '', status);
  }
}

/** True for a request that was given up, which nobody needs to hear of. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
