// Compares the clusters that a case's first finding holds with the groups that were planted; prints JSON:
// `node bench/near-truth.mjs CASE COUNT`. Similarities are worked out here anew, from sets of strings.
import { CaseFile } from '../dist/store/case-file.js';
import { NEAR_TEXT_SEED, nearTexts } from './near-texts.mjs';

const [path, count] = [process.argv[2], Number(process.argv[3])];
const BANDS = [0.8, 0.85, 0.9, 0.95, 1];

const clusterOf = new Int32Array(count);
const firstOf = new Map();
const file = await CaseFile.open(path);
for await (const chunk of file.chunks(
  `SELECT m.cluster, post.key FROM finding_1_members m JOIN post ON post.post_id = m.post ORDER BY m.cluster, m.posted_at`,
)) {
  for (const [cluster, key] of chunk.getRows()) {
    const number = Number(key.slice(1));
    clusterOf[number] = cluster;
    if (!firstOf.has(cluster)) firstOf.set(cluster, number);
  }
}
file.close();

const bands = BANDS.map((from) => ({ from, pairs: 0, found: 0 }));
const groupOf = new Int32Array(count).fill(-1);
let [number, first, firstShingles, plantedPosts] = [0, 0, null, 0];
for (const { text, group } of nearTexts(count, NEAR_TEXT_SEED)) {
  groupOf[number] = group;
  if (group >= 0) {
    plantedPosts++;
    const shingles = shinglesOf(text);
    if (groupOf[number - 1] !== group) [first, firstShingles] = [number, shingles];
    else countPair(jaccard(firstShingles, shingles), clusterOf[number] !== 0 && clusterOf[number] === clusterOf[first]);
  }
  number++;
}
let [ties, rightTies] = [0, 0];
for (let post = 0; post < count; post++) {
  const head = firstOf.get(clusterOf[post]);
  if (head === undefined || head === post) continue;
  ties++;
  if (groupOf[post] >= 0 && groupOf[post] === groupOf[head]) rightTies++;
}
console.log(JSON.stringify({ bands, plantedPosts, ties, rightTies }));

function countPair(similarity, isFound) {
  const band = bands.findLast(({ from }) => similarity >= from);
  if (band === undefined) return;
  band.pairs++;
  if (isFound) band.found++;
}

function shinglesOf(text) {
  const normal = text.trim().replace(/\s+/g, ' ');
  const shingles = new Set();
  for (let i = 0; i + 5 <= normal.length; i++) shingles.add(normal.slice(i, i + 5));
  return shingles;
}

function jaccard(a, b) {
  let common = 0;
  for (const shingle of a) if (b.has(shingle)) common++;
  return common / (a.size + b.size - common);
}
