import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import { canonicalLink, linkHost, plainCanonicalLink, registrableDomain } from '../../src/sources/canonical-link.js';
import {
  PUBLISHING_HOSTS,
  SAME_HOSTS,
  SHORTENERS,
  SITE_PARAMETERS,
  STATUS_PARAMETERS,
  TRACKING_PARAMETERS,
} from '../../src/sources/link-rules.js';
import { scratchFolder } from '../scratch.js';

const forms = (table: Readonly<Record<string, string>>): void => {
  expect(Object.fromEntries(Object.keys(table).map((link) => [link, canonicalLink(link)]))).toEqual(table);
};

describe('the form by which links are compared', () => {
  test('scheme, host, default port, user and trailing dot are folded; another port keeps its scheme', () => {
    forms({
      'HTTP://Example.ORG/Path': 'https://example.org/Path',
      'https://www.example.org:443/': 'https://example.org',
      'http://example.org:80': 'https://example.org',
      'http://example.org:8080/a': 'http://example.org:8080/a',
      'https://example.org:8080/a': 'https://example.org:8080/a',
      'https://user:secret@example.org./a': 'https://example.org/a',
      'https://bank.example@evil.example/': 'https://evil.example',
      '//cdn.example.org/a': 'https://cdn.example.org/a',
      'www.example.org/a': 'https://example.org/a',
      'https://www.www.example.org': 'https://example.org',
      'https://www.ck/a': 'https://www.ck/a',
    });
  });

  test('parameters of tracking go, those of the page stay in their order', () => {
    forms({
      'https://example.org/?utm_source=x&id=7&UTM_Medium=y&fbclid=z': 'https://example.org?id=7',
      'https://example.org/a?b=2&a=1&&': 'https://example.org/a?b=2&a=1',
      'https://example.org/a?gclid=1&dclid=2&msclkid=3&igshid=4&mc_cid=5&mc_eid=6&ref_src=7': 'https://example.org/a',
      'https://example.org/a?utm%5Fsource=x': 'https://example.org/a',
      'https://example.org/a?s=20&t=x': 'https://example.org/a?s=20&t=x',
      'https://example.org/a?': 'https://example.org/a',
      'https://example.org/a?utm=1': 'https://example.org/a?utm=1',
    });
  });

  test('who shared a post on X, a film or a picture is no part of the page; twin hosts are one', () => {
    forms({
      'https://x.com/a/status/12?s=20&t=Ab_c': 'https://twitter.com/a/status/12',
      'https://mobile.twitter.com/a/status/12?s=09': 'https://twitter.com/a/status/12',
      'https://x.com/search?q=a&s=20': 'https://twitter.com/search?q=a&s=20',
      'https://youtu.be/dQw4w9WgXcQ?si=abc&t=10': 'https://youtube.com/watch?v=dQw4w9WgXcQ&t=10',
      'https://m.youtube.com/watch?feature=share&v=dQw4w9WgXcQ': 'https://youtube.com/watch?v=dQw4w9WgXcQ',
      'https://www.theguardian.com/a?CMP=share_btn_tw': 'https://theguardian.com/a',
      'https://example.org/a?CMP=1': 'https://example.org/a?CMP=1',
    });
  });

  test('fragments go, but not the routes of pages that are made in the browser', () => {
    forms({
      'https://example.org/a#part': 'https://example.org/a',
      'https://example.org/a?b=1#:~:text=x': 'https://example.org/a?b=1',
      'https://example.org/#!/a': 'https://example.org#!/a',
      'https://example.org/app#/page/2': 'https://example.org/app#/page/2',
    });
  });

  test('one character in several spellings is one; reserved ones stay escaped', () => {
    forms({
      'https://example.org/%7Eann/%d0%bf': 'https://example.org/~ann/%D0%BF',
      'https://example.org/п': 'https://example.org/%D0%BF',
      'https://example.org/a b': 'https://example.org/a%20b',
      'https://example.org/a%2Fb%3fc': 'https://example.org/a%2Fb%3Fc',
      'https://example.org/100%': 'https://example.org/100%25',
      'https://пример.рф/': 'https://xn--e1afmkfd.xn--p1ai',
      'https://xn--e1afmkfd.xn--p1ai': 'https://xn--e1afmkfd.xn--p1ai',
      'https://straße.de': 'https://xn--strae-oqa.de',
    });
  });

  test('hostile strings end in a form or stay as they stand; a link without a host is none', () => {
    forms({
      'http://': '',
      'https:///': '',
      'https:///path': '',
      'http://?q': '',
      'example.org/a': 'example.org/a',
      'mailto:a@example.org': 'mailto:a@example.org',
      'ftp://Example.org/a': 'ftp://Example.org/a',
      'http://exa mple.org/': 'http://exa mple.org/',
      'http://a:b:80/': 'http://a:b:80/',
      'http://[::1': 'http://[::1',
      'http://[2001:DB8:0:0::1]:80/a': 'https://[2001:db8::1]/a',
      'http://0x7f.1/': 'https://127.0.0.1',
      'http:\\\\example.org\\a': 'http:\\\\example.org\\a',
      'http://example.org\\a': 'https://example.org/a',
      ' https://example.org/a\n': 'https://example.org/a',
      'https://example.org/\u0000': 'https://example.org/%00',
      'https://example.org/\uD800': 'https://example.org/%EF%BF%BD',
    });
    const long = `https://example.org/${'a/'.repeat(5000)}?utm_source=${'b'.repeat(5000)}&${'c=1&'.repeat(2500)}`;
    expect(canonicalLink(long)).toBe(`https://example.org/${'a/'.repeat(5000)}?${'c=1&'.repeat(2500).slice(0, -1)}`);
  });
});

