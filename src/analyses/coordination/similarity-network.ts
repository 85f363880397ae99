import { AntiphonError } from '../../errors.js';
import { ChoiceThresholds, choiceTails } from '../../kernels/chance/choice-null.js';
import { commonChoices } from '../../kernels/chance/common-choices.js';
import { type ConfigurationModel, fitConfigurationModel } from '../../kernels/chance/configuration-model.js';
import { pickedEdges } from '../../kernels/shares/edge-order.js';
import { type Incidence, shareIncidence } from '../../kernels/shares/incidence.js';
import type { Shares } from '../../kernels/shares/share-index.js';
import { mostSimilarPairs, type SimilarityOptions, type SimilarPairs, similarPairs } from '../../kernels/shares/similarity.js';
import { benjaminiHochberg } from '../../kernels/statistics/false-discovery.js';
import type { WorkContext } from '../../model.js';
import { progressOf } from './network.js';

/** Pairs that a network may have. */
const MOST_PAIRS = 20_000_000;
/** Pairs that chance alone may bring into the test: what is less likely than that is looked at. */
const PAIRS_BY_CHANCE = 1_000_000;

/** Which pairs are kept. */
export interface BackboneOptions {
  readonly backbone: 'choice' | 'top' | 'none';
  readonly fdr: number;
  readonly topShare: number;
}

/** Pairs with their test against choice by chance. */
export interface TestedPairs extends SimilarPairs {
  readonly pChoice: Float64Array;
  readonly qChoice: Float64Array;
}

export interface SimilarityNetwork {
  readonly edges: TestedPairs;
  /** Pairs with enough objects in common, kept or not. */
  readonly pairCount: number;
  /** All pairs of eligible accounts. */
  readonly familySize: number;
  readonly worstDegreeError: number;
  /** The cosine that the backbone `top` asks for. */
  readonly topCosine: number | null;
}

/** Compares all accounts and keeps the backbone, each pair with its test. */
export function findNetwork(shares: Shares, values: BackboneOptions, minCommon: number, context: WorkContext): SimilarityNetwork {
  const incidence = shareIncidence(shares);
  context.progress.step('fitting the choice null');
  const model = fitConfigurationModel(incidence.accountDegree, incidence.objectDegree);
  const active = incidence.accountDegree.reduce((count, degree) => count + (degree > 0 ? 1 : 0), 0);
  const familySize = (active * (active - 1)) / 2;
  context.progress.step('comparing accounts');
  const options = { minCommon, mostPairs: MOST_PAIRS, onProgress: progressOf(context) };
  const { pairs, lowest, pairCount } = backbonePairs(incidence, model, values, options, familySize);
  context.progress.step('testing choice');
  const pChoice = choiceTails(model, pairs, commonChoices(shares, pairs, pairs.commonObjects), progressOf(context));
  const qChoice = benjaminiHochberg(pChoice, familySize);
  const tested = { ...pairs, pChoice, qChoice };
  const kept = Int32Array.from(qChoice.keys()).filter((pair) => values.backbone !== 'choice' || qChoice[pair] <= values.fdr);
  return { edges: pickedEdges(tested, kept), pairCount, familySize, worstDegreeError: model.worstError, topCosine: lowest };
}

interface BackbonePairs {
  readonly pairs: SimilarPairs;
  readonly lowest: number | null;
  readonly pairCount: number;
}

/** The pairs of the backbone; for `choice`, those that the test may keep. */
function backbonePairs(
  incidence: Incidence,
  model: ConfigurationModel,
  values: BackboneOptions,
  options: SimilarityOptions,
  familySize: number,
): BackbonePairs {
  try {
    if (values.backbone === 'top') return mostSimilarPairs(incidence, options, values.topShare);
    // A pair that chance makes more often than this is kept only where tens of millions are.
    const level = Math.min(values.fdr, PAIRS_BY_CHANCE / Math.max(1, familySize));
    const thresholds = values.backbone === 'choice' ? new ChoiceThresholds(model, level) : null;
    let pairCount = 0;
    const pairs = similarPairs(incidence, options, (a, b, common) => {
      pairCount++;
      return thresholds === null || common >= thresholds.least(a, b);
    });
    return { pairs, lowest: null, pairCount };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AntiphonError(
      'parameter',
      `the network has ${error.message}, more than can be kept; use another --backbone, or raise --min-common-objects or --min-actions`,
      { cause: error },
    );
  }
}

/** Pairs in the order of the table: by cosine, falling; equal ones stay by their accounts. */
export function byCosine(edges: TestedPairs): TestedPairs {
  const { cosine } = edges;
  return pickedEdges(
    edges,
    Int32Array.from(cosine.keys()).sort((x, y) => cosine[y] - cosine[x] || x - y),
  );
}
