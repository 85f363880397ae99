import type { LanguageDetector } from '../kernels/text/language.js';

/** Version of the detector and its set of n-grams, as they stand in the method of what it found. */
export const DETECTOR = 'eld 2.1.0 large';

/** Loads the detector with its large set: 60 languages, a second or two, and some 150 MB for each thread. */
export async function loadDetector(): Promise<LanguageDetector> {
  const { eld } = await import('eld/large');
  return (text) => eld.detect(text).getScores();
}
