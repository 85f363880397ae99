import { parse } from 'tldts';
import { sqlText } from './format.js';
import { PUBLISHING_HOSTS, SAME_HOSTS, SITE_PARAMETERS, STATUS_PARAMETERS, TRACKING_PARAMETERS } from './link-rules.js';

/** Raised whenever a link or host would be compared by another form. */
export const LINK_FORM = 'link-1';

/**
 * The form by which a link is compared.
 *
 * `http` and `https` are one (`https`) unless a port stands; host in lower case and punycode, without `www.`, trailing dot, user and
 * default port; known twin hosts as one; path with escapes in one spelling (RFC 3986, 6.2.2) and without the slash of an empty path;
 * parameters of `link-rules.ts` dropped, the others in their order; no fragment but a route (`#!…`, `#/…`). Applied twice it changes
 * nothing more.
 *
 * @returns '' for a link without a host; what is no link with a scheme, or has an impossible host, as it stands.
 */
export function canonicalLink(link: string): string {
  const text = link.trim();
  const parts = /^(?:(https?):)?\/\/([^/\\?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(/^www\./i.test(text) ? `https://${text}` : text);
  if (parts === null) return text;
  const [, scheme = 'https', authority = '', path = '', query = '', fragment = ''] = parts;
  if (authority === '') return '';
  const at = /^(.*?)(?::(\d{0,8}))?$/s.exec(authority.slice(authority.lastIndexOf('@') + 1));
  const host = canonicalHost(at?.[1] ?? '');
  if (host === null) return text;
  const port = Number(at?.[2] ?? '');
  const origin = port === 0 || port === 80 || port === 443 ? `https://${host}` : `${scheme.toLowerCase()}://${host}:${port}`;
  const cleanPath = sameEscapes(path.replaceAll('\\', '/'));
  const page = pageOf(host, cleanPath, keptParameters(host, cleanPath, query));
  return `${page.host === host ? origin : `https://${page.host}`}${page.path}${page.query}${/^#[!/]/.test(fragment) ? sameEscapes(fragment) : ''}`;
}

/** A short link whose page is known without asking, as that page; an empty path without its slash. */
function pageOf(host: string, path: string, parameters: readonly string[]): { host: string; path: string; query: string } {
  const video = host === 'youtu.be' ? /^\/([\w-]+)\/?$/.exec(path)?.[1] : undefined;
  const kept =
    video === undefined ? parameters : [`v=${video}`, ...parameters.filter((one) => !isDropped(SITE_PARAMETERS['youtube.com'], one))];
  return {
    host: video === undefined ? host : 'youtube.com',
    path: video === undefined ? (path === '/' ? '' : path) : '/watch',
    query: kept.length === 0 ? '' : `?${kept.join('&')}`,
  };
}

function keptParameters(host: string, path: string, query: string): string[] {
  if (query.length < 2) return [];
  const ofSite = Object.entries(SITE_PARAMETERS).flatMap(([site, names]) => (host === site || host.endsWith(`.${site}`) ? names : []));
  const ofStatus = host === 'twitter.com' && /\/status(es)?\/\d/.test(path) ? STATUS_PARAMETERS : [];
  return query
    .slice(1)
    .split('&')
    .map(sameEscapes)
    .filter((one) => one !== '' && !isDropped(TRACKING_PARAMETERS, one) && !isDropped([...ofSite, ...ofStatus], one));
}

function isDropped(names: readonly string[] | undefined, parameter: string): boolean {
  const name = (parameter.split('=', 1)[0] as string).toLowerCase();
  return names?.some((dropped) => (dropped.endsWith('*') ? name.startsWith(dropped.slice(0, -1)) : name === dropped)) ?? false;
}

/** Escapes in upper case and only where they are needed; what is no printable ASCII, and a `%` that begins no escape, escaped. */
function sameEscapes(text: string): string {
  if (/^[!-$&-~]*$/.test(text)) return text;
  return text.replace(/%([0-9a-f]{2})?|[^!-~]+/gi, (found, hex: string | undefined) => {
    if (found === '%') return '%25';
    if (hex === undefined) return encodeURIComponent(found.replace(/[\uD800-\uDFFF]/gu, '\uFFFD'));
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[\w.~-]/.test(character) ? character : found.toUpperCase();
  });
}

/** A host in the form in which hosts are compared, or null where it can be none. */
function canonicalHost(host: string): string | null {
  if (host === '' || (host.includes(':') && !/^\[[0-9a-f:.]+\]$/i.test(host))) return null;
  let hostname = host;
  for (let next = ''; next !== hostname; ) {
    // Each time anew: what is left may be an address, which has a form of its own.
    if (!URL.canParse(`http://${hostname}/`)) return null;
    next = new URL(`http://${hostname}/`).hostname;
    hostname = next.replace(/\.+$/, '').replace(/^www\.(?=.*\.)/, '');
    hostname = Object.hasOwn(SAME_HOSTS, hostname) ? (SAME_HOSTS[hostname] as string) : hostname;
  }
  return hostname === '' ? null : hostname;
}

/**
 * The publisher's part of a host: the name below a public suffix, its private part included, so that each blog of a platform is a
 * publisher of its own. Addresses and names that are a suffix themselves stay as they are.
 *
 * @param host In its canonical form.
 * @returns '' for what can be no host.
 * @see Public Suffix List, as kept by tldts 7.5.4
 */
export function registrableDomain(host: string): string {
  const canonical = canonicalHost(host);
  if (canonical === null) return '';
  const platform = PUBLISHING_HOSTS.find((name) => canonical.endsWith(`.${name}`));
  if (platform !== undefined)
    return canonical
      .split('.')
      .slice(-platform.split('.').length - 1)
      .join('.');
  return parse(canonical, { allowPrivateDomains: true, extractHostname: false, validateHostname: false }).domain ?? canonical;
}

const PLAIN_LINK = `https?://(?:[a-z0-9_-]+[.])+[a-z][a-z0-9-]*(?:/[A-Za-z0-9._~!$&()*+,;=:@/-]*)?`;

/** SQL for the canonical form of a link that needs no more than its scheme, which most do not; NULL for all others. */
export function plainCanonicalLink(key: string): string {
  const host = `split_part(${key}, '/', 3)`;
  const special = [...Object.keys(SAME_HOSTS), 'youtu.be'].map(sqlText).join(', ');
  const origin = `'https://' || ${host}`;
  const isBare = `length(${key}) - strpos(${key}, '//') - length(${host}) <= 2`;
  return `CASE WHEN regexp_full_match(${key}, ${sqlText(PLAIN_LINK)}) AND NOT contains(${key}, '//www.') AND NOT contains(${key}, 'xn--') AND ${host} NOT IN (${special})
    THEN CASE WHEN ${isBare} THEN ${origin} ELSE 'https' || substr(${key}, strpos(${key}, '://')) END END`;
}

/** SQL for the host of a link, '' where it has none. */
export function linkHost(link: string): string {
  return `regexp_extract(${link}, '^(?i:https?)://(?:[^@/?#]*@)?(\\[[^\\]]*\\]|[^/?#:@]+)', 1)`;
}
