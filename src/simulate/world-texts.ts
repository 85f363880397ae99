import { type Random, randomBelow, seededRandom } from '../kernels/statistics/random.js';

/** Words of one language, from which its sentences are built. */
interface Vocabulary {
  readonly lang: 'en' | 'zh';
  /** Between words. */
  readonly space: string;
  /** Nouns of each field of interest; a community has one field. */
  readonly nouns: readonly (readonly string[])[];
  readonly adjectives: readonly string[];
  readonly verbs: readonly string[];
  readonly links: readonly string[];
  readonly places: readonly string[];
  readonly times: readonly string[];
  readonly ends: readonly string[];
}

const words = (text: string): string[] => text.split(' ');

const ENGLISH: Vocabulary = {
  lang: 'en',
  space: ' ',
  nouns: [
    words(
      'harbour minister statement embassy inquiry ferry pilot quay crane witness delegation treaty border convoy spokesman archive verdict council',
    ),
    words(
      'keeper striker penalty referee derby transfer stadium whistle captain bench corner trophy league supporter coach fixture rematch goal',
    ),
    words('chorus album drummer encore rehearsal lyric vinyl ballad festival guitar stage duet playlist remix tour singer violin melody'),
    words(
      'storm drizzle heatwave forecast thunder frost rainfall drought hail sunset fog avalanche breeze flood barometer blizzard cloud tide',
    ),
    words(
      'processor battery update keyboard satellite prototype browser sensor password router drone charger antenna firmware headset algorithm screen cable',
    ),
    words(
      'clinic vaccine nurse allergy remedy pharmacy surgeon fever recovery waiting-room diagnosis therapy bandage pulse patient ward appointment dentist',
    ),
    words(
      'dumpling orchard bakery soup pepper market harvest recipe kettle oven noodle cheese cinnamon breakfast kitchen barley lemon honey',
    ),
    words(
      'lighthouse passport ferry museum platform luggage harbour hostel timetable souvenir viaduct tunnel island compass bridge tram glacier monastery',
    ),
  ],
  adjectives: words(
    'quiet northern broken famous late careful golden crowded hidden honest narrow ancient bitter second cheerful endless foreign plain rusty sudden tender stubborn modest bright shallow',
  ),
  verbs: words(
    'surprised replaced ignored followed repaired divided praised delayed welcomed doubted carried opened measured blamed remembered answered crossed defended noticed rescued borrowed painted missed joined warned',
  ),
  links: words('while although because before until after whenever unless since so'),
  places: words(
    'Merrowick Osselby Fennicott Harrowmead Tarnby Quenfield Aldermoor Brackwater Sallowhythe Pennorth Wexholm Dunbarrow Eskermouth Larkhurst',
  ),
  times: words('today yesterday tonight again tomorrow on-Monday on-Friday at-noon this-week at-last already once-more overnight lately'),
  ends: ['.', '!', '?', '...', ', they say.', ', apparently.', ' – finally.', ', of course.', ', once and for all.'],
};

const CHINESE: Vocabulary = {
  lang: 'zh',
  space: '',
  nouns: [
    words('港口 部长 声明 使馆 调查 渡轮 领航员 码头 起重机 证人 代表团 条约 边境 车队 发言人 档案 判决 议会'),
    words('门将 前锋 点球 裁判 德比 转会 球场 哨声 队长 替补席 角球 奖杯 联赛 球迷 教练 赛程 重赛 进球'),
    words('合唱 专辑 鼓手 返场 排练 歌词 唱片 民谣 音乐节 吉他 舞台 二重唱 歌单 混音 巡演 歌手 小提琴 旋律'),
    words('暴风 细雨 热浪 预报 雷声 霜冻 降雨 干旱 冰雹 日落 大雾 雪崩 微风 洪水 气压 暴雪 云层 潮水'),
  ],
  adjectives: words(
    '安静的 北方的 破旧的 著名的 迟到的 小心的 金色的 拥挤的 隐蔽的 诚实的 狭窄的 古老的 苦涩的 第二个 开朗的 漫长的 外来的 普通的 生锈的 突然的 温柔的 固执的 谦虚的 明亮的 浅浅的',
  ),
  verbs: words(
    '惊动了 取代了 忽视了 跟随了 修好了 分开了 称赞了 耽误了 欢迎了 怀疑了 带走了 打开了 测量了 责怪了 记住了 回答了 穿过了 保护了 发现了 救出了 借走了 画下了 错过了 加入了 警告了',
  ),
  links: words('虽然 因为 而且 直到 后来 每当 除非 自从 所以 同时'),
  places: words('梅洛威 奥塞比 芬尼科 哈罗米 塔恩比 昆菲尔 奥德摩 布拉克沃 萨洛海 彭诺斯 韦克斯 邓巴罗 埃斯克 拉克赫'),
  times: words('今天 昨天 今晚 又一次 明天 周一 周五 中午 这周 终于 已经 再次 一夜之间 最近'),
  ends: words('。 ！ ？ …… ，据说。 ，显然。 ，当然。 ，就这样。'),
};

