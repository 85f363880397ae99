import Type, { type Static } from 'typebox';

/** The kinds of groups that a world can hold; `planted` alone is what an evaluation asks for, the others are hard negatives. */
export const GROUP_KINDS = ['planted', 'fan-club', 'news-desk', 'scheduled-official', 'notification-followers'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** The layers in which a world's shares stand; `near-text` holds copies of one text, edited or not. */
export const WORLD_LAYERS = ['repost', 'url', 'hashtag', 'near-text'] as const;
export type WorldLayer = (typeof WORLD_LAYERS)[number];

const weight = (what: string, byDefault: number) =>
  Type.Number({
    minimum: 0,
    maximum: 1000,
    default: byDefault,
    description: `Weight of ${what} among the organic shares, relative to the other weights; 0 leaves them out.`,
  });

const count = (what: string, byDefault: number) =>
  Type.Integer({ minimum: 0, maximum: 1000, default: byDefault, unit: 'groups', description: `Number of ${what}.` });

/** The knobs of a world's organic part. */
export const backgroundParameters = Type.Object({
  seed: Type.Integer({
    minimum: 0,
    maximum: 4_294_967_295,
    default: 1,
    description: 'Seed of everything random; the same one, the same bytes.',
  }),
  accountCount: Type.Integer({ minimum: 2, maximum: 2_000_000, default: 2000, unit: 'accounts', description: 'Organic accounts.' }),
  shareCount: Type.Integer({
    minimum: 0,
    maximum: 20_000_000,
    default: 20_000,
    unit: 'shares',
    description: 'Organic shares over all layers; those of groups, and the originals that reposts repost, come on top.',
  }),
  dayCount: Type.Integer({ minimum: 1, maximum: 365, default: 30, unit: 'days', description: 'Length of the world, from 2024-01-01 UTC.' }),
  activityExponent: Type.Number({
    minimum: 1.2,
    maximum: 5,
    default: 2.2,
    description: 'Exponent of the power law of activity: density of activity a falls as a^−exponent; lower is more unequal.',
  }),
  communityCount: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 8,
    unit: 'communities',
    description: 'Communities with interests and a home time zone of their own; the k-th has a size proportional to 1/√k.',
  }),
  communityFocus: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.8,
    unit: 'share',
    description: 'Share of organic shares whose sharer belongs to the community of the object.',
  }),
  repostWeight: weight('reposts', 5),
  urlWeight: weight('links', 2.5),
  hashtagWeight: weight('hashtags', 2),
  textWeight: weight('copied texts', 0.5),
  hashtagsPerCommunity: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 40,
    unit: 'hashtags',
    description: 'Hashtags of each community; the k-th is used in proportion to 1/k, at any time of the world.',
  }),
  branching: Type.Number({
    minimum: 0,
    maximum: 0.95,
    default: 0.75,
    unit: 'shares',
    description: 'Shares that a share calls forth on average, so that a cascade has 1/(1 − branching) shares on average.',
  }),
  decay: Type.Union([Type.Literal('power-law'), Type.Literal('exponential')], {
    default: 'power-law',
    description: 'How the chance of being shared on falls with time: constant for decaySeconds, then as a power of time; or exponentially.',
  }),
  decaySeconds: Type.Number({
    minimum: 1,
    maximum: 604_800,
    default: 300,
    unit: 'seconds',
    description: 'Time from which the power law falls, or mean of the exponential.',
  }),
  decayExponent: Type.Number({
    minimum: 0.05,
    maximum: 5,
    default: 0.242,
    description: 'The power law falls as time^−(1 + exponent); the default was measured on Twitter.',
  }),
  dailyCycle: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.9,
    unit: 'share',
    description: 'Depth of the daily cycle in each account’s own time zone: 0 none, 1 nobody acts at the depth of their night.',
  }),
  weeklyCycle: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.3,
    unit: 'share',
    description: 'By how much less is shared on Saturdays and Sundays.',
  }),
  breakingNewsCount: Type.Integer({
    minimum: 0,
    maximum: 1000,
    default: 2,
    unit: 'events',
    description: 'Events that many organic people share within minutes; their shares are among the organic ones.',
  }),
  breakingNewsReach: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.05,
    unit: 'share',
    description: 'Share of the organic accounts that react to an event; each shares one to six of its eight objects.',
  }),
  breakingNewsMinutes: Type.Number({
    minimum: 0.1,
    maximum: 1440,
    default: 10,
    unit: 'minutes',
    description: 'Mean time from an event to a reaction (exponential).',
  }),
  times: Type.Union([Type.Literal('organic'), Type.Literal('independent')], {
    default: 'organic',
    description:
      '`independent` makes a null world: the times of each object are dealt anew at random among those who shared it, groups included, so that nobody acts in step but by chance.',
  }),
});

