import { join } from 'node:path';
import { analysisById, CaseFile, DATA_DICTIONARY, importFiles, runAnalysis } from '../../src/index.js';
import { quiet } from '../analyses/test-case.js';
import { scratchFile } from '../scratch.js';
import { csvOf } from '../sources/model-rows.js';

/** What no copy for sharing may hold: handles, names, identifiers, texts. */
export const SECRETS = [
  ...['handle_of_ann', 'handle_of_bob', 'handle_of_cas', 'display name of', 'describes_herself'],
  ...[
    '770000000000000001',
    '770000000000000002',
    '770000000000000003',
    '770000000000000009',
    '990000000000000007',
    '66000000',
    'did:plc:dora',
  ],
  ...['private words', 'Private Town', 'secret "value"', 'secret', 'odd text', 'sender_of_ann'],
];

/** Texts that are hard to write down and read again. */
export const ODD = [
  ...['', ' ', ' lead', 'trail ', 'a,b', '"', '""', `'`, 'a"b', '\n', '\r', 'a\r\nb', 'a\rb\n', '\t', '\u0000', 'nul\u0000x'],
  ...['NULL', 'null', '\\N', '\\', 'nan', 'é中😀', '\ufeffbom', '\u2028', '#c', '=1+1', '@x', '-5', '[]', '["a"]', 'x'.repeat(300_000)],
];

/** Accounts of a takedown that post the same links, mentions, reposts and replies within seconds, links to profiles among them. */
function takedown(): string {
  const columns =
    'tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,account_creation_date,tweet_language,tweet_text,tweet_time,tweet_client_name,is_retweet,retweet_tweetid,in_reply_to_userid,in_reply_to_tweetid,urls,user_mentions,follower_count'.split(
      ',',
    );
  const names = ['ann', 'bob', 'cas'];
  const records = Array.from({ length: 24 }, (_, index) => ({
    tweetid: `66000000${String(index).padStart(2, '0')}`,
    userid: `77000000000000000${(index % 3) + 1}`,
    user_display_name: `display name of ${names[index % 3]}`,
    user_screen_name: `handle_of_${names[index % 3]}`,
    user_reported_location: 'Private Town',
    user_profile_description: 'describes_herself, "so", \nin two lines',
    account_creation_date: '2013-04-05',
    tweet_language: index % 2 === 0 ? 'en' : '',
    tweet_text: index % 4 === 0 ? '' : `private words ${'of some length, said again and again '.repeat(3)}${Math.floor(index / 3)}`,
    tweet_time: `2017-08-14 09:${20 + Math.floor(index / 3)}`,
    tweet_client_name: 'sender_of_ann',
    is_retweet: index < 9 ? 'True' : 'False',
    retweet_tweetid: index < 9 ? `99000000000000000${index < 5 ? 7 : 8}` : '',
    in_reply_to_tweetid: index < 9 ? '' : `99000000000000000${index < 14 ? 7 : 8}`,
    in_reply_to_userid: '',
    urls: `['https://example.org/by/handle_of_ann/${Math.floor(index / 3)}', 'https://twitter.com/handle_of_bob/status/6600000003']`,
    user_mentions: `['770000000000000009', '770000000000000001']`,
    follower_count: String(index),
  }));
  return csvOf(columns, ...records, { ...records[0], tweetid: '6700000001', tweet_time: 'secret "value" here' });
}

