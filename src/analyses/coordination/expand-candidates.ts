import type { FindingTable } from '../../model.js';
import type { AccountProfiles } from '../../store/account-profiles.js';
import { NEAR_PROFILE, type RankedAccounts, type tiesOver } from './expand-evidence.js';

/** Stands wherever a candidate's false-discovery rate is shown. */
export const CANDIDATE_CAPTION =
  'Against ties to the seeds by chance, not against innocence: a candidate is a lead to look at, never a member.';

export const CANDIDATES_TABLE: FindingTable = {
  name: 'candidates',
  title: 'Accounts tied to the seeds, the surest first',
  columns: [
    { name: 'account', type: 'account', meaning: 'An account that is no seed and has evidence of any kind.' },
    { name: 'rank', type: 'integer', meaning: 'Its place, from 1.' },
    {
      name: 'p',
      type: 'number',
      unit: '0–1',
      meaning: 'Harmonic mean of pTiming and pChoice where it shared, pCreation and pProfile where these are known.',
    },
    {
      name: 'q',
      type: 'number',
      unit: '0–1',
      meaning: `False-discovery rate of p over all accounts that are no seeds (Benjamini–Hochberg). ${CANDIDATE_CAPTION}`,
    },
    {
      name: 'seedsTied',
      type: 'integer',
      unit: 'seeds',
      meaning: 'Seeds with which it co-shared at least minObjects objects in some layer.',
    },
    { name: 'layers', type: 'text', meaning: 'Layers in which it did so, separated by commas.' },
    { name: 'objectCount', type: 'integer', unit: 'objects', meaning: 'Most objects that it co-shared with one seed in one layer.' },
    {
      name: 'pTiming',
      type: 'number',
      unit: '0–1',
      meaning:
        'Chance of as many co-shared objects when timing is by chance: harmonic mean over all seeds and layers, no tie counted as 1. Blank where it never shared in them.',
    },
    {
      name: 'pChoice',
      type: 'number',
      unit: '0–1',
      meaning: 'Chance of as many objects in common, given activity and popularity: harmonic mean in the same way, blank likewise.',
    },
    { name: 'createdAt', type: 'time', meaning: 'When the account was made, UTC; blank where no source says.' },
    {
      name: 'pCreation',
      type: 'number',
      unit: '0–1',
      meaning:
        'Chance of a creation on a day with as many seeds, by the calendar; or of as many seeds among those made that day, or within 60 s, were the seeds any accounts: the lowest times their number. Blank where no creation is known to compare.',
    },
    {
      name: 'profileSimilarity',
      type: 'number',
      unit: '0–1',
      meaning: `Highest Jaccard index of its display name or description with a seed's; blank below ${NEAR_PROFILE}.`,
    },
    {
      name: 'pProfile',
      type: 'number',
      unit: '0–1',
      meaning: `Chance of as many seeds among the accounts with a display name or description as near (${NEAR_PROFILE}), were the seeds any accounts. Blank where neither is known.`,
    },
    { name: 'isDormant', type: 'integer', unit: '0 or 1', meaning: '1 for an account that never shared in the layers used.' },
  ],
  order: 'p ascending, account in code-point order',
};

/** The rows of `CANDIDATES_TABLE`. */
export function candidateTable(
  ranked: RankedAccounts,
  { seedsTied, objectCount, layers }: ReturnType<typeof tiesOver>,
  similarity: Float64Array,
  { createdAt }: AccountProfiles,
  isDormant: Uint8Array,
) {
  const { order } = ranked;
  const floats = (values: Float64Array): Float64Array => Float64Array.from(order, (account) => values[account]);
  const ints = (values: Int32Array | Uint8Array): Int32Array => order.map((account) => values[account]);
  return {
    rowCount: order.length,
    columns: {
      account: order,
      rank: order.map((_, i) => i + 1),
      p: floats(ranked.p),
      q: floats(ranked.q),
      seedsTied: ints(seedsTied),
      layers: Array.from(order, (account) => layers[account] || null),
      objectCount: ints(objectCount),
      pTiming: floats(ranked.pTiming),
      pChoice: floats(ranked.pChoice),
      createdAt: floats(createdAt),
      pCreation: floats(ranked.pCreation),
      profileSimilarity: floats(similarity),
      pProfile: floats(ranked.pProfile),
      isDormant: ints(isDormant),
    },
  };
}

/** How many of some accounts each kind of evidence speaks most for; equal ones count for the first. */
export function strongestEvidence({ pTiming, pChoice, pCreation, pProfile }: RankedAccounts, accounts: Int32Array) {
  const counts = { timing: 0, choice: 0, creation: 0, profile: 0 };
  for (const account of accounts) {
    const p = { timing: pTiming[account], choice: pChoice[account], creation: pCreation[account], profile: pProfile[account] };
    const lowest = Math.min(...Object.values(p).filter((value) => !Number.isNaN(value)));
    for (const kind of Object.keys(p) as (keyof typeof p)[]) {
      if (p[kind] !== lowest) continue;
      counts[kind]++;
      break;
    }
  }
  return counts;
}
