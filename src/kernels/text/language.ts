import { hasForeignLetters, type LetterEvidence, letterEvidence } from './alphabets.js';
import { confidenceOf, type DetectorEvidence } from './language-confidence.js';
import { wordsOfPost } from './words-of-a-post.js';
import { hasScript, type Script, type Writing, writingOf } from './writing.js';

/** Scores of a text by language (ISO 639-1), each in [0, 1), higher is likelier; languages that are out of question may be absent. */
export type LanguageDetector = (text: string) => Readonly<Record<string, number>>;

/** What is found of a text's language. */
export interface LanguageGuess {
  /** BCP 47; null where the text has no letters, or none that any rule or the detector knows. */
  readonly language: string | null;
  /** Probability that a reader would say the same, 0–1; null without a language. */
  readonly confidence: number | null;
  readonly decidedBy: 'script' | 'detector';
}

/** Version of these rules; raised whenever a text may come out otherwise. */
export const LANGUAGE_RULES = 1;

const NOTHING: LanguageGuess = { language: null, confidence: null, decidedBy: 'script' };

/** Scripts that one language writes, or nearly so, and the share of their texts that are of it, as an estimate. */
const ONE_LANGUAGE: Readonly<Partial<Record<Script, readonly [language: string, share: number]>>> = {
  Hangul: ['ko', 0.995],
  Thai: ['th', 0.99],
  Hebrew: ['he', 0.98],
  Greek: ['el', 0.99],
  Armenian: ['hy', 0.99],
  Georgian: ['ka', 0.98],
  Khmer: ['km', 0.99],
  Lao: ['lo', 0.99],
  Myanmar: ['my', 0.95],
  Tibetan: ['bo', 0.93],
  Tamil: ['ta', 0.99],
  Telugu: ['te', 0.99],
  Kannada: ['kn', 0.99],
  Malayalam: ['ml', 0.99],
  Gujarati: ['gu', 0.99],
  Gurmukhi: ['pa', 0.99],
  Oriya: ['or', 0.99],
  Sinhala: ['si', 0.99],
  Bengali: ['bn', 0.96],
  Ethiopic: ['am', 0.85],
  Mongolian: ['mn', 0.95],
  Thaana: ['dv', 0.99],
  Cherokee: ['chr', 0.99],
  Tifinagh: ['zgh', 0.8],
  Syriac: ['syr', 0.9],
  Canadian_Aboriginal: ['iu', 0.8],
  Yi: ['ii', 0.99],
  Nko: ['nqo', 0.99],
};

/** Scripts of several languages, by language; a detector's languages that do not stand here are written in Latin letters. */
const SCRIPT_OF: Readonly<Record<string, Script>> = {
  ...Object.fromEntries(Object.entries(ONE_LANGUAGE).map(([script, [language]]) => [language, script as Script])),
  ...{ ru: 'Cyrillic', uk: 'Cyrillic', be: 'Cyrillic', bg: 'Cyrillic', sr: 'Cyrillic', mk: 'Cyrillic' },
  ...{ ar: 'Arabic', fa: 'Arabic', ur: 'Arabic', ku: 'Arabic', ug: 'Arabic', ps: 'Arabic', sd: 'Arabic' },
  ...{ hi: 'Devanagari', mr: 'Devanagari', ne: 'Devanagari', ja: 'Han', zh: 'Han' },
};

/** Languages written in Latin letters as well as in their other script. */
const IN_TWO_SCRIPTS: ReadonlySet<string> = new Set(['sr', 'ku', 'uz', 'kk', 'az', 'mn', 'tt']);

/** Letters of Assamese that Bengali lacks. */
const ASSAMESE = /[ৰৱ]/u;
/** Characters of Japan's own simplification, which neither form of Chinese has. */
const JAPANESE_FORMS =
  /[気円図広駅込働峠県対売読発変単実帰権桜検済渋焼続経絵総縄聴脳薬蔵覚覧訳転軽辺遅鉄銭関険雑霊顔騒験髪齢労営団囲圏児処価伝亜毎涙戦拝掲揺撃様歳殻浄涼渇滝猟獣畑畳稲穂繊臓]/gu;
/** Characters of China's own simplification, which Japanese lacks. */
const CHINESE_FORMS =
  /[这们为说时让还过开问题间闻见车东马长门书买卖视频电话语谁请谢习气网络经济华战图关发头动务产业达亿场报记个热线员击军农岁么给进远运从认议论设证评词试该详误调谈]/gu;

const LEAST_KANA = 0.1;
const CLEAR_KANA = 0.2;

