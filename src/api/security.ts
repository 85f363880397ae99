import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { AntiphonError } from '../errors.js';

/** Sent with every answer. Charts add style elements, so styles are allowed and scripts are not. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** For a document that we did not draw in the page, such as a report: nothing in it runs. */
export const DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-downloads allow-popups";

/** Header that a page of another origin cannot send without asking first, and is refused when it asks. */
export const WRITE_HEADER = 'x-antiphon';
const COOKIE = 'antiphon-login';
const LOGIN_SECONDS = 12 * 3600;

/** Names under which a server may be asked; another name points here by a trick (DNS rebinding). */
export function allowedHosts(host: string, port: number): ReadonlySet<string> {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', bracketed(host)]);
  if (host === '0.0.0.0' || host === '::') {
    names.add(hostname().toLowerCase());
    for (const addresses of Object.values(networkInterfaces())) for (const { address } of addresses ?? []) names.add(bracketed(address));
  }
  return new Set([...names].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
}

function bracketed(host: string): string {
  return (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host).toLowerCase();
}

/**
 * Refuses requests that another site sent, or that reached the server by a foreign name.
 *
 * @throws AntiphonError `forbidden`.
 */
export function checkOrigin(headers: IncomingHttpHeaders, method: string, hosts: ReadonlySet<string>): void {
  const host = headers.host?.toLowerCase();
  if (host === undefined || !hosts.has(host))
    throw new AntiphonError('forbidden', 'this server answers under its own address alone; open the address that it printed');
  const { origin } = headers;
  if (origin !== undefined && !(origin.startsWith('http://') && hosts.has(origin.slice('http://'.length).toLowerCase())))
    throw new AntiphonError('forbidden', 'this server answers its own pages alone, and the request came from another site');
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && method === 'GET';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation)
    throw new AntiphonError('forbidden', 'this server answers its own pages alone, and the request came from another site');
  if (method !== 'GET' && method !== 'HEAD' && headers[WRITE_HEADER] === undefined)
    throw new AntiphonError('forbidden', `requests that change something carry the header ${WRITE_HEADER}: 1`);
}

/** Who may come in where the server is reachable from elsewhere: whoever has the token, once, then by a cookie. */
export class Gate {
  /** To be shown once. */
  readonly token: string;
  private readonly sessions = new Map<string, number>();

  constructor(token = randomBytes(24).toString('base64url')) {
    this.token = token;
  }

  /** True if the cookie of an earlier login came along. */
  isOpenTo(headers: IncomingHttpHeaders, now: number): boolean {
    const cookie = (headers.cookie ?? '').split(/;\s*/).find((part) => part.startsWith(`${COOKIE}=`));
    if (cookie === undefined) return false;
    const until = this.sessions.get(digest(cookie.slice(COOKIE.length + 1)).toString('hex'));
    return until !== undefined && now < until;
  }

  /**
   * The cookie for whoever gives the token.
   *
   * @throws AntiphonError `login`.
   */
  login(token: string, now: number): string {
    if (!timingSafeEqual(digest(token), digest(this.token)))
      throw new AntiphonError('login', 'this is not the token; it was printed where the server was started');
    for (const [session, until] of this.sessions) if (until <= now) this.sessions.delete(session);
    const session = randomBytes(32).toString('base64url');
    this.sessions.set(digest(session).toString('hex'), now + LOGIN_SECONDS * 1000);
    return `${COOKIE}=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${LOGIN_SECONDS}`;
  }

  /** Ends the login of this cookie. */
  logout(headers: IncomingHttpHeaders): string {
    for (const part of (headers.cookie ?? '').split(/;\s*/))
      if (part.startsWith(`${COOKIE}=`)) this.sessions.delete(digest(part.slice(COOKIE.length + 1)).toString('hex'));
    return `${COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
