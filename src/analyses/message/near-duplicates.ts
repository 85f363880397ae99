import Type, { type Static } from 'typebox';
import { AntiphonError } from '../../errors.js';
import { groupPositions } from '../../kernels/shares/share-index.js';
import { quantile } from '../../kernels/statistics/quantile.js';
import { CORE_SIMILARITY, LEAST_WEIGHT } from '../../kernels/text/near-duplicates.js';
import type { CaseReads } from '../../store/reads.js';
import type { PostTexts } from '../../store/text-clusters.js';
import type { Analysis } from '../analysis.js';
import { countOf } from '../coordination/network.js';

/** Texts up to which `run --all` looks for near-duplicates by itself. */
const MOST_TEXTS_UNASKED = 1_000_000;
const SHOWN_CHARACTERS = 500;

const parameters = Type.Object({
  similarity: Type.Number({
    minimum: 0.6,
    maximum: 1,
    default: 0.8,
    unit: '0–1',
    description: 'Least similarity of two near-duplicates: the Jaccard index of their shingles.',
  }),
  minPosts: Type.Integer({
    minimum: 2,
    maximum: 1_000_000,
    default: 2,
    unit: 'posts',
    description: 'Least number of posts of a cluster that is listed.',
  }),
  minAccounts: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 1,
    unit: 'accounts',
    description: 'Least number of accounts of a cluster that is listed; 2 leaves out accounts that only repeat themselves.',
  }),
  reposts: Type.Boolean({ default: false, description: 'Looks at reposts too, which repeat their original by nature.' }),
  seed: Type.Integer({
    minimum: 0,
    maximum: 4_294_967_295,
    default: 1,
    description: 'Seed of the hashes that choose the pairs to compare; each of these is then compared exactly.',
  }),
});

type Parameters = Static<typeof parameters>;

