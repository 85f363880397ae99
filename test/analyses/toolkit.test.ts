import { expect, test } from 'vitest';
import { seededRandom } from '../../src/kernels/statistics/random.js';
import { caseOfText, runTable } from './test-case.js';

const header = 'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n';
const messages = (...rows: string[]): string => `${header}${rows.join('\n')}\n`;

async function edgesOf(text: string, parameters: Record<string, unknown>): Promise<string[]> {
  const { rows } = await runTable(await caseOfText(text), 'toolkit', { minEdgeWeight: 1, ...parameters }, 'edges');
  return rows.map((row) => `${row['source']} ${row['target']} ${row['weight']}`);
}

test('the weight is directed: it counts the source’s messages with at least one match', async () => {
  const text = messages('m1,A,a,r1,,x,0,', 'm2,A,a,r1,,x,10,', 'm3,B,b,r1,,x,20,');
  expect(await edgesOf(text, { type: 'co_retweet' })).toEqual(['A B 2', 'B A 1']);
  expect(await edgesOf(text, { type: 'co_retweet', minEdgeWeight: 2 })).toEqual(['A B 2']);
});

test('a message that comes again keeps its first account, time and identifiers and adds its urls', async () => {
  const text = messages('m1,A,a,,,x,0,http://one', 'm1,Z,z,,p9,x,900,http://two', 'm2,B,b,,,y,30,http://two', 'm3,C,c,,p9,w,901,');
  expect(await edgesOf(text, { type: 'co_link' })).toEqual(['A B 1', 'B A 1']);
  expect(await edgesOf(text, { type: 'co_reply' })).toEqual([]);
});

test('equal texts match in lower case, without mentions, white space collapsed; reposts do not count', async () => {
  const text = messages(
    'm1,A,a,,,"@one  Hello   World",0,',
    'm2,B,b,,,hello world @two,10,',
    'm3,C,c,r1,,hello world,10,',
    'm4,D,d,,,hello worlds,10,',
  );
  expect(await edgesOf(text, { type: 'co_tweet' })).toEqual(['A B 1', 'B A 1']);
});

test('links match as exact strings, those of reposts do not count', async () => {
  const text = messages(
    'm1,A,a,,,x,0,http://one http://two',
    'm2,B,b,,,y,5,http://two/',
    'm3,C,c,r1,,y,5,http://two',
    'm4,D,d,,,y,5,http://two',
  );
  expect(await edgesOf(text, { type: 'co_link' })).toEqual(['A D 1', 'D A 1']);
});

test('blank texts and links match only with --toolkit-blanks', async () => {
  const text = messages('m1,A,a,,,,0,', 'm2,B,b,,,@only,5,', 'm3,C,c,,,text,5,http://one');
  expect(await edgesOf(text, { type: 'co_tweet' })).toEqual([]);
  expect(await edgesOf(text, { type: 'co_link' })).toEqual([]);
  expect(await edgesOf(text, { type: 'co_tweet', toolkitBlanks: true })).toEqual(['A B 1', 'B A 1']);
  expect(await edgesOf(text, { type: 'co_link', toolkitBlanks: true })).toEqual(['A B 1', 'B A 1']);
});

test('replies match by parent; any two messages match as co_post, both ends of the window included', async () => {
  const text = messages('m1,A,a,,p1,x,0,', 'm2,B,b,,p1,y,60,', 'm3,C,c,,p2,z,121,');
  expect(await edgesOf(text, { type: 'co_reply' })).toEqual(['A B 1', 'B A 1']);
  expect(await edgesOf(text, { type: 'co_post' })).toEqual(['A B 1', 'B A 1']);
  expect(await edgesOf(text, { type: 'co_post', windowSeconds: 61 })).toEqual(['A B 1', 'B A 1', 'B C 1', 'C B 1']);
});

test('an account never ties to itself', async () => {
  expect(await edgesOf(messages('m1,A,a,r1,,x,0,', 'm2,A,a,r1,,x,1,'), { type: 'co_retweet' })).toEqual([]);
});

test('co_similar_tweet: most words in common, whatever their order; reposts do not count', async () => {
  const text = messages(
    'm1,A,a,,,one two three four five six seven eight,0,',
    'm2,B,b,,,@x Eight two three four five six seven one,60,',
    'm3,C,c,,,one two three four five six seven eight nine ten,30,',
    'm4,D,d,,,one two three four five six seven eight nine ten eleven,40,',
    'm5,E,e,r1,,one two three four five six seven eight,50,',
    'm6,F,f,,,one two three four five six seven eight,121,',
  );
  // 8 of 10 words reach 0.8, 8 of 11 do not, 10 of 11 do; m6 is within the window of none.
  const edges = ['A B 1', 'A C 1', 'B A 1', 'B C 1', 'C A 1', 'C B 1', 'C D 1', 'D C 1'];
  expect(await edgesOf(text, { type: 'co_similar_tweet' })).toEqual(edges);
  expect(await edgesOf(text, { type: 'co_similar_tweet', similarityThreshold: 0.9 })).toEqual(['A B 1', 'B A 1', 'C D 1', 'D C 1']);
  expect(await edgesOf(text, { type: 'co_similar_tweet', minDocumentSize: 9 })).toEqual(['C D 1', 'D C 1']);
  const file = await caseOfText(text);
  const { rows } = await runTable(file, 'toolkit', { minEdgeWeight: 1, type: 'co_similar_tweet' }, 'pairs');
  expect(rows.map((row) => `${row['content_id']} ${row['content_id_y']} ${row['time_delta']}`).sort()).toEqual([
    'm1 m2 60',
    'm1 m3 30',
    'm3 m2 30',
    'm3 m4 10',
  ]);
});

test('co_similar_tweet: equals the count over all pairs of messages by the definition', async () => {
  const words = ['red', 'green', 'blue', 'white', 'black', 'grey'];
  const random = seededRandom(6);
  const rows = Array.from({ length: 120 }, (_, i) => {
    const chosen = words.filter(() => random() < 0.7);
    return { account: 'ABCDE'[Math.floor(random() * 5)] as string, time: Math.floor(random() * 600), chosen, id: `m${i}` };
  });
  const weight = new Map<string, Set<string>>();
  for (const x of rows)
    for (const y of rows) {
      const common = x.chosen.filter((word) => y.chosen.includes(word)).length;
      const union = new Set([...x.chosen, ...y.chosen]).size;
      if (x.account === y.account || Math.abs(x.time - y.time) > 60 || common === 0 || common / union < 0.75) continue;
      const edge = `${x.account} ${y.account}`;
      weight.set(edge, (weight.get(edge) ?? new Set()).add(x.id));
    }
  const expected = [...weight].map(([edge, ids]) => `${edge} ${ids.size}`).sort();
  const text = messages(...rows.map(({ id, account, chosen, time }) => `${id},${account},${account},,,${chosen.join(' ')},${time},`));
  expect(await edgesOf(text, { type: 'co_similar_tweet', similarityThreshold: 0.75 })).toEqual(expected);
  expect(expected.length).toBeGreaterThan(15);
});
