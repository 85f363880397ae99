import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyPath, openNaming } from '../../src/store/naming.js';
import { scratchFolder } from '../scratch.js';

const newCasePath = (): string => join(scratchFolder(), 'case.antiphon');

test('a pseudonym is the same throughout a case, and another in another case', () => {
  const [path, other] = [newCasePath(), newCasePath()];
  const first = openNaming(path, false);
  const again = openNaming(path, false);
  expect(first.isRevealed).toBe(false);
  expect(first.account('ann')).toMatch(/^acct-[a-z2-7]{13}$/);
  expect(first.post('ann')).toMatch(/^post-[a-z2-7]{13}$/);
  expect(again.account('ann')).toBe(first.account('ann'));
  expect(openNaming(other, false).account('ann')).not.toBe(first.account('ann'));
});

test('different accounts have different pseudonyms, and a post is not called like the account with its identifier', () => {
  const naming = openNaming(newCasePath(), false);
  const names = Array.from({ length: 10_000 }, (_, index) => naming.account(String(index)));
  expect(new Set(names).size).toBe(10_000);
  expect(naming.post('1').slice(5)).not.toBe(naming.account('1').slice(5));
});

test('a pseudonym is the beginning of an HMAC-SHA-256 under the key, in base 32 (worked out with Python hmac and base64)', () => {
  const path = newCasePath();
  writeFileSync(keyPath(path), `${'00'.repeat(31)}01\n`);
  const naming = openNaming(path, false);
  expect([naming.account('ann'), naming.post('1')]).toEqual(['acct-zw6c23ilnuokj', 'post-ipbwwyoupjt4i']);
});

test('objects that are accounts or posts have the pseudonyms of these; all others stand as they are', () => {
  const naming = openNaming(newCasePath(), false);
  expect(naming.object('mention', 'ann')).toBe(naming.account('ann'));
  expect(naming.object('repost', '17')).toBe(naming.post('17'));
  expect(naming.object('reply', '17')).toBe(naming.post('17'));
  for (const layer of ['url', 'domain', 'hashtag', 'media', 'object']) expect(naming.object(layer, 'x')).toBe('x');
  expect(naming.object('text', '0123456789abcdef0123')).toBe('0123456789abcdef0123');
  expect(naming.object('text', 'what somebody wrote')).toMatch(/^text-[a-z2-7]{13}$/);
});

test('the key is 32 random bytes in hex beside the case, readable by its owner alone, and stays as it is', () => {
  const path = newCasePath();
  openNaming(path, false);
  const key = readFileSync(keyPath(path), 'utf8');
  expect(keyPath(path)).toBe(`${path}.key`);
  expect(key).toMatch(/^[0-9a-f]{64}\n$/);
  expect(statSync(keyPath(path)).mode & 0o777).toBe(0o600);
  openNaming(path, false);
  expect(readFileSync(keyPath(path), 'utf8')).toBe(key);
});

test('a key that is no file, such as a folder or a pipe, is refused before it is read', () => {
  const path = newCasePath();
  mkdirSync(keyPath(path));
  for (const isRevealed of [false, true])
    expect(() => openNaming(path, isRevealed)).toThrow(
      expect.objectContaining({
        code: 'case-read-only',
        message: expect.stringMatching(/^the case's key .* cannot be read: it is no file/),
      }),
    );
  const piped = newCasePath();
  execFileSync('mkfifo', [keyPath(piped)]);
  expect(() => openNaming(piped, false)).toThrow('it is no file');
});

test('names are shown to the holder of the key; without one that is refused in a clear line, and no key is made', () => {
  const path = newCasePath();
  expect(() => openNaming(path, true)).toThrow(
    expect.objectContaining({
      code: 'not-found',
      message: expect.stringMatching(/^--reveal needs the case's key .*case\.antiphon\.key, which is not there; .+$/),
    }),
  );
  expect(existsSync(keyPath(path))).toBe(false);
  openNaming(path, false);
  const naming = openNaming(path, true);
  expect(naming.isRevealed).toBe(true);
  expect([naming.account('ann'), naming.post('1'), naming.object('mention', 'ann')]).toEqual(['ann', '1', 'ann']);
});

test.each([
  ['an empty file', ''],
  ['too few digits', 'abcd\n'],
  ['too many digits', `${'ab'.repeat(33)}\n`],
  ['other text', `${'ab'.repeat(32)} and more\n`],
  ['a digit that is none', `${'ab'.repeat(31)}zz\n`],
])('a key file with %s is refused, with and without --reveal, and left as it is', (_what, content) => {
  const path = newCasePath();
  writeFileSync(keyPath(path), content);
  for (const reveal of [false, true])
    expect(() => openNaming(path, reveal)).toThrow(
      expect.objectContaining({
        code: 'case-read-only',
        message: expect.stringMatching(/^the case's key .* cannot be read: .*it is not 64 hexadecimal digits/),
      }),
    );
  expect(readFileSync(keyPath(path), 'utf8')).toBe(content);
});
