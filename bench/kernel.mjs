// Reads a layer of a case and times the co-share kernel alone: `node bench/kernel.mjs CASE`.
import { coShareEdges } from '../dist/kernels/shares/co-share.js';
import { eligibleShares, MICROSECONDS, prunedShares, windowBounds } from '../dist/kernels/shares/share-index.js';
import { CaseFile } from '../dist/store/case-file.js';
import { CaseReads } from '../dist/store/reads.js';
import { digestColumns, EDGE_COLUMNS, LAYER, MIN_ACTIONS, MIN_OBJECTS, WINDOW_SECONDS } from './edges.mjs';

const WINDOW = WINDOW_SECONDS * MICROSECONDS;

const [casePath] = process.argv.slice(2);
const file = await CaseFile.open(casePath);
const readStart = performance.now();
const shares = await new CaseReads(file).shares(LAYER);
const kernelStart = performance.now();
const pruned = prunedShares(eligibleShares(shares, MIN_ACTIONS), WINDOW, MIN_OBJECTS);
const edges = coShareEdges(pruned, WINDOW, MIN_OBJECTS);
const symmetry = symmetryOf(edges);
const kernelEnd = performance.now();
const peakBytes = process.resourceUsage().maxRSS * 1024;
file.close();

const { accountA, accountB, objectCount, pairCount, postCountA, postCountB, leadA, meanLagSeconds } = edges;
const report = {
  readSeconds: (kernelStart - readStart) / 1000,
  seconds: (kernelEnd - kernelStart) / 1000,
  peakBytes,
  edgeCount: edges.length,
  edgePairCount: pairCount.reduce((total, count) => total + count, 0),
  windowPairCount: countWindowPairs(pruned),
  columns: digestColumns(EDGE_COLUMNS, [
    ...[accountA, accountB, objectCount, pairCount, postCountA, postCountB],
    ...[symmetry, leadA, meanLagSeconds],
  ]),
};
process.stdout.write(JSON.stringify(report));

/** The column that the analysis adds to those of the kernel; SQL computes it too. */
function symmetryOf({ length, postCountA, postCountB }) {
  const symmetry = new Float64Array(length);
  for (let i = 0; i < length; i++) symmetry[i] = Math.min(postCountA[i], postCountB[i]) / Math.max(postCountA[i], postCountB[i]);
  return symmetry;
}

/** Pairs of shares of one object by different accounts within the window, whether they make an edge or not. */
function countWindowPairs(shares) {
  const { ends } = windowBounds(shares, WINDOW);
  let count = 0;
  for (let p = 0; p < ends.length; p++) {
    for (let q = p + 1; q < ends[p]; q++) if (shares.account[p] !== shares.account[q]) count++;
  }
  return count;
}
