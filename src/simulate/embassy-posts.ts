import { type Random, randomBelow, randomNormal } from '../kernels/statistics/random.js';
import {
  ADMISSION_AT,
  DAY_COUNT,
  DAY_MS,
  DRAW_AT,
  ENDS_AT,
  followersAt,
  type PostDraft,
  STARTS_AT,
  STRIKE_AT,
  WIRE_PARTICIPATION,
  WIRE_SPREAD_SECONDS,
  type WorldAccount,
  type WorldLink,
  wakefulness,
} from './embassy-story.js';
import {
  BRAND_TEXTS,
  DRAW_TEXT,
  EMBASSY_A_TEXTS,
  EMBASSY_B_TEXTS,
  fillTemplate,
  type Phase,
  STORY_TEXTS,
  type Template,
  WIRE_TEXTS,
} from './embassy-texts.js';

const HOUR_MS = 3_600_000;
/** Share of the agency's texts about the strike, once it has happened. */
const WIRE_ON_STRIKE = 0.5;
const WIRE_PER_DAY = 3;
/** Reactions to a post of an embassy come to about this share of its followers, in likes. */
const LIKES_PER_FOLLOWER = 0.003;

/** What an account writes, before it is known which other posts belong to it. */
export interface OwnPost {
  readonly text: string;
  readonly lang: PostDraft['lang'];
  readonly links?: readonly WorldLink[];
  readonly client: string;
  readonly planted?: PostDraft['planted'];
  readonly likeCount?: number;
}

/** A post that answers or reposts nothing. */
export function ownPost(account: WorldAccount, postedAt: number, content: OwnPost): PostDraft {
  return {
    account,
    postedAt,
    kind: 'post',
    original: null,
    text: content.text,
    lang: content.lang,
    links: content.links ?? [],
    client: content.client,
    likeCount: content.likeCount ?? 0,
    leaning: null,
    planted: content.planted ?? null,
    deleted: false,
  };
}

/** The period of the story that an instant falls into. */
export function phaseAt(at: number): Phase {
  if (at < STRIKE_AT) return 'calm';
  return at < ADMISSION_AT ? 'strike' : 'admission';
}

/** A whole second between two instants, by daylight: few at night. */
export function wakingInstant(from: number, to: number, random: Random): number {
  for (;;) {
    const at = from + Math.floor((random() * (to - from)) / 1000) * 1000;
    if (random() < wakefulness(at)) return at;
  }
}

/** Likes in the end: a share of the followers, with a heavy tail. */
function likesFor(account: WorldAccount, at: number, shareOfFollowers: number, random: Random): number {
  return Math.round(followersAt(account, at) * shareOfFollowers * Math.exp(0.6 * randomNormal(random)));
}

/** A short link of the platform to a target; a third go through another shortener, a quarter carry a tracking tail. */
export function shortLink(target: string, random: Random): WorldLink {
  const code = (): string => Array.from({ length: 8 }, () => 'abcdefghijkmnpqrstuvwxyz23456789'.charAt(randomBelow(random, 32))).join('');
  const url = `https://t.example/${code()}`;
  const tail = random() < 0.25 ? '?utm_source=share' : '';
  return random() < 1 / 3
    ? { url, expandedUrl: `https://short.example/${code()}`, unwoundUrl: target + tail }
    : { url, expandedUrl: target + tail, unwoundUrl: null };
}

/** Fills templates: the first of a list opens it, then all come round in shuffled order; never the very same text twice. */
class Voice {
  private readonly said = new Set<string>();
  private readonly decks = new Map<readonly Template[], Template[]>();
  constructor(private readonly random: Random) {}

  hasOpened(templates: readonly Template[]): boolean {
    return this.decks.has(templates);
  }

  say(templates: readonly Template[], at: number): Template {
    for (;;) {
      const { lang, text } = this.next(templates);
      const day = String(Math.max(1, Math.floor((at - STRIKE_AT) / DAY_MS) + 1));
      const filled = fillTemplate(text, lang, this.random, { day });
      if (this.said.has(filled)) continue;
      this.said.add(filled);
      return { lang, text: filled };
    }
  }

  private next(templates: readonly Template[]): Template {
    const deck = this.decks.get(templates);
    if (deck === undefined) {
      this.decks.set(templates, shuffled(templates.slice(1), this.random));
      return templates[0] as Template;
    }
    if (deck.length === 0) deck.push(...shuffled(templates.slice(1), this.random));
    return deck.pop() as Template;
  }
}

/**
 * Embassy A: one post in each week before the strike; from the strike on three to six a day, the first within the hour.
 */
export function embassyAPosts(account: WorldAccount, random: Random): PostDraft[] {
  const instants: number[] = [];
  for (let week = STARTS_AT; week < STRIKE_AT - 6 * DAY_MS; week += 7 * DAY_MS) {
    const day = week + (1 + randomBelow(random, 4)) * DAY_MS;
    instants.push(wakingInstant(day + 8 * HOUR_MS, day + 17 * HOUR_MS, random));
  }
  instants.push(STRIKE_AT + (20 + randomBelow(random, 30)) * 60_000);
  for (let day = STRIKE_AT - (STRIKE_AT % DAY_MS); day < ENDS_AT; day += DAY_MS) {
    const isFirst = day < STRIKE_AT;
    const from = isFirst ? STRIKE_AT + HOUR_MS : day + 6 * HOUR_MS;
    instants.push(...spacedInstants(3 + randomBelow(random, 4) - (isFirst ? 1 : 0), from, day + 22 * HOUR_MS, random));
  }
  const voice = new Voice(random);
  return instants.map((at) => speak(account, at, voice.say(EMBASSY_A_TEXTS[phaseAt(at)], at), LIKES_PER_FOLLOWER, random));
}