/** Every fourth community writes Chinese. */
function vocabularyOf(community: number): Vocabulary {
  return community % 4 === 3 ? CHINESE : ENGLISH;
}

/** Language of a community's texts, ISO 639-1. */
export function languageOf(community: number): 'en' | 'zh' {
  return vocabularyOf(community).lang;
}

/** What a text belongs to, so that texts of different things are unrelated. */
export type TextUse = 'post' | 'share' | 'copied' | 'hashtag' | 'url';
const USES: readonly TextUse[] = ['post', 'share', 'copied', 'hashtag', 'url'];

/** The stream of one text: the same world, use and number give the same text, in whatever order texts are asked for. */
export function textStream(seed: number, use: TextUse, number: number): Random {
  return seededRandom(Math.imul(seed ^ (USES.indexOf(use) * 0x2545f491), 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
}

/**
 * A text of two clauses on a community's interests, some 80 to 130 characters (25 to 45 of Chinese).
 *
 * @param copy Rate at which words are replaced, dropped or doubled (0–1), and the stream that decides it; null for no edits.
 */
export function sentence(
  community: number,
  random: Random,
  copy: { readonly rate: number; readonly random: Random } | null = null,
): string {
  const vocabulary = vocabularyOf(community);
  const list =
    copy === null
      ? clauses(vocabulary, community, random)
      : edited(clauses(vocabulary, community, random), vocabulary, copy.rate, copy.random);
  const text = list.join(vocabulary.space) + pick(vocabulary.ends, random);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function clauses(vocabulary: Vocabulary, community: number, random: Random): string[] {
  const nouns = nounsOf(vocabulary, community);
  const clause = (): string[] => {
    const article = vocabulary.lang === 'en' ? ['the'] : [];
    return [
      ...article,
      pick(vocabulary.adjectives, random),
      pick(nouns, random),
      ...(random() < 0.5 ? [...(vocabulary.lang === 'en' ? ['of'] : []), pick(vocabulary.places, random)] : []),
      pick(vocabulary.verbs, random),
      ...article,
      ...(random() < 0.5 ? [pick(vocabulary.adjectives, random)] : []),
      pick(nouns, random),
    ];
  };
  return [...clause(), pick(vocabulary.links, random), ...clause(), pick(vocabulary.times, random).replace('-', ' ')];
}

function edited(list: readonly string[], vocabulary: Vocabulary, rate: number, random: Random): string[] {
  return list.flatMap((word) => {
    if (random() >= rate) return [word];
    const kind = randomBelow(random, 3);
    return kind === 0 ? [pick(vocabulary.adjectives, random)] : kind === 1 ? [] : [word, word];
  });
}

/** A hashtag without its sign: two words of the community's field and a number of its own. */
export function hashtagText(community: number, number: number, random: Random): string {
  const vocabulary = vocabularyOf(community);
  const nouns = nounsOf(vocabulary, community);
  const part = (): string =>
    pick(nouns, random)
      .replace(/\W+/g, (found) => (vocabulary.lang === 'en' ? '' : found))
      .replace(/^[a-z]/, (letter) => letter.toUpperCase());
  return `${part()}${part()}${number}`;
}

/** A link that nobody else has: an invented site, a date, a headline. */
export function urlText(community: number, number: number, seconds: number, random: Random): string {
  const nouns = nounsOf(ENGLISH, community);
  const site = `${pick(ENGLISH.adjectives, random)}-${pick(nouns, random)}`;
  const date = new Date(seconds * 1000).toISOString().slice(0, 10).replaceAll('-', '/');
  return `https://${site}.example/${date}/${pick(nouns, random)}-${pick(ENGLISH.verbs, random)}-${number}`;
}

/** A handle: marked as simulated, a word, and the account's number. */
export function handleOf(seed: number, account: number): string {
  const random = textStream(seed, 'hashtag', -1 - account);
  return `sim_${pick(pick(ENGLISH.nouns, random), random).replace('-', '')}${account}`;
}

function nounsOf(vocabulary: Vocabulary, community: number): readonly string[] {
  return vocabulary.nouns[community % vocabulary.nouns.length] as readonly string[];
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[randomBelow(random, list.length)] as T;
}
