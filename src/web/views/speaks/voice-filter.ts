import { language } from '../../strings/language.svelte.ts';

/** Dimensions by which voices are filtered; each is a name of the query. */
export const DIMENSIONS = ['polity', 'host', 'role', 'platform', 'match'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type VoiceFilter = Readonly<Partial<Record<Dimension | 'search', string>>>;

/** Stands for what is not stated. */
export const NOT_STATED = '-';

/** The filter that the address holds. */
export function filterOf(query: URLSearchParams): VoiceFilter {
  const names = [...DIMENSIONS, 'search'] as const;
  return Object.fromEntries(names.flatMap((name) => ((query.get(name) ?? '') === '' ? [] : [[name, query.get(name)]])));
}

/** The same as conditions on the table of voices, without the words that are searched. */
export function conditionOf(filter: VoiceFilter): string | undefined {
  const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const parts = DIMENSIONS.flatMap((dimension) => {
    const value = filter[dimension];
    if (value === undefined) return [];
    if (value === NOT_STATED) return [`${dimension} is null`];
    if (dimension === 'polity' || dimension === 'host') return [`(${dimension} = ${quoted(value)} or ${dimension}Code = ${quoted(value)})`];
    return [`${dimension} = ${quoted(value)}`];
  });
  if (filter.search !== undefined)
    for (const word of filter.search.split(/\s+/).filter((part) => part !== ''))
      parts.push(
        `(${['actor', 'institution', 'handle'].map((column) => `${column} contains ${quoted(word.replace(/^@/, ''))}`).join(' or ')})`,
      );
  return parts.length === 0 ? undefined : parts.join(' and ');
}

/** The name of a country in the language of the interface, where its code is known; else as lists write it. */
export function countryText(key: string, name: string | null): string {
  if (!/^[A-Z]{2}$/.test(key)) return name ?? key;
  try {
    return new Intl.DisplayNames(language() === 'zh' ? 'zh-Hans' : 'en', { type: 'region' }).of(key) ?? name ?? key;
  } catch {
    return name ?? key;
  }
}
