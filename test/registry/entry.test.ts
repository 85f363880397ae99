import { describe, expect, test } from 'vitest';
import { countryCode } from '../../src/registry/countries.js';
import { dateText, instantOf } from '../../src/registry/dates.js';
import { type RawEntry, rawOf, readEntry } from '../../src/registry/entry.js';
import { LEVELS, levelOf } from '../../src/registry/levels.js';
import { accountOfLink, platformOf } from '../../src/registry/platforms.js';
import { ROLES, roleOf } from '../../src/registry/roles.js';

const raw: RawEntry = {
  actor: 'Embassy in Examplia',
  polity: 'Ruritania',
  role: 'embassy',
  platform: 'twitter',
  handle: 'RurEmb',
  attributed_by: 'a list',
};
const problem = (change: RawEntry): string => {
  const read = readEntry({ ...raw, ...change });
  return 'problem' in read ? read.problem : '';
};

describe('an entry', () => {
  test('is refused without what it needs, naming the value', () => {
    expect(problem({})).toBe('');
    expect(problem({ attributed_by: ' ' })).toBe('attributed_by is blank: an attribution needs the published source that makes it');
    expect(problem({ handle: '@' })).toBe('neither handle nor id is given');
    expect(problem({ actor: '' })).toBe('actor is blank');
    expect(problem({ role: 'wizard' })).toMatch(/^role "wizard" is none of leader, embassy, /);
    expect(problem({ polity_code: 'ZZ' })).toBe('polity_code "ZZ" is no code of ISO 3166-1');
    expect(problem({ host_code: 'England' })).toBe('host_code "England" is no code of ISO 3166-1');
    expect(problem({ platform: 'friendface' })).toMatch(/^platform "friendface" is not known/);
    expect(problem({ valid_from: '2020', valid_to: '2019' })).toBe('valid_to 2019-12-31 lies before valid_from 2020-01-01');
    expect(problem({ valid_from: '2020-02-30' })).toMatch(/^valid_from "2020-02-30" is no date/);
    expect(problem({ parent: 'Embassy in Examplia' })).toBe('parent "Embassy in Examplia" is the actor itself');
    expect(problem({ id: '1.2E+18' })).toMatch(/has lost its last digits/);
    expect(problem({ handle: 'two words' })).toMatch(/holds what no handle can/);
    expect(problem({ platform: 'facebook', handle: 'tr' })).toBe('handle "tr" is a page of facebook itself, not an account');
    expect(problem({ attribution_url: 'javascript:alert(1)' })).toMatch(/is no address/);
    expect(problem({ level: 'state' })).toBe('level "state" is none of supranational, national, regional, district, local');
    expect(problem({ opened: '2012-13' })).toMatch(/^opened "2012-13" is no date/);
    expect(problem({ dates_mean: 'birth', valid_from: '2020' })).toMatch(/neither office nor listing/);
  });

  test('is brought to one form, and what was changed is said', () => {
    const read = readEntry({ ...raw, role: 'Consulate-General', platform: 'X', handle: ' @RurCon ', polity_code: 'deu' });
    expect(read).toMatchObject({
      entry: { role: 'consulate', platform: 'twitter', handle: 'RurCon', polityCode: 'DE', actorKey: 'ruritania/embassy in examplia' },
      said: ['platform "X" read as twitter', 'role "Consulate-General" read as consulate'],
    });
  });

  test('is written as it was read', () => {
    const full: RawEntry = {
      ...raw,
      actor_id: 'E1',
      polity_code: 'DE',
      institution: 'Foreign Office',
      parent: 'Foreign Office',
      level: 'national',
      host: 'Examplia',
      host_code: 'FR',
      id: '123',
      opened: '2012-03',
      valid_from: '2019-01-02',
      valid_to: '2020-02-29T12:00:00Z',
      dates_mean: 'listing',
      absent_at: '2020-03-05',
      attribution_url: 'https://example.org',
      note: 'a "note", with\nlines',
    };
    const read = readEntry(full);
    expect('entry' in read && rawOf(read.entry)).toEqual(full);
  });
});

test('every role is one, in any case and with its synonyms', () => {
  for (const role of ROLES) expect([roleOf(role), roleOf(role.toUpperCase()), roleOf(role.replace(' ', '_'))]).toEqual([role, role, role]);
  expect(roleOf('President')).toBe('leader');
  expect(roleOf('permanent mission')).toBe('embassy');
  expect(roleOf('')).toBeNull();
});

