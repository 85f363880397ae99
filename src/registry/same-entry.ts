import type { RegistryEntry } from '../store/registry.js';

/** True if two entries of one actor are about the same account from the same date on: by identifier where both have one, else by handle. */
export function sameAccount(one: RegistryEntry, other: RegistryEntry): boolean {
  if (one.platform !== other.platform || one.validFrom !== other.validFrom) return false;
  if (one.accountKey !== null && other.accountKey !== null) return one.accountKey === other.accountKey;
  return one.handle !== null && other.handle !== null && one.handle.toLowerCase() === other.handle.toLowerCase();
}
