import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { AntiphonError, messageOf } from '../errors.js';

/** How accounts, posts and objects are called in whatever leaves the case. */
export interface Naming {
  /** True if names are shown as they are. */
  readonly isRevealed: boolean;
  account(key: string): string;
  post(key: string): string;
  /** Objects of the layers `mention`, `repost` and `reply` are accounts and posts; all others are shown as they are. */
  object(layer: string, key: string): string;
}

const KEY_BYTES = 32;
const DIGITS = 'abcdefghijklmnopqrstuvwxyz234567';
const PSEUDONYM_DIGITS = 13; // of 5 bits each: two of a billion accounts share one with a chance of about 1 in 70

/** Layers whose objects are identifiers of accounts or posts. */
const PERSONAL_LAYERS: Readonly<Record<string, 'account' | 'post'>> = { mention: 'account', repost: 'post', reply: 'post' };

/** Pseudonyms that are kept at hand. */
const NAMES_HELD = 500_000;

/** The file beside a case that holds its key. */
export function keyPath(casePath: string): string {
  return `${casePath}.key`;
}

/**
 * Names for the outputs of a case: pseudonyms under the case's own key, or, for the holder of the key, the names themselves.
 *
 * A pseudonym is the beginning of an HMAC-SHA-256 of the identifier: the same account has the same one throughout a case and
 * another in another case. The key is made when it is missing, readable by its owner alone, and never written into an output.
 *
 * @param reveal Shows names; needs the key file.
 * @throws AntiphonError `case-read-only`: the key cannot be read or made; `not-found`: names are asked for without the key.
 */
export function openNaming(casePath: string, reveal: boolean): Naming {
  if (reveal) {
    if (!existsSync(keyPath(casePath))) {
      throw new AntiphonError(
        'not-found',
        `--reveal needs the case's key ${keyPath(casePath)}, which is not there; run once without --reveal or get the key from its holder`,
      );
    }
    readKey(casePath);
    return { isRevealed: true, account: (key) => key, post: (key) => key, object: (_layer, key) => key };
  }
  const secret = existsSync(keyPath(casePath)) ? readKey(casePath) : makeKey(casePath);
  const known = new Map<string, string>();
  const pseudonym = (kind: 'account' | 'post', key: string): string => {
    const name = `${kind}\u0000${key}`;
    const found = known.get(name);
    if (found !== undefined) return found;
    if (known.size >= NAMES_HELD) known.clear(); // memory stays bounded; the same name comes out again
    const made = `${kind === 'account' ? 'acct' : 'post'}-${base32(createHmac('sha256', secret).update(name).digest())}`;
    known.set(name, made);
    return made;
  };
  return {
    isRevealed: false,
    account: (key) => pseudonym('account', key),
    post: (key) => pseudonym('post', key),
    object: (layer, key) => {
      const kind = PERSONAL_LAYERS[layer];
      return kind === undefined ? key : pseudonym(kind, key);
    },
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
