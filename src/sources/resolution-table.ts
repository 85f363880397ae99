import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import { appendRows } from '../store/append-rows.js';
import type { CaseFile } from '../store/case-file.js';
import type { LoadPlan } from '../store/load-plan.js';
import { canonicalLink } from './canonical-link.js';
import { preflightCsv } from './csv-preflight.js';
import { type CsvRecord, readCsvRecords } from './csv-records.js';

/** Where short links lead to, each by its canonical form; no way goes on from where one ends. */
export interface Resolution {
  readonly links: ReadonlyMap<string, string>;
  /** Tells it from other tables; part of the options of every source that was read with it. */
  readonly digest: string;
}

const TABLE = 'resolution';

/**
 * Reads a table of links and where they lead: CSV with the columns `url` and `resolved`.
 *
 * A blank `resolved` leaves the link as it stands. Ways of several steps are followed to their end.
 *
 * @param scratch Folder for plain copies.
 * @throws AntiphonError `file`, `format` or `no-rows`, naming the line: a column is missing, a field is no link, a link leads to two
 *   pages, or back to itself.
 */
export async function readResolution(path: string, scratch: string, context: WorkContext): Promise<Resolution> {
  const table = await preflightCsv(path, scratch, context);
  const columns = ['url', 'resolved'].map((name) => table.header.indexOf(name)) as [number, number];
  if (columns.includes(-1))
    throw new AntiphonError(
      'format',
      `${path} is no resolution table: it needs the columns url and resolved; columns found: ${table.header.join(', ')}`,
    );
  const steps = new Map<string, { readonly to: string; readonly line: number }>();
  await readCsvRecords(table.file.textPath, table.dialect, (record) => {
    const fail = (problem: string): never => {
      throw new AntiphonError('format', `${path} line ${record.line}: ${problem} (nothing was imported)`);
    };
    if (record.problem !== null) fail(record.problem);
    const [url, resolved] = columns.map((column) => fieldText(record, column)) as [string, string];
    if (resolved.trim() === '') return;
    const [from, to] = [linkOf(url), linkOf(resolved)];
    if (from === null) return fail(`url "${shortened(url)}" is no link with http or https and a host`);
    if (to === null) return fail(`resolved "${shortened(resolved)}" is no link with http or https and a host`);
    const known = steps.get(from);
    if (known !== undefined && known.to !== to)
      fail(`"${shortened(url)}" leads to another page than on line ${known.line}; leave one of the two`);
    if (from !== to && known === undefined) steps.set(from, { to, line: record.line });
  });
  if (steps.size === 0) throw new AntiphonError('no-rows', `${path} resolves no link: no row leads from one page to another`);
  const links = new Map([...steps.keys()].map((from) => [from, endOf(path, steps, from)]));
  return { links, digest: table.file.sha256.slice(0, 16) };
}

function endOf(path: string, steps: ReadonlyMap<string, { readonly to: string; readonly line: number }>, from: string): string {
  const passed = new Set([from]);
  for (let at = from; ; ) {
    const step = steps.get(at);
    if (step === undefined) return at;
    if (passed.has(step.to))
      throw new AntiphonError('format', `${path} line ${step.line}: "${shortened(at)}" leads back to itself (nothing was imported)`);
    passed.add(step.to);
    at = step.to;
  }
}

function fieldText({ raw, fields }: CsvRecord, column: number): string {
  const field = fields[column];
  if (field === undefined) return '';
  const text = raw.toString('utf8', field.start, field.end);
  return field.quoted ? text.replaceAll('""', '"') : text;
}

function linkOf(text: string): string | null {
  const link = canonicalLink(text);
  return /^https?:\/\//.test(link) && !/\s/.test(link) ? link : null;
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Puts a resolution into a temporary table, for the plans that `withResolution` makes. */
export async function stageResolution(file: CaseFile, { links }: Resolution): Promise<void> {
  await file.run(`CREATE OR REPLACE TEMP TABLE ${TABLE} (link VARCHAR, resolved VARCHAR)`);
  await appendRows(file, TABLE, [...links]);
}

/** True if a plan gives links that are compared by a canonical form. */
export function hasLinks(plan: Pick<LoadPlan, 'posts'>): boolean {
  return plan.posts?.layers.some((layer) => layer.name === 'url' && layer.canonical !== undefined) ?? false;
}

/** The plan with links that stand for where they lead to. */
export function withResolution(plan: LoadPlan): LoadPlan {
  if (plan.posts === undefined) return plan;
  const layers = plan.posts.layers.map((layer) =>
    layer.name === 'url' && layer.canonical !== undefined ? { ...layer, canonical: { ...layer.canonical, replacements: TABLE } } : layer,
  );
  return { ...plan, posts: { ...plan.posts, layers } };
}
