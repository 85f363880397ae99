import { sqlText } from './format.js';

/**
 * Hours east of UTC by the abbreviations that CrowdTangle writes after its times; the database knows none of them.
 *
 * Some stand for several zones. They are read as the first: BST British Summer Time (not Bangladesh), CST US Central (not China, Cuba),
 * IST India (not Israel, Ireland), AST Atlantic (not Arabia), GST Gulf, SST Samoa, PST US Pacific (not Philippines).
 */
export const ZONE_HOURS: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  IDT: 3,
  SAST: 2,
  CAT: 2,
  WAT: 1,
  EAT: 3,
  TRT: 3,
  GST: 4,
  PKT: 5,
  IST: 5.5,
  NPT: 5.75,
  WIB: 7,
  WITA: 8,
  HKT: 8,
  SGT: 8,
  PHT: 8,
  AWST: 8,
  JST: 9,
  KST: 9,
  ACST: 9.5,
  ACDT: 10.5,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
  NST: -3.5,
  NDT: -2.5,
  BRT: -3,
  ART: -3,
  AST: -4,
  ADT: -3,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
  SST: -11,
};

/** SQL for the text behind the last blank: `CEST`, `+03`; '' where the value ends in its time. */
function suffixOf(value: string): string {
  return `regexp_extract(trim(${value}), ':\\d\\d\\s*([A-Za-z]{1,5}|[+-]\\d\\d(?::?\\d\\d)?)$', 1)`;
}

/** SQL for a time with an abbreviated zone or an offset behind it, in UTC; NULL where the zone is not known. Without a zone it is UTC. */
export function abbreviatedTime(value: string): string {
  const suffix = suffixOf(value);
  const local = `try_cast(regexp_extract(trim(${value}), '^(\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d?:\\d\\d(?::\\d\\d)?)', 1) AS TIMESTAMP)`;
  const minutes = Object.entries(ZONE_HOURS).map(([name, hours]) => `WHEN ${sqlText(name)} THEN ${hours * 60}`);
  const digits = `regexp_replace(${suffix}, '\\D', '', 'g')`;
  const offset = `(CASE WHEN starts_with(${suffix}, '-') THEN -1 ELSE 1 END) * (${digits}[1:2]::INTEGER * 60 + coalesce(try_cast(${digits}[3:4] AS INTEGER), 0))`;
  const isWhole = `regexp_full_match(trim(${value}), '\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d?:\\d\\d(?::\\d\\d)?\\s*([A-Za-z]{1,5}|[+-]\\d\\d(:?\\d\\d)?)?')`;
  return `CASE WHEN ${isWhole} THEN ${local} - to_minutes(CASE upper(${suffix}) WHEN '' THEN 0 ${minutes.join(' ')}
    ELSE CASE WHEN regexp_matches(${suffix}, '^[+-]') THEN ${offset} END END) END`;
}

/** What the abbreviations with several meanings are read as, and what they may mean as well. */
const AMBIGUOUS: Readonly<Record<string, string>> = {
  CST: 'US Central (-06), not China (+08) or Cuba (-05)',
  CDT: 'US Central (-05), not Cuba (-04)',
  IST: 'India (+05:30), not Israel (+02) or Ireland (+01)',
  BST: 'British Summer Time (+01), not Bangladesh (+06)',
  AST: 'Atlantic (-04), not Arabia (+03)',
  PST: 'US Pacific (-08), not Philippines (+08)',
  GST: 'Gulf (+04), not South Georgia (-02)',
  SST: 'Samoa (-11), not Singapore (+08)',
};

/** What is said of times whose zone has several meanings: SQL for which they are, and the words after their number. */
export function ambiguousZones(value: string): { readonly when: string; readonly words: string }[] {
  return Object.entries(AMBIGUOUS).map(([name, reading]) => ({
    when: `upper(${suffixOf(value)}) = ${sqlText(name)}`,
    words: `times are in ${name}, which is read as ${reading}; where that is wrong, write an offset such as +08 in its place`,
  }));
}

/** SQL that says that the zone behind a time is not known, or NULL. */
export function zoneProblem(value: string, name: string): string {
  const suffix = suffixOf(value);
  const known = Object.keys(ZONE_HOURS).map(sqlText).join(', ');
  return `CASE WHEN regexp_matches(${suffix}, '^[A-Za-z]') AND upper(${suffix}) NOT IN (${known})
    THEN ${sqlText(`${name} "`)} || left(${value}, 100) || '" has a zone that is not known; write an offset such as +03 in its place' END`;
}
