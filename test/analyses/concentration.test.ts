import { describe, expect, test } from 'vitest';
import { type CaseFile, importFiles } from '../../src/index.js';
import { randomBelow, seededRandom } from '../../src/kernels/statistics/random.js';
import { importText, registryLines } from '../registry/registry-case.js';
import { scratchFile } from '../scratch.js';
import { caseOfText, quiet, runTable } from './test-case.js';

/** How often accounts repost posts of a voice, and how many seconds after the original. */
interface Echo {
  readonly account: string;
  readonly count: number;
  readonly lag: number;
}

function world(voices: Readonly<Record<string, readonly Echo[]>>): string {
  const lines: string[] = [];
  for (const [voice, echoes] of Object.entries(voices)) {
    const most = Math.max(...echoes.map(({ count }) => count));
    for (let i = 0; i < most; i++) lines.push(`${voice}-${i},${voice},${voice},,,text ${i},${1_700_000_000 + 600 * i},`);
    for (const { account, count, lag } of echoes)
      for (let i = 0; i < count; i++)
        lines.push(`${account}-${voice}-${i},${account},${account},${voice}-${i},,,${1_700_000_000 + 600 * i + lag},`);
  }
  return `message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n${lines.join('\n')}\n`;
}

const crowd = (count: number, each: (i: number) => number, name = 'fan', lag = 200): Echo[] =>
  Array.from({ length: count }, (_, i) => ({ account: `${name}${i}`, count: each(i), lag: lag + i }));

/** One account makes 300 of 499 reposts within 20 s, 199 others one each, later. */
const pushed = [{ account: 'pusher', count: 300, lag: 20 }, ...crowd(199, () => 1)];

describe('planted', () => {
  test('one account behind most reposts: shares, counts, Gini index and quick share to the last digit', async () => {
    const { rows, finding } = await runTable(await caseOfText(world({ voice: pushed })), 'concentration', {}, 'voices');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      rank: 1,
      voice: 'voice',
      name: null,
      side: 'voice',
      repostCount: 499,
      amplifierCount: 200,
      countTop01: 1,
      countTop1: 2,
      countTop10: 20,
    });
    expect(rows[0]?.['shareTop01']).toBeCloseTo(300 / 499, 12);
    expect(rows[0]?.['shareTop1']).toBeCloseTo(301 / 499, 12);
    expect(rows[0]?.['shareTop10']).toBeCloseTo(319 / 499, 12);
    // 199 of 1 and one of 300: 199 · 299 ÷ (200 · 499).
    expect(rows[0]?.['gini']).toBeCloseTo((199 * 299) / (200 * 499), 12);
    expect(rows[0]?.['quickShare']).toBeCloseTo(300 / 499, 12);
    expect(finding.summary[0]).toBe(
      'The top 1 % of the amplifiers of the account of row 1 (2 of 200) made 60 % (95 % 0.7 % to 76 %) of its 499 reposts, the top 10 % 64 % (95 % 11 % to 79 %); Gini index 0.60.'.replace(
        / \(95 % [^)]*\)/g,
        '',
      ),
    );
  });

  test('even reposts: the top 1 % make 1 %, and the index is 0', async () => {
    const { rows } = await runTable(await caseOfText(world({ voice: crowd(100, () => 3) })), 'concentration', {}, 'voices');
    expect(rows).toMatchObject([{ repostCount: 300, shareTop1: 0.01, shareTop10: 0.1, quickShare: 0 }]);
    expect(rows[0]?.['gini']).toBeCloseTo(0, 12);
  });

  test('counts with a light tail get intervals that hold the value; the same seed gives the same bytes', async () => {
    const random = seededRandom(3);
    const text = world({ voice: crowd(300, () => 4 + randomBelow(random, 4)) });
    const { rows } = await runTable(await caseOfText(text), 'concentration', { draws: 200 }, 'voices');
    const [row] = rows;
    expect(row?.['tailIndex']).toBeGreaterThan(2);
    expect(row?.['shareTop10Low']).toBeLessThanOrEqual(row?.['shareTop10'] as number);
    expect(row?.['shareTop10High']).toBeGreaterThanOrEqual(row?.['shareTop10'] as number);
    expect((await runTable(await caseOfText(text), 'concentration', { draws: 200 }, 'voices')).rows).toEqual(rows);
  });
});

async function withStatuses(file: CaseFile, ...lines: string[]): Promise<void> {
  await importFiles(
    file,
    [scratchFile(`account_id,status,observed_at,source\n${lines.map((line) => `${line},own look`).join('\n')}\n`, 'statuses.csv')],
    {},
    quiet,
  );
}