/**
 * Tells the language of a post's text: by its script where one language writes that, by letters that only one language has, and else by
 * a detector among the languages of the script.
 *
 * Links, names and emoji do not count (`wordsOfPost`). The script with most letters decides: Han with Kana is Japanese, Han alone Chinese
 * (less sure the shorter it is; characters that only one of the two countries has say it sooner), Hangul Korean. Letters rule languages
 * out (no Ukrainian has ы). The confidence of a script is what is known of its languages, lowered by the share of other scripts and for
 * very few letters; that of a detector is calibrated (`confidenceOf`).
 *
 * Cannot tell languages that neither a script nor the detector knows: a text of such a language gets the most similar one.
 *
 * @param text As it stands; only its first 4,000 UTF-16 units are looked at.
 */
export function languageOfText(text: string, detect: LanguageDetector): LanguageGuess {
  return examineText(text, detect).guess;
}

/** As `languageOfText`, with what the detector's confidence rests on; null where a script decides, or nothing does. */
export function examineText(text: string, detect: LanguageDetector): { guess: LanguageGuess; evidence: DetectorEvidence | null } {
  const writing = writingOf(wordsOfPost(text));
  const { script } = writing;
  if (script === null) return { guess: NOTHING, evidence: null };
  const letters = letterEvidence(script, writing.ownText);
  const guess = byWriting(script, writing, letters);
  return guess === null ? byDetector(writing, letters.possible, detect) : { guess, evidence: null };
}

/** What script and letters alone decide; null where they do not. */
function byWriting(script: Script, writing: Writing, evidence: LetterEvidence): LanguageGuess | null {
  if (script === 'Han') return eastAsian(writing);
  const one = ONE_LANGUAGE[script];
  if (one !== undefined) {
    const language = script === 'Bengali' && ASSAMESE.test(writing.ownText) ? 'as' : one[0];
    return byScript(language, one[1] * fewLetters(writing.letters), writing);
  }
  if (evidence.language !== null) return byScript(evidence.language, 0.97 * fewLetters(evidence.count + 1), writing);
  return null;
}

function byScript(language: string, confidence: number, { share }: Writing): LanguageGuess {
  return { language, confidence: rounded(confidence * ofMajority(share)), decidedBy: 'script' };
}

/** Japanese or Chinese. */
function eastAsian(writing: Writing): LanguageGuess {
  const { kanaShare, ownText } = writing;
  const characters = writing.letters / 3;
  if (kanaShare >= LEAST_KANA) return byScript('ja', (kanaShare >= CLEAR_KANA ? 0.995 : 0.85) * fewLetters(writing.letters / 2), writing);
  const japanese = ownText.match(JAPANESE_FORMS)?.length ?? 0;
  const chinese = ownText.match(CHINESE_FORMS)?.length ?? 0;
  if (japanese > chinese) return byScript('ja', 0.95 - 0.35 * 0.5 ** japanese, writing);
  const weight = kanaShare > 0 ? 0.9 : 0.99;
  return byScript('zh', weight - 0.45 * Math.exp(-(characters + 6 * chinese) / 6), writing);
}

function byDetector(
  writing: Writing,
  possible: ReadonlySet<string> | null,
  detect: LanguageDetector,
): { guess: LanguageGuess; evidence: DetectorEvidence | null } {
  const scores = detect(writing.ownText);
  let [first, best, second] = ['', 0, 0];
  for (const language in scores) {
    if ((SCRIPT_OF[language] ?? 'Latin') !== writing.script || possible?.has(language) === false) continue;
    const score = scores[language] as number;
    if (score > best) [first, second, best] = [language, best, score];
    else if (score > second) second = score;
  }
  if (first === '') return { guess: { language: null, confidence: null, decidedBy: 'detector' }, evidence: null };
  const evidence = { best, second, letters: writing.letters, share: writing.share };
  return { guess: { language: first, confidence: rounded(confidenceOf(evidence)), decidedBy: 'detector' }, evidence };
}

/** One letter may be any language's; ten are a language. */
function fewLetters(letters: number): number {
  return 1 - 0.5 ** letters;
}

/** How sure it is that the script with this share of the letters is that of the text: even odds at one half, squared odds above. */
function ofMajority(share: number): number {
  return share ** 2 / (share ** 2 + (1 - share) ** 2);
}

function rounded(confidence: number): number {
  return Math.round(Math.max(0, Math.min(1, confidence)) * 1000) / 1000;
}

/**
 * Whether a text cannot be of a language, by its letters alone: none of them is of the language's script, or some are that it lacks.
 * A check on labels.
 */
export function isContradictedByLetters(language: string, text: string): boolean {
  const words = wordsOfPost(text);
  const script = SCRIPT_OF[language] ?? 'Latin';
  if (writingOf(words).script === null) return false;
  return (!hasScript(script, words) && !IN_TWO_SCRIPTS.has(language)) || hasForeignLetters(language, words);
}
