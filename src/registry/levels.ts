/** The part of a polity for which an actor speaks, from the widest to the narrowest. */
export const LEVELS = ['supranational', 'national', 'regional', 'district', 'local'] as const;

export type Level = (typeof LEVELS)[number];

/** Other words for a level, in lower case with single blanks. */
const SYNONYMS: Readonly<Record<string, Level>> = {
  international: 'supranational',
  multilateral: 'supranational',
  central: 'national',
  'central government': 'national',
  federal: 'national',
  country: 'national',
  'federal state': 'regional',
  province: 'regional',
  provincial: 'regional',
  region: 'regional',
  oblast: 'regional',
  prefecture: 'district',
  county: 'district',
  department: 'district',
  municipal: 'local',
  municipality: 'local',
  city: 'local',
  town: 'local',
  township: 'local',
  village: 'local',
};

/** The level that a word names, whatever its case and joints; null where it names none: "state" may be the whole or a part. */
export function levelOf(text: string): Level | null {
  const word = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
  return LEVELS.find((level) => level === word) ?? SYNONYMS[word] ?? null;
}
