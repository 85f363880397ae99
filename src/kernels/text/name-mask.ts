/** Where the names of accounts stand in texts, and what is written in their place. */
export interface NameRules {
  /** What stands for the account that is called by a handle or identifier; null: it may be named. */
  account(name: string): string | null;
  /** What stands for a bare word or part of a link that is an identifier or handle; null: it is none. */
  part(part: string): string | null;
  /** What stands for a link that names nobody who may be named, such as a profile. */
  link(link: string): string;
}

const LETTER = '[\\p{L}\\p{M}\\p{N}_]';
const WORD = `${LETTER}+(?:[.:\\-]${LETTER}+)*`;
/** Platforms whose links name people and posts, without regard to what stands before the host. */
const PLATFORM_HOSTS =
  '(?:twitter\\.com|x\\.com|t\\.co|facebook\\.com|fb\\.com|fb\\.me|fb\\.watch|instagram\\.com|threads\\.net|threads\\.com|tiktok\\.com|youtube\\.com|youtu\\.be|t\\.me|telegram\\.me|telegram\\.dog|vk\\.com|vk\\.ru|ok\\.ru|weibo\\.(?:com|cn)|bsky\\.app|gab\\.com|parler\\.com|truthsocial\\.com|reddit\\.com|linkedin\\.com|pinterest\\.[a-z.]+|flickr\\.com|medium\\.com|tumblr\\.com|mastodon\\.[a-z]+|gettr\\.com|rumble\\.com|douyin\\.com|bilibili\\.com|odysee\\.com|snapchat\\.com|discord\\.gg|wa\\.me|quora\\.com|zhihu\\.com|xiaohongshu\\.com|kuaishou\\.com|clubhouse\\.com|twitch\\.tv)';
const PLATFORMS = new RegExp(`(^|\\.)${PLATFORM_HOSTS}$`);
/** Hosts on which the name before them is an author's. */
const AUTHOR_HOSTS =
  /^(.+)\.(tumblr\.com|medium\.com|substack\.com|bsky\.social|blogspot\.[a-z.]+|wordpress\.com|livejournal\.com|github\.io|gitlab\.io|wixsite\.com|weebly\.com|typepad\.com|over-blog\.com|altervista\.org|hatenablog\.com|neocities\.org|netlify\.app|vercel\.app|ghost\.io|home\.blog|web\.app|lofter\.com|fandom\.com)$/;
/** Names before a host that are of the platform itself. */
const OWN_NAMES = /^(www|m|mobile|web|api|i|en|l|lm|amp|old|new|s|card|video|about|help|business|blog)$/;
/** What separates the parts of an identifier such as a link; the same in SQL and here. */
export const PART_PATTERN = '[^/?#&=:@+,;%.!~$()\\s]+';

const STOP = '\\s<>"\'“”«»‹›「」『』（）()【】，。；！？、';
const LINKS = `(?:https?://|www\\.)[^${STOP}]+|(?<![\\p{L}\\p{N}_.@/-])(?:[a-z0-9-]+\\.)*${PLATFORM_HOSTS}/[^${STOP}]+`;
const ADDRESS = `[A-Za-z0-9_][A-Za-z0-9._%+\\-]*[@＠][\\p{L}\\p{N}\\-]+(?:\\.[\\p{L}\\p{N}\\-]+)*`;
const MENTION = `[@＠](${LETTER}(?:[\\p{L}\\p{M}\\p{N}_.·\\-]*${LETTER})?(?:[@＠][a-z0-9.\\-]*[a-z0-9])?)`;
const IDENTIFIER = 'did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9]|(?:[A-Za-z0-9-]+\\.)+bsky\\.social';
const TOKENS = new RegExp(`(?<link>${LINKS})|(?<address>${ADDRESS})|(?<mention>${MENTION})|(?<id>${IDENTIFIER})|(?<word>${WORD})`, 'giu');
/** Shortest bare word that is taken for a name. */
const LEAST_WORD = 4;
const HIDDEN_NAME = '\uE000';

