import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentsOf, scratchFile } from '../scratch.js';
import { antiphonHere as antiphon, errorLine } from './antiphon.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
  scratchFile(
    'shareCount: 800\naccountCount: 150\ngroups:\n  - { size: 6, jitterSeconds: 5 }\n  - kind: fan-club\n    size: 9\n',
    'plan.yaml',
    folder,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a plan becomes a world that is never overwritten, its world.json the same world again, and a finding on it can be judged', async () => {
  const made = await antiphon(['simulate', 'one', '--plan', 'plan.yaml', '--seed', '5', '--json'], { cwd: folder });
  expect(made.code).toBe(0);
  expect(JSON.parse(made.stdout)).toMatchObject({
    simulated: true,
    accountCount: 165,
    groups: [{ name: 'planted-1' }, { name: 'fan-club-1' }],
  });
  const over = await antiphon(['simulate', 'one', '--quiet'], { cwd: folder });
  expect(errorLine(over)).toMatch(/one\/simulated-posts\.csv is there already; name another folder/);
  expect((await antiphon(['simulate', 'two', '--plan', 'one/world.json'], { cwd: folder })).code).toBe(0);
  for (const name of ['simulated-posts.csv', 'truth-accounts.csv', 'world.json'])
    expect(readFileSync(join(folder, 'two', name), 'utf8')).toBe(readFileSync(join(folder, 'one', name), 'utf8'));
  for (const line of [
    'import study.antiphon one/simulated-posts.csv',
    'run coordination study.antiphon --layer repost --significance none',
  ])
    expect((await antiphon([...line.split(' '), '--quiet'], { cwd: folder })).code).toBe(0);
  const judge = 'evaluate study.antiphon 1 --truth one/truth-accounts.csv --output measures.csv'.split(' ');
  const judged = await antiphon(judge, { cwd: folder });
  expect(judged.stdout).toMatch(/pairs +recall +1 .* 15 of 15 planted/);
  expect(readFileSync(join(folder, 'measures.csv'), 'utf8')).toMatch(/^level,name,measure,value,low,high,count,of\npairs,,precision,/);
});

test('wrong words of evaluate are one line, and nothing is written', async () => {
  const before = contentsOf(folder);
  const outcome = await antiphon(['evaluate', 'none.antiphon', 'one', '--truth', 't.csv', '--quiet'], { cwd: folder });
  expect(outcome.code).toBe(2);
  expect(errorLine(outcome)).toMatch(/the finding must be given by its number, got "one"/);
  expect(contentsOf(folder)).toEqual(before);
});
