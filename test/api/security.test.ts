import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noteServing, servingOf } from '../../src/store/serving.js';
import { type ServedCase, serve, serveFiles } from './served-case.js';

const folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
const table = join(folder, 'shares.csv');
let served: ServedCase;

beforeAll(async () => {
  writeFileSync(
    table,
    `object_id,account_id,content_id,timestamp_share\n${[1, 2, 3].map((at) => `o${at % 2},a${at},p${at},${at}`).join('\n')}\n`,
  );
  served = await serveFiles([table]);
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

const codeOf = (body: unknown): string => (body as { error: { code: string } }).error.code;

describe('who may ask', () => {
  test.each([
    ['a foreign host, as DNS rebinding gives', { host: 'evil.example:7700' }],
    ['the right name on another port', { host: '127.0.0.1:7701' }],
    ['no host', { host: '' }],
    ['a foreign origin', { origin: 'http://evil.example' }],
    ['an origin of the same name on another port', { origin: 'http://127.0.0.1:80' }],
    ['an opaque origin', { origin: 'null' }],
    ['https under our name', { origin: 'https://127.0.0.1:7700' }],
    ['a request that a browser calls cross-site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['a request of the same site but another origin', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
  ])('%s is refused', async (_what, headers) => {
    for (const url of ['/api/case', '/api/session', '/', '/api/docs']) {
      const answer = await served.ask({ url, headers });
      expect([url, answer.status, codeOf(answer.body)]).toEqual([url, 403, 'forbidden']);
    }
  });

  test('localhost and the IPv6 loop are our own names', async () => {
    for (const host of ['localhost:7700', '[::1]:7700', '127.0.0.1:7700'])
      expect((await served.ask({ url: '/api/session', headers: { host, origin: `http://${host}` } })).status).toBe(200);
  });

  test('a change without our own header is refused, as a form of another site would send it', async () => {
    const answer = await served.observatory.server.inject({
      method: 'POST',
      url: '/api/jobs',
      headers: { host: '127.0.0.1:7700', 'content-type': 'application/json' },
      payload: { kind: 'run-all' },
    });
    expect(answer.statusCode).toBe(403);
  });

  test('every answer forbids scripts, frames and requests from elsewhere', async () => {
    for (const url of ['/', '/api/case', '/api/nothing', '/api/docs', '/speaks', '/%', `/api/accounts/${'a'.repeat(600)}`]) {
      const { status, headers, body } = await served.ask({ url });
      if (status >= 400) expect([url, codeOf(body)]).toEqual([url, url === '/api/nothing' ? 'not-found' : expect.any(String)]);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('a server for other machines', () => {
  test('asks for its token once and then for the cookie', async () => {
    const guarded = await serve((await copyOf(served)).casePath, { token: 'a-long-token' });
    try {
      for (const url of ['/api/case', '/api/analyses', '/api/findings', '/api/jobs', '/api/notes', '/api/case/quality'])
        expect([url, (await guarded.ask({ url })).status]).toEqual([url, 401]);
      const before = await guarded.ask({ url: '/api/session' });
      expect(before.body).toMatchObject({ needsLogin: true, caseName: '' });
      const wrong = await guarded.ask({ method: 'POST', url: '/api/session', payload: { token: 'a-long-tokeN' } });
      expect([wrong.status, wrong.headers['set-cookie']]).toEqual([401, undefined]);
      const right = await guarded.ask({ method: 'POST', url: '/api/session', payload: { token: 'a-long-token' } });
      const cookie = String(right.headers['set-cookie']);
      expect(cookie).toMatch(/HttpOnly; SameSite=Strict; Path=\//);
      expect(cookie).not.toContain('a-long-token');
      const own = { cookie: cookie.split(';')[0] as string };
      expect((await guarded.ask({ url: '/api/case', headers: own })).status).toBe(200);
      expect((await guarded.ask({ url: '/api/case', headers: { cookie: 'antiphon-login=guessed' } })).status).toBe(401);
      await guarded.ask({ method: 'DELETE', url: '/api/session', headers: own });
      expect((await guarded.ask({ url: '/api/case', headers: own })).status).toBe(401);
    } finally {
      await guarded.close();
    }
  });
});

describe('a server for reading only', () => {
  test('answers questions and refuses every change', async () => {
    const reading = await serve((await copyOf(served)).casePath, { readOnly: true });
    try {
      expect((await reading.ask({ url: '/api/case' })).status).toBe(200);
      const changes = [
        { method: 'POST' as const, url: '/api/jobs', payload: { kind: 'run-all' } },
        { method: 'POST' as const, url: '/api/notes', payload: { subject: { kind: 'case' }, text: 'x' } },
        { method: 'DELETE' as const, url: '/api/jobs/1' },
      ];
      for (const change of changes) expect([change.url, (await reading.ask(change)).status]).toEqual([change.url, 403]);
    } finally {
      await reading.close();
    }
  });
});

describe('bounds', () => {
  test('an upload has a safe name of its own and a bound for its size', async () => {
    const upload = (name: string, payload: Buffer) =>
      served.ask({
        method: 'POST',
        url: `/api/uploads?name=${encodeURIComponent(name)}`,
        payload,
        headers: { 'content-type': 'application/octet-stream' },
      });
    const bad = await upload('../../../etc/cron.d/x\u0000<img src=x>.csv', Buffer.from('a,b\n1,2\n'));
    expect(bad.status).toBe(201);
    expect((bad.body as { name: string }).name).toBe('x__img src_x_.csv');
    const long = await upload(`${'长'.repeat(200)}-.csv`, Buffer.from('a,b\n1,2\n')); // three bytes each: no file system takes them all
    expect([long.status, (long.body as { name: string }).name.endsWith('长-.csv')]).toEqual([201, true]);
    const cut = await upload(`x${'-'.repeat(118)}.csv`, Buffer.from('a,b\n1,2\n'));
    expect([cut.status, (cut.body as { name: string }).name]).toEqual([201, `_${'-'.repeat(115)}.csv`]);
    const big = await upload('big.csv', Buffer.alloc(1_100_000, 'x'));
    expect([big.status, codeOf(big.body)]).toEqual([413, 'too-large']);
    const after = await upload('small.csv', Buffer.alloc(900_000, 'x')); // what was refused is not held
    expect(after.status).toBe(201);
  });

  test('a number beyond 64 bits is compared, and no statement of the database is shown', async () => {
    for (const where of ['line > 99999999999999999999999', 'line < -1e300', 'line <= 9223372036854775808']) {
      const answer = await served.ask({ url: `/api/tables/rejects?where=${encodeURIComponent(where)}` });
      expect([where, answer.status]).toEqual([where, 200]);
    }
    const { next } = (await served.ask({ url: '/api/tables/posts?sort=postedAt&limit=1' })).body as { next: string };
    const parts = JSON.parse(Buffer.from(next, 'base64url').toString('utf8')) as unknown[];
    parts[2] = 1e300;
    const after = Buffer.from(JSON.stringify(parts)).toString('base64url');
    const forged = await served.ask({ url: `/api/tables/posts?sort=postedAt&limit=1&after=${after}` });
    expect([forged.status, forged.text.includes('SELECT')]).toEqual([200, false]);
  });

  test('what a killed server left is removed at the next opening, though its number is that of a live process again', async () => {
    const { casePath } = await copyOf(served);
    const left = `${casePath}.work-${process.ppid}`;
    mkdirSync(left);
    writeFileSync(join(left, 'side.duckdb'), 'folded texts');
    await (await serve(casePath, { readOnly: true })).close();
    expect(existsSync(left)).toBe(true); // somebody else may be reading
    await (await serve(casePath)).close();
    expect(existsSync(left)).toBe(false);
  });

  test('a note of who serves is written in place of a link, not through it', async () => {
    const other = join(folder, 'other.txt');
    writeFileSync(other, 'kept');
    const casePath = join(folder, 'linked.antiphon');
    symlinkSync(other, `${casePath}.serving`);
    noteServing(casePath, { pid: 1, address: 'http://127.0.0.1:7700' });
    expect(readFileSync(other, 'utf8')).toBe('kept');
    expect(servingOf(casePath, 1)?.address).toBe('http://127.0.0.1:7700');
  });

  test('a body larger than a megabyte is refused', async () => {
    const answer = await served.ask({
      method: 'POST',
      url: '/api/notes',
      payload: { subject: { kind: 'case' }, text: 'x'.repeat(1_100_000) },
    });
    expect([answer.status, codeOf(answer.body)]).toEqual([413, 'too-large']);
  });

  test.each([
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/../package.json',
    '/assets/../../../package.json',
    '//etc/passwd',
    '/index.html%00.js',
  ])('no path leads out of the web view: %s', async (url) => {
    const answer = await served.ask({ url });
    expect(answer.text).not.toContain('"dependencies"');
    expect(answer.text).not.toContain('root:');
  });
});

/** A copy of a served case: one file is opened once. */
async function copyOf({ file }: ServedCase): Promise<{ casePath: string }> {
  const { copyFileSync } = await import('node:fs');
  await file.run('CHECKPOINT');
  const casePath = join(mkdtempSync(join(folder, 'copy-')), 'case.antiphon');
  copyFileSync(file.path, casePath);
  return { casePath };
}
