import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearTexts } from '../../../src/kernels/text/near-texts.js';

/** Jaccard index of runs of five characters, by sets of strings; equal texts without any count as 1. */
function jaccard(x: string, y: string): number {
  const runs = (text: string): Set<string> => new Set(Array.from({ length: Math.max(0, text.length - 4) }, (_, i) => text.slice(i, i + 5)));
  const [a, b] = [runs(x), runs(y)];
  if (x === y) return 1;
  const common = [...a].filter((run) => b.has(run)).length;
  return common === 0 ? 0 : common / (a.size + b.size - common);
}

test('finds exactly the pairs that comparing all of them finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 16 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 12 }), fc.constantFrom(0.5, 0.7, 0.9), fc.nat(), (texts, similarity, bits) => {
      const isSeed = Uint8Array.from(texts, (_, i) => (bits >> i) & 1);
      const { likeness, highest } = nearTexts(texts, isSeed, similarity);
      const prepared = likeness.prepare(isSeed);
      const found = highest(isSeed);
      for (const [i, own] of texts.entries()) {
        const near = texts.map((other, j) => (j === i ? 0 : jaccard(own, other)));
        const ofSeeds = near.filter((value, j) => isSeed[j] === 1 && value >= similarity);
        const { alike, seeds } = likeness.count(i, isSeed, prepared);
        expect(seeds).toBe(ofSeeds.length);
        // About accounts near to no anchor nothing is worked out, as nothing is asked.
        if (seeds > 0) expect(alike).toBe(near.filter((value) => value >= similarity).length);
        if (ofSeeds.length === 0) expect(found[i]).toBeNaN();
        else expect(found[i]).toBeCloseTo(Math.max(...ofSeeds), 12);
      }
    }),
    { numRuns: 150 },
  );
});

test('links, handles and case make no difference; blank texts are none; short ones are like equal ones', () => {
  const texts = ['Follow ME now! https://a.example', '@you follow me now!', 'https://b.example', null, '', 'Tom', 'tom'];
  const isSeed = Uint8Array.of(1, 0, 1, 1, 1, 1, 0);
  const { likeness, highest } = nearTexts(texts, isSeed, 0.7);
  expect([...likeness.isKnown]).toEqual([1, 1, 0, 0, 0, 1, 1]);
  expect(highest(isSeed)[1]).toBe(1);
  expect(highest(isSeed)[6]).toBe(1);
});
