import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { AntiphonError, messageOf } from '../errors.js';
import { maskedHost, maskedLink, maskedParts, maskedText, NameFinder, type NameRules } from '../kernels/text/name-mask.js';

/** How an account that may be named is called beside its identifier. */
export interface ShownName {
  readonly handle: string | null;
  /** The actors that it speaks for; none for one that is only marked as public. */
  readonly actors: readonly string[];
}

/** What is known of the names of a case; what is not known stays private. */
export interface KnownNames {
  /** Accounts that may be named, by identifier. */
  readonly accounts: ReadonlyMap<string, ShownName>;
  /** Handles that none but these bear, in lower case, without @. */
  readonly handles: ReadonlySet<string>;
  /** Posts that these made within the dates for which they may be named. */
  readonly posts: ReadonlySet<string>;
  /** Parts of texts and links that are identifiers or handles of other accounts and posts; grows as texts are looked through. */
  readonly parts: Map<string, { readonly entity: 'account' | 'post'; readonly key: string }>;
  /** Names as they are shown of accounts that may not be named, as far as texts were looked through. */
  readonly displayNames: Set<string>;
  /** Names of accounts that stand in names of files; longest first. */
  readonly inFileNames: string[];
}

/** How accounts, posts, objects and texts are called in whatever leaves the case. */
export interface Naming {
  /** True if all names are shown as they are. */
  readonly isRevealed: boolean;
  /** True if texts of accounts that may not be named are shown. */
  readonly showsTexts: boolean;
  readonly known: KnownNames;
  /** An account: by its identifier if it may be named, else under its pseudonym. */
  account(key: string): string;
  /** An account as the author of a post that may lie outside of its dates. */
  author(key: string, post: string): string;
  post(key: string): string;
  /** True if the post was made by an account that may be named, at a time for which it may. */
  isPublicPost(key: string): boolean;
  /** The pseudonym of an account, whoever it is. */
  pseudonym(key: string): string;
  /** Objects that are accounts or posts are called as these; links name nobody who may not be named; hashtags stand as they are. */
  object(layer: string, key: string): string;
  /** A text without names of accounts that may not be named; what it may hold must have been looked through (`learnNames`). */
  text(text: string): string;
  /** The name of a file without names of such accounts. */
  fileName(name: string): string;
}

/** What an output is asked to show. */
export interface NamingOptions {
  readonly reveal: boolean;
  /** Texts of accounts that may not be named (default: as `reveal`). */
  readonly texts?: boolean;
}

const KEY_BYTES = 32;
const DIGITS = 'abcdefghijklmnopqrstuvwxyz234567';
const PSEUDONYM_DIGITS = 13; // of 5 bits each: two of a billion accounts share one with a chance of about 1 in 70

/** Layers whose objects are identifiers of accounts or posts. */
const PERSONAL_LAYERS: Readonly<Record<string, 'account' | 'post'>> = {
  mention: 'account',
  'forwarded-from': 'account',
  repost: 'post',
  reply: 'post',
};
/** Layers whose objects say nothing of a person by themselves. */
const OPEN_LAYERS: readonly string[] = ['hashtag', 'hashtag-sequence'];
/** Layers whose objects may be what people wrote; the digest of a text stands as it is. */
const TEXT_LAYERS: readonly string[] = ['text', 'near-text'];
const TEXT_DIGEST = /^[0-9a-f]{20}$/;
/** Layers whose objects are never identifiers of accounts or posts as a whole. */
const NO_IDENTIFIERS: readonly string[] = ['url', 'url-raw', 'domain', 'media'];
/** Identifiers of platforms: somebody's post or account, be it in the case or not. */
const IDENTIFIER = /^(\d{5,}|UC[\w-]{22}|did:[a-z]+:\S+|at:\/\/\S+|(channel|user|chat)\d+(-\d+)?|\w+-\d{5,})$/;

/** Pseudonyms that are kept at hand. */
const NAMES_HELD = 500_000;

/** The file beside a case that holds its key. */
export function keyPath(casePath: string): string {
  return `${casePath}.key`;
}

/** Nothing known: every account is private. */
export function noNames(): KnownNames {
  return { accounts: new Map(), handles: new Set(), posts: new Set(), parts: new Map(), displayNames: new Set(), inFileNames: [] };
}

/**
 * Names for the outputs of a case: pseudonyms under the case's own key, or, for the holder of the key, the names themselves.
 *
 * A pseudonym is the beginning of an HMAC-SHA-256 of the identifier: the same account has the same one throughout a case and
 * another in another case. The key is made when it is missing, readable by its owner alone, and never written into an output.
 *
 * @param options `true`, or `reveal`: shows names; needs the key file.
 * @param known Who may be named; by default nobody. `openNames` reads it from the case.
 * @throws AntiphonError `case-read-only`: the key cannot be read or made; `not-found`: names are asked for without the key.
 */
export function openNaming(casePath: string, options: boolean | NamingOptions, known: KnownNames = noNames()): Naming {
  const { reveal, texts = reveal } = typeof options === 'boolean' ? { reveal: options } : options;
  if (reveal && !existsSync(keyPath(casePath))) {
    throw new AntiphonError(
      'not-found',
      `--reveal needs the case's key ${keyPath(casePath)}, which is not there; run once without --reveal or get the key from its holder`,
    );
  }
  const secret = existsSync(keyPath(casePath)) ? readKey(casePath) : makeKey(casePath);
  const pseudonym = pseudonyms(secret);
  if (reveal) return revealedNaming(known, (key) => pseudonym('account', key));
  return hiddenNaming(known, pseudonym, texts);
}

