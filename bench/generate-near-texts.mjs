// Writes a message table of N simulated posts with planted near-duplicates, unless it is there: `node bench/generate-near-texts.mjs 3600000`.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { seededRandom } from '../dist/kernels/statistics/random.js';
import { NEAR_TEXT_SEED, nearTexts } from './near-texts.mjs';
import { nearTextTablePath, OUT } from './paths.mjs';

const PIECE_CHARACTERS = 1 << 20;
const POSTS_PER_ACCOUNT = 60;
const START_SECONDS = 1_704_067_200;

const count = Number(process.argv[2]);
const path = nearTextTablePath(count);
if (!existsSync(path)) {
  mkdirSync(OUT, { recursive: true });
  const file = await open(`${path}.partial`, 'w');
  const random = seededRandom(1);
  let text = 'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n';
  let number = 0;
  for (const { text: message } of nearTexts(count, NEAR_TEXT_SEED)) {
    const account = Math.floor((random() * count) / POSTS_PER_ACCOUNT);
    text += `t${number},u${account},user${account},,,${message},${START_SECONDS + 2 * number++},\n`;
    if (text.length < PIECE_CHARACTERS) continue;
    await file.writeFile(text);
    text = '';
  }
  await file.writeFile(text);
  await file.close();
  renameSync(`${path}.partial`, path);
}
