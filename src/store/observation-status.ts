/** What became of a post or an account, as far as a source says. */
export interface Status {
  readonly name: string;
  /** True where the post or account was there to be seen. */
  readonly isThere: boolean;
  /** Of what it can be said. */
  readonly of: 'posts' | 'accounts' | 'both';
  readonly meaning: string;
}

/** Every status that an observation may have; the reason that someone states, and what the platform answered, stand beside it. */
export const STATUSES: readonly Status[] = [
  { name: 'alive', isThere: true, of: 'both', meaning: 'was there to be seen' },
  { name: 'edited', isThere: true, of: 'posts', meaning: 'was there, and had been changed' },
  { name: 'back', isThere: true, of: 'both', meaning: 'was there again, by the words of the source, after it had gone' },
  { name: 'deleted', isThere: false, of: 'both', meaning: 'its author or owner took it away, by the words of the source' },
  { name: 'suspended', isThere: false, of: 'both', meaning: 'the platform took it away' },
  { name: 'withheld', isThere: false, of: 'both', meaning: 'the platform does not show it in some country' },
  {
    name: 'private',
    isThere: false,
    of: 'both',
    meaning: 'its author or owner shows it to nobody, or to some alone: protected, deactivated',
  },
  { name: 'restricted', isThere: false, of: 'both', meaning: 'the platform shows it to some alone, or refused to show it' },
  { name: 'account-gone', isThere: false, of: 'both', meaning: 'gone with its account, or the account is gone, and how is not said' },
  { name: 'unknown', isThere: false, of: 'both', meaning: 'not found, and why is not known' },
];

/** Names of the statuses that can be said of posts or of accounts. */
export function statusNames(of: 'posts' | 'accounts'): string[] {
  return STATUSES.filter((status) => status.of === of || status.of === 'both').map(({ name }) => name);
}

const quoted = (names: readonly string[]): string => `(${names.map((name) => `'${name}'`).join(', ')})`;

/** SQL list of the statuses of what is not there to be seen. */
export const GONE_STATUSES = quoted(STATUSES.filter(({ isThere }) => !isThere).map(({ name }) => name));

/** SQL list of the statuses of what was there. */
export const THERE_STATUSES = quoted(STATUSES.filter(({ isThere }) => isThere).map(({ name }) => name));
