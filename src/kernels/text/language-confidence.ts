/** What a detector says of a text, as far as its confidence goes. */
export interface DetectorEvidence {
  /** Scores of the likeliest language and of the next, in [0, 1). */
  readonly best: number;
  readonly second: number;
  /** Letters of the text's main script. */
  readonly letters: number;
  /** Share of all letters that are of that script, 0–1. */
  readonly share: number;
}

/** How confidence follows from evidence: a logistic of its terms, then a rising line through knots. */
export interface Calibration {
  readonly constant: number;
  readonly evidence: number;
  readonly fit: number;
  readonly share: number;
  /** Outcome of the logistic and share of agreement there, both rising from 0 to 1. */
  readonly knots: readonly (readonly [number, number])[];
}

/** Fitted by `node validation/language.mjs` (docs/language.md) on labelled posts; to be fitted anew with another version of the detector. */
export const CALIBRATION: Calibration = {
  constant: -3.5808,
  evidence: 0.4257,
  fit: 0.0053,
  share: 0.3995,
  knots: [
    [0, 0],
    [0.0686, 0.1935],
    [0.2149, 0.3662],
    [0.3995, 0.5148],
    [0.5542, 0.5302],
    [0.6552, 0.6367],
    [0.7571, 0.7026],
    [0.8588, 0.834],
    [0.93, 0.9157],
    [0.9689, 0.9586],
    [0.986, 0.986],
    [0.9929, 0.996],
    [0.9967, 0.9992],
    [0.9988, 0.9995],
    [1, 1],
  ],
};

/** The detector gives x ÷ (x + 25) for a sum x of logarithms of frequencies by n-gram. */
const SCALE = 25;
const HIGHEST_SCORE = 0.999;
const HIGHEST_SHARE = 0.99;

/**
 * The terms of the logistic: log(1 + margin) × log(letters), the fit of the likeliest language, the log odds of the main script.
 *
 * Margin and fit are the detector's sums by n-gram, before it scales them to 0–1; the more letters, the more a margin says.
 */
export function calibrationTerms({ best, second, letters, share }: DetectorEvidence): readonly [number, number, number] {
  const sum = (score: number): number => (SCALE * score) / (1 - Math.min(score, HIGHEST_SCORE));
  return [Math.log1p(sum(best) - sum(second)) * Math.log(letters), sum(best), Math.log(share / (1 - Math.min(share, HIGHEST_SHARE)))];
}

/** The probability of the likeliest language before the knots, 0–1. */
export function logisticOf(evidence: DetectorEvidence, { constant, ...by }: Calibration = CALIBRATION): number {
  const [margin, fit, share] = calibrationTerms(evidence);
  return 1 / (1 + Math.exp(-(constant + by.evidence * margin + by.fit * fit + by.share * share)));
}

/**
 * Probability that the likeliest language of a detector is that of the text, 0–1: it rises with the margin before the next language,
 * with the number of letters, with how well they fit the language, and with the share of the main script.
 */
export function confidenceOf(evidence: DetectorEvidence, calibration: Calibration = CALIBRATION): number {
  const logistic = logisticOf(evidence, calibration);
  const { knots } = calibration;
  let upper = 1;
  while (upper < knots.length - 1 && (knots[upper] as readonly [number, number])[0] < logistic) upper++;
  const [[x0, y0], [x1, y1]] = [knots[upper - 1], knots[upper]] as [readonly [number, number], readonly [number, number]];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (logistic - x0)) / (x1 - x0);
}
