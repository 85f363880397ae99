export { PLATFORMS, platformOf } from '../sources/platform-names.js';

/** An account as a link or a cell names it; at least one of handle and id is there. */
export interface NamedAccount {
  readonly platform: string;
  readonly handle: string | null;
  readonly id: string | null;
}

/** How the address of a profile names the account, by host; `{h}` handle, `{i}` identifier. The first that fits counts. */
const PROFILE_PATHS: Readonly<Record<string, { readonly platform: string; readonly paths: readonly RegExp[] }>> = {
  'twitter.com': { platform: 'twitter', paths: [/^\/i\/user\/(?<id>\d+)/, /^\/@?(?<handle>\w+)/] },
  'instagram.com': { platform: 'instagram', paths: [/^\/@?(?<handle>[\w.]+)/] },
  'threads.net': { platform: 'threads', paths: [/^\/@(?<handle>[\w.]+)/] },
  'facebook.com': {
    platform: 'facebook',
    paths: [
      /^\/profile\.php\?(?:.*&)?id=(?<id>\d+)/,
      /^\/(?:pages|pg|people)\/(?:[^/]+\/)*?(?<id>\d{5,})/,
      /^\/p\/[^/]*?-?(?<id>\d{5,})(?:[/?]|$)/,
      /^\/pg\/(?<handle>[\w.-]+)/,
      /^\/(?<id>\d{5,})(?:[/?]|$)/,
      /^\/(?<handle>[^/?#\s]+)/,
    ],
  },
  'youtube.com': {
    platform: 'youtube',
    paths: [/^\/channel\/(?<id>UC[\w-]{22})/, /^\/(?:user|c)\/(?<handle>[^/?#\s]+)/, /^\/@(?<handle>[^/?#\s]+)/, /^\/(?<handle>[^/?#\s]+)/],
  },
  't.me': { platform: 'telegram', paths: [/^\/s\/(?<handle>\w+)/, /^\/(?<handle>\w+)/] },
  'vk.com': { platform: 'vk', paths: [/^\/(?<handle>[\w.]+)/] },
  'ok.ru': { platform: 'ok', paths: [/^\/(?:group|profile)\/(?<id>\d+)/, /^\/(?<handle>[\w.-]+)/] },
  'tiktok.com': { platform: 'tiktok', paths: [/^\/@(?<handle>[\w.]+)/] },
  'rutube.ru': { platform: 'rutube', paths: [/^\/channel\/(?<id>\d+)/, /^\/u\/(?<handle>[\w.-]+)/] },
  'linkedin.com': { platform: 'linkedin', paths: [/^\/(?:company|school|showcase|in)\/(?<handle>[^/?#\s]+)/] },
  'weibo.com': {
    platform: 'weibo',
    paths: [/^\/(?:u|p)\/(?<id>\d+)/, /^\/(?<id>\d{5,})(?:[/?]|$)/, /^\/n\/(?<handle>[^/?#\s]+)/, /^\/(?<handle>\w+)/],
  },
  'medium.com': { platform: 'medium', paths: [/^\/@(?<handle>[\w.-]+)/] },
  'truthsocial.com': { platform: 'truthsocial', paths: [/^\/@(?<handle>\w+)/] },
  'odysee.com': { platform: 'odysee', paths: [/^\/@(?<handle>[^/:?#\s]+)/] },
  'gettr.com': { platform: 'gettr', paths: [/^\/user\/(?<handle>\w+)/] },
  'rumble.com': { platform: 'rumble', paths: [/^\/(?:user|c)\/(?<handle>[\w-]+)/] },
  'bsky.app': { platform: 'bluesky', paths: [/^\/profile\/(?<id>did:[\w:.-]+)/, /^\/profile\/(?<handle>[\w.-]+)/] },
};

const OTHER_HOSTS: Readonly<Record<string, string>> = {
  'x.com': 'twitter.com',
  'fb.com': 'facebook.com',
  'fb.me': 'facebook.com',
  'telegram.me': 't.me',
  'vkontakte.ru': 'vk.com',
  'odnoklassniki.ru': 'ok.ru',
  'threads.com': 'threads.net',
  'weibo.cn': 'weibo.com',
};

/** First parts of addresses that are pages of the platform itself. */
const PAGES_OF_THEIR_OWN: Readonly<Record<string, readonly string[]>> = {
  twitter: ['hashtag', 'home', 'i', 'intent', 'search', 'settings', 'share', 'explore', 'login', 'signup'],
  facebook: [
    ...[
      'dialog',
      'events',
      'groups',
      'hashtag',
      'help',
      'home.php',
      'l.php',
      'login',
      'media',
      'p',
      'pages',
      'people',
      'permalink.php',
      'pg',
      'photo',
    ],
    ...[
      'photo.php',
      'photos',
      'plugins',
      'profile.php',
      'reel',
      'search',
      'share',
      'share.php',
      'sharer',
      'sharer.php',
      'story.php',
      'tr',
      'video.php',
    ],
    ...['videos', 'watch'],
  ],
  instagram: ['accounts', 'embed', 'explore', 'p', 'reel', 'reels', 'stories', 'tv'],
  youtube: ['embed', 'feed', 'hashtag', 'playlist', 'results', 'shorts', 'watch'],
  telegram: ['addlist', 'addstickers', 'iv', 'joinchat', 'proxy', 'share'],
};

/** What is wrong with a handle on its platform, or null. */
export function handleProblem(platform: string, handle: string): string | null {
  const [first = ''] = handle.toLowerCase().split(/[?%&]/);
  if (PAGES_OF_THEIR_OWN[platform]?.includes(first) === true)
    return `handle "${handle.slice(0, 40)}" is a page of ${platform} itself, not an account`;
  if (/[\s/\\,;"<>?]/.test(handle) && platform !== 'wechat')
    return `handle "${handle.slice(0, 40)}" holds what no handle can: blanks, / \\ , ; ? " < or >`;
  return null;
}

/**
 * The account whose profile a link leads to.
 *
 * @returns Null where the link is none or leads to no profile on a platform that is known here.
 */
export function accountOfLink(link: string): NamedAccount | null {
  const found = /^(?:https?:)?(?:\/\/)?(?:(?:www|m|mobile|en|ru|zh-cn|[a-z]{2}-[a-z]{2})\.)?([a-z0-9.-]+\.[a-z]+)(\/\S*)$/i.exec(
    link.trim(),
  );
  if (found === null) return null;
  const host = (found[1] as string).toLowerCase();
  const site = PROFILE_PATHS[OTHER_HOSTS[host] ?? host];
  const path = decoded(found[2] as string);
  if (site === undefined) {
    const remote = /^\/@(?<handle>\w+)(?:@[\w.-]+)?\/?$/.exec(path)?.groups?.['handle'];
    return remote === undefined ? null : { platform: 'mastodon', handle: `${remote}@${host}`, id: null };
  }
  for (const pattern of site.paths) {
    const groups = pattern.exec(path)?.groups;
    if (groups === undefined) continue;
    const handle = groups['handle'] ?? null;
    if (handle !== null && handleProblem(site.platform, handle) !== null) return null;
    return { platform: site.platform, handle, id: groups['id'] ?? null };
  }
  return null;
}

/** The account that the rest of an address names, such as `channel/UC…` on YouTube or `name?ref=x`; null where it names none. */
export function accountOfPath(platform: string, path: string): NamedAccount | null {
  const host = Object.keys(PROFILE_PATHS).find((name) => PROFILE_PATHS[name]?.platform === platform);
  return host === undefined || !/[/?]/.test(path) ? null : accountOfLink(`${host}/${path}`);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A handle as it is kept: without blanks around it and without the @ before it; a link to a profile is the handle that it names. */
export function plainHandle(text: string): string {
  return text.normalize('NFC').trim().replace(/^@+/, '').trim();
}
