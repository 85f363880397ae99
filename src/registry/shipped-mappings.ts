import { AntiphonError } from '../errors.js';
import { COLUMN_NAMES, type RawEntry } from './entry.js';
import type { ForeignRow, RegistryMapping } from './mapping.js';
import { accountOfLink } from './platforms.js';
import type { Role } from './roles.js';

/** The layout of `docs/registry.md`. */
const standard: RegistryMapping = {
  id: 'registry',
  title: 'The layout of a registry file',
  needs: ['actor', 'polity', 'role', 'platform'],
  caution: 'The list itself says who attributes.',
  entries: (row) => [Object.fromEntries(COLUMN_NAMES.map((name) => [name, row.of(name)]))],
};

interface Category {
  readonly role: Role;
  /** The office, where it is one in a host country. */
  readonly office?: 'Embassy' | 'Consulate';
}

/** Categories of the diplomat lists; those that the lists do not explain are absent, and their rows are set aside. */
const CATEGORIES: Readonly<Record<string, Category>> = {
  A: { role: 'ambassador', office: 'Embassy' },
  E: { role: 'embassy', office: 'Embassy' },
  C: { role: 'consulate', office: 'Consulate' },
  S: { role: 'official' },
  CS: { role: 'official', office: 'Consulate' },
  B: { role: 'ministry' },
  G: { role: 'ministry' },
  BS: { role: 'official' },
  QG: { role: 'department' },
  M: { role: 'state media' },
};

const GERMAN_TYPES: Readonly<Record<string, Category>> = {
  Botschaft: { role: 'embassy', office: 'Embassy' },
  'Botschafter:in': { role: 'ambassador', office: 'Embassy' },
  Gesandter: { role: 'official', office: 'Embassy' },
  Generalkonsulat: { role: 'consulate', office: 'Consulate' },
  'Generalkonsul:in': { role: 'official', office: 'Consulate' },
  'Ständige Vertretung': { role: 'embassy' },
  'Ständige Vertreter:in': { role: 'ambassador' },
  Vertretungsbüro: { role: 'embassy' },
  'Vertreter:in': { role: 'ambassador' },
  Regionalsprecher: { role: 'spokesperson' },
  RDZ: { role: 'department' },
  Kultur: { role: 'department' },
  Veranstaltungen: { role: 'department' },
  mixed: { role: 'department' },
  // The accounts without a type stand without a country too: the Federal Foreign Office, its sections, ministers and commissioners.
  '': { role: 'ministry' },
};

/** A list of diplomats by the package disinfo, as one polity's. */
function diplomats(code: string, polity: string, column: 'cat' | 'type', categories: Readonly<Record<string, Category>>): RegistryMapping {
  return {
    id: `diplomats-${code.toLowerCase()}`,
    title: `Diplomats and missions of ${polity} on Twitter (package disinfo)`,
    needs: ['country', 'ISO2', column, 'twitter_handle', 'user_id', 'name'],
    attribution: { by: `disinfo, list of diplomats of ${polity} on Twitter`, url: 'https://github.com/schliebs/disinfo' },
    blanks: ['NA'],
    caution: 'The list gives no dates of office: it says who held an account when it was last revised.',
    entries: (row) => [diplomat(row, { code, polity, column, categories })],
  };
}

function diplomat(
  row: ForeignRow,
  list: { code: string; polity: string; column: 'cat' | 'type'; categories: Readonly<Record<string, Category>> },
): RawEntry | string {
  const [kind, country, handle] = [row.of(list.column), row.of('country'), row.of('twitter_handle')];
  const found = list.categories[kind] ?? list.categories[kind.toLowerCase()];
  // Trade missions, cultural centres and missions to organisations share one letter; in the Chinese list they are missions.
  const category = found ?? (kind === 'O' ? { role: list.code === 'CN' ? ('embassy' as const) : ('department' as const) } : null);
  if (category === null) return `${list.column} "${kind}" names no role that the list explains`;
  // The code of Namibia reads like a missing value.
  const stated = country === 'Namibia' ? 'NA' : row.of('ISO2');
  const iso = stated === 'KS' ? 'XK' : stated; // an older code for Kosovo
  const isHost = /^[A-Z]{2}$/.test(iso) || /^(?:Abkhazia|South Ossetia)$/.test(country);
  const office = category.office === undefined || country === '' ? country : `${category.office} in ${country}`;
  const name = row.of('name') || handle;
  return {
    actor_id: [list.polity, office || category.role, handle.toLowerCase()].join('/'),
    actor: name,
    polity: list.polity,
    polity_code: list.code,
    institution: office,
    role: category.role,
    ...(isHost ? { host: country } : {}),
    ...(/^[A-Z]{2}$/.test(iso) ? { host_code: iso } : {}),
    platform: 'twitter',
    handle,
    id: row.of('user_id'),
    opened: row.of('created_at'),
    note: [`${list.column} ${kind || 'not stated'}`, row.of('deleted') === 'TRUE' ? 'the account is gone by the list' : '']
      .filter(Boolean)
      .join('; '),
  };
}

