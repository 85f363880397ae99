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

/** All analyses, in the order of the five questions. */
export const ANALYSES: readonly Analysis[] = [
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
