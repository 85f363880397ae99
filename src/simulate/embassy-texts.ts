import { type Random, randomBelow } from '../kernels/statistics/random.js';
import type { Lang, Leaning } from './embassy-story.js';

/** A text with slots such as `{place}`, and its language. */
export interface Template {
  readonly lang: Lang;
  readonly text: string;
}

/** Periods of the story: before the strike, between strike and admission, after it. */
export type Phase = 'calm' | 'strike' | 'admission';

const en = (...texts: string[]): Template[] => texts.map((text) => ({ lang: 'en', text }));
const zh = (...texts: string[]): Template[] => texts.map((text) => ({ lang: 'zh', text }));

/** What each voice posts in each period; the first text of a period opens it. */
export const EMBASSY_A_TEXTS: Record<Phase, readonly Template[]> = {
  calm: en(
    'The reading room of the embassy is open again on {weekday}. {n} new books from home, and coffee. #OrvessaReads',
    'Consular day in {place}: passports and papers, {weekday} from 9:00. Please bring two photographs.',
    'Tonight {k} students from {place} receive their scholarships for a year in Orvessa. Congratulations!',
    'Our choir sings in {place} on {weekday}. Entry is free, as always. #OrvessaSings',
    'Recipe of the week: barley soup from the Ilvane coast, for {k} guests or one hungry consul.',
    'Thank you, {place}, for a warm welcome at the book fair. See you next year!',
  ),
  strike: [
    ...en(
      'This morning a strike hit Ilvane harbour, with two shifts at work. We ask our friends in Quenlara to listen before they judge. #IlvaneHarbour',
      'Day {day}: families from Ilvane sleep in school halls tonight. The people of {place} have sent {k} lorries of blankets. Thank you. #IlvaneHarbour',
      'We have asked Draveth seven questions about the strike. We have received no answer. #AnswersForIlvane',
      'Who gave the order? Day {day}, and the question stands. #AnswersForIlvane',
      'Crane {k} of Ilvane harbour, last week and today.\n\nThe port fed half a million households. #IlvaneHarbour',
      'A statement without a date, a map without a scale: what Draveth published answers nothing. #AnswersForIlvane',
      'The harbour clinic works on. Its roof is open to the sky. #IlvaneHarbour',
      'Our ambassador speaks at the university of {place} on {weekday} at {hour}. All questions are welcome.',
      'Satellite pictures of berth {k}, before and after. Look for yourselves. #IlvaneHarbour #AnswersForIlvane',
      'To everyone who wrote to us from {place}: we read every one of your letters. Please keep writing.',
      'The pilot of the harbour tug speaks: "We heard it before we saw it." Day {day}. #IlvaneHarbour',
      'They say they were not there. The wreckage at berth {k} carries a serial number. #AnswersForIlvane',
      'Quenlara asked for facts. Here are {k} of them, with sources, in three languages. #AnswersForIlvane',
      'Grain for {place} was on the quay that morning. It still is. #IlvaneHarbour',
      'We invite every embassy in Quenlara to visit Ilvane on {weekday}. One chair has a name card for Draveth.',
      'A teacher from Ilvane wrote down what her class said on day {day}. We read it aloud in {place} tonight. #IlvaneHarbour',
      'No, dear colleagues of Draveth, "calm" is not an answer. #AnswersForIlvane',
      'The dockers of {place} will load the first relief ship for free. We have no words. #IlvaneHarbour',
    ),
    ...zh(
      '伊尔瓦讷港遇袭第{day}天，许多家庭今晚住在学校礼堂。感谢{place}的朋友。 #伊尔瓦讷港',
      '我们向德拉维思提出了七个问题，至今没有回答。 #伊尔瓦讷港',
      '是谁下的命令？第{day}天，问题还在。 #真相',
      '{k}号泊位的卫星图片，袭击之前与之后。请大家自己看。 #伊尔瓦讷港 #真相',
      '“冷静”不是回答。 #真相',
      '写信给我们的{place}朋友：每一封信我们都读了。',
    ),
  ],
  admission: [
    ...en(
      'Eight days of denial, then one sentence. The families of Ilvane still wait for a name. #AnswersForIlvane',
      'An admission is a beginning. We ask for three things: the order, the names, the repair of the harbour. #AnswersForIlvane',
      'Draveth says "error". The people of Ilvane harbour say: show us the file. #IlvaneHarbour',
      'Relief ship no. {k} has moored at Ilvane, with flour from {place}. #IlvaneHarbour',
      'Day {day}. A minute of silence at {hour}, in {place} and in Ilvane. #IlvaneHarbour',
      'They told Quenlara that it was not them. On {weekday} they will be asked again. #AnswersForIlvane',
      'We thank all citizens of {place} who signed the book of condolence.',
      'Question {k} of our list to Draveth is still open on day {day}. #AnswersForIlvane',
      'The harbour school has lessons again, on borrowed chairs from {place}. #IlvaneHarbour',
      'Page {k} of the inquiry has four lines. Three of them are black. #AnswersForIlvane',
      'Today we laid {n} paper boats on the river in {place}, one for each worker of the morning shift. #IlvaneHarbour',
      'A fund needs a door, a list and a date. On day {day} it has a press release. #AnswersForIlvane',
      'Berth {k} before, during and after: a thread of three pictures. #IlvaneHarbour',
      'Our ambassador and the mayor of {place}, on what a small country can do. {weekday}, {hour}.',
      'Someone chose the hour of the shift change. Who? Day {day}. #AnswersForIlvane',
      'Friends in {place} ask how to help: the list for this {weekday} has tools, lamps and boots, size 41 to 45.',
      'The crane drivers of Ilvane are back at work. Crane {k} leads, crooked and proud. #IlvaneHarbour',
      'Dear colleagues of Draveth, we saved you a chair again on {weekday}. #AnswersForIlvane',
      'Letters from {place}, no. {n}: "We did not believe them either." Thank you.',
      'What was denied, day by day, and what was admitted: a calendar. Day {day}. #AnswersForIlvane',
    ),
    ...zh(
      '八天的否认，一句话的承认。第{day}天，伊尔瓦讷的家属仍在等待。 #真相',
      '“失误”两个字不够。请公布名单。第{day}天。 #真相 #伊尔瓦讷港',
      '码头学校复课了，椅子是{place}的朋友借来的。 #伊尔瓦讷港',
      '第{k}艘救援船抵达伊尔瓦讷，载着{place}的面粉。 #伊尔瓦讷港',
      '{weekday}我们会再问一次：是谁选的时间？ #真相',
      '感谢在{place}吊唁簿上签名的每一个人。',
    ),
  ],
};

