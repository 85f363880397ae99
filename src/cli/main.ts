#!/usr/bin/env node
import { runCommandLine } from './command-line.js';

// A reader that has seen enough (`antiphon … | head`) is no failure: the work goes on, its words go nowhere.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// `npm start` runs in the project's folder; paths are meant from where the user stands.
if (process.env['npm_lifecycle_event'] === 'start' && process.env['INIT_CWD'] !== undefined) process.chdir(process.env['INIT_CWD']);
process.exitCode = await runCommandLine(process.argv.slice(2));