test('every level is one, in any case and with its synonyms', () => {
  for (const level of LEVELS) expect([levelOf(level), levelOf(` ${level.toUpperCase()} `)]).toEqual([level, level]);
  expect([levelOf('Province'), levelOf('county'), levelOf('city'), levelOf('central-government')]).toEqual([
    'regional',
    'district',
    'local',
    'national',
  ]);
  expect([levelOf('state'), levelOf('')]).toEqual([null, null]);
});

test('when an account was made stands as precise as it was stated', () => {
  const opened = (text: string): string | null => {
    const read = readEntry({ ...raw, opened: text });
    return 'entry' in read ? read.entry.opened : read.problem;
  };
  expect([
    opened('2012'),
    opened('2012-03'),
    opened('2012-03-04'),
    opened('2012-03-04 05:06:07'),
    opened('2012-03-04T05:06+02:00'),
    opened(''),
  ]).toEqual([...['2012', '2012-03', '2012-03-04', '2012-03-04T05:06:07Z', '2012-03-04T03:06:00Z'], null]);
});

test('codes of ISO 3166-1, two letters or three', () => {
  expect([countryCode('cn'), countryCode('CHN'), countryCode(' na '), countryCode('XK'), countryCode('EU')]).toEqual([
    'CN',
    'CN',
    'NA',
    'XK',
    'EU',
  ]);
  expect([countryCode('UK'), countryCode('SU'), countryCode('C'), countryCode('')]).toEqual([null, null, null, null]);
});

test('platforms have one name', () => {
  expect([platformOf('Twitter/X'), platformOf('微博'), platformOf('Telegram'), platformOf('VKontakte')]).toEqual([
    'twitter',
    'weibo',
    'telegram',
    'vk',
  ]);
  expect(platformOf('friendface')).toBeNull();
});

test('a date is its first or its last instant', () => {
  expect(instantOf('2020', 'first')).toBe('2020-01-01T00:00:00.000000Z');
  expect(instantOf('2020-02', 'last')).toBe('2020-02-29T23:59:59.999999Z');
  expect(instantOf('2013-01-09T20:22:40-05:00', 'last')).toBe('2013-01-10T01:22:40.000000Z');
  expect(instantOf('2013-01-09 20:22', 'first')).toBe('2013-01-09T20:22:00.000000Z');
  for (const wrong of ['', '20', '2020-13', '2021-02-29', '2020-1-1', '2020-01-01T25:00:00Z', 'yesterday'])
    expect(instantOf(wrong, 'first')).toBeNull();
  expect(dateText('2020-02-29T23:59:59.999999Z', 'last')).toBe('2020-02-29');
  expect(dateText('2013-01-10T01:22:40.000000Z', 'last')).toBe('2013-01-10T01:22:40Z');
  expect(dateText('2013-01-10T01:22:40.120000Z', 'first')).toBe('2013-01-10T01:22:40.12Z');
});

test('a link to a profile is the account that it leads to', () => {
  const account = (link: string): string => {
    const named = accountOfLink(link);
    return named === null ? 'none' : `${named.platform} ${named.handle ?? ''} ${named.id ?? ''}`.trim();
  };
  expect(account('https://twitter.com/ExampleMFA?lang=en')).toBe('twitter ExampleMFA');
  expect(account('http://www.x.com/@ExampleMFA/status/1')).toBe('twitter ExampleMFA');
  expect(account('https://x.com/i/user/1234567')).toBe('twitter  1234567');
  expect(account('https://m.facebook.com/profile.php?ref=x&id=100064')).toBe('facebook  100064');
  expect(account('https://www.facebook.com/pages/Some-Page/123456789')).toBe('facebook  123456789');
  expect(account('https://www.facebook.com/example.page/')).toBe('facebook example.page');
  expect(account('https://www.youtube.com/channel/UClzwimpLoZu9us9MwalLbtA')).toBe('youtube  UClzwimpLoZu9us9MwalLbtA');
  expect(account('https://youtube.com/user/Example')).toBe('youtube Example');
  expect(account('https://www.youtube.com/@%E4%BE%8B')).toBe('youtube 例');
  expect(account('https://t.me/s/example')).toBe('telegram example');
  expect(account('https://ok.ru/group/54899130892291')).toBe('ok  54899130892291');
  expect(account('https://rutube.ru/channel/23931703')).toBe('rutube  23931703');
  expect(account('https://www.tiktok.com/@example')).toBe('tiktok example');
  expect(account('https://medium.com/@office')).toBe('medium office');
  expect(account('https://mastodon.example/@office')).toBe('mastodon office@mastodon.example');
  for (const none of [
    'https://twitter.com/',
    'https://twitter.com/search?q=x',
    'https://www.facebook.com/tr?id=1',
    'https://example.org/about',
    'no link',
    '',
  ])
    expect(account(none), none).toBe('none');
});