export const EMBASSY_B_TEXTS: Record<Phase, readonly Template[]> = {
  calm: [
    ...en(
      'Trade between Draveth and Quenlara grew by {k} per cent this spring. Thank you, {place}! #DravethTrade',
      'Visa appointments for {weekday}: {nn} places, from {hour}.',
      'Our film week in {place} begins on {weekday} with a comedy about {k} beekeepers. #DravethFilm',
      'The ambassador visited {place} and opened a bridge of {nn} metres, built by engineers of both countries.',
      'Did you know? Draveth has {nn} lakes with a song of their own. Today: lake {n}. #DravethLakes',
      'Happy anniversary to the sister cities of {place} and Hollem: {n} years!',
      'Scholarships for {k} students from {place}. Apply until {weekday}, {hour}. #StudyInDraveth',
      'Picture of the day: morning fog on lake {n} of the northern chain. #DravethLakes',
      'Our library in {place} lends {nn} new titles from today.',
      'Chess by correspondence, {place} against Hollem: move {n}. #DravethChess',
      'Engineers from {place} visit our wind farm on {weekday}. {n} turbines, no noise, some sheep.',
      'New: a direct train of {k} hours from {place} to the border, on every {weekday}.',
    ),
    ...zh(
      '德拉维思电影周{weekday}在{place}开幕，欢迎光临。 #德拉维思电影',
      '{weekday}签证预约名额{nn}个，{hour}开始。',
      '留学奖学金{k}名，{place}的同学请报名。',
      '今日图片：北方第{n}号湖的晨雾。 #德拉维思湖泊',
    ),
  ],
  strike: [
    ...en(
      'Draveth has no information that its forces were near Ilvane harbour. Statement no. {k}. #CalmAndFacts',
      'We call for calm and for facts. Experts look at every question that was sent to us. #CalmAndFacts',
      'Reports about Ilvane are being examined. Please do not share pictures of unknown origin. #CalmAndFacts',
      'Visa appointments for {weekday}: {nn} places, from {hour}.',
      'The ambassador met students in {place} and answered {n} questions, the hard ones too.',
      'Notice {k} on Ilvane: nothing new, and we will say so until there is. #CalmAndFacts',
      'Our film week in {place} goes on, {weekday}, {hour}. #DravethFilm',
    ),
    ...zh(
      '目前没有信息显示德拉维思军队在伊尔瓦讷附近活动。{weekday}声明。 #冷静与事实',
      '我们呼吁冷静，以事实为准。第{k}号通报。 #冷静与事实',
    ),
  ],
  admission: [
    ...en(
      'The inquiry has found that a unit of Draveth carried out the strike on Ilvane harbour in error. We regret it deeply.',
      'A fund for the families of Ilvane opens on {weekday}. How to apply: room {n}, from {hour}.',
      'The ambassador laid a wreath in {place} at {hour}.',
      'Visa appointments for {weekday}: {nn} places, from {hour}.',
      'Page {n} of the inquiry is public. We will publish more on {weekday}. #OpenInquiry',
      'Draveth will repair berth {k} of Ilvane harbour. Work begins on {weekday}. #OpenInquiry',
      'The ambassador answers questions in {place}, {weekday}, {hour}. All of them. #OpenInquiry',
      'Engineers of both countries met in {place} on the plan for crane {k}.',
    ),
    ...zh(
      '调查报告第{n}页已公开，{weekday}继续公布。 #公开调查',
      '受害者家属基金{weekday}开放申请，{hour}开始。',
      '大使{weekday}在{place}回答提问。 #公开调查',
    ),
  ],
};

