// Writes share tables of a simulated world: `node bench/generate.mjs 100000 1000000 3600000`.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shareWorld } from '../dist/simulate/share-world.js';

export const SEED = 20240101;
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'out');
const CHUNK_CHARACTERS = 1 << 20;

/** The path of a share table with this many rows, which is written unless it is there. */
export async function shareTable(shareCount) {
  const path = join(FOLDER, `shares-${shareCount}.csv`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  const file = await open(partial, 'w');
  let text = 'object_id,account_id,content_id,timestamp_share\n';
  for (const share of shareWorld({ shareCount, seed: SEED })) {
    text += `${share.objectId},${share.accountId},${share.contentId},${share.timestampShare}\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    await file.writeFile(text);
    text = '';
  }
  await file.writeFile(text);
  await file.close();
  renameSync(partial, path);
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const count of process.argv.slice(2)) console.log(await shareTable(Number(count)));
}
