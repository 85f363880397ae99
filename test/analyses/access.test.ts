import { describe, expect, test } from 'vitest';
import { access } from '../../src/analyses/voice/access.js';
import type { CaseFile } from '../../src/index.js';
import { importStated } from '../../src/registry/stated/import-stated.js';
import { importText } from '../registry/registry-case.js';
import { scratchFile } from '../scratch.js';
import { importInto, newCase } from '../sources/imported-case.js';
import { quiet, runTable } from './test-case.js';

const REGISTRY = `actor,polity,role,platform,handle,id,attributed_by
Ruritania Today,Ruritania,state media,twitter,rutoday,1003,a list
Ruritania Today,Ruritania,state media,youtube,rutoday,,a list
Ministry,Sylvania,ministry,twitter,sylmin,1004,a list
`;
const HEAD = 'voice,platform,country,status,since,until,stated_reason,stated_by\n';

async function caseWith(statements: readonly string[], statuses: readonly string[] = []): Promise<CaseFile> {
  const file = await newCase();
  if (statuses.length > 0)
    await importInto(file, `account_id,handle,platform,status,observed_at,country\n${statuses.join('\n')}\n`, 'statuses.csv');
  await importText(file, REGISTRY);
  if (statements.length > 0) await importStated(file, scratchFile(`${HEAD}${statements.join('\n')}\n`, 'access.csv'), {}, quiet);
  return file;
}

const brief = (row: Record<string, unknown>, ...names: string[]): string =>
  names.map((name) => String(row[name] ?? '–').slice(0, 19)).join(' ');

describe('access', () => {
  test('lanes last from since to until, open ends open, what is stated beside what was observed', async () => {
    const file = await caseWith(
      [
        'Ruritania Today,youtube,all,banned,2022-03-11,,platform rule,Platform',
        'Ruritania Today,twitter,DE,withheld,2022-03-02,2023-03-01,court order,Notice',
        'any,facebook,AQ,blocked,,2022-03-04,,Regulator',
      ],
      ['1003,rutoday,x,alive,2022-01-01,DE', '1003,rutoday,x,withheld,2022-03-05,DE', '1004,sylmin,x,alive,2022-03-05,'],
    );
    const { finding, rows } = await runTable(file, 'access', {}, 'lanes');
    expect(rows.map((row) => brief(row, 'voice', 'account', 'platform', 'country', 'basis', 'status', 'since', 'until'))).toEqual([
      'Ruritania Today 1003 twitter DE stated withheld 2022-03-02T00:00:00 2023-03-01T23:59:59',
      'Ruritania Today 1003 twitter DE observed alive 2022-01-01T00:00:00 2022-01-01T00:00:00',
      'Ruritania Today 1003 twitter DE observed withheld 2022-03-05T23:59:59 –',
      'Ruritania Today – youtube everywhere stated banned 2022-03-11T00:00:00 –',
      'any – facebook AQ stated blocked – 2022-03-04T23:59:59',
    ]);
    expect(finding.figures).toMatchObject({
      statementCount: 3,
      contradictionCount: 0,
      observedGoneCount: 1,
      observedSeenCount: 1,
      registryAccountCount: 3,
      statedAccountCount: 2,
    });
    expect(finding.summary.join(' ')).toMatch(
      /Ruritania Today on twitter withheld in DE since 2022-03-02 until 2023-03-01 \(stated reason: court order\)/,
    );
    expect(finding.summary.at(-1)).toMatch(/^Not covered: 1 of 3 accounts of the registry are named in no statement/);
    const covered = await runTable(file, 'access', {}, 'coverage');
    expect(covered.rows).toMatchObject([
      { platform: 'facebook', voiceCount: 0, statementCount: 1, anyStatementCount: 1, countries: 'AQ' },
      { platform: 'twitter', voiceCount: 2, statedVoiceCount: 1, seenCount: 2, seenFromCount: 1, seenFrom: 'DE' },
      { platform: 'youtube', voiceCount: 1, statedVoiceCount: 1, countries: null },
    ]);
  });

  test('what does not go together is listed, and what does is not', async () => {
    const file = await caseWith(
      [
        'Ruritania Today,twitter,DE,allowed,2021,2022,,A',
        'twitter @rutoday,twitter,DE,blocked,2022-06,,,B',
        'any,twitter,,banned,2010,2011,,C',
        'Ministry,twitter,FR,withheld,2022,,,D',
        'Ministry,twitter,IT,withheld,2022,,,E',
        'Ministry,twitter,ES,allowed,2023-05,,,F',
      ],
      [
        '1003,rutoday,x,alive,2022-07-01,DE',
        '1004,sylmin,x,alive,2022-05-01,FR',
        '1004,sylmin,x,alive,2021-05-01,IT',
        '1004,sylmin,x,alive,2023-06-01,ES',
        '1004,sylmin,x,withheld,2023-07-01,ES',
      ],
    );
    const { rows } = await runTable(file, 'access', {}, 'contradictions');
    expect(rows.map((row) => brief(row, 'kind', 'voice', 'country', 'statedStatus', 'otherStatus', 'at'))).toEqual(
      [
        'allowed and not Ruritania Today DE allowed blocked 2022-06-01T00:00:00',
        'gone although allo Ministry ES allowed withheld 2023-07-01T23:59:59',
        'seen although stat Ministry FR withheld alive 2022-05-01T00:00:00',
        'seen although stat twitter @rutoday DE blocked alive 2022-07-01T00:00:00',
      ].map((line) => line.replace('gone although allo ', 'gone although allow ').replace('seen although stat ', 'seen although state ')),
    );
    expect((await runTable(file, 'access', { voices: 'polity=Sylvania' }, 'contradictions')).rows).toHaveLength(2);
  });

  test('a private account is named by no statement, in no column', async () => {
    const file = await caseWith(
      ['@nobody_official,twitter,FR,blocked,2024,,"asked by @nobody_official, ministry",A'],
      ['5,nobody_official,x,alive,2022-07-01,'],
    );
    const { finding, rows } = await runTable(file, 'access', {}, 'lanes');
    expect(rows).toMatchObject([{ voice: '(account)', account: '5', reason: 'asked by @[account], ministry' }]);
    expect(JSON.stringify(finding)).not.toContain('nobody_official');
  });

  test('nothing to show is said, with what would be needed', async () => {
    await expect(runTable(await caseWith([]), 'access', {}, 'lanes')).rejects.toMatchObject({ code: 'no-data' });
    expect(access.runsOn({ accessCount: 0, voiceAccountCount: 1, goneCount: 0 } as never)).toMatchObject({
      runs: [],
      skipped: [expect.stringMatching(/stated import/)],
    });
    expect(access.runsOn({ accessCount: 2, voiceAccountCount: 0, goneCount: 0 } as never).runs).toEqual([{}]);
  });
});