test('the share of accounts gone later grows with the date of the check', async () => {
  const file = await caseOfText(world({ voice: pushed }));
  await withStatuses(file, 'pusher,alive,2024-01-01', 'pusher,suspended,2024-03-01', 'fan0,deleted,2024-02-01', 'fan1,alive,2024-02-01');
  const { rows, finding } = await runTable(file, 'concentration', {}, 'gone');
  const share = (count: number) => expect.closeTo(count / 499, 9);
  expect(rows).toMatchObject([
    { rank: 1, checkedAt: '2024-01-01T23:59:59Z', checkedShare: share(300), goneShare: 0, suspendedShare: 0 },
    { checkedAt: '2024-02-01T23:59:59Z', checkedShare: share(302), goneShare: share(1), suspendedShare: 0 },
    { checkedAt: '2024-03-01T23:59:59Z', checkedShare: share(302), goneShare: share(301), suspendedShare: share(300) },
  ]);
  expect(finding.summary.join(' ')).toContain('By 2024-03-01, accounts known to be gone had made 60 % of the reposts');
});

test('voices of the registry stand with their names beside the comparison; reposts of posts outside the dates do not count', async () => {
  const file = await caseOfText(world({ embassy: pushed, ministry: crowd(80, () => 2), paper: crowd(90, () => 2, 'reader') }));
  await importText(
    file,
    registryLines(
      'Embassy,Ruritania,embassy,twitter,embassy,embassy,,,a list',
      'Ministry,Ruritania,ministry,twitter,ministry,ministry,2030-01-01,,a list',
      'Paper,Freedonia,state media,twitter,paper,paper,,,a list',
    ),
  );
  const both = await runTable(file, 'concentration', { voices: 'polity=Ruritania', compare: 'polity=Freedonia' }, 'voices');
  expect(both.rows).toMatchObject([
    { name: 'Embassy (@embassy)', side: 'voice', repostCount: 499 },
    { name: 'Paper (@paper)', side: 'comparison', repostCount: 180 },
  ]);
  expect(both.finding.summary.join(' ')).toContain('Beside them, among 1 voice of the comparison: median 1.1 %');
  const grouped = await runTable(file, 'concentration', { by: 'polity' }, 'voices');
  expect(grouped.rows).toMatchObject([{ name: 'Ruritania', repostCount: 499 }, { name: 'Freedonia' }]);
});

test('accounts in the groups of a finding: their share; a finding without groups is refused', async () => {
  const file = await caseOfText(world({ voice: [...crowd(60, () => 2), ...crowd(3, () => 12, 'team', 5)] }));
  const network = await runTable(
    file,
    'coordination',
    { layer: 'repost', windowSeconds: 10, significance: 'none', minObjects: 5 },
    'members',
  );
  expect(network.rows).toHaveLength(3);
  const { rows } = await runTable(file, 'concentration', { finding: network.finding.findingId }, 'voices');
  expect(rows[0]?.['coordinatedShare']).toBeCloseTo(36 / 156, 12);
  const own = await runTable(file, 'concentration', {}, 'voices');
  await expect(runTable(file, 'concentration', { finding: own.finding.findingId }, 'voices')).rejects.toThrow('has no groups of accounts');
  await expect(runTable(file, 'concentration', { finding: 99 }, 'voices')).rejects.toThrow('the case has no finding 99');
});

test('too few amplifiers, originals that are not there, times by the minute and no reposts are said', async () => {
  const few = await runTable(await caseOfText(world({ voice: crowd(20, () => 2) })), 'concentration', {}, 'voices');
  expect(few.rows).toEqual([]);
  expect(few.finding.summary).toEqual(['No voice was reposted by 50 amplifiers: those whose reposts the case holds have fewer.']);
  const missing = await caseOfText(world({ voice: pushed }).replaceAll(/^voice-.*\n/gm, ''));
  expect((await runTable(missing, 'concentration', {}, 'voices')).finding.summary[0]).toContain(
    'import the posts of the voices beside the reposts',
  );
  const coarse = await caseOfText(world({ voice: pushed }));
  await coarse.run(`UPDATE post SET precision_seconds = 60`);
  const { rows, finding } = await runTable(coarse, 'concentration', {}, 'voices');
  expect(rows[0]).toMatchObject({ timedCount: 0, quickShare: null });
  expect(finding.summary.join(' ')).toContain('no times are precise enough');
  const shares = await caseOfText('hashtag_id,account_id,content_id,timestamp_share\no,a,p,1\n');
  await expect(runTable(shares, 'concentration', {}, 'voices')).rejects.toThrow('the case has no layer repost');
});
