import fc from 'fast-check';
import { expect, test } from 'vitest';
import { peopleText } from '../../src/evidence/report/case-section.js';
import { partMayBeTold, toldCount } from '../../src/evidence/report/people-count.js';

test.each([
  [0, 0, '0'],
  [9, 9, '<10'],
  [10, 10, '10'],
  [12, 9, '3 + <10'],
  [3, 0, '3'],
  [25, 20, '25'],
])('of %i accounts, %i of them private, %s are told', (all, hidden, text) => {
  expect(peopleText(toldCount(all, hidden, false))).toBe(text);
  expect(peopleText(toldCount(all, hidden, true))).toBe(String(all));
});

test('whatever is told of a part and the whole, nobody can work out a number of private people from 1 to 9', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), (part, rest) => {
      if (!partMayBeTold(part, part + rest, false)) return;
      for (const known of [part, rest]) expect(known === 0 || known >= 10).toBe(true);
    }),
  );
});
