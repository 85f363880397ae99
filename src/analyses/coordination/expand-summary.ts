import type { Proportion } from '../../kernels/statistics/proportion.js';
import type { Layer } from '../../model.js';
import { CANDIDATE_CAPTION, strongestEvidence } from './expand-candidates.js';
import type { ProfileEvidence, RankedAccounts } from './expand-evidence.js';
import type { Judgement } from './expand-recall.js';
import type { ListedAccounts } from './listed-accounts.js';
import { countOf } from './network.js';

/** All that is said of one run. */
export interface Expansion {
  readonly seeds: ListedAccounts;
  /** Without those that are seeds; null where none were given. */
  readonly controls: ListedAccounts | null;
  readonly layers: readonly Layer[];
  readonly profile: ProfileEvidence;
  readonly ranked: RankedAccounts;
  /** 1 for accounts that never shared in the layers. */
  readonly isDormant: Uint8Array;
  readonly partCount: number;
  readonly recall: readonly Judgement[];
  readonly controlRows: readonly Judgement[];
  readonly fdr: number;
}

/** The named numbers of a run. */
export function expandFigures({ seeds, controls, layers, ranked, isDormant, recall, controlRows, fdr }: Expansion) {
  const isCandidate = (account: number): boolean => ranked.q[account] <= fdr; // NaN for seeds
  const candidates = ranked.order.filter(isCandidate);
  const dormant = Int32Array.from(isDormant.keys()).filter((account) => isDormant[account] === 1 && !Number.isNaN(ranked.q[account]));
  const strongest = strongestEvidence(ranked, candidates);
  const { atFdr, inFirst } = pooledRecall(recall);
  return {
    seedCount: seeds.accounts.length,
    unknownSeedCount: seeds.unknownCount,
    accountCount: ranked.otherCount,
    rankedCount: ranked.order.length,
    candidateCount: candidates.length,
    strongestByTiming: strongest.timing,
    strongestByChoice: strongest.choice,
    strongestByCreation: strongest.creation,
    strongestByProfile: strongest.profile,
    dormantCount: dormant.length,
    dormantCandidateCount: dormant.filter(isCandidate).length,
    heldOutCount: atFdr.trials,
    recall: atFdr.share,
    recallLow: atFdr.low,
    recallHigh: atFdr.high,
    recallInFirst: inFirst.share,
    dormantHeldOutCount: atFdr.dormantTrials,
    dormantFoundCount: atFdr.dormantCount,
    controlCount: controls?.accounts.length ?? null,
    controlsFound: controlRows[0]?.count ?? null,
    controlShare: controlRows[0]?.share ?? null,
    controlShareLow: controlRows[0]?.low ?? null,
    controlShareHigh: controlRows[0]?.high ?? null,
    layerCount: layers.length,
  };
}

/** What a run found and how well it finds, in sentences. */
export function expandSentences(expansion: Expansion): string[] {
  const { seeds, controls, partCount, recall, controlRows, fdr } = expansion;
  const figures = expandFigures(expansion);
  const { atFdr, inFirst } = pooledRecall(recall);
  return [
    `From ${countOf(figures.seedCount, 'seed')}, ${countOf(figures.candidateCount, 'candidate')} among ${countOf(figures.accountCount, 'other account')} at a false-discovery rate of ${fdr}. ${CANDIDATE_CAPTION}`,
    ...unknownSentences('seeds', seeds),
    evidenceSentence(expansion, figures),
    `Held out in ${countOf(partCount, 'part')}, ${proportionText(atFdr)} of the seeds come out as candidates, and ${proportionText(inFirst)} among the first k, k being the number held out.`,
    dormantSentence(figures),
    controls === null
      ? 'False positives were not measured: no control accounts were given (--controls).'
      : `${proportionText(controlRows[0] as Proportion)} of the control accounts come out as candidates: false positives.`,
    ...(controls === null ? [] : unknownSentences('controls', controls)),
  ];
}

function pooledRecall(recall: readonly Judgement[]): { atFdr: Judgement; inFirst: Judgement } {
  const [atFdr, inFirst] = recall.filter(({ fold }) => fold === 'all');
  return { atFdr: atFdr as Judgement, inFirst: inFirst as Judgement };
}

function unknownSentences(list: string, { unknownCount }: ListedAccounts): string[] {
  if (unknownCount === 0) return [];
  return [
    `${countOf(unknownCount, 'name')} in the list of ${list} ${unknownCount === 1 ? 'is' : 'are'} not in the case and counted nowhere.`,
  ];
}

function evidenceSentence({ layers, profile }: Expansion, figures: ReturnType<typeof expandFigures>): string {
  const kinds = [
    layers.length === 0 ? 'no layer' : `${layers.length === 1 ? 'layer' : 'layers'} ${layers.map(({ name }) => name).join(', ')}`,
    profile.creation.length === 0 ? 'no times of creation' : 'times of creation',
    profile.profile.length === 0 ? 'no profiles' : 'profiles',
  ];
  const { strongestByTiming, strongestByChoice, strongestByCreation, strongestByProfile } = figures;
  return (
    `Evidence: ${kinds.join('; ')}. What weighs most is timing for ${countOf(strongestByTiming, 'candidate')}, choice for ${strongestByChoice.toLocaleString('en')}, ` +
    `creation for ${strongestByCreation.toLocaleString('en')}, profile for ${strongestByProfile.toLocaleString('en')}.`
  );
}

function dormantSentence(figures: ReturnType<typeof expandFigures>): string {
  const { accountCount, dormantCount, dormantCandidateCount, dormantHeldOutCount, dormantFoundCount } = figures;
  return (
    `${dormantCount.toLocaleString('en')} of the ${countOf(accountCount, 'other account')} never shared in the layers used and can be reached by creation and profile alone; ` +
    `${dormantCandidateCount.toLocaleString('en')} of them come out. Of the seeds ${dormantHeldOutCount.toLocaleString('en')} are such; held out, ${dormantFoundCount.toLocaleString('en')} come out.`
  );
}

function proportionText({ count, trials, share, low, high }: Proportion): string {
  const percent = (value: number | null): string => (value === null ? '–' : Number((100 * value).toPrecision(3)).toString());
  return `${count.toLocaleString('en')} of ${trials.toLocaleString('en')} (${percent(share)} %, ${percent(low)}–${percent(high)} %)`;
}