/**
 * A text in which no account is named that may not be.
 *
 * Looked for are mentions (`@handle`, `＠handle`, `@user@host`, in any script), addresses of e-mail, links to platforms and profiles, identifiers
 * of Bluesky, bare words that are handles or identifiers, and names as they are shown.
 *
 * @param names Names as they are shown, of accounts that may not be named.
 */
export function maskedText(text: string, rules: NameRules, names: NameFinder | null): string {
  const plain = text.replaceAll(HIDDEN_NAME, '\uFFFD');
  const hidden = names === null ? plain : names.replaced(plain, HIDDEN_NAME);
  const masked = hidden.replace(TOKENS, (whole: string, ...rest: unknown[]) => {
    const found = rest.at(-1) as Record<'link' | 'address' | 'mention' | 'id' | 'word', string | undefined>;
    if (found.link !== undefined) {
      const end = /[.,;:!?…]+$/u.exec(found.link)?.[0] ?? '';
      return rules.link(found.link.slice(0, found.link.length - end.length)) + end;
    }
    if (found.address !== undefined) return '[address]';
    if (found.mention !== undefined) return maskedMention(found.mention, rules);
    if (found.id !== undefined) return rules.account(found.id) ?? found.id;
    return maskedWord(whole, rules);
  });
  return masked.replaceAll(HIDDEN_NAME, '[account]');
}

function maskedMention(mention: string, rules: NameRules): string {
  const [sign, name] = [mention.slice(0, 1), mention.slice(1)];
  const shown = rules.account(name);
  if (shown === null) return mention;
  // Chinese and Japanese texts run on after a name: where a name that may be shown begins it, the rest is text.
  if (/[\u0250-\uFFFF]/.test(name))
    for (let length = name.length - 1; length > 1; length--)
      if (rules.account(name.slice(0, length)) === null) return sign + name.slice(0, length) + maskedWord(name.slice(length), rules);
  return sign + shown;
}

function maskedWord(word: string, rules: NameRules): string {
  const shown = word.length < LEAST_WORD ? null : rules.part(word);
  if (shown !== null) return shown;
  return word.replace(/[\p{L}\p{M}\p{N}_]+/gu, (part) => (part.length < LEAST_WORD ? part : (rules.part(part) ?? part)));
}

/**
 * A link in which no account is named that may not be: a link to a platform is its host with a pseudonym, unless it is of an account that may
 * be named; elsewhere, identifiers, handles and profiles (`/@name`) in it are replaced.
 *
 * @param post What stands for a whole link.
 */
