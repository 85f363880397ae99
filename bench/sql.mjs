// Times `co-share.sql` in a case, then digests its edges and those of a table that `antiphon run` wrote: `node bench/sql.mjs CASE EDGES.csv`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { digestColumns, EDGE_COLUMNS, EDGE_VALUES } from './edges.mjs';
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
const report = {
  seconds,
  peakBytes,
  columns: await digestOf('edges', EDGE_COLUMNS, EDGE_COLUMNS),
  valueColumns: await digestOf('edges', EDGE_VALUES, EDGE_VALUES),
  // Accounts stand there under pseudonyms, so the rows are compared by their values, in the order of these.
  writtenColumns: await digestOf(`read_csv('${edgesPath.replaceAll("'", "''")}', header = true)`, EDGE_VALUES.map(camelCase), EDGE_VALUES),
};
process.stdout.write(JSON.stringify(report));

async function digestOf(relation, columns, names) {
  const selected = columns.map((column) => `"${column}"::DOUBLE`).join(', ');
  const reader = await connection.runAndReadAll(`SELECT ${selected} FROM ${relation} ORDER BY ${selected}`);
  return digestColumns(names, reader.getColumns());
}

function camelCase(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}
