import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder, removed after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
  folders.push(folder);
  return folder;
}

/** Writes a file into a folder, by default a temporary one of its own, and gives its path. */
export function scratchFile(content: string | Uint8Array, name = 'shares.csv', folder = scratchFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Every file below a folder with a hash of its content: equal when nothing was added, removed or changed. */
export function contentsOf(folder: string): Record<string, string> {
  const names = (readdirSync(folder, { recursive: true }) as string[]).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, name);
      return [name, statSync(path).isDirectory() ? 'folder' : createHash('sha256').update(readFileSync(path)).digest('hex')];
    }),
  );
}

export const SHARE_COLUMNS = 'object_id,account_id,content_id,timestamp_share';
export const MESSAGE_COLUMNS = 'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls';

/** The text of a share table with these lines. */
export function shareLines(...lines: string[]): string {
  return `${[SHARE_COLUMNS, ...lines].join('\n')}\n`;
}

/** The text of a toolkit message table with these lines. */
export function messageLines(...lines: string[]): string {
  return `${[MESSAGE_COLUMNS, ...lines].join('\n')}\n`;
}
