// Starts `antiphon serve` for the screenshots, the browser tests and the bench, and waits until it listens.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = join(fileURLToPath(new URL('..', import.meta.url)), 'dist', 'cli', 'main.js');

/**
 * Serves a case on a free port.
 *
 * @param {readonly string[]} words Further words of the command line, such as `--reveal`.
 * @returns {Promise<{ address: string, token: string | null, pid: number, stop(signal?: NodeJS.Signals): Promise<void> }>}
 */
export async function serveCase(casePath, words = []) {
  const child = spawn(process.execPath, [entry, 'serve', casePath, '--port', '0', '--json', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const said = await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => {
      out += data;
      if (out.trimEnd().endsWith('}')) resolve(JSON.parse(out));
    });
    child.once('exit', () => reject(new Error(`the server did not start: ${errors}`)));
  });
  return {
    address: said.address,
    token: said.token,
    pid: child.pid,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}
