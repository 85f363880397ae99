import { totalmem } from 'node:os';
import { AntiphonError } from '../errors.js';

/** How much each side may use. */
export interface MemoryPlan {
  /** For the database, as it writes it; it spills to disk beyond. */
  readonly databaseLimit: string;
  /** Bytes for what an analysis keeps. */
  readonly analysisBytes: number;
}

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 };
const LEAST_BYTES = 512e6;
const PROGRAM_BYTES = 150e6;
const DEFAULT_DATABASE_LIMIT = '1GB';

/**
 * Divides an amount of memory between the database and the rest.
 *
 * An import is the database's work; it goes half over its limit, and the program itself takes some. In a run the database has
 * a quarter and what the analysis keeps has half; the remainder is the program's and the loaded shares'. Without an amount:
 * 1 GB for the database, three quarters of the machine for an analysis.
 *
 * @param amount Such as `1GB`, `800MB`, `1.5GiB`; at least 512 MB, at most what the machine has.
 * @throws AntiphonError `usage`.
 */
export function memoryPlan(amount: string | undefined, use: 'import' | 'run'): MemoryPlan {
  if (amount === undefined) return { databaseLimit: DEFAULT_DATABASE_LIMIT, analysisBytes: 0.75 * machineBytes() };
  const bytes = parseMemory(amount);
  const databaseBytes = use === 'import' ? (bytes - PROGRAM_BYTES) / 1.5 : bytes / 4;
  return { databaseLimit: `${Math.floor(databaseBytes / 1e6)}MB`, analysisBytes: bytes / 2 };
}

/** Bytes as a person reads them: "950 MB", "2.4 GB". */
export function sayBytes(bytes: number): string {
  if (bytes < 1e9) return `${Math.ceil(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toLocaleString('en', { maximumFractionDigits: bytes < 1e10 ? 1 : 0 })} GB`;
}

/**
 * The bytes of an amount such as `1GB`, `800MB`, `1.5GiB`.
 *
 * @throws AntiphonError `usage`, naming the option.
 */
export function sizeOf(option: string, amount: string): number {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]i?b)\s*$/i.exec(amount) ?? [];
  const bytes = Number(digits) * (UNITS[unit?.toUpperCase() ?? ''] ?? Number.NaN);
  if (Number.isNaN(bytes))
    throw new AntiphonError('usage', `${option} "${amount}" is no amount of memory; write a number with MB or GB, such as ${option} 1GB`);
  return bytes;
}

function parseMemory(amount: string): number {
  const bytes = sizeOf('--memory', amount);
  if (bytes < LEAST_BYTES)
    throw new AntiphonError('usage', `--memory "${amount}" is too little to work with; at least ${sayBytes(LEAST_BYTES)} are needed`);
  if (bytes > machineBytes())
    throw new AntiphonError('usage', `--memory "${amount}" is more than this machine has (${sayBytes(machineBytes())}); name less`);
  return bytes;
}

/** Memory of the machine, or of the container where one limits it. */
export function machineBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}