const prcHandles: RegistryMapping = {
  id: 'prc-handles',
  title: 'Chinese diplomats and media on Twitter, 2019–2022 (Centre for Humanities Computing)',
  needs: ['kind', 'handle', 'user', 'measure'],
  attribution: {
    by: 'Centre for Humanities Computing, China’s Twiplomacy 2020–2022, tables 2 and 3',
    url: 'https://github.com/centre-for-humanities-computing/china-twiplomacy-2020-2022',
  },
  onePer: 'handle',
  prefers: (row) => row.of('measure') === 'Date created',
  caution: 'The period of the tables is that of the study, and gives no dates of office.',
  entries: (row) => {
    const [handle = '', state] = row.of('handle').split(/ \((.*)\)$/);
    const user = row.of('user');
    const host = hostIn(user);
    return [
      {
        actor: user,
        polity: 'China',
        polity_code: 'CN',
        role: row.of('kind') === 'media' ? (isPerson(user) ? 'media employee' : 'state media') : diplomacyRole(user),
        ...host,
        platform: 'twitter',
        handle,
        ...(row.of('measure') === 'Date created' && /^\d{4}\.\d{2}$/.test(row.of('value'))
          ? { opened: row.of('value').replace('.', '-') }
          : {}),
        ...(state === undefined ? {} : { note: `${state} by the list` }),
      },
    ];
  },
};

/** Persons stand with their surname in capitals first. */
function isPerson(user: string): boolean {
  return /^\p{Lu}{2,} \p{Lu}\p{Ll}+,/u.test(user);
}

function diplomacyRole(user: string): Role {
  if (!isPerson(user)) {
    if (/^(?:Embassy|Mission)\b/.test(user)) return 'embassy';
    if (/^Consulate/.test(user)) return 'consulate';
    if (/^Ministry/.test(user)) return 'ministry';
    return /^Spokesperson/.test(user) ? 'spokesperson' : 'department';
  }
  if (/Spokesperson/.test(user)) return 'spokesperson';
  return /Ambassador/.test(user) ? 'ambassador' : 'official';
}

const SHORT_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  'U.S': ['United States', 'US'],
  'U.K': ['United Kingdom', 'GB'],
};

/** The country in which a mission stands or to which an ambassador was sent. */
function hostIn(user: string): { host?: string; host_code?: string } {
  const found =
    /(?:^(?:Embassy|Consulate General|Mission|Spokesperson of Chinese Embassy)\b.*|Consul General in .*|Geneva), (?!D\.C\.)([A-Z][\w.]+)$|Ambassador to (?:the )?([A-Z][\w.]+)$|D\.C\., (U\.S)\.?$/.exec(
      user,
    );
  const name = (found?.[1] ?? found?.[2] ?? found?.[3])?.replace(/\.$/, '');
  if (name === undefined || name === 'U.N') return {};
  const short = SHORT_NAMES[name];
  return short === undefined ? { host: name } : { host: short[0], host_code: short[1] };
}

const LINK_COLUMNS = [
  ...['Instagram Link', 'Twitter Link', 'Facebook Link', 'Youtube Link', 'Telegram Link', 'VK Link', 'Linkedin link', 'Ok.ru link'],
  ...['Tiktok Link', 'Rutube Link'],
];

const TYPOLOGY: Readonly<Record<string, string>> = {
  SC: 'state-controlled',
  CaPu: 'captured public',
  CaPr: 'captured private',
  ISFM: 'independent, state-funded and state-managed',
  ISF: 'independent, state-funded',
  ISM: 'independent, state-managed',
  IP: 'independent public',
};

