// Fits the confidence of the language detector on one half of the labelled accounts, and checks it on the other.

import { loadDetector } from '../dist/enrich/eld-detector.js';
import { wilson } from '../dist/kernels/statistics/proportion.js';
import { examineText, isContradictedByLetters } from '../dist/kernels/text/language.js';
import { calibrationTerms, confidenceOf, logisticOf } from '../dist/kernels/text/language-confidence.js';
import { comparedLanguage, languageCode } from '../dist/kernels/text/language-names.js';

const BINS = 10;
/** Lots of the logistic's outcome within which agreement is counted. */
const EDGES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998];
const STEPS = 25;
const RIDGE = 1e-6;

/** Labelled texts with what was found: one for each text, label and half. Accounts lie in one half or the other. */
export async function examined(file) {
  const rows = await file.rows(
    `SELECT post.text AS text, post.language AS stated, (md5_number_lower(account.key) % 2)::INTEGER AS half, count(*) AS "postCount"
     FROM post JOIN account USING (account_id) WHERE post.text IS NOT NULL AND post.language IS NOT NULL GROUP BY ALL ORDER BY text, stated, half`,
  );
  const detect = await loadDetector();
  return rows.map(({ text, stated, half, postCount }) => {
    const label = languageCode(stated);
    const { guess, evidence } = examineText(text, detect);
    return {
      half,
      label,
      postCount,
      ...guess,
      evidence,
      agrees: guess.language !== null && comparedLanguage(guess.language) === comparedLanguage(label),
      isContradicted: label !== null && isContradictedByLetters(label, text),
    };
  });
}

/** The coefficients by which confidence is a logistic of its terms, by maximum likelihood on the first half. */
export function fittedCalibration(texts) {
  const sample = texts.filter(({ half, evidence, isContradicted }) => half === 0 && evidence !== null && !isContradicted);
  const rows = sample.map(({ evidence, agrees }) => [[1, ...calibrationTerms(evidence)], agrees ? 1 : 0]);
  const size = rows[0][0].length;
  let weights = new Array(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const slope = new Array(size).fill(0);
    const curve = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? RIDGE : 0)));
    for (const [terms, agrees] of rows) {
      const p = 1 / (1 + Math.exp(-terms.reduce((sum, term, i) => sum + term * weights[i], 0)));
      for (let i = 0; i < size; i++) {
        slope[i] += (agrees - p) * terms[i];
        for (let j = 0; j < size; j++) curve[i][j] += p * (1 - p) * terms[i] * terms[j];
      }
    }
    const change = solved(curve, slope);
    weights = weights.map((weight, i) => weight + change[i]);
  }
  const [constant, evidence, fit, share] = weights.map((weight) => Number(weight.toFixed(4)));
  const logistic = { constant, evidence, fit, share };
  return { ...logistic, knots: knotsOf(sample.map((text) => [logisticOf(text.evidence, logistic), text.agrees ? 1 : 0])) };
}

/** Mean outcome and agreement by lot, made to rise by joining neighbours that do not (pool adjacent violators). */
function knotsOf(points) {
  const pools = [];
  for (let lot = 0; lot <= EDGES.length; lot++) {
    const inside = points.filter(([p]) => EDGES.filter((edge) => edge <= p).length === lot);
    if (inside.length === 0) continue;
    const sum = (index) => inside.reduce((total, point) => total + point[index], 0);
    let pool = { count: inside.length, said: sum(0), agreeing: sum(1) };
    for (let last = pools.at(-1); last !== undefined && last.agreeing / last.count >= pool.agreeing / pool.count; last = pools.at(-1)) {
      pools.pop();
      pool = { count: pool.count + last.count, said: pool.said + last.said, agreeing: pool.agreeing + last.agreeing };
    }
    pools.push(pool);
  }
  const round = (value) => Number(value.toFixed(4));
  return [[0, 0], ...pools.map(({ count, said, agreeing }) => [round(said / count), round(agreeing / count)]), [1, 1]];
}

/** Solution of a small system of equations, by elimination with pivots. */
function solved(matrix, vector) {
  const rows = matrix.map((row, i) => [...row, vector[i]]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows.reduce((best, row, j) => (j >= i && Math.abs(row[i]) > Math.abs(rows[best][i]) ? j : best), i);
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let j = 0; j < rows.length; j++) {
      if (j === i) continue;
      const factor = rows[j][i] / rows[i][i];
      for (let k = i; k < rows[j].length; k++) rows[j][k] -= factor * rows[i][k];
    }
  }
  return rows.map((row, i) => row[rows.length] / row[i]);
}

function confidenceIn({ evidence, confidence }) {
  return evidence === null ? confidence : confidenceOf(evidence);
}

/** Of the texts of the second half that are said to be right with a confidence, how many are. */
export function reliability(texts, decidedBy) {
  const sample = texts.filter(
    (text) => text.half === 1 && text.language !== null && text.decidedBy === decidedBy && !text.isContradicted && text.label !== null,
  );
  return Array.from({ length: BINS }, (_, bin) => {
    const inside = sample.filter((text) => Math.min(BINS - 1, Math.floor(confidenceIn(text) * BINS + 1e-9)) === bin);
    const said = inside.reduce((sum, text) => sum + confidenceIn(text), 0) / inside.length;
    return { from: bin / BINS, to: (bin + 1) / BINS, said, ...wilson(inside.filter(({ agrees }) => agrees).length, inside.length) };
  });
}