function revealedNaming(known: KnownNames, pseudonym: (key: string) => string): Naming {
  const itself = (text: string): string => text;
  return {
    isRevealed: true,
    showsTexts: true,
    known,
    pseudonym,
    account: itself,
    author: itself,
    post: itself,
    isPublicPost: () => true,
    object: (_layer, key) => key,
    text: itself,
    fileName: itself,
  };
}

type Pseudonym = (kind: 'account' | 'post', key: string) => string;

function pseudonyms(secret: Buffer): Pseudonym {
  const held = new Map<string, string>();
  return (kind, key) => {
    const name = `${kind}\u0000${key}`;
    const found = held.get(name);
    if (found !== undefined) return found;
    if (held.size >= NAMES_HELD) held.clear(); // memory stays bounded; the same name comes out again
    const made = `${kind === 'account' ? 'acct' : 'post'}-${base32(createHmac('sha256', secret).update(name).digest())}`;
    held.set(name, made);
    return made;
  };
}

function hiddenNaming(known: KnownNames, pseudonym: Pseudonym, showsTexts: boolean): Naming {
  const isPublic = (name: string): boolean => known.accounts.has(name) || known.handles.has(name.toLowerCase().replace(/^[@＠]/u, ''));
  const account = (key: string): string => (known.accounts.has(key) ? key : pseudonym('account', key));
  const post = (key: string): string => (known.posts.has(key) ? key : pseudonym('post', key));
  const partOf = (part: string) => (isPublic(part) || known.posts.has(part) ? undefined : known.parts.get(part));
  const called = (name: string): string | null => {
    if (isPublic(name)) return null;
    const found = known.parts.get(name) ?? known.parts.get(name.toLowerCase());
    return found?.entity === 'account' ? pseudonym('account', found.key) : pseudonym('account', name.toLowerCase());
  };
  const parts = {
    account: called,
    part: (part: string): string | null => {
      const found = partOf(part);
      return found === undefined ? null : `[${found.entity}]`;
    },
  };
  const rules: NameRules = { ...parts, link: (link) => maskedLink(link, parts, (whole) => pseudonym('post', whole)) };
  let finder = new NameFinder([]);
  let found = 0;
  const names = (): NameFinder => {
    if (found !== known.displayNames.size) {
      finder = new NameFinder(known.displayNames);
      found = known.displayNames.size;
    }
    return finder;
  };
  return {
    isRevealed: false,
    showsTexts,
    known,
    pseudonym: (key) => pseudonym('account', key),
    account,
    author: (key, own) => (known.posts.has(own) ? account(key) : pseudonym('account', key)),
    post,
    isPublicPost: (key) => known.posts.has(key),
    object: (layer, key) => {
      if (OPEN_LAYERS.includes(layer)) return key;
      if (TEXT_LAYERS.includes(layer)) return TEXT_DIGEST.test(key) ? key : `text-${pseudonym('post', `text ${key}`).slice(5)}`;
      const kind = PERSONAL_LAYERS[layer];
      if (kind === 'post') return post(key);
      if (kind === 'account') return isPublic(key) ? key : pseudonym('account', key);
      if (layer === 'domain') return maskedHost(key, parts);
      const whole = partOf(key);
      if (whole !== undefined) return whole.entity === 'post' ? post(whole.key) : pseudonym('account', whole.key);
      if (/^[a-z][a-z0-9+.-]*:\/\//i.test(key) && !key.startsWith('at://')) return rules.link(key);
      if (NO_IDENTIFIERS.includes(layer)) return maskedParts(key, parts);
      if (isPublic(key) || known.posts.has(key)) return key;
      if (IDENTIFIER.test(key)) return pseudonym('post', key);
      return /[\s@＠]/u.test(key) ? maskedText(key, rules, null) : maskedParts(key, parts);
    },
    text: (text) => maskedText(text, rules, names()),
    fileName: (name) =>
      known.inFileNames.reduce(
        (shown, own) => shown.replaceAll(new RegExp(own.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu'), '[account]'),
        name,
      ),
  };
}

function base32(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held & 0x1f) << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < PSEUDONYM_DIGITS) {
      bits -= 5;
      text += DIGITS[(held >> bits) & 31];
    }
  }
  return text;
}

function readKey(casePath: string): Buffer {
  try {
    if (!statSync(keyPath(casePath)).isFile()) throw new Error('it is no file');
    const digits = readFileSync(keyPath(casePath), 'utf8').trim();
    if (digits.length !== 2 * KEY_BYTES || !/^[0-9a-f]+$/i.test(digits)) throw new Error(`it is not ${2 * KEY_BYTES} hexadecimal digits`);
    return Buffer.from(digits, 'hex');
  } catch (error) {
    throw new AntiphonError('case-read-only', `the case's key ${keyPath(casePath)} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function makeKey(casePath: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  try {
    writeFileSync(keyPath(casePath), `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(keyPath(casePath), 0o600);
  } catch (error) {
    throw new AntiphonError(
      'case-read-only',
      `the case's key ${keyPath(casePath)} cannot be made: ${messageOf(error)}; outputs need it for pseudonyms`,
      { cause: error },
    );
  }
  return key;
}
