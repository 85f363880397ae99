import type { CaseFile } from '../../store/case-file.js';
import { INTEGER, VARCHAR } from '../../store/driver.js';
import type { Naming } from '../../store/naming.js';
import type { Relation, RelationColumn } from '../../store/relation.js';
import { accountNames, appendRows } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';
import { readVoices, type ShownVoice } from '../views/voices.js';
import { countColumn, named, timeColumn } from './posts-view.js';

const TEXTS = [
  'actor',
  'polity',
  'polityCode',
  'institution',
  'role',
  'host',
  'hostCode',
  'platform',
  'handle',
  'match',
  'attributedBy',
  'attributionUrl',
] as const;
const TIMES = ['validFrom', 'validTo', 'firstPostAt', 'lastPostAt', 'followersAt'] as const;
const COUNTS = ['voiceId', 'postCount', 'lookCount', 'followerCount'] as const;

/** The entries of the registry as published, in order of their numbers, with what their accounts did within the dates. */
export async function voicesView(file: CaseFile, naming: Naming, state: string): Promise<Relation> {
  const { accounts, names } = await accountNames(file, naming, state);
  const table = await SideTables.of(file).ensure(file, `voices_${state}`, async (made) => {
    const { entries } = await readVoices(file, naming);
    await stage(file, entries);
    const micros = TIMES.map((column) => `epoch_us(try_cast(v."${column}" AS TIMESTAMPTZ)::TIMESTAMP) AS "${column}"`);
    await file.run(
      `CREATE TABLE ${made} AS SELECT n.rank AS account, ${[...TEXTS, ...COUNTS].map((column) => `v."${column}"`).join(', ')}, ${micros.join(', ')}
       FROM staged_entry v LEFT JOIN (SELECT DISTINCT whole AS rank, whole_name FROM ${accounts}) n ON n.whole_name = v.account ORDER BY v."voiceId"`,
    );
    await file.run(`DROP TABLE staged_entry`);
  });
  return {
    name: 'the table voices',
    order: 'by number of the entry',
    key: `${state} voices`,
    table,
    firstRow: 0,
    rowCount: await SideTables.of(file).rowCount(file, table),
    columns: [
      text('actor', 'Who speaks.'),
      text('polity', 'The state for which it speaks.'),
      text('role', 'As what it speaks.'),
      text('host', 'The country to whose public it speaks; blank: not stated.'),
      text('platform', 'The platform of the account.'),
      text('handle', 'As the list gives it, without the @.'),
      named('account', 'account', 'Its account in the case; blank: none that may be named.', 't.account', names),
      countColumn('postCount', 'Posts of the account within the dates of the entry; blank: no account.', 't."postCount"'),
      timeColumn('firstPostAt', 'The first of them.', 't."firstPostAt"'),
      timeColumn('lastPostAt', 'The last of them.', 't."lastPostAt"'),
      countColumn('followerCount', 'Followers at the last dated look within the dates.', 't."followerCount"'),
      timeColumn('followersAt', 'When that was.', 't."followersAt"'),
      countColumn('lookCount', 'Dated looks within the dates that counted followers.', 't."lookCount"'),
      text(
        'match',
        '`matched`; `outside-dates`: an account is known, but at no time for which the entry holds; `ambiguous`: several may be meant.',
      ),
      timeColumn('validFrom', 'First instant for which the entry holds; blank: not stated.', 't."validFrom"'),
      timeColumn('validTo', 'Last instant for which it holds; blank: not stated, or still so.', 't."validTo"'),
      text('polityCode', 'Code of the state, ISO 3166-1; blank: it has none.'),
      text('hostCode', 'Code of the country to whose public it speaks.'),
      text('institution', 'To what it belongs.'),
      text('attributedBy', 'Who says so.'),
      text('attributionUrl', 'Where that is said.'),
      countColumn('voiceId', 'Number of the entry.', 't."voiceId"'),
    ],
  };
}

function text(name: (typeof TEXTS)[number], meaning: string): RelationColumn {
  const sql = `t."${name}"`;
  return { ...{ name, type: 'text', unit: null, meaning, isSearched: true }, value: async () => ({ kind: 'text', sql }), read: sql };
}

/** Makes the temporary table `staged_entry`. */
async function stage(file: CaseFile, entries: readonly ShownVoice[]): Promise<void> {
  const texts = [...TEXTS, ...TIMES, 'account'] as const;
  const columns = [...texts.map((column) => `"${column}" VARCHAR`), ...COUNTS.map((column) => `"${column}" INTEGER`)];
  await file.run(`CREATE OR REPLACE TEMP TABLE staged_entry (${columns.join(', ')})`);
  await appendRows(
    file,
    'staged_entry',
    [...texts.map(() => VARCHAR), ...COUNTS.map(() => INTEGER)],
    entries.map((entry) => [...texts.map((column) => entry[column]), ...COUNTS.map((column) => entry[column])]),
  );
}
