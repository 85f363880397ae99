import { router } from '../../router.ts';

/** What the address says of the network view: whoever opens the link sees the same. */
export interface NetworkAddress {
  readonly finding: number | null;
  readonly table: string | null;
  /** Conditions on the table's columns, as they were typed. */
  readonly where: string;
  readonly weight: number | null;
  /** Highest q, 0–1. */
  readonly q: number | null;
  readonly list: 'public' | null;
  /** Days or instants, ISO 8601. */
  readonly from: string | null;
  readonly to: string | null;
  /** Both accounts of the chosen edge, as shown. */
  readonly edge: readonly [string, string] | null;
  readonly account: string | null;
  readonly group: number | null;
}

/** Reads the address; what is no value of its kind counts as absent. */
export function readAddress(query: URLSearchParams): NetworkAddress {
  const text = (name: string): string | null => {
    const value = query.get(name);
    return value === null || value === '' ? null : value;
  };
  const number = (name: string, most: number): number | null => {
    const value = text(name);
    if (value === null || !/^\d+(\.\d+)?$/.test(value)) return null;
    return Number(value) <= most ? Number(value) : null;
  };
  const time = (name: string): string | null => {
    const value = text(name);
    return value !== null && !Number.isNaN(Date.parse(value)) ? value : null;
  };
  const ends = (text('edge') ?? '').split('~').map(decoded);
  return {
    finding: number('finding', 2_147_483_647),
    table: text('table'),
    where: text('where') ?? '',
    weight: number('weight', Number.MAX_SAFE_INTEGER),
    q: number('q', 1),
    list: text('list') === 'public' ? 'public' : null,
    from: time('from'),
    to: time('to'),
    edge: ends.length === 2 && ends.every((end) => end !== '') ? (ends as [string, string]) : null,
    account: text('account'),
    group: number('group', 1_000_000),
  };
}

/** An edge for the address. */
export function edgeText(accountA: string, accountB: string): string {
  return [accountA, accountB].map((account) => encodeURIComponent(account).replaceAll('~', '%7E')).join('~');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Sets parts of the address. */
export function setAddress(changes: Readonly<Record<string, string | number | null>>, options: { replace?: boolean } = {}): void {
  router.set(Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value === null ? null : String(value)])), options);
}
