import { randomBelow, seededRandom, weightedIndex } from '../dist/kernels/statistics/random.js';

export const NEAR_TEXT_SEED = 7;
const WORD_COUNT = 30_000;
const TEXT_LENGTH = 100;
const PLANTED_SHARE = 0.1;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Texts of about 100 characters: words of a vocabulary of 30,000 by a Zipf law. A tenth are planted: groups of 2 to 41 in which each
 * text is the group's first with 0 to 12 edits (a character put in, left out or replaced, or a word at the end).
 *
 * @returns One after the other `{ text, group }`; group is -1 outside of groups, and a group's first comes first.
 */
export function* nearTexts(count, seed) {
  const random = seededRandom(seed);
  const words = Array.from({ length: WORD_COUNT }, (_, rank) => randomWord(random, 2 + randomBelow(random, rank < 100 ? 4 : 10)));
  const draw = weightedIndex(
    Float64Array.from(words, (_, rank) => 1 / (rank + 10)),
    random,
  );
  let group = 0;
  for (let made = 0; made < count; ) {
    const original = freshText(words, draw);
    const meanSize = 12;
    if (random() >= PLANTED_SHARE / meanSize || made + 2 > count) {
      yield { text: original, group: -1 };
      made++;
      continue;
    }
    const size = Math.min(count - made, 2 + randomBelow(random, 40) * (random() < 0.5 ? 1 : 0));
    yield { text: original, group };
    for (let member = 1; member < size; member++) yield { text: edited(original, randomBelow(random, 13), random, words), group };
    made += size;
    group++;
  }
}

function freshText(words, draw) {
  let text = words[draw()];
  while (text.length < TEXT_LENGTH - 5) text += ` ${words[draw()]}`;
  return text.slice(0, TEXT_LENGTH + 4);
}

function edited(text, edits, random, words) {
  let result = text;
  for (let edit = 0; edit < edits; edit++) {
    const at = randomBelow(random, result.length);
    const letter = LETTERS[randomBelow(random, LETTERS.length)];
    const kind = randomBelow(random, 8);
    if (kind === 0) result += ` ${words[randomBelow(random, words.length)]}`;
    else result = result.slice(0, at) + (kind < 4 ? letter : '') + result.slice(at + (kind % 2));
  }
  return result;
}

function randomWord(random, length) {
  let word = '';
  for (let i = 0; i < length; i++) word += LETTERS[Math.floor(LETTERS.length * random() ** 1.7)];
  return word;
}