const stateMediaMatrix: RegistryMapping = {
  id: 'state-media-matrix',
  title: 'State media by country, with links (State Media Profiles)',
  needs: ['Country', 'Media company', 'Main assets', 'Typology', 'Twitter Link'],
  attribution: { by: 'State Media Profiles, 2024', url: 'https://github.com/ASD-at-GMF/state-media-profiles' },
  caution:
    'The role is state media for every asset of the list; its typology, which tells state-controlled from independent public media, stands in the note. A link of a company stands at each of its assets.',
  entries: (row) => {
    const [company, asset, typology] = [row.of('Media company'), row.of('Main assets') || row.of('Media company'), row.of('Typology')];
    const meaning = TYPOLOGY[typology];
    const status = row.of('Status');
    const links = LINK_COLUMNS.map((column) => row.of(column)).filter((link) => link !== '');
    if (links.length === 0) return ['no link to an account'];
    return links.map((link) => {
      const account = accountOfLink(link);
      if (account === null) return `"${link.slice(0, 100)}" leads to no profile`;
      return {
        actor_id: [row.of('Country'), company, asset].join('/'),
        actor: asset,
        polity: row.of('Country'),
        institution: company,
        role: 'state media',
        platform: account.platform,
        handle: account.handle ?? '',
        id: account.id ?? '',
        note: [`typology ${typology || 'not stated'}${meaning === undefined ? '' : ` (${meaning})`}`, status && `status: ${status}`]
          .filter(Boolean)
          .join('; '),
      };
    });
  },
};

const CONGRESS_PLATFORMS: Readonly<Record<string, string>> = { facebook_graph: 'facebook', youtube_id: 'youtube' };
const CHAMBERS: Readonly<Record<string, string>> = { rep: 'House of Representatives', sen: 'Senate' };

const usCongress: RegistryMapping = {
  id: 'us-congress-handle-spells',
  title: 'Accounts of members of the United States Congress, first and last sighting in the list',
  needs: ['bioguide', 'platform', 'handle', 'first_seen', 'last_seen', 'next_snapshot_without'],
  attribution: {
    by: 'unitedstates/congress-legislators, social media of members of Congress',
    url: 'https://github.com/unitedstates/congress-legislators',
  },
  caution:
    'The dates are those of standing in the list, not of office: an account came into the list between two looks, and left it after valid_to and by absent_at.',
  entries: (row) => {
    const [bioguide, platform, named] = [row.of('bioguide'), row.of('platform'), row.of('handle')];
    const isId = platform === 'youtube_id' || (platform.startsWith('facebook') && /^\d{5,}$/.test(named));
    const chamber = CHAMBERS[row.of('chamber')];
    const now = [row.of('party'), row.of('state')].filter(Boolean).join(', ');
    const absent = row.of('next_snapshot_without');
    const isOdd = Date.parse(absent) < Date.parse(row.of('last_seen'));
    return [
      {
        actor_id: `bioguide ${bioguide}`,
        actor: row.of('name_if_current') || bioguide,
        polity: 'United States',
        polity_code: 'US',
        institution: `United States Congress${chamber === undefined ? '' : `, ${chamber}`}`,
        role: 'official',
        platform: CONGRESS_PLATFORMS[platform] ?? platform,
        ...(isId ? { id: named } : { handle: named }),
        valid_from: row.of('first_seen'),
        valid_to: row.of('last_seen'),
        dates_mean: 'listing',
        absent_at: isOdd ? '' : absent,
        note: [
          now && `${now} when the list was made`,
          row.of('censored') === '1' ? 'still listed at the last look' : '',
          isOdd ? `next_snapshot_without ${absent} lies before last_seen` : '',
        ]
          .filter(Boolean)
          .join('; '),
      },
    ];
  },
};

export const REGISTRY_MAPPINGS: readonly RegistryMapping[] = [
  standard,
  diplomats('CN', 'China', 'cat', CATEGORIES),
  diplomats('RU', 'Russia', 'cat', CATEGORIES),
  diplomats('DE', 'Germany', 'type', GERMAN_TYPES),
  prcHandles,
  stateMediaMatrix,
  usCongress,
];

/** The shipped mapping with this name, or null. */
export function shippedMapping(id: string): RegistryMapping | null {
  return REGISTRY_MAPPINGS.find((mapping) => mapping.id === id) ?? null;
}

/**
 * The mapping of a table by its columns: the layout of a registry file, or a shipped one that alone fits.
 *
 * @throws AntiphonError `format`: none fits, or several do.
 */
export function recogniseMapping(path: string, columns: readonly string[]): RegistryMapping {
  const fitting = REGISTRY_MAPPINGS.filter((mapping) => mapping.needs.every((name) => columns.includes(name)));
  const [first] = fitting;
  if (first !== undefined && (fitting.length === 1 || first.id === 'registry')) return first;
  if (fitting.length > 1)
    throw new AntiphonError(
      'format',
      `${path} may be of several lists; name the one it is with --mapping ${fitting.map((mapping) => mapping.id).join(' or ')}`,
    );
  const missing = standard.needs.filter((name) => !columns.includes(name));
  throw new AntiphonError(
    'format',
    `${path} is no registry file: the column ${missing.join(', ')} is missing (columns found: ${columns.slice(0, 12).join(', ')}${columns.length > 12 ? ', …' : ''}); docs/registry.md shows the layout, --mapping reads another`,
  );
}
