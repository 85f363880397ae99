import type { Naming } from '../../store/naming.js';

/** How an account is called in a report: a pseudonym, or its identifier with the handle that it was last seen under. */
export interface AccountLabel {
  readonly name: string;
  /** Null unless names are shown and the case knows one. */
  readonly handle: string | null;
}

/** What a part of an object's identifier is, where it is an account or a post of the case. */
export type KnownParts = ReadonlyMap<string, 'account' | 'post'>;

/** Layers whose objects say nothing of a person: shown as they are. */
export const OPEN_LAYERS: readonly string[] = ['hashtag', 'hashtag-sequence', 'domain'];
/** What separates the parts of an identifier such as a link; the same in SQL and here. */
export const PART_PATTERN = '[^/?#&=:@+,;%.!~$()\\s]+';

const PERSONAL_LAYERS: readonly string[] = ['mention', 'repost', 'reply'];
/** Layers whose objects may be what people wrote. */
const TEXT_LAYERS: readonly string[] = ['text', 'near-text'];
const TEXT_DIGEST = /^[0-9a-f]{20}$/;
/** Platforms whose links name people and posts. */
const PLATFORMS =
  /(^|\.)(twitter\.com|x\.com|t\.co|facebook\.com|fb\.com|fb\.watch|instagram\.com|threads\.net|tiktok\.com|youtube\.com|youtu\.be|t\.me|telegram\.me|vk\.com|ok\.ru|weibo\.(com|cn)|bsky\.app|gab\.com|parler\.com|truthsocial\.com|reddit\.com|linkedin\.com|pinterest\.[a-z.]+|flickr\.com|medium\.com|tumblr\.com|mastodon\.[a-z]+|gettr\.com|rumble\.com|douyin\.com|bilibili\.com)$/;

/**
 * The names that a report may print; whatever it prints of accounts, posts and objects comes from here.
 *
 * Without names, a link to a platform is its host with a pseudonym, and the identifiers and handles of the case are taken out
 * of every other object; the sign of a text is its digest, never the text.
 */
export class ReportNames {
  readonly isRevealed: boolean;
  private readonly naming: Naming;
  private readonly handles: ReadonlyMap<string, string>;
  private readonly knownParts: KnownParts;

  /**
   * @param handles Handles by identifier of account; looked at only if names are shown.
   * @param knownParts Parts of objects that are identifiers or handles of the case.
   */
  constructor(naming: Naming, handles: ReadonlyMap<string, string>, knownParts: KnownParts) {
    this.isRevealed = naming.isRevealed;
    this.naming = naming;
    this.handles = handles;
    this.knownParts = knownParts;
  }

  account(key: string): AccountLabel {
    return { name: this.naming.account(key), handle: this.isRevealed ? (this.handles.get(key) ?? null) : null };
  }

  post(key: string): string {
    return this.naming.post(key);
  }

  /** @param layer Null where it is not known which layer the object is of: it is then treated as a post. */
  object(layer: string | null, key: string): string {
    if (TEXT_LAYERS.includes(layer ?? '')) return TEXT_DIGEST.test(key) ? `text ${key}` : 'text (not shown)';
    if (layer === null) return this.naming.post(key);
    if (this.isRevealed || OPEN_LAYERS.includes(layer)) return key;
    if (PERSONAL_LAYERS.includes(layer)) return this.naming.object(layer, key);
    const whole = this.knownParts.get(key);
    if (whole !== undefined) return whole === 'account' ? this.naming.account(key) : this.naming.post(key);
    const link = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/isu.exec(key);
    if (link === null) return this.masked(key);
    const [, scheme, authority, rest] = link as unknown as [string, string, string, string];
    const host = authority.replace(/^.*@/, '').toLowerCase();
    if (PLATFORMS.test(host.replace(/:\d+$/, '')) && rest.length > 1) return `${scheme}${host}/${this.naming.post(key)}`;
    return `${scheme}${host}${this.masked(rest)}`;
  }

  /** A text without the identifiers and handles of the case. */
  private masked(text: string): string {
    const mask = (part: string): string => {
      const known = this.knownParts.get(part);
      return known === undefined ? part : `[${known}]`;
    };
    return text.replace(new RegExp(PART_PATTERN, 'gu'), (part) => (this.knownParts.has(part) ? mask(part) : part.replace(/\w+/gu, mask)));
  }
}
