// Compiles src to dist from scratch where files went away, and makes `npx antiphon` work in the checkout.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
removeOrphans(dist);
const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
const entry = join(dist, 'cli', 'main.js');
chmodSync(entry, 0o755);
const now = new Date();
utimesSync(entry, now, now); // an incremental build may leave it untouched

const bin = join(root, 'node_modules', '.bin');
mkdirSync(bin, { recursive: true });
if (process.platform === 'win32') {
  writeFileSync(join(bin, 'antiphon.cmd'), `@node "${entry}" %*\r\n`);
} else {
  rmSync(join(bin, 'antiphon'), { force: true });
  symlinkSync(relative(bin, entry), join(bin, 'antiphon'));
}

/** Removes compiled files whose source is gone. */
function removeOrphans(folder) {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, file.name);
    if (file.isDirectory()) removeOrphans(path);
    else if (
      /\.(js|d\.ts|js\.map)$/.test(file.name) &&
      !existsSync(join(root, 'src', relative(dist, path)).replace(/\.(js\.map|d\.ts|js)$/, '.ts'))
    ) {
      rmSync(path);
      rmSync(join(dist, '.tsbuildinfo'), { force: true });
    }
  }
}
