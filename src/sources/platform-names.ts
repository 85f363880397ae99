/** Platforms by the one name that they have here. */
export const PLATFORMS = [
  ...['twitter', 'weibo', 'telegram', 'facebook', 'youtube', 'instagram', 'tiktok', 'bluesky', 'mastodon', 'vk', 'ok', 'rutube'],
  ...[
    'threads',
    'linkedin',
    'wechat',
    'douyin',
    'bilibili',
    'kuaishou',
    'zhihu',
    'xiaohongshu',
    'toutiao',
    'dzen',
    'line',
    'viber',
    'whatsapp',
  ],
  ...['reddit', 'truthsocial', 'gab', 'gettr', 'parler', 'rumble', 'odysee', 'bitchute', 'koo', 'medium', 'quora', 'pinterest', 'flickr'],
  ...['snapchat', 'twitch', 'dailymotion', 'soundcloud', 'likee', 'kwai', 'discord'],
] as const;

const OTHER_NAMES: Readonly<Record<string, string>> = {
  x: 'twitter',
  'x.com': 'twitter',
  'twitter.com': 'twitter',
  'twitter/x': 'twitter',
  'x/twitter': 'twitter',
  'x (twitter)': 'twitter',
  'sina weibo': 'weibo',
  微博: 'weibo',
  新浪微博: 'weibo',
  fb: 'facebook',
  'facebook page': 'facebook',
  ig: 'instagram',
  'you tube': 'youtube',
  bsky: 'bluesky',
  'bsky.app': 'bluesky',
  vkontakte: 'vk',
  'vk.com': 'vk',
  odnoklassniki: 'ok',
  'ok.ru': 'ok',
  'tik tok': 'tiktok',
  抖音: 'douyin',
  微信: 'wechat',
  weixin: 'wechat',
  'truth social': 'truthsocial',
  'yandex zen': 'dzen',
};

/** The one name of a platform, or null where it is not known. */
export function platformOf(text: string): string | null {
  const word = text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
  const name = OTHER_NAMES[word] ?? word;
  return (PLATFORMS as readonly string[]).includes(name) ? name : null;
}
