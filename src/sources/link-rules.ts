// The lists by which links are compared. docs/links.md prints them; a test holds the two together.

/** Parameters that say how a reader came to a page, never which page it is; `*` stands for any ending. Compared in lower case. */
export const TRACKING_PARAMETERS: readonly string[] = [
  ...['utm_*', '_ga', '_gl', 'gclid', 'gclsrc', 'dclid', 'gbraid', 'wbraid'],
  ...['fbclid', 'fb_action_ids', 'fb_action_types', 'fb_ref', 'fb_source', 'mibextid'],
  ...['msclkid', 'twclid', 'ttclid', 'li_fat_id', 'igshid', 'igsh', 'ref_src', '__twitter_impression'],
  ...['yclid', 'ysclid', 'ymclid', '_openstat', 'rb_clickid'],
  ...['mc_cid', 'mc_eid', 'mkt_tok', '_hsenc', '_hsmi', 'hsctatracking', 'vero_id', 'vero_conv', 'oly_anon_id', 'oly_enc_id'],
  ...['xtor', 'wt_mc', 'wt.mc_id', 'wtmc', 'at_campaign', 'at_medium', 'at_custom*', 'at_link_*', 'at_ptr_name', 'at_bbc_team'],
  ...['s_cid', 'icid', 'ncid', 'ocid', 'cmpid', 'sr_share', 'isappinstalled'],
];

/** Parameters that mean sharing on one site alone, by the site's host; subdomains count too. */
export const SITE_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'twitter.com': ['ref_url', 'refsrc', 'cxt', 'cn'],
  'youtube.com': ['feature', 'si', 'ab_channel', 'pp'],
  'facebook.com': ['ref', 'fref', 'refid', 'refsrc', 'hc_ref', '_rdr', '_rdc', '__tn__', '__xts__*', '__cft__*', 'paipv', 'eav'],
  'tiktok.com': ['_r', '_t', 'is_from_webapp', 'sender_device', 'is_copy_url'],
  'reddit.com': ['share_id', 'ref', 'ref_source', 'rdt'],
  'theguardian.com': ['cmp'],
  'nytimes.com': ['smid', 'smtyp'],
  'open.spotify.com': ['si'],
};

/** Parameters of a link to one post on X that say who shared it and how; on other pages they mean something. */
export const STATUS_PARAMETERS: readonly string[] = ['s', 't'];

/** Hosts that show the same pages as another; `www.` before any host is dropped as well. */
export const SAME_HOSTS: Readonly<Record<string, string>> = {
  'x.com': 'twitter.com',
  'mobile.x.com': 'twitter.com',
  'mobile.twitter.com': 'twitter.com',
  'm.twitter.com': 'twitter.com',
  'm.facebook.com': 'facebook.com',
  'mobile.facebook.com': 'facebook.com',
  'web.facebook.com': 'facebook.com',
  'm.youtube.com': 'youtube.com',
  'm.vk.com': 'vk.com',
  'm.weibo.com': 'weibo.com',
  'm.tiktok.com': 'tiktok.com',
  'telegram.me': 't.me',
};

/** Hosts whose links lead elsewhere: compared as they stand unless a resolution table says where to. */
export const SHORTENERS: readonly string[] = [
  ...['t.co', 'bit.ly', 'bitly.com', 'j.mp', 'goo.gl', 'tinyurl.com', 'ow.ly', 'buff.ly', 'dlvr.it', 'ift.tt', 'is.gd', 'v.gd'],
  ...['fb.me', 'lnkd.in', 'wp.me', 'trib.al', 'shar.es', 'cutt.ly', 'rebrand.ly', 'soo.gd', 's.id', 'rb.gy', 'shorturl.at', 'po.st'],
  ...['tiny.cc', 'adf.ly', 'su.pr', 'snip.ly', 'bl.ink', 'amzn.to', 'nyti.ms', 'bbc.in', 'reut.rs', 'wapo.st', 'cnn.it', 'goo.su'],
  ...['clck.ru', 'vk.cc', 'u.to', 't.cn', 'url.cn', 'dwz.cn', 'suo.im', 'b23.tv', 'vm.tiktok.com', 'l.instagram.com'],
];

/** Where each subdomain is a publisher of its own, beside the private part of the public-suffix list. */
export const PUBLISHING_HOSTS: readonly string[] = [
  'wordpress.com',
  'tumblr.com',
  'substack.com',
  'medium.com',
  'livejournal.com',
  'over-blog.com',
  'weebly.com',
  'wixsite.com',
];