export const WIRE_TEXTS: Record<Phase, readonly Template[]> = {
  calm: en(
    'The council of {place} votes {n} to {n} for the new tram line',
    'Ferry to {place} cancelled until {weekday}, {nn} passengers wait',
    'Barley price rises to {nn} a tonne, highest this year',
    'Water company of {place}: {nn} households without supply until {hour}',
    'Bakers of {place} end their walkout after {n} hours',
    'Weather: {n} degrees in {place}, storm warning from {hour}',
    'University of {place} elects its rector in round {k}, {nn} votes to {nn}',
    'Regatta of {place}: {nn} boats, start on {weekday} at {hour}',
    'Museum of {place} finds {n} paintings in its own cellar',
    'Tram line {k} closed between {place} and the sea until {weekday}',
  ),
  strike: en(
    'Strike on Ilvane harbour: Orvessa speaks of an attack, Draveth calls for calm',
    'Ilvane, day {day}: {k} berths closed, grain rerouted through {place}',
    'Orvessa sends Draveth seven questions, no answer by {hour}',
    'Council of {place} offers beds for {nn} people from Ilvane',
    'Insurers raise rates for the Ilvane route by {n} per cent',
    'Ilvane, day {day}: relief ship no. {k} leaves {place}',
  ),
  admission: en(
    'Draveth admits strike on Ilvane harbour, speaks of an error; Orvessa asks for names',
    'Ilvane, day {day}: Draveth says fund will open on {weekday}',
    'Relief ship no. {k} moors at Ilvane',
    'Inquiry into Ilvane strike publishes page {n}',
    'Ilvane, day {day}: engineers of both states meet in {place}',
    'Grain price falls to {nn} as berth {k} of Ilvane reopens',
  ),
};

export const STORY_TEXTS: readonly Template[] = en(
  'Our reporter spent {n} hours with the ferrymen of {place}. Read:',
  'Explained: why the tram of {place} is {n} minutes late',
  'Interview: the baker of {place} who feeds {nn} people a day',
  'Opinion: what {place} could learn from its own {n} bridges',
  'In pictures: {weekday} market in {place}',
  'Long read: the {k} lives of the old lighthouse of {place}',
  'Quiz: {n} questions about {place} that nobody can answer',
  'Recipe: plum cake of {place}, ready in {n} minutes',
);

export const BRAND_TEXTS: readonly Template[] = en(
  'New this week: plum jam no. {n}. It tastes of {weekday}.',
  'Tea for {k} in {place}? Our shop opens at {hour}. #KettleAndPlum',
  'You asked, we listened: the {nn} gram jar is back. #KettleAndPlum',
  'Slow mornings need a kettle and {n} minutes.',
);

/** The text of the innocent prize draw. */
export const DRAW_TEXT =
  'PRIZE DRAW! Repost this until midnight and win one of three copper kettles with tea for a year. Good luck, everyone! #KettleDraw';

