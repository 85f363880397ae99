// Writes the documentation pages that derive from the code.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderDocs } from './render-docs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
for (const { path, text } of renderDocs()) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
