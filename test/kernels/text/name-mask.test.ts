import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskedHost, maskedLink, maskedText, NameFinder, type NameRules } from '../../../src/kernels/text/name-mask.js';

const PUBLIC = ['embassyx', '央视新闻', 'news.bsky.social', 'channel7'];
const KNOWN = new Map([
  ['alice_88', '[account]'],
  ['隐私用户', '[account]'],
  ['660000001', '[post]'],
]);
const rules: NameRules = {
  account: (name) => (PUBLIC.includes(name.toLowerCase()) ? null : 'P'),
  part: (part) => KNOWN.get(part.toLowerCase()) ?? null,
  link: (link) => maskedLink(link, rules, () => 'L'),
};
const masked = (text: string, names: readonly string[] = []): string => maskedText(text, rules, new NameFinder(names));

test.each([
  ['hi @alice_88, bye', 'hi @P, bye'],
  ['@EmbassyX thanks @someone', '@EmbassyX thanks @P'],
  ['＠alice_88：看', '＠P：看'],
  ['转发@央视新闻：今天', '转发@央视新闻：今天'],
  ['转发@央视新闻说得好', '转发@央视新闻说得好'],
  ['@张三和@李四', '@P@P'],
  ['to @user@mastodon.example now', 'to @P now'],
  ['see @carol.bsky.social.', 'see @P.'],
  ['by carol.bsky.social and news.bsky.social', 'by P and news.bsky.social'],
  ['did:plc:abc123 wrote', 'P wrote'],
  ['mail alice@mail.example!', 'mail [address]!'],
  ['alice_88 said, ALICE_88', '[account] said, [account]'],
  ['post 660000001', 'post [post]'],
  ['https://x.com/alice_88/status/1, and t.me/s/alice_88.', 'https://x.com/L, and t.me/L.'],
  ['https://x.com/EmbassyX/status/1', 'https://x.com/EmbassyX/status/1'],
  ['https://www.youtube.com/@EmbassyX', 'https://www.youtube.com/@EmbassyX'],
  ['https://t.me/s/channel7/12', 'https://t.me/s/channel7/12'],
  ['https://x.com/EmbassyX/status/1?by=alice_88', 'https://x.com/EmbassyX/status/1?by=[account]'],
  ['https://news.example/by/alice_88/2', 'https://news.example/by/[account]/2'],
  ['https://news.example/%E9%9A%90%E7%A7%81%E7%94%A8%E6%88%B7/2', 'https://news.example/[account]/2'],
  ['https://social.example/@dora/3', 'https://social.example/@P/3'],
  ['https://bob:secret@news.example/', 'https://news.example/'],
  ['https://alice.tumblr.com/post', 'https://P.tumblr.com/L'],
  ['rent in 1990 a year, #harmony', 'rent in 1990 a year, #harmony'],
])('%s', (text, shown) => expect(masked(text)).toBe(shown));

test('names as they are shown are found whole, in any case, in scripts with blanks and without', () => {
  const names = ['Alice Hidden-Miller', '张三不公开', 'America', 'Li', 'bob.99'];
  expect(masked('"alice hidden-miller" met 昨天张三不公开说 in America with bob.99', names)).toBe(
    '"[account]" met 昨天[account]说 in America with [account]',
  );
  expect(masked('Malice Hidden-Millers', names)).toBe('Malice Hidden-Millers');
  expect(masked('\uE000 is no name', names)).toBe('\uFFFD is no name');
});

test('hosts that hold a name hide it; hosts of platforms and newspapers stay', () => {
  expect(
    ['alice.blogspot.com', 'www.tumblr.com', 'embassyx.substack.com', 'news.example.org'].map((host) => maskedHost(host, rules)),
  ).toEqual(['P.blogspot.com', 'www.tumblr.com', 'embassyx.substack.com', 'news.example.org']);
});

test('no mention outlives, whatever stands around it', () => {
  const around = fc.string({ unit: fc.constantFrom('a', ' ', '，', '(', '"', '/', '。', '\n', '中', '!') });
  fc.assert(
    fc.property(around, around, fc.constantFrom('@', '＠'), (before, after, sign) => {
      expect(masked(`${before}${sign}Whoever_Hides ${after}`)).not.toContain('Whoever_Hides');
    }),
  );
});
