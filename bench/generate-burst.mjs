// Writes bench/out/burst.csv: one object shared 50,000 times within a minute by 25,000 accounts, of which 1,000 share a second one as well.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { burstTablePath, OUT } from './paths.mjs';

const SHARES = 50_000;
const ACCOUNTS = 25_000;
const AGAIN = 1000;
const START = 1_700_000_000;

if (!existsSync(burstTablePath())) {
  mkdirSync(OUT, { recursive: true });
  const rows = ['object_id,account_id,content_id,timestamp_share'];
  for (let i = 0; i < SHARES; i++) rows.push(`burst,account-${(i * 7919) % ACCOUNTS},burst-${i},${START + Math.floor((i / SHARES) * 60)}`);
  for (let i = 0; i < AGAIN; i++) rows.push(`again,account-${i},again-${i},${START + 86_400 + Math.floor((i / AGAIN) * 60)}`);
  writeFileSync(`${burstTablePath()}.partial`, `${rows.join('\n')}\n`);
  renameSync(`${burstTablePath()}.partial`, burstTablePath());
}