export function maskedLink(link: string, rules: Omit<NameRules, 'link'>, post: (link: string) => string): string {
  const [, scheme = '', authority = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)(.*)$/isu.exec(link) ?? [];
  const host = authority.replace(/^.*@/, '').toLowerCase();
  const plainHost = host.replace(/:\d+$/, '');
  const shownHost = maskedHost(host, rules);
  if (!PLATFORMS.test(plainHost) || rest.length < 2) return scheme + shownHost + maskedParts(rest, rules);
  const segments = decoded(rest)
    .split(/[/?#&]/)
    .slice(1, 4);
  const named = segments.findIndex((segment) => {
    const name = segment.replace(/^@/, '');
    return name.length > 1 && !/^(s|u|c|user|channel|profile|in|share|status|p)$/.test(name) && rules.account(name) === null;
  });
  const before = segments.slice(0, Math.max(0, named));
  const isPublic = named !== -1 && before.every((segment) => /^(s|u|c|n|user|channel|profile|in|company|web|groups|pages)$/.test(segment));
  return isPublic ? scheme + shownHost + maskedParts(rest, rules) : `${scheme}${shownHost}/${post(link)}`;
}

/** A host without the name of an author that may not be named. */
export function maskedHost(host: string, rules: Omit<NameRules, 'link'>): string {
  const [, name, platform] = AUTHOR_HOSTS.exec(host) ?? [];
  if (name === undefined || OWN_NAMES.test(name)) return maskedParts(host, rules);
  const plain = name.replace(/^www\./, '');
  const shown = rules.account(host) === null || rules.account(plain) === null ? null : rules.account(plain);
  return shown === null ? host : `${shown}.${platform}`;
}

/** A text that is no prose, such as the path of a link, without parts that are identifiers or handles. */
export function maskedParts(text: string, rules: Omit<NameRules, 'link'>): string {
  const profiles = text.replace(/(^|\/)[@＠]([^/?#&]+)/gu, (whole, before: string, name: string) => {
    const shown = rules.account(decoded(name));
    return shown === null ? whole : `${before}@${shown}`;
  });
  const plain = profiles.replace(/[^/?#&=]*%[0-9a-f]{2}[^/?#&=]*/giu, (piece) => {
    const read = decoded(piece);
    const masked = parts(read, rules);
    return masked === read ? piece : masked;
  });
  return parts(plain, rules);
}

function parts(text: string, rules: Omit<NameRules, 'link'>): string {
  const whole = rules.part(text);
  if (whole !== null) return whole;
  return text.replace(
    new RegExp(PART_PATTERN, 'gu'),
    (part) => rules.part(part) ?? part.replace(/[\p{L}\p{M}\p{N}_]+/gu, (piece) => rules.part(piece) ?? piece),
  );
}

/** A part of a link without percent signs; as it stands where they are none. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const HEAD = 2;
/** Scripts that put no blanks between words. */
const RUNNING = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u;
const INNER = /[\p{L}\p{M}\p{N}_]/u;

/** Finds names as they are shown in texts, without regard to case. */
export class NameFinder {
  /** Names in lower case by their first characters, longest first. */
  private readonly byHead = new Map<string, string[]>();
  readonly size: number;

  constructor(names: Iterable<string>) {
    const all = [...new Set([...names].map((name) => name.trim().toLowerCase()))].filter(isDistinctive);
    for (const name of all.sort((x, y) => y.length - x.length || (x < y ? -1 : 1))) {
      const head = name.slice(0, HEAD);
      const own = this.byHead.get(head);
      if (own === undefined) this.byHead.set(head, [name]);
      else own.push(name);
    }
    this.size = all.length;
  }

  /** The text with another one in place of each name. */
  replaced(text: string, by: string): string {
    if (this.size === 0) return text;
    const lower = text.toLowerCase();
    if (lower.length !== text.length) return text; // a few letters change their length; their texts are compared as they stand
    let shown = '';
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const name = this.byHead.get(lower.slice(at, at + HEAD))?.find((one) => lower.startsWith(one, at) && standsAlone(lower, at, one));
      if (name === undefined) continue;
      shown += text.slice(from, at) + by;
      at += name.length - 1;
      from = at + 1;
    }
    return shown + text.slice(from);
  }
}

/**
 * True for a name that no text holds by chance: two words or more, three characters of a script without blanks, or one word with a sign, a digit
 * or capitals within. One plain word ("America") cannot be told from the word.
 */
function isDistinctive(name: string): boolean {
  if (RUNNING.test(name)) return [...name].length >= 3;
  return name.length >= 5 && /\p{L}/u.test(name) && /[\s_\d.|·'’-]/u.test(name);
}

function standsAlone(text: string, at: number, name: string): boolean {
  const [before, after] = [text[at - 1] ?? '', text[at + name.length] ?? ''];
  const isCut = (inside: string, outside: string): boolean =>
    INNER.test(inside) && INNER.test(outside) && !RUNNING.test(inside) && !RUNNING.test(outside);
  return !isCut(name[0] ?? '', before) && !isCut(name.at(-1) ?? '', after);
}