/** Posts that say the same in nearly the same characters. */
export const nearDuplicates: Analysis<typeof parameters> = {
  id: 'near-duplicates',
  version: 1,
  question: 'message',
  title: 'Near-duplicate texts',
  description:
    'Puts posts into clusters whose texts are the same but for a few characters: copied, slightly edited, with another link or another name addressed.',
  parameters,
  tables: [
    {
      name: 'clusters',
      title: 'Clusters of near-duplicate texts',
      columns: [
        { name: 'cluster', type: 'integer', meaning: 'Number of the cluster, in the order of this table.' },
        { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts in the cluster.' },
        { name: 'accountCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that posted them.' },
        { name: 'textCount', type: 'integer', unit: 'texts', meaning: 'Distinct texts among them, in normal form.' },
        { name: 'firstAt', type: 'time', meaning: 'Time of the first post, UTC.' },
        { name: 'lastAt', type: 'time', meaning: 'Time of the last post, UTC.' },
        {
          name: 'firstPost',
          type: 'post',
          meaning: 'The first post of the first text; of equal times that whose account, then identifier comes first.',
        },
        { name: 'firstAccount', type: 'account', meaning: 'Its account.' },
        { name: 'minSimilarity', type: 'number', unit: '0–1', meaning: 'Least similarity of a post to the first.' },
        { name: 'medianSimilarity', type: 'number', unit: '0–1', meaning: 'Median similarity of the posts after the first to it.' },
        {
          name: 'exampleText',
          type: 'text',
          isPersonal: true,
          verbatimOf: 'firstPost',
          meaning: `Text of the first post, up to ${SHOWN_CHARACTERS} characters; blank for private accounts, but with --texts or --reveal.`,
        },
      ],
      order: 'postCount descending, accountCount descending, firstAt, then a hash of the first text',
    },
    {
      name: 'members',
      title: 'Posts of the clusters',
      columns: [
        { name: 'cluster', type: 'integer', meaning: 'Number of the cluster.' },
        { name: 'post', type: 'post', meaning: 'A post of it.' },
        { name: 'account', type: 'account', meaning: 'The account that posted it.' },
        { name: 'postedAt', type: 'time', meaning: 'When it was posted, UTC.' },
        { name: 'similarity', type: 'number', unit: '0–1', meaning: "Similarity of the post's text to the first text of the cluster." },
      ],
      order: 'cluster, postedAt, account, post, identifiers in code-point order',
      sortedBy: ['cluster', 'postedAt', 'account', 'post'],
    },
  ],
  references: [
    'Broder (1997), On the resemblance and containment of documents, doi:10.1109/SEQUEN.1997.666900',
    'Li, Owen & Zhang (2012), One permutation hashing, NeurIPS 25',
  ],
  limits: [
    'The same words are no sign of a common hand by themselves: slogans, quotations, headlines, song lines and forms are repeated by anybody.',
    `A text with fewer than ${LEAST_WEIGHT} characters (${LEAST_WEIGHT / 2} of Han, Kana or Hangul) is a near-duplicate only of one that is equal in normal form.`,
    'Translations and rewordings are not found: it compares characters, not meaning.',
    `A cluster may hold two posts less alike than the threshold: each is at least ${CORE_SIMILARITY} like the first, and tied to it through others.`,
    'About 2 in 1,000 pairs that lie right at the threshold of 0.8 are not compared; pairs more alike are missed far less often.',
  ],
  needs: 'Posts with texts.',

  runsOn({ layers }) {
    const texts = layers.find((layer) => layer.name === 'text');
    if (texts === undefined) return { runs: [], skipped: ['near-duplicates: the case holds no texts of posts'] };
    const onDemand = 'coordination on layer near-text: made only when it is named; run coordination CASE --layer near-text';
    if (texts.shareCount > MOST_TEXTS_UNASKED) {
      const count = texts.shareCount.toLocaleString('en');
      return { runs: [], skipped: [`near-duplicates: ${count} texts take a while; run near-duplicates CASE by name`, onDemand] };
    }
    return { runs: [{}], skipped: [onDemand] };
  },

  async run(reads, values, context) {
    if ((await reads.textCount()) === 0)
      throw new AntiphonError('no-data', 'no post of the case has a text: import posts with texts, such as an archive, first');
    const texts = await reads.textClusters({ similarity: values.similarity, seed: values.seed, withReposts: values.reposts }, context);
    context.progress.step('describing clusters');
    const numberOf = await reads.accountNumbers();
    const account = texts.account.map((id) => numberOf[id]);
    const clusters = await inOrder(reads, texts, account, values);
    const members = clusters.reduce((sum, cluster) => sum + cluster.posts.length, 0);
    return {
      summary: summaryOf(texts, clusters, members, values),
      figures: {
        postCount: texts.postCount + texts.blankCount,
        blankCount: texts.blankCount,
        shortCount: texts.shortCount,
        textCount: texts.textCount,
        clusterCount: clusters.length,
        clusteredPostCount: members,
        verifiedPairCount: texts.clusters.verifiedCount,
        largeBucketCount: texts.clusters.largeBucketCount,
      },
      tables: {
        clusters: await clusterTable(reads, texts, account, clusters),
        members: memberTable(texts, account, clusters, members),
      },
    };
  },
};

interface Cluster {
  /** Number of its first text. */
  readonly text: number;
  /** Positions of its posts, by time; the first is the first post of that text. */
  readonly posts: Int32Array;
  readonly accountCount: number;
  readonly textCount: number;
}

/** The clusters to list, in the order of the table. */
async function inOrder(reads: CaseReads, texts: PostTexts, account: Int32Array, values: Parameters): Promise<Cluster[]> {
  const { first } = texts.clusters;
  const { postCount, text, time } = texts;
  const byCluster = groupPositions(
    text.subarray(0, postCount).map((number) => first[number]),
    texts.textCount,
  );
  const clusters: Cluster[] = [];
  for (let head = 0; head < texts.textCount; head++) {
    const from = byCluster.starts[head];
    const to = byCluster.starts[head + 1];
    if (to - from < values.minPosts) continue;
    const isFirstText = (position: number): number => (text[position] === head ? 0 : 1);
    const posts = byCluster.positions
      .slice(from, to)
      .sort((a, b) => time[a] - time[b] || isFirstText(a) - isFirstText(b) || account[a] - account[b]);
    const accountCount = new Set(posts.map((position) => account[position])).size;
    if (accountCount < values.minAccounts) continue;
    clusters.push({ text: head, posts, accountCount, textCount: new Set(posts.map((position) => text[position])).size });
  }
  await settleFirstPosts(reads, texts, account, clusters);
  const [high, low] = [0, 1].map((half) => (cluster: Cluster) => texts.textHash(cluster.text)[half] as number) as [
    (cluster: Cluster) => number,
    (cluster: Cluster) => number,
  ];
  return clusters.sort(
    (a, b) =>
      b.posts.length - a.posts.length ||
      b.accountCount - a.accountCount ||
      time[a.posts[0]] - time[b.posts[0]] ||
      high(a) - high(b) ||
      low(a) - low(b),
  );
}

/** Where the first posts of a cluster have the same time and account, puts that with the first identifier in front. */
async function settleFirstPosts(reads: CaseReads, texts: PostTexts, account: Int32Array, clusters: readonly Cluster[]): Promise<void> {
  const { time, post, text } = texts;
  const tied = (posts: Int32Array): Int32Array =>
    posts.filter((at) => time[at] === time[posts[0]] && text[at] === text[posts[0]] && account[at] === account[posts[0]]);
  const open = clusters.map(({ posts }) => tied(posts)).filter((positions) => positions.length > 1);
  const keys = await reads.keysOf('post', Int32Array.from(open.flatMap((positions) => [...positions.map((position) => post[position])])));
  const keyOf = (position: number): string => keys.get(post[position]) ?? '';
  for (const { posts } of clusters) {
    const positions = tied(posts);
    if (positions.length > 1) posts.set(positions.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
  }
}

async function clusterTable(reads: CaseReads, texts: PostTexts, account: Int32Array, clusters: readonly Cluster[]) {
  const { similarity } = texts.clusters;
  const ints = (of: (cluster: Cluster, index: number) => number): Int32Array => Int32Array.from(clusters, of);
  const floats = (of: (cluster: Cluster) => number): Float64Array => Float64Array.from(clusters, of);
  const likeness = ({ posts }: Cluster): Float64Array =>
    Float64Array.from(posts.subarray(1), (position) => similarity[texts.text[position]]);
  const firstPost = ints(({ posts }) => texts.post[posts[0]]);
  const shown = await reads.postTexts(firstPost);
  return {
    rowCount: clusters.length,
    columns: {
      cluster: ints((_, index) => index + 1),
      postCount: ints(({ posts }) => posts.length),
      accountCount: ints((cluster) => cluster.accountCount),
      textCount: ints((cluster) => cluster.textCount),
      firstAt: floats(({ posts }) => texts.time[posts[0]]),
      lastAt: floats(({ posts }) => texts.time[posts[posts.length - 1]]),
      firstPost,
      firstAccount: ints(({ posts }) => account[posts[0]]),
      minSimilarity: floats((cluster) => likeness(cluster).reduce((least, value) => Math.min(least, value), 1)),
      medianSimilarity: floats((cluster) => quantile(likeness(cluster), 0.5)),
      exampleText: Array.from(firstPost, (post) => shown.get(post)?.slice(0, SHOWN_CHARACTERS) ?? null),
    },
  };
}

function memberTable(texts: PostTexts, account: Int32Array, clusters: readonly Cluster[], rowCount: number) {
  const positions = new Int32Array(rowCount);
  const cluster = new Int32Array(rowCount);
  let row = 0;
  for (const [index, { posts }] of clusters.entries()) {
    positions.set(posts, row);
    cluster.fill(index + 1, row, row + posts.length);
    row += posts.length;
  }
  const pick = (of: Int32Array): Int32Array => positions.map((position) => of[position]);
  return {
    rowCount,
    columns: {
      cluster,
      post: pick(texts.post),
      account: pick(account),
      postedAt: Float64Array.from(positions, (position) => texts.time[position]),
      similarity: Float64Array.from(positions, (position) => texts.clusters.similarity[texts.text[position]]),
    },
  };
}

function summaryOf(texts: PostTexts, clusters: readonly Cluster[], members: number, values: Parameters): string[] {
  const several = clusters.filter((cluster) => cluster.accountCount > 1).length;
  const sentences = [
    `${countOf(members, 'post')} of ${countOf(texts.postCount + texts.blankCount, 'post')} with a text stand in ${countOf(clusters.length, 'cluster')} of near-duplicates (similarity of at least ${values.similarity}); ${several.toLocaleString('en')} of the clusters span several accounts.`,
    `${countOf(texts.textCount, 'distinct text')} in normal form; reposts ${values.reposts ? 'are counted' : 'are left out'}.`,
    `Too short to be compared but for equality: ${countOf(texts.shortCount, 'post')}; without any words of their own: ${countOf(texts.blankCount, 'post')}.`,
  ];
  if (texts.clusters.largeBucketCount > 0)
    sentences.push(
      `${countOf(texts.clusters.largeBucketCount, 'set')} of candidates too large for all pairs: there texts were compared with a selection, and a few near-duplicates may be missed.`,
    );
  return sentences;
}
