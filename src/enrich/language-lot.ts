import { type LanguageDetector, languageOfText } from '../kernels/text/language.js';

/** What was found of a lot of texts, in their order. */
export interface LanguageLot {
  /** Index in `languages`, or −1. */
  readonly language: Int16Array;
  readonly languages: readonly string[];
  /** 0–1, NaN for null. */
  readonly confidence: Float64Array;
  /** 1 where the detector decided, 0 where the script did. */
  readonly isDetected: Uint8Array;
}

/** Finds the language of each text of a lot. */
export function languagesOfLot(texts: readonly string[], detect: LanguageDetector): LanguageLot {
  const codes = new Map<string, number>();
  const lot = {
    language: new Int16Array(texts.length).fill(-1),
    confidence: new Float64Array(texts.length).fill(Number.NaN),
    isDetected: new Uint8Array(texts.length),
  };
  for (const [index, text] of texts.entries()) {
    const { language, confidence, decidedBy } = languageOfText(text, detect);
    if (decidedBy === 'detector') lot.isDetected[index] = 1;
    if (language === null) continue;
    if (!codes.has(language)) codes.set(language, codes.size);
    lot.language[index] = codes.get(language) as number;
    lot.confidence[index] = confidence ?? Number.NaN;
  }
  return { ...lot, languages: [...codes.keys()] };
}
