import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** A file of the web view as it is sent. */
export interface WebFile {
  readonly content: Buffer;
  readonly compressed: Buffer;
  readonly contentType: string;
  readonly etag: string;
  /** True for a file whose name changes with its content. */
  readonly isImmutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Where the build puts the web view. */
export const WEB_FOLDER = fileURLToPath(new URL('../web/', import.meta.url));

/** All files of the web view by their path: a request can name these and nothing else. */
export function readWebFiles(folder: string): ReadonlyMap<string, WebFile> {
  const files = new Map<string, WebFile>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const contentType = TYPES[extname(name)];
    if (contentType === undefined) continue;
    const content = readFileSync(join(folder, name));
    files.set(`/${name.split(sep).join('/')}`, {
      content,
      compressed: gzipSync(content),
      contentType,
      etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 20)}"`,
      isImmutable: /[-.][\w-]{8,}\.(js|css|woff2|svg|png)$/.test(name),
    });
  }
  return files;
}
