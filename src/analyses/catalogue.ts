import { AntiphonError } from '../errors.js';
import type { Analysis } from './analysis.js';
import { coordination } from './coordination/coordination.js';
import { coortweet } from './coordination/coortweet.js';
import { expand } from './coordination/expand.js';
import { multiplex } from './coordination/multiplex.js';
import { sensitivity } from './coordination/sensitivity.js';
import { similarity } from './coordination/similarity.js';
import { toolkit } from './coordination/toolkit.js';
import { nearDuplicates } from './message/near-duplicates.js';
import { access } from './voice/access.js';
import { accountHistory } from './voice/account-history.js';
import { adoption } from './voice/adoption.js';
import { cadence } from './voice/cadence.js';
import { concentration } from './voice/concentration.js';
import { creationBursts } from './voice/creation-bursts.js';
import { duel } from './voice/duel.js';
import { following } from './voice/following.js';
import { postingHours } from './voice/posting-hours.js';
import { repurposedAccounts } from './voice/repurposed-accounts.js';

/** All analyses, in the order of the five questions. */
export const ANALYSES: readonly Analysis[] = [
  adoption,
  cadence,
  following,
  duel,
  concentration,
  creationBursts,
  postingHours,
  repurposedAccounts,
  access,
  accountHistory(() => ANALYSES) as unknown as Analysis,
  nearDuplicates,
  coordination,
  multiplex,
  sensitivity,
  coortweet,
  toolkit,
  similarity,
  expand,
] as unknown as readonly Analysis[];

/** The analysis with this name. */
export function analysisById(id: string): Analysis {
  const analysis = ANALYSES.find((candidate) => candidate.id === id);
  if (analysis === undefined)
    throw new AntiphonError('usage', `there is no analysis "${id}"; known analyses: ${ANALYSES.map((known) => known.id).join(', ')}`);
  return analysis;
}
