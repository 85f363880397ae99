import type { AnalysisDescription } from '../../../api/contract/analyses.ts';
import type { FindingSummary } from '../../../api/contract/findings.ts';
import { words } from '../../strings/language.svelte.ts';
import { edgeText } from '../echoes/network-address.ts';

/** The form of a finding's analysis with its parameters filled in; lists of accounts must be given anew. */
export function runAgainPath({ analysis, parameters }: FindingSummary, description?: AnalysisDescription): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    const parameter = description?.form.find((one) => one.name === name);
    if (value === null || typeof value === 'object' || parameter?.kind === 'accounts' || value === parameter?.default) continue;
    query.set(name, String(value));
  }
  const text = query.toString();
  return `/analyses/${analysis}${text === '' ? '' : `?${text}`}`;
}

/** A parameter's value in words. */
export function parameterText(value: unknown): string {
  if (typeof value === 'boolean') return value ? words().yes : words().no;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const ENDS = [
  ['accountA', 'accountB'],
  ['account_id', 'account_id_y'],
  ['source', 'target'],
] as const;

/** Where the posts behind a row of a network are shown. */
export function edgePath(findingId: number, table: string, row: Readonly<Record<string, unknown>>): { href: string; label: string } | null {
  for (const [a, b] of ENDS)
    if (typeof row[a] === 'string' && typeof row[b] === 'string') {
      const query = new URLSearchParams({ finding: String(findingId), table, edge: edgeText(row[a], row[b]) });
      return { href: `/echoes?${query}`, label: words().finding.edgePosts };
    }
  return null;
}
