import { createRequire } from 'node:module';
import type * as Driver from '@duckdb/node-api';

/** Required, not imported: before it imports CommonJS files Node reads all of them for their names, a quarter of a second for every command. */
const driver = createRequire(import.meta.url)('@duckdb/node-api') as typeof Driver;

/** The database driver's values; its types come from `@duckdb/node-api`. */
export const { BOOLEAN, DOUBLE, DuckDBDataChunk: DataChunk, DuckDBInstance, INTEGER, VARCHAR } = driver;