/** Embassy B: one or two posts a day throughout, six in each four days. */
export function embassyBPosts(account: WorldAccount, random: Random): PostDraft[] {
  const voice = new Voice(random);
  const counts = Array.from({ length: DAY_COUNT / 4 }, () => shuffled([1, 1, 2, 2], random)).flat();
  return counts
    .flatMap((count, day) => {
      const from = STARTS_AT + day * DAY_MS;
      return spacedInstants(count, from + 7 * HOUR_MS, from + 19 * HOUR_MS, random);
    })
    .map((at) => speak(account, at, voice.say(EMBASSY_B_TEXTS[phaseAt(at)], at), LIKES_PER_FOLLOWER / 2, random));
}

/** Waking instants in order of time, at least a quarter of an hour apart. */
function spacedInstants(count: number, from: number, to: number, random: Random): number[] {
  const instants: number[] = [];
  while (instants.length < count) {
    const at = wakingInstant(from, to, random);
    if (instants.every((other) => Math.abs(other - at) >= HOUR_MS / 4)) instants.push(at);
  }
  return instants.sort((x, y) => x - y);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = randomBelow(random, last + 1);
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

function speak(account: WorldAccount, at: number, said: Template, likeShare: number, random: Random): PostDraft {
  return ownPost(account, at, { ...said, client: 'SIMULATED web', likeCount: likesFor(account, at, likeShare, random) });
}

/** The outlets: agency texts that most of them carry word for word within minutes, and a story of their own each day. */
export function newsPosts(outlets: readonly WorldAccount[], random: Random): PostDraft[] {
  const agency = new Voice(random);
  const desks = new Map(outlets.map((outlet) => [outlet, new Voice(random)]));
  return Array.from({ length: DAY_COUNT }, (_, day) => STARTS_AT + day * DAY_MS).flatMap((day) => [
    ...spacedInstants(WIRE_PER_DAY, day + 6 * HOUR_MS, day + 22 * HOUR_MS, random).flatMap((at) => wirePosts(outlets, agency, at, random)),
    ...outlets.map((outlet) => storyPost(outlet, desks.get(outlet) as Voice, day, random)),
  ]);
}

function storyPost(outlet: WorldAccount, desk: Voice, day: number, random: Random): PostDraft {
  const at = wakingInstant(day + 6 * HOUR_MS, day + 21 * HOUR_MS, random);
  const { lang, text } = desk.say(STORY_TEXTS, at);
  const site = outlet.handle.slice('sim_'.length);
  const date = new Date(at).toISOString().slice(0, 10);
  const link = shortLink(`https://${site}.example/${date}/story-${randomBelow(random, 9000) + 1000}`, random);
  const likeCount = likesFor(outlet, at, 0.0001, random);
  return ownPost(outlet, at, { text: `${text} ${link.url}`, lang, links: [link], client: 'SIMULATED scheduler', likeCount });
}

/** One agency text and the outlets that carry it; half of the texts have the agency's own link. */
function wirePosts(outlets: readonly WorldAccount[], agency: Voice, at: number, random: Random): PostDraft[] {
  const current = WIRE_TEXTS[phaseAt(at)];
  const { lang, text } = agency.say(!agency.hasOpened(current) || random() < WIRE_ON_STRIKE ? current : WIRE_TEXTS.calm, at);
  const link = { url: `https://t.example/w${at / 1000}`, expandedUrl: `https://agency.example/${at / 1000}`, unwoundUrl: null };
  const links = random() < 0.5 ? [link] : [];
  const carried = [text, ...links.map(({ url }) => url)].join(' ');
  return outlets
    .filter(() => random() < WIRE_PARTICIPATION)
    .map((outlet) => {
      const postedAt = at + (1 + randomBelow(random, WIRE_SPREAD_SECONDS)) * 1000;
      const likeCount = likesFor(outlet, at, 0.00005, random);
      return ownPost(outlet, postedAt, { text: carried, lang, links, client: 'SIMULATED scheduler', planted: 'wire', likeCount });
    });
}

/** The brand: a post every other day, and the prize draw, which is the last of these posts. */
export function brandPosts(brand: WorldAccount, random: Random): PostDraft[] {
  const voice = new Voice(random);
  const posts: PostDraft[] = [];
  for (let day = 0; day < DAY_COUNT; day += 2) {
    const at = wakingInstant(STARTS_AT + day * DAY_MS + 9 * HOUR_MS, STARTS_AT + day * DAY_MS + 18 * HOUR_MS, random);
    posts.push(speak(brand, at, voice.say(BRAND_TEXTS, at), 0.0008, random));
  }
  const likeCount = likesFor(brand, DRAW_AT, 0.03, random);
  posts.push(ownPost(brand, DRAW_AT, { text: DRAW_TEXT, lang: 'en', client: 'SIMULATED web', planted: 'draw', likeCount }));
  return posts;
}
