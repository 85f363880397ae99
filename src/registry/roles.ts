/** What an account speaks as; every entry of the registry has one of these. */
export const ROLES = [
  'leader',
  'embassy',
  'ambassador',
  'consulate',
  'ministry',
  'spokesperson',
  'party',
  'military',
  'state media',
  'media employee',
  'local government',
  'department',
  'official',
] as const;

export type Role = (typeof ROLES)[number];

/** Other words for a role, in lower case with single blanks. */
const SYNONYMS: Readonly<Record<string, Role>> = {
  'head of state': 'leader',
  'head of government': 'leader',
  president: 'leader',
  'prime minister': 'leader',
  premier: 'leader',
  chancellor: 'leader',
  monarch: 'leader',
  king: 'leader',
  queen: 'leader',
  'supreme leader': 'leader',
  mission: 'embassy',
  'permanent mission': 'embassy',
  'permanent representation': 'embassy',
  'diplomatic mission': 'embassy',
  'high commission': 'embassy',
  'high commissioner': 'ambassador',
  'permanent representative': 'ambassador',
  'consulate general': 'consulate',
  'ministry of foreign affairs': 'ministry',
  'foreign ministry': 'ministry',
  mfa: 'ministry',
  spokesman: 'spokesperson',
  spokeswoman: 'spokesperson',
  spox: 'spokesperson',
  'political party': 'party',
  'armed forces': 'military',
  army: 'military',
  'state broadcaster': 'state media',
  'state news agency': 'state media',
  'state-controlled media': 'state media',
  'state media outlet': 'state media',
  journalist: 'media employee',
  'state media employee': 'media employee',
  'local authority': 'local government',
  municipality: 'local government',
  agency: 'department',
  'government agency': 'department',
  'government department': 'department',
  'consul general': 'official',
  consul: 'official',
  diplomat: 'official',
  minister: 'official',
  'foreign minister': 'official',
  'government official': 'official',
  'member of parliament': 'official',
};

/** The role that a word names, whatever its case and joints; null where it names none. */
export function roleOf(text: string): Role | null {
  const word = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim();
  const plain = [word, word.replaceAll('-', ' ')];
  const known = ROLES.find((role) => plain.includes(role));
  return known ?? SYNONYMS[word] ?? SYNONYMS[word.replaceAll('-', ' ')] ?? null;
}