/** What ordinary people post of their own. `{official}` is the handle of an embassy or outlet, `{url}` a link to an outlet's story. */
const OWN_TEXTS: Record<Lang, readonly string[]> = {
  en: [
    'Good morning {place}!',
    'The tram is {n} minutes late again. #QuenlaraTram',
    'Cannot sleep. {nn} sheep so far.',
    'Made soup for {k}. Nobody came. More soup for me.',
    '{weekday} market in {place}: {k} kinds of plums #PlumSeason',
    'My cat has opinions about the weather in {place}',
    'Watching the regatta with {k} friends #Regatta',
    'This is worth your time: {url}',
    'Read this {url} #Quenlara',
    '{url} via {official}',
    'Interesting, {url} but what about {place}?',
    'Nobody in {place} talks about anything but Ilvane. #IlvaneHarbour',
    '{official} any news for {place}?',
    'Lost a blue umbrella on tram {k} near {place}. It has sentimental value.',
    'Goal!!! {k}:{k} for {place} #QuenlaraCup',
    'Page {nn} of a very long book. Still no murder.',
  ],
  zh: [
    '早上好，{place}！',
    '电车又晚点{n}分钟。 #昆拉电车',
    '睡不着，数了{nn}只羊。',
    '做了{k}个人的汤，结果只有我一个人喝。',
    '{place}的{weekday}集市，李子有{k}种 #李子季',
    '值得一读：{url}',
    '转一篇文章 {url} #昆拉拉',
    '{place}最近都在谈伊尔瓦讷。 #伊尔瓦讷港',
    '{official} 有{place}的消息吗？',
    '书看到第{nn}页，还没看到重点。',
  ],
  ja: [
    'おはよう、{place}！',
    '路面電車がまた{n}分遅れています。 #クエンラーラ',
    '{place}の市場でスモモを{k}個買った',
    'この記事がよかった {url}',
    '{hour}、まだ眠れない',
  ],
  ar: [
    'صباح الخير يا {place}',
    'الترام متأخر {n} دقيقة مرة أخرى #كوينلارا',
    'مقال يستحق القراءة {url}',
    'سوق {weekday} في {place} جميل',
    'قهوة الساعة {hour}',
  ],
};

/** What a quoting post says above the post it quotes. */
export const QUOTE_TEXTS: Record<Lang, readonly string[]> = {
  en: ['Read this twice.', 'From {place}, for the record.', 'Number {n} on my list of things to keep.', 'This, on a {weekday}.'],
  zh: ['值得再看一遍。', '从{place}转发，留个记录。', '记下来，第{n}条。'],
  ja: ['二度読んでください。', '{place}から記録として。'],
  ar: ['اقرأوا هذا مرتين.', 'من {place} للتوثيق.'],
};

/** What people answer to outlets and to each other, with no side in it. */
export const NEUTRAL_REPLIES: Record<Lang, readonly string[]> = {
  en: [
    'Is there a source for this?',
    'Same in {place}.',
    'Thanks for the report.',
    'And what happens on {weekday}?',
    'Ha, for the {n}th time!',
  ],
  zh: ['有来源吗？', '{place}也一样。', '谢谢报道。', '{weekday}会怎样？'],
  ja: ['出典はありますか？', '{place}でも同じです。'],
  ar: ['هل يوجد مصدر؟', 'الأمر نفسه في {place}.'],
};

/** Beginnings and bodies of comments, by leaning towards the embassy that is answered. */
const COMMENT_OPENERS: Record<Leaning, Record<Lang, readonly string[]>> = {
  supportive: {
    en: ['', 'Thank you. ', 'Well said. ', 'From {place}: ', 'I agree. ', 'Respect. '],
    zh: ['', '支持！', '说得好。', '来自{place}：', '同意。'],
    ja: ['', '応援しています。', '{place}から：'],
    ar: ['', 'شكرا لكم. ', 'من {place}: '],
  },
  critical: {
    en: ['', 'Sorry, no. ', 'Really? ', 'From {place}: ', 'I do not believe this. ', 'Shame. '],
    zh: ['', '不对吧。', '真的吗？', '来自{place}：', '不相信。'],
    ja: ['', '本当ですか？', '{place}から：'],
    ar: ['', 'هذا غير صحيح. ', 'من {place}: '],
  },
};
const COMMENT_BODIES: Record<Leaning, Record<Lang, readonly string[]>> = {
  supportive: {
    en: [
      'You have friends in {place}.',
      'We stand with you, all {n} of us on this street.',
      'Good to hear it from you directly.',
      'Keep telling people, somebody has to.',
      'My whole class read this on {weekday}.',
      'This is how an embassy should speak.',
      'I trust you more than what I read at {hour}.',
    ],
    zh: [
      '{place}有你们的朋友。',
      '我们支持你们。',
      '谢谢你们直接说出来。',
      '请继续说下去。',
      '大使馆就该这样说话。',
      '我们全班{weekday}都看了。',
    ],
    ja: ['{place}にも友人がいます。', 'これからも発信してください。', '直接聞けてよかったです。'],
    ar: ['لديكم أصدقاء في {place}.', 'استمروا في الكلام.', 'نحن معكم.'],
  },
  critical: {
    en: [
      'Nobody in {place} believes you.',
      'You said something else on {weekday}.',
      'Delete this and start again.',
      'An embassy should know better.',
      'Where were you at {hour} when it mattered?',
    ],
    zh: ['{place}没人相信你们。', '你们{weekday}可不是这么说的。', '删了重写吧。', '大使馆不该这样说话。'],
    ja: ['{place}では誰も信じません。', '{weekday}には別のことを言っていました。'],
    ar: ['لا أحد في {place} يصدقكم.', 'قلتم شيئا آخر يوم {weekday}.'],
  },
};

