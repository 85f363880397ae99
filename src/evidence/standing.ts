import { createHash } from 'node:crypto';
import type { Analysis } from '../analyses/analysis.js';
import type { CaseReads } from '../store/reads.js';

/**
 * Hash of all that a result of an analysis would stand on now: the imported files, and what the analysis says that it stands on beside
 * them. Worked out once for each part.
 */
export function standing(reads: CaseReads): (analysis: Analysis | null) => Promise<string> {
  const parts = new Map<string, Promise<string>>();
  const once = (name: string, make: () => Promise<string>): Promise<string> => {
    const made = parts.get(name) ?? make();
    parts.set(name, made);
    return made;
  };
  return async (analysis) => {
    const hash = await once('sources', () => reads.fingerprint());
    if (analysis?.standsOn === undefined || analysis.standsOn.length === 0) return hash;
    const { id, standsOn } = analysis;
    const states = standsOn.map((part) => once(part === 'findings' ? `${part} ${id}` : part, () => reads.stateOf(part, id)));
    return createHash('sha256')
      .update([hash, ...(await Promise.all(states))].join('\n'))
      .digest('hex');
  };
}
