// Writes a simulated takedown archive of N posts with text (about 400 bytes a row) to bench/out/archive-N.csv.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../dist/kernels/statistics/random.js';
import { shareWorld } from '../dist/simulate/share-world.js';

const COLUMNS =
  'tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,user_profile_url,follower_count,following_count,' +
  'account_creation_date,account_language,tweet_language,tweet_text,tweet_time,tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,' +
  'is_retweet,retweet_userid,retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,retweet_count,hashtags,urls,user_mentions,poll_choices';
const WORDS =
  'harbour minister statement today people river market school bridge festival delegation agreement answer weather morning report city friends window signal'.split(
    ' ',
  );

const count = Number(process.argv[2] ?? 3_600_000);
const path = join(dirname(fileURLToPath(import.meta.url)), 'out', `archive-${count}.csv`);
if (existsSync(path)) process.exit(0);
mkdirSync(dirname(path), { recursive: true });
const handle = openSync(`${path}.partial`, 'w');
const random = seededRandom(2);
const pick = (items) => items[Math.floor(random() * items.length)];
let text = `${COLUMNS}\n`;
let row = 0;
for (const share of shareWorld({ shareCount: count, seed: 1 })) {
  text += `${archiveRow(share, row++)}\n`;
  if (text.length > 1 << 20) {
    writeSync(handle, text);
    text = '';
  }
}
writeSync(handle, text);
closeSync(handle);
renameSync(`${path}.partial`, path);

/** A post: two in five repost the object, one in five links to it, the rest write about it. */
function archiveRow({ objectId, accountId, timestampShare }, index) {
  const id = ((BigInt(timestampShare) * 1000n + BigInt(index % 1000) - 1288834974657n) << 22n) | BigInt(index % 4_194_304);
  const time = new Date(timestampShare * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const kind = random();
  const isRepost = kind < 0.4;
  const body = Array.from({ length: 12 }, () => pick(WORDS)).join(' ');
  const url = kind > 0.8 ? `https://news.example/${objectId}` : null;
  const tag = `${pick(WORDS)}${Math.floor(random() * 50)}`;
  const words = isRepost ? `RT @source_${objectId}: ${body}, #${tag}` : `${body}, #${tag} "${objectId}"${url === null ? '' : ` ${url}`}`;
  const quoted = `"${words.replaceAll('"', '""')}"`;
  return [
    ...[
      id,
      accountId,
      `${accountId} name`,
      `${accountId}_handle`,
      'Somewhere',
      `"SIMULATED account, ${accountId}"`,
      '',
      120,
      80,
      '2020-05-17',
      'en',
      'en',
      quoted,
      time,
      'Web Client',
    ],
    ...[
      '',
      kind > 0.4 && kind < 0.5 ? `9${objectId.replace(/\D/g, '')}0001` : '',
      '',
      isRepost ? 'True' : 'False',
      '',
      isRepost ? `8${objectId.replace(/\D/g, '')}0001` : '',
    ],
    ...[
      'absent',
      'absent',
      0,
      1,
      3,
      2,
      `"['${tag}']"`,
      url === null ? '[]' : `"['${url}']"`,
      random() < 0.2 ? `['source_${Math.floor(random() * 1000)}']` : '[]',
      '',
    ],
  ].join(',');
}