/** A deletion of a post that the case does not hold, and an account that was suspended. */
function deletions(): string {
  const event = { did: 'did:plc:dora', time_us: Date.UTC(2024, 0, 1) * 1000 };
  const post = { rev: '3kz', operation: 'create', collection: 'app.bsky.feed.post', rkey: '3k1', cid: 'bafy' };
  const record = { $type: 'app.bsky.feed.post', text: 'private words', createdAt: '2023-12-31T23:59:59.123Z' };
  return [
    { ...event, kind: 'commit', commit: { ...post, record } },
    { ...event, kind: 'commit', commit: { rev: '3kz', operation: 'delete', collection: 'app.bsky.feed.post', rkey: '3k0' } },
    {
      ...event,
      kind: 'account',
      account: { active: false, did: 'did:plc:dora', seq: 1, time: '2024-01-01T00:00:01Z', status: 'suspended' },
    },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** A case with every kind of row: several formats, rejects, observations, events, findings of several analyses, and odd values everywhere. */
export async function richCase(folder: string): Promise<CaseFile> {
  const file = await CaseFile.open(join(folder, 'case.antiphon'), { create: true });
  const shares = ODD.slice(0, 9).flatMap((_, index) => [
    { object_id: 'o,"1"', account_id: `a${index % 4}`, content_id: `p${index}`, timestamp_share: String(1_600_000_000 + index) },
    {
      object_id: `o${index % 2}\u{1F600}`,
      account_id: `a${index % 4}`,
      content_id: `p${index}`,
      timestamp_share: String(1_600_000_000 + index),
    },
  ]);
  const paths = [
    scratchFile(takedown(), 'tweets_of_handle_of_ann.csv', folder),
    scratchFile(deletions(), 'stream.jsonl', folder),
    scratchFile(csvOf(['object_id', 'account_id', 'content_id', 'timestamp_share'], ...shares), 'shares.csv', folder),
    scratchFile(
      'happened_at,title,source\n2017-08-14,Strike seen by handle_of_ann,https://x.com/handle_of_ann/status/1\n',
      'events.csv',
      folder,
    ),
  ];
  await importFiles(file, paths, {}, quiet);
  const run = (id: string, parameters: Record<string, unknown>, pairs = false) =>
    runAnalysis(file, analysisById(id), parameters, { pairs }, quiet);
  await run('coordination', { layer: 'url', windowSeconds: 600, permutations: 20, seeds: 2 }, true);
  await run('coordination', { layer: 'near-text', windowSeconds: 600, permutations: 20, seeds: 2 });
  await run('coortweet', { layer: 'repost', windowSeconds: 600, minTime: 60, minParticipation: 1 }, true);
  await run('near-duplicates', {});
  await run('similarity', { layer: 'mention' });
  await addOddRows(file);
  return file;
}

/** Odd values in every table that has any texts: rows that only a round trip reads again. */
async function addOddRows(file: CaseFile): Promise<void> {
  const fill: Readonly<Record<string, string>> = {
    BIGINT: '9007199254740993',
    BOOLEAN: 'true',
    DOUBLE: '0.1::DOUBLE + 0.2::DOUBLE',
    INTEGER: '0',
    TIMESTAMP: `TIMESTAMP '2020-02-29 23:59:59.123456'`,
    UTINYINT: '0',
  };
  const texts: Readonly<Record<string, string>> = {
    kept: `'a word'`,
    'left-out': `'odd text'`,
    masked: `'seen by @handle_of_ann, https://t.me/s/handle_of_bob'`,
    unquoted: `'it says "odd text"'`,
    account: `'770000000000000003'`,
    post: `'6600000099'`,
  };
  await file.run(`CREATE OR REPLACE TEMP TABLE odd (number INTEGER, text VARCHAR)`);
  for (const [index, text] of ODD.entries()) await file.run(`INSERT INTO odd VALUES (?, ?)`, [index, text]);
  for (const { name, columns } of DATA_DICTIONARY) {
    if (['antiphon_case', 'finding', 'layer', 'source', 'share'].includes(name)) continue;
    const values = (text: string | null, isFull: boolean): string =>
      columns
        .map((column) => {
          if (!isFull && !column.required) return 'NULL';
          if (column.type === 'VARCHAR') return text ?? texts[column.sharedForm ?? 'kept'] ?? `''`;
          // Nobody of the case is public: what is private in it must not be shown by name.
          if (['public_account', 'voice_account'].includes(name) && column.name === 'account_id') return '1000';
          return fill[column.type] ?? 'NULL';
        })
        .join(', ');
    const into = `INSERT INTO "${name}" (${columns.map((column) => `"${column.name}"`).join(', ')})`;
    if (['reject', 'account_observation', 'conflict', 'source_column'].includes(name))
      await file.run(`${into} SELECT ${values('text', true)} FROM odd ORDER BY number`);
    else if (['account', 'object', 'post'].includes(name)) continue;
    else await file.run(`${into} SELECT ${values(null, true)} UNION ALL SELECT ${values(`''`, false)}`);
  }
  await file.run(`UPDATE source SET notes = list_append(notes, 'a note, with "secret" and' || chr(10) || chr(0)) WHERE source_id = 0`);
  await file.run(`UPDATE source SET notes = [] WHERE source_id = 1`);
}