const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.constantFrom(
    'www.X.com',
    'youtu.be',
    'm.vk.com',
    'www.www.de',
    'a_b.example',
    'пример.рф',
    'a..b',
    '-a.com',
    '1.2.3',
    'xn--a.de',
    '.',
    'a.1',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.stringMatching(/^[%0-9a-fA-F#?&=@:/\\.]{0,12}$/),
  fc.constantFrom('/status/%31', '?utm_source=a', '?s=1&t=2', '#!/x', '#/y%', '%25%37', '//', '/./..'),
);
const link = fc
  .tuple(fc.constantFrom('http://', 'https://', 'HTTPS://', '//', 'www.', 'ftp://', ''), host, fc.array(piece, { maxLength: 4 }))
  .map(([scheme, name, pieces]) => `${scheme}${name}${pieces.join('')}`);

test('a host that turns out to be an address when its dots are gone has the form of an address', () => {
  for (const link of ['http://1.2.3..', 'http://1.2.3', 'http://1.2.0.3/']) expect(canonicalLink(link)).toBe('https://1.2.0.3');
});

test('a form has no other form: what was folded once stays', () => {
  fc.assert(
    fc.property(link, (text) => {
      const once = canonicalLink(text);
      expect(canonicalLink(once)).toBe(once);
    }),
    { numRuns: 5000 },
  );
});

test('the domain of a domain is itself', () => {
  fc.assert(
    fc.property(host, (name) => {
      const once = registrableDomain(name);
      expect(once === '' ? '' : registrableDomain(once)).toBe(once);
    }),
    { numRuns: 2000 },
  );
});

test('what the database folds by itself is what the rules say', async () => {
  const file = await CaseFile.inMemory(scratchFolder());
  try {
    const plain = fc
      .tuple(fc.constantFrom('http://', 'https://'), host, fc.constantFrom('', '/', '/a', '/a/', '//', '/A.b~c', '/x?y', '/:@'))
      .map((parts) => parts.join('').toLowerCase());
    const links = [...new Set([...fc.sample(plain, { numRuns: 1500, seed: 1 }), ...fc.sample(link, { numRuns: 1500, seed: 2 })])].filter(
      (text) => !/\p{Cs}/u.test(text) && !text.includes('\u0000'),
    );
    const rows = await file.rows<{ link: string; quick: string | null; host: string }>(
      `SELECT link, ${plainCanonicalLink('link')} AS quick, ${linkHost('link')} AS host FROM (SELECT unnest(from_json(?, '["VARCHAR"]')) AS link)`,
      [JSON.stringify(links)],
    );
    const quick = rows.filter((row) => row.quick !== null);
    expect(quick.length).toBeGreaterThan(300);
    expect(quick.map((row) => row.quick)).toEqual(quick.map((row) => canonicalLink(row.link)));
  } finally {
    file.close();
  }
});

test('a domain is the name below the public suffix, each blog of a platform by itself, addresses as they are', () => {
  const domains = {
    'bbc.co.uk': 'bbc.co.uk',
    'news.bbc.co.uk': 'bbc.co.uk',
    'www.gov.uk': 'gov.uk',
    'a.b.example.org': 'example.org',
    'one.blogspot.com': 'one.blogspot.com',
    'www.one.blogspot.com': 'one.blogspot.com',
    'blogspot.com': 'blogspot.com',
    'ann.github.io': 'ann.github.io',
    'x.y.wordpress.com': 'y.wordpress.com',
    'wordpress.com': 'wordpress.com',
    'a.b.unknown.zzz': 'unknown.zzz',
    'co.uk': 'co.uk',
    localhost: 'localhost',
    '192.168.1.1': '192.168.1.1',
    '[2001:db8::1]': '[2001:db8::1]',
    'xn--e1afmkfd.xn--p1ai': 'xn--e1afmkfd.xn--p1ai',
    'сайт.пример.рф': 'xn--e1afmkfd.xn--p1ai',
    't.co': 't.co',
    'exa mple.org': '',
    '': '',
  };
  expect(Object.fromEntries(Object.keys(domains).map((name) => [name, registrableDomain(name)]))).toEqual(domains);
});

test('docs/links.md prints every rule', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/links.md', import.meta.url)), 'utf8');
  const rules = [
    ...TRACKING_PARAMETERS,
    ...STATUS_PARAMETERS,
    ...SHORTENERS,
    ...PUBLISHING_HOSTS,
    ...Object.entries(SAME_HOSTS).flat(),
    ...Object.entries(SITE_PARAMETERS).flatMap(([site, names]) => [site, ...names]),
  ];
  expect(rules.filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
});
