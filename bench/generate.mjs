// Writes share tables of a simulated world, each unless it is there: `node bench/generate.mjs 100000 3600000`.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { shareWorld } from '../dist/simulate/share-world.js';
import { OUT, shareTablePath } from './paths.mjs';

const SEED = 20240101;
const PIECE_CHARACTERS = 1 << 20;

for (const shareCount of process.argv.slice(2).map(Number)) {
  const path = shareTablePath(shareCount);
  if (existsSync(path)) continue;
  mkdirSync(OUT, { recursive: true });
  await writeShares(shareCount, `${path}.partial`);
  renameSync(`${path}.partial`, path);
}

async function writeShares(shareCount, path) {
  const file = await open(path, 'w');
  let text = 'object_id,account_id,content_id,timestamp_share\n';
  for (const share of shareWorld({ shareCount, seed: SEED })) {
    text += `${share.objectId},${share.accountId},${share.contentId},${share.timestampShare}\n`;
    if (text.length < PIECE_CHARACTERS) continue;
    await file.writeFile(text);
    text = '';
  }
  await file.writeFile(text);
  await file.close();
}