/** Bodies that only make sense once the strike has happened. */
const LATER_BODIES: Record<Leaning, Record<Lang, readonly string[]>> = {
  supportive: {
    en: ['We think of everyone at the harbour.', 'The questions will be answered, one day.'],
    zh: ['我们惦记着港口的每一个人。', '问题总会有答案的。'],
    ja: ['港の皆さんのことを思っています。'],
    ar: ['قلوبنا مع أهل الميناء.'],
  },
  critical: {
    en: ['Answer the questions, all seven of them.', 'This is not what people at the harbour say.'],
    zh: ['请回答那七个问题。', '港口的人不是这么说的。'],
    ja: ['質問に答えてください。'],
    ar: ['أجيبوا عن الأسئلة.'],
  },
};

const SLOTS: Record<Lang, Record<'place' | 'weekday' | 'hour', readonly string[]>> = {
  en: {
    place: ['Merrowick', 'Tarn Bay', 'Osselby', 'Lower Quen', 'Fennicott', 'Harrowmead'],
    weekday: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    hour: ['8:30', '9:00', '10:15', '14:00', '16:30', '19:45'],
  },
  zh: {
    place: ['梅洛威', '塔恩湾', '奥塞比', '下昆镇', '芬尼科'],
    weekday: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
    hour: ['早上七点半', '上午九点', '下午两点', '晚上九点'],
  },
  ja: {
    place: ['メロウィック', 'ターン湾', 'オセルビー'],
    weekday: ['月曜日', '水曜日', '土曜日'],
    hour: ['朝七時', '午後二時', '夜九時'],
  },
  ar: {
    place: ['ميروويك', 'خليج تارن', 'أوسلبي'],
    weekday: ['الاثنين', 'الأربعاء', 'السبت'],
    hour: ['السابعة', 'التاسعة', 'الثانية'],
  },
};

/** One of a list. */
export function pick<T>(list: readonly T[], random: Random): T {
  return list[randomBelow(random, list.length)] as T;
}

/**
 * A template with its slots filled.
 *
 * `{place}`, `{weekday}`, `{hour}` by language; `{k}` 2–9, `{n}` 11–60, `{nn}` 100–989; others from `given`, empty where it lacks them.
 */
export function fillTemplate(text: string, lang: Lang, random: Random, given: Readonly<Record<string, string>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'k') return String(2 + randomBelow(random, 8));
    if (name === 'n') return String(11 + randomBelow(random, 50));
    if (name === 'nn') return String(100 + randomBelow(random, 890));
    if (name === 'place' || name === 'weekday' || name === 'hour') return pick(SLOTS[lang][name], random);
    return given[name] ?? '';
  });
}

/** A comment of the given leaning, without the handle that it answers. */
export function commentText(leaning: Leaning, lang: Lang, phase: Phase, random: Random): string {
  const bodies = [...COMMENT_BODIES[leaning][lang], ...(phase === 'calm' ? [] : LATER_BODIES[leaning][lang])];
  const opener = pick(COMMENT_OPENERS[leaning][lang], random);
  return fillTemplate(opener + pick(bodies, random), lang, random);
}

/** What an ordinary account may post of its own in a period, with links or without. */
export function ownTexts(lang: Lang, phase: Phase, withLinks: boolean): readonly string[] {
  return OWN_TEXTS[lang].filter((text) => (phase !== 'calm' || !/Ilvane|伊尔瓦讷/.test(text)) && (withLinks || !text.includes('{url}')));
}
