/** The letters of a language beyond those that all of its script's languages here have in common. */
interface Alphabet {
  readonly language: string;
  readonly letters: string;
  /** For a language that no detector knows: least share of letters that only it explains, 0–1. */
  readonly leastShare?: number;
}

interface Family {
  readonly letter: RegExp;
  readonly common: string;
  /** Languages that the detector tells apart, as far as letters do not. */
  readonly known: readonly Alphabet[];
  /** Languages that letters alone tell. */
  readonly unknown: readonly Alphabet[];
}

const RUSSIAN = 'ёйщъыьэюяи';

const FAMILIES: Readonly<Partial<Record<string, Family>>> = {
  Cyrillic: {
    letter: /(?=\p{L})\p{Script=Cyrillic}/gu,
    common: 'абвгдежзклмнопрстуфхцчш',
    known: [
      { language: 'ru', letters: RUSSIAN },
      { language: 'uk', letters: 'ґєиіїйщьюя' },
      { language: 'be', letters: 'ёійўыьэюя' },
      { language: 'bg', letters: 'ийщъьюяѝ' },
      { language: 'sr', letters: 'иђјљњћџ' },
    ],
    unknown: [
      { language: 'mk', letters: 'иѓѕјљњќџѐѝ', leastShare: 0.005 },
      { language: 'mn', letters: `${RUSSIAN}өү` },
      { language: 'ky', letters: `${RUSSIAN}ңөү` },
      { language: 'kk', letters: `${RUSSIAN}әғқңөұүһі` },
      { language: 'tt', letters: `${RUSSIAN}әөүҗңһ` },
      { language: 'ba', letters: `${RUSSIAN}ғҙҡңөҫүһә` },
      { language: 'tg', letters: 'ёийъэюяғӣқӯҳҷ' },
      { language: 'uz', letters: 'ёийъьэюяўқғҳ' },
      { language: 'cv', letters: `${RUSSIAN}ӑӗҫӳ` },
      { language: 'os', letters: `${RUSSIAN}ӕ` },
      { language: 'sah', letters: `${RUSSIAN}ҕҥөһү` },
    ],
  },
  Arabic: {
    letter: /(?=\p{L})\p{Script=Arabic}/gu,
    common: 'ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإئؤةىـ',
    known: [
      { language: 'ar', letters: 'ڤٱ' },
      { language: 'fa', letters: 'پچژگکیۀ' },
      { language: 'ur', letters: 'پچژگکیٹڈڑںھہےۓۂۃ' },
      { language: 'ku', letters: 'پچژگکیێۆڕڵڤەھ' },
    ],
    unknown: [
      { language: 'ug', letters: 'پچژگېۇۆۈۋڭەھ' },
      { language: 'ps', letters: 'پچژگکیټډړږښګڼځڅېۍۀ' },
      { language: 'sd', letters: 'پچگکیھٻڀٺٽڦڄڃڇڏڌڍڊڙڳڱڻ۾۽ڪ' },
    ],
  },
};

const LEAST_SHARE = 0.02;
/** Letters in a hundred that may come from another language, as in names, before a language is ruled out. */
const TOLERANCE = 0.02;

/** What letters say of the language of a text of one script. */
export interface LetterEvidence {
  /** The language that alone explains the letters; null where a detector must say. */
  readonly language: string | null;
  /** Letters that only this language explains. */
  readonly count: number;
  /** Languages that have these letters; null where letters rule nothing out. */
  readonly possible: ReadonlySet<string> | null;
}

const sets = new Map<Alphabet, ReadonlySet<string>>();

/**
 * Rules out languages that lack letters of a text, and names one that no detector knows where only it has them (Kazakh, Mongolian,
 * Macedonian, Uyghur, Pashto and others).
 *
 * @param script Script of the text; scripts other than Cyrillic and Arabic rule nothing out.
 */
export function letterEvidence(script: string, text: string): LetterEvidence {
  const family = FAMILIES[script];
  if (family === undefined) return { language: null, count: 0, possible: null };
  const { counts, letters } = rareLetters(family, text);
  const known = family.known.map((alphabet) => ({ language: alphabet.language, lacking: lackingIn(alphabet, counts) }));
  const least = Math.min(...known.map(({ lacking }) => lacking));
  const best = family.unknown
    .map((alphabet) => ({ alphabet, lacking: lackingIn(alphabet, counts) }))
    .sort((a, b) => a.lacking - b.lacking || a.alphabet.letters.length - b.alphabet.letters.length)[0];
  const gain = best === undefined ? 0 : least - best.lacking;
  if (best !== undefined && gain > 0 && gain >= (best.alphabet.leastShare ?? LEAST_SHARE) * letters)
    return { language: best.alphabet.language, count: gain, possible: null };
  const possible = known.filter(({ lacking }) => lacking <= least + TOLERANCE * letters).map(({ language }) => language);
  return { language: null, count: 0, possible: new Set(possible) };
}

/**
 * Whether a text holds letters that a language lacks, beyond what names may bring: no Ukrainian has ы.
 *
 * @returns False for languages of other scripts than Cyrillic and Arabic, and for those that stand in no list here.
 */
export function hasForeignLetters(language: string, text: string): boolean {
  for (const family of Object.values(FAMILIES)) {
    const alphabet = [...(family?.known ?? []), ...(family?.unknown ?? [])].find((candidate) => candidate.language === language);
    if (family === undefined || alphabet === undefined) continue;
    const { counts, letters } = rareLetters(family, text);
    return lackingIn(alphabet, counts) > TOLERANCE * letters;
  }
  return false;
}

/** How often each letter stands in a text that not all languages of the family have; and the number of all its letters. */
function rareLetters(family: Family, text: string): { counts: Map<string, number>; letters: number } {
  const counts = new Map<string, number>();
  const letters = text.toLowerCase().match(family.letter) ?? [];
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  for (const letter of family.common) counts.delete(letter);
  return { counts, letters: letters.length };
}

function lackingIn(alphabet: Alphabet, counts: ReadonlyMap<string, number>): number {
  let own = sets.get(alphabet);
  if (own === undefined) {
    own = new Set(alphabet.letters);
    sets.set(alphabet, own);
  }
  let lacking = 0;
  for (const [letter, count] of counts) if (!own.has(letter)) lacking += count;
  return lacking;
}
