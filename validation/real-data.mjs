// Real data: the published Russian retweets, and the accounts of the Internet Research Agency beside senators as an organic, official control.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANALYSES, CaseFile, CaseReads, importFiles, runAnalysis } from '../dist/index.js';
import { findingTableQuery } from '../dist/store/findings.js';
import { quiet } from './network.mjs';
import { DATA, SENATE_MAPPING } from './paths.mjs';

export const RUSSIAN = join(DATA, 'conformance', 'russian_coord_tweets.csv.gz');
const IRA = join(DATA, 'posts', 'ira-2016-autumn.csv.gz');
const SENATE = join(DATA, 'posts', 'senate-2015.csv.gz');

export function hasRealData() {
  return [RUSSIAN, IRA, SENATE].every((path) => existsSync(path));
}

/** Does something with a case of some files, which is gone afterwards. */
async function withCase(paths, options, work) {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-validation-'));
  const file = await CaseFile.open(join(folder, 'case.antiphon'), { create: true });
  try {
    await importFiles(file, paths, options, quiet);
    return await work(file);
  } finally {
    file.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function russianShares() {
  return withCase([RUSSIAN], {}, (file) => new CaseReads(file).shares('object'));
}

async function edgesOf(file, id, parameters) {
  const analysis = ANALYSES.find((candidate) => candidate.id === id);
  const { finding } = await runAnalysis(file, analysis, parameters, {}, quiet);
  const rows = (name) =>
    file.rows(
      findingTableQuery(
        finding.findingId,
        analysis.tables.find((table) => table.name === name),
      ),
    );
  return { finding, edges: await rows('edges'), rows };
}

/** What Antiphon and the two presets keep of the Russian retweets. */
export function russianFigures() {
  return withCase([RUSSIAN], {}, async (file) => {
    const windows = [];
    for (const windowSeconds of [10, 60, 360]) {
      const { edges, rows } = await edgesOf(file, 'coordination', { windowSeconds });
      const coortweet = await edgesOf(file, 'coortweet', { windowSeconds });
      const toolkit = await edgesOf(file, 'toolkit', { windowSeconds, minEdgeWeight: 2, type: 'co_retweet' });
      const [chance] = await rows('chance');
      windows.push({
        windowSeconds,
        edges: edges.length,
        chance,
        atFdr: [0.025, 0.05, 0.1].map((fdr) => edges.filter((edge) => edge.qTiming <= fdr).length),
        strong: edges.filter((edge) => edge.pTiming <= 1e-4).length,
        coortweetEdges: coortweet.edges.length,
        coortweetKept: coortweet.edges.filter((edge) => edge.weight_threshold === 1).length,
        toolkitKept: toolkit.edges.length,
      });
    }
    return windows;
  });
}

const LAYERS = ['url', 'domain', 'hashtag', 'hashtag-sequence', 'mention', 'text', 'near-text'];

async function layerFigures(paths, options) {
  return withCase(paths, options, async (file) => {
    const reads = new CaseReads(file);
    const { accountCount, postCount } = await reads.sizes();
    const present = new Set((await reads.layers()).map((layer) => layer.name));
    const layers = [];
    const reached = new Set();
    for (const layer of LAYERS) {
      if (!present.has(layer) && layer !== 'near-text') {
        layers.push({ layer, missing: true });
        continue;
      }
      const { finding, edges } = await edgesOf(file, 'coordination', { layer, windowSeconds: 60, fdr: 0.05 });
      const accounts = new Set(edges.flatMap(({ accountA, accountB }) => [accountA, accountB]));
      for (const account of accounts) reached.add(account);
      layers.push({ layer, figures: finding.figures, pairs: edges.length, accounts: accounts.size });
    }
    const similar = [];
    for (const layer of ['url', 'hashtag']) {
      const { edges } = await edgesOf(file, 'similarity', { layer });
      similar.push({ layer, pairs: edges.length, accounts: new Set(edges.flatMap(({ accountA, accountB }) => [accountA, accountB])).size });
    }
    return { accountCount, postCount, layers, reached: reached.size, similar };
  });
}

export function iraFigures() {
  return layerFigures([IRA], {});
}

export function senateFigures() {
  return layerFigures([SENATE], { mapping: SENATE_MAPPING });
}
