// Compiles src to dist from scratch where files went away, builds the web view where it is stale, and makes `npx antiphon` work in the checkout.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
removeOrphans(dist);
const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
buildWeb();
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

/** Builds the web view into dist/web, unless nothing that it is made of changed since. */
function buildWeb() {
  const page = join(dist, 'web', 'index.html');
  const made = existsSync(page) ? statSync(page).mtimeMs : 0;
  const parts = [join('src', 'web'), join('src', 'api', 'contract'), 'vite.config.ts', 'package-lock.json'];
  if (parts.every((part) => newest(join(root, part)) < made)) return;
  const built = spawnSync(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

/** Time of the last change of a file, or of anything below a folder. */
function newest(path) {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), own.mtimeMs);
}

/** Removes compiled files whose source is gone; the web view's build looks after its own. */
function removeOrphans(folder) {
  if (!existsSync(folder) || folder === join(dist, 'web')) return;
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