/** The knobs of one group; what is not given comes from the group's kind (`GROUP_DEFAULTS`). */
export const groupParameters = Type.Object({
  kind: Type.Union(
    [
      Type.Literal('planted'),
      Type.Literal('fan-club'),
      Type.Literal('news-desk'),
      Type.Literal('scheduled-official'),
      Type.Literal('notification-followers'),
    ],
    { default: 'planted', description: 'What the group is: planted, or one of the hard negatives.' },
  ),
  count: Type.Integer({ minimum: 1, maximum: 1000, default: 1, unit: 'groups', description: 'How many groups of this description.' }),
  size: Type.Optional(Type.Integer({ minimum: 2, maximum: 100_000, unit: 'accounts', description: 'Accounts in the group.' })),
  layer: Type.Optional(
    Type.Union([Type.Literal('repost'), Type.Literal('url'), Type.Literal('hashtag'), Type.Literal('near-text')], {
      description: 'The layer in which the group acts.',
    }),
  ),
  objectCount: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100_000, unit: 'objects', description: 'Objects that the group shares one after the other.' }),
  ),
  jitterSeconds: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 86_400,
      unit: 'seconds',
      description:
        'How far members are apart on an object. Planted, news desk and scheduled: each follows the first by a uniform time up to this; fan club and notification: by an exponential time of this mean.',
    }),
  ),
  participation: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      unit: 'share',
      description: 'Chance that a member joins in on an object; fan clubs and followers of a notification sleep at night besides.',
    }),
  ),
  camouflage: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 0.99,
      unit: 'share',
      description: 'Share of a member’s actions that are organic-like: an object that others share, at the time of its cascade.',
    }),
  ),
  uptake: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 50,
      unit: 'shares',
      description:
        'Organic shares of the group’s objects for each share of a member, by their own cascade. At 0 nobody else shares them, and a test of timing has nothing to compare with.',
    }),
  ),
  editRate: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      unit: 'share',
      description: 'Layer near-text: chance that a word of a copy is replaced, dropped or doubled.',
    }),
  ),
  creationSpreadDays: Type.Optional(
    Type.Number({ minimum: 0, maximum: 2000, unit: 'days', description: 'Span of days within which the group’s accounts were created.' }),
  ),
});

/** The knobs of the command line: the organic part, one kind of planted group, and how many hard negatives. */
export const worldParameters = Type.Object({
  ...backgroundParameters.properties,
  planted: count('planted groups, each with the knobs below', 3),
  ...(({ kind: _kind, count: _count, ...knobs }) => knobs)(groupParameters.properties),
  fanClubs: count('fan clubs', 1),
  newsDesks: count('news desks', 1),
  scheduledOfficials: count('groups of officials that post on the hour', 1),
  notifications: count('groups that follow one notification', 1),
});

export type BackgroundOptions = Static<typeof backgroundParameters>;
export type GroupDescription = Static<typeof groupParameters>;
export type WorldValues = Static<typeof worldParameters>;

/** A group with every knob set. */
export type GroupOptions = Required<Omit<GroupDescription, 'count'>>;

/** What a world is made from: checked knobs of its organic part, and the groups in it. */
export interface WorldPlan {
  readonly background: BackgroundOptions;
  readonly groups: readonly GroupDescription[];
}

/** The knobs of each kind of group where none are given. */
export const GROUP_DEFAULTS: Readonly<Record<GroupKind, Required<Omit<GroupDescription, 'kind' | 'count'>>>> = {
  planted: defaults(12, 'repost', 20, 30, 0.7, 0.5, 1, 14),
  'fan-club': defaults(60, 'repost', 20, 300, 0.6, 0.7, 1, 2000),
  'news-desk': defaults(8, 'url', 60, 5, 0.95, 0, 1, 2000),
  'scheduled-official': { ...defaults(20, 'near-text', 20, 3, 0.5, 0.3, 0.3, 2000), editRate: 0 },
  'notification-followers': defaults(40, 'repost', 30, 60, 0.5, 0.8, 1, 2000),
};

function defaults(
  size: number,
  layer: WorldLayer,
  objectCount: number,
  jitterSeconds: number,
  participation: number,
  camouflage: number,
  uptake: number,
  creationSpreadDays: number,
): Required<Omit<GroupDescription, 'kind' | 'count'>> {
  return { size, layer, objectCount, jitterSeconds, participation, camouflage, uptake, editRate: 0.02, creationSpreadDays };
}

/** The plan of a world from the command line's values. */
export function planOf(values: WorldValues): WorldPlan {
  const { planted, fanClubs, newsDesks, scheduledOfficials, notifications, ...rest } = values;
  const background: Record<string, unknown> = {};
  const knobs: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) (name in backgroundParameters.properties ? background : knobs)[name] = value;
  const groups: GroupDescription[] = [
    { ...knobs, kind: 'planted', count: planted },
    { kind: 'fan-club', count: fanClubs },
    { kind: 'news-desk', count: newsDesks },
    { kind: 'scheduled-official', count: scheduledOfficials },
    { kind: 'notification-followers', count: notifications },
  ];
  return { background: background as BackgroundOptions, groups: groups.filter((group) => group.count > 0) };
}

/** Every group of a plan by itself, with all its knobs, in the plan's order. */
export function groupsOf(plan: WorldPlan): GroupOptions[] {
  return plan.groups.flatMap(({ count: times, ...given }) =>
    Array.from({ length: times }, () => ({ ...GROUP_DEFAULTS[given.kind], ...given }) as GroupOptions),
  );
}
