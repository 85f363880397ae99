// Times `co-share.sql` in a case, then digests its edges and those of a written table: `node bench/sql.mjs CASE EDGES.csv`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { digestEdges, EDGE_COLUMNS } from './edges.mjs';
import { BENCH, OUT } from './paths.mjs';

// Threads as the case has them, memory as much as the query likes.
const SETTINGS = { access_mode: 'READ_ONLY', threads: '2', memory_limit: '8GB', temp_directory: join(OUT, 'sql-temp') };

const [casePath, edgesPath] = process.argv.slice(2);
const instance = await DuckDBInstance.create(casePath, SETTINGS);
const connection = await instance.connect();
const query = readFileSync(join(BENCH, 'co-share.sql'), 'utf8');
const start = performance.now();
await connection.run(`CREATE TEMP TABLE edges AS ${query}`);
const seconds = (performance.now() - start) / 1000;
const peakBytes = process.resourceUsage().maxRSS * 1024;
const digest = digestEdges(await columnsOf('edges'));
const writtenDigest = digestEdges(await columnsOf(writtenEdges(edgesPath)));
process.stdout.write(JSON.stringify({ seconds, peakBytes, digest, writtenDigest }));

async function columnsOf(relation) {
  const names = EDGE_COLUMNS.join(', ');
  const reader = await connection.runAndReadAll(`SELECT ${names} FROM ${relation} ORDER BY account_a, account_b`);
  return reader.getColumns();
}

/** SQL for the edges that `antiphon run` wrote, with account numbers and column names as in `co-share.sql`. */
function writtenEdges(path) {
  const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  const rest = EDGE_COLUMNS.slice(2).map((name) => `w."${camelCase(name)}" AS ${name}`);
  const ranked = '(SELECT key, row_number() OVER (ORDER BY key) - 1 AS rank FROM account)';
  return `(SELECT a.rank::INTEGER AS account_a, b.rank::INTEGER AS account_b, ${rest.join(', ')}
    FROM read_csv('${path.replaceAll("'", "''")}', header = true) w JOIN ${ranked} a ON a.key = w."accountA" JOIN ${ranked} b ON b.key = w."accountB")`;
}
