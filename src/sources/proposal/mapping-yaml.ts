import { stringify } from 'yaml';
import type { Mapping } from '../mapping.js';
import type { Assignment, ColumnGuess, Draft } from './assignment.js';

const ORDER: readonly (keyof Mapping)[] = [
  ...(['account', 'handle', 'displayName', 'accountCreatedAt', 'description', 'location', 'profileUrl', 'accountLanguage'] as const),
  ...(['followerCount', 'followingCount', 'postCount', 'observedAt', 'status', 'post', 'postedAt', 'text', 'language', 'client'] as const),
  ...(['isRepost', 'repost', 'reply', 'quote', 'urls', 'hashtags', 'mentions', 'media'] as const),
  ...(['likeCount', 'repostCount', 'replyCount', 'quoteCount', 'viewCount', 'layers', 'blanks'] as const),
];

/** A draft with its fields in the order of the documentation, blank ones left out. */
export function inOrder(draft: Draft): Draft {
  return Object.fromEntries(ORDER.filter((field) => draft[field] !== undefined).map((field) => [field, draft[field]]));
}

/**
 * A mapping as YAML with comments: remarks above their field, suggestions, and the columns that are left out and why.
 *
 * @param about Lines for the top.
 * @param suggestions Lines of YAML that a user may take in by removing the sign before them.
 */
export function mappingYaml(
  about: readonly string[],
  draft: Draft,
  remarks: Assignment['remarks'],
  suggestions: readonly string[],
  columns: readonly ColumnGuess[],
): string {
  const fields = new Set<string>([...Object.keys(draft), ...remarks.keys()]);
  const body = ORDER.filter((field) => fields.has(field)).flatMap((field) => [
    ...(remarks.get(field) ?? []).map(comment),
    ...(draft[field] === undefined ? [] : [line(field, draft[field])]),
  ]);
  const out = columns.filter((column) => column.field === null && column.evidence !== '');
  return [
    ...about.map(comment),
    ...body,
    ...suggestions.map(comment),
    ...(out.length === 0
      ? []
      : [
          '',
          '# Left out:',
          ...out.map(({ column, evidence }) => comment(`${column === '' ? '(no name)' : column}: ${evidence.replace(/; left out$/, '')}`)),
        ]),
    '',
  ].join('\n');
}

/** Text as a comment on one line. */
function comment(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are no part of YAML
  return `# ${text.replace(/[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]+/g, ' ')}`.trimEnd();
}

function line(field: string, value: unknown): string {
  return `${field}: ${stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim()}`;
}
