import { readFileSync } from 'node:fs';
import { eld } from 'eld/large';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DETECTOR } from '../../../src/enrich/eld-detector.js';
import { isContradictedByLetters, type LanguageGuess, languageOfText } from '../../../src/kernels/text/language.js';
import { CALIBRATION, confidenceOf } from '../../../src/kernels/text/language-confidence.js';
import { comparedLanguage, languageCode } from '../../../src/kernels/text/language-names.js';
import { wordsOfPost } from '../../../src/kernels/text/words-of-a-post.js';

const guess = (text: string): LanguageGuess => languageOfText(text, (words) => eld.detect(words).getScores());
const never = (): never => {
  throw new Error('a detector was asked');
};

/** One sentence of a post in each, written for this test. */
const PLANTED: Readonly<Record<string, string>> = {
  en: 'The minister said on Tuesday that the talks would go on until an agreement is found.',
  de: 'Der Minister sagte am Dienstag, dass die Gespräche weitergehen, bis eine Einigung gefunden ist.',
  fr: 'Le ministre a déclaré mardi que les discussions continueraient jusqu’à ce qu’un accord soit trouvé.',
  es: 'El ministro dijo el martes que las conversaciones seguirán hasta que se encuentre un acuerdo.',
  pt: 'O ministro disse na terça-feira que as conversações vão continuar até que se encontre um acordo.',
  it: 'Il ministro ha detto martedì che i colloqui continueranno finché non si troverà un accordo.',
  nl: 'De minister zei dinsdag dat de gesprekken doorgaan totdat er een overeenkomst is gevonden.',
  pl: 'Minister powiedział we wtorek, że rozmowy będą trwały, dopóki nie zostanie znalezione porozumienie.',
  tr: 'Bakan salı günü yaptığı açıklamada, bir anlaşmaya varılana kadar görüşmelerin süreceğini söyledi.',
  vi: 'Bộ trưởng nói hôm thứ Ba rằng các cuộc đàm phán sẽ tiếp tục cho đến khi đạt được thỏa thuận.',
  hu: 'A miniszter kedden azt mondta, hogy a tárgyalások addig folytatódnak, amíg megállapodás nem születik.',
  fi: 'Ministeri sanoi tiistaina, että neuvottelut jatkuvat, kunnes sopimukseen päästään.',
  ru: 'Министр заявил во вторник, что переговоры будут продолжаться, пока не будет найдено соглашение.',
  uk: 'Міністр заявив у вівторок, що переговори триватимуть, доки не буде знайдено угоди.',
  be: 'Міністр заявіў у аўторак, што перамовы будуць працягвацца, пакуль не будзе знойдзена пагадненне.',
  bg: 'Министърът заяви във вторник, че преговорите ще продължат, докато не бъде намерено споразумение.',
  kk: 'Министр сейсенбі күні келіссөздер келісім табылғанша жалғаса беретінін айтты, бұл өте маңызды қадам.',
  mn: 'Сайд мягмар гарагт хэлэлцээ тохиролцоонд хүрэх хүртэл үргэлжилнэ гэж мэдэгдэв, энэ нь өөрчлөлт юм.',
  ar: 'قال الوزير يوم الثلاثاء إن المحادثات ستستمر حتى يتم التوصل إلى اتفاق بين الطرفين.',
  fa: 'وزیر روز سه‌شنبه گفت که گفتگوها تا زمانی که توافقی پیدا شود ادامه خواهد یافت.',
  ur: 'وزیر نے منگل کو کہا کہ مذاکرات اس وقت تک جاری رہیں گے جب تک کوئی معاہدہ نہ ہو جائے۔',
  ug: 'مىنىستىر سەيشەنبە كۈنى سۆھبەتلەرنىڭ كېلىشىم تېپىلغۇچە داۋاملىشىدىغانلىقىنى ئېيتتى.',
  ps: 'وزیر د سې شنبې په ورځ وویل چې خبرې به تر هغه وخته روانې وي څو یو تړون ته ورسېږي، دا ښه ګام دی.',
  zh: '部长星期二表示，会谈将继续进行，直到达成协议为止。',
  ja: '大臣は火曜日、合意が見つかるまで協議を続けると述べた。',
  ko: '장관은 화요일에 합의가 이루어질 때까지 회담이 계속될 것이라고 말했다.',
  th: 'รัฐมนตรีกล่าวเมื่อวันอังคารว่าการเจรจาจะดำเนินต่อไปจนกว่าจะพบข้อตกลง',
  el: 'Ο υπουργός δήλωσε την Τρίτη ότι οι συνομιλίες θα συνεχιστούν μέχρι να βρεθεί συμφωνία.',
  he: 'השר אמר ביום שלישי שהשיחות יימשכו עד שיימצא הסכם.',
  hy: 'Նախարարը երեքշաբթի օրը ասաց, որ բանակցությունները կշարունակվեն։',
  ka: 'მინისტრმა სამშაბათს განაცხადა, რომ მოლაპარაკებები გაგრძელდება.',
  hi: 'मंत्री ने मंगलवार को कहा कि समझौता होने तक बातचीत जारी रहेगी।',
  ta: 'உடன்பாடு எட்டப்படும் வரை பேச்சுவார்த்தை தொடரும் என்று அமைச்சர் கூறினார்.',
  my: 'ဝန်ကြီးက ဆွေးနွေးပွဲများ ဆက်လက်ပြုလုပ်မည်ဟု ပြောကြားခဲ့သည်။',
  am: 'ሚኒስትሩ ማክሰኞ ዕለት ስምምነት እስኪገኝ ድረስ ውይይቱ እንደሚቀጥል ተናግረዋል።',
};

describe('planted', () => {
  test.each(Object.entries(PLANTED))('a sentence of %s', (language, text) => {
    const found = guess(text);
    expect(found.language).toBe(language);
    expect(found.confidence).toBeGreaterThan(0.8);
  });

  test('scripts of one language, and letters of one, need no detector', () => {
    for (const language of ['zh', 'ja', 'ko', 'th', 'el', 'he', 'hy', 'ka', 'ta', 'my', 'am', 'kk', 'mn', 'ug', 'ps'])
      expect(languageOfText(PLANTED[language] as string, never)).toMatchObject({ language, decidedBy: 'script' });
  });

  test('Han alone is Chinese, less sure the shorter; characters of one country say it sooner', () => {
    const short = languageOfText('東京', never);
    const long = languageOfText('東京大學醫學院附屬醫院第一外科', never);
    expect([short.language, long.language]).toEqual(['zh', 'zh']);
    expect(long.confidence as number).toBeGreaterThan(short.confidence as number);
    expect(languageOfText('渋谷駅前広場', never).language).toBe('ja');
    expect(languageOfText('战争时间', never).confidence as number).toBeGreaterThan(languageOfText('東京大學', never).confidence as number);
  });

  test('the script with most letters decides, and others lower the confidence', () => {
    const alone = guess(PLANTED['ko'] as string);
    const mixed = guess(`${PLANTED['ko']} ${PLANTED['en']?.slice(0, 40)}`);
    expect(mixed.language).toBe('ko');
    expect(mixed.confidence as number).toBeLessThan(alone.confidence as number);
    expect(guess('iPhone 15 发布会').language).toBe('zh');
    expect(guess('¯\\_(ツ)_/¯ no idea why they would ever say this about the weather').language).toBe('en');
  });
});

describe('nothing to find', () => {
  test.each([
    '',
    ' \n\t',
    '12 345 — 2016!',
    '😂😂 ❤️ ™️ ℹ️ 🈶',
    'https://t.co/AbCdEf http://example.org/a-long/path?q=english+words',
    '@someone @ИмяФамилия ＠another',
    'RT @someone: https://t.co/x &amp; &#39;',
    'name@example.org',
    '\ud83d \udc4d',
  ])('%j has no language', (text) => {
    expect(guess(text)).toEqual({ language: null, confidence: null, decidedBy: 'script' });
  });

  test('one letter, and a word of several languages, are below the level', () => {
    for (const text of ['a', 'ツ', 'ok', 'no']) expect(guess(text).confidence ?? 0, text).toBeLessThan(0.5);
  });

  test('a detector that knows nothing gives nothing', () => {
    expect(languageOfText('some words', () => ({}))).toEqual({ language: null, confidence: null, decidedBy: 'detector' });
  });
});

test('a text of a megabyte is looked at in its beginning', () => {
  expect(guess((PLANTED['fr'] as string).repeat(10_000)).language).toBe('fr');
  expect(guess('a.'.repeat(500_000)).confidence ?? 0).toBeLessThanOrEqual(1);
});

test('any text at all has an answer with a confidence from 0 to 1', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' })), (text) => {
      const { language, confidence } = guess(text);
      expect(language === null).toBe(confidence === null);
      if (confidence !== null) expect(confidence >= 0 && confidence <= 1).toBe(true);
      if (language !== null) expect(language).toMatch(/^[a-z]{2,3}$/);
    }),
    { numRuns: 100 },
  );
});

test('links, names and emoji that are added change nothing', () => {
  const added = fc.constantFrom(
    'https://t.co/AbCdEf',
    '@someone',
    '@user@host.social',
    'http://пример.рф/путь',
    '😂',
    'www.example.org/x',
    '&amp;',
    '42',
  );
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(PLANTED)), fc.array(added, { maxLength: 6 }), (text, additions) => {
      expect(guess(`${additions.join(' ')} ${text} ${additions.join(' ')}`)).toEqual(guess(text));
    }),
    { numRuns: 100 },
  );
});

test('hashtags count as the words that they are made of', () => {
  expect(wordsOfPost('#MakeItRain_now ok').trim().split(/\s+/)).toEqual(['Make', 'It', 'Rain', 'now', 'ok']);
  expect(wordsOfPost('【快看！#糯米在自己滚糖霜#】')).toContain('糯米在自己滚糖霜');
  expect(wordsOfPost('看http://t.cn/A6x转发').replace(/\s+/g, ' ')).toBe('看 转发');
  expect(wordsOfPost('𝐁𝐨𝐥𝐝 words')).toBe('Bold words');
});

test('confidence rises with margin, letters and share, through the whole range', () => {
  const evidence = { best: 0.75, second: 0.6, letters: 40, share: 1 };
  const of = (change: Partial<typeof evidence>): number => confidenceOf({ ...evidence, ...change });
  expect(of({ second: 0.74 })).toBeLessThan(of({}));
  expect(of({ letters: 5 })).toBeLessThan(of({}));
  expect(of({ share: 0.5 })).toBeLessThan(of({}));
  const { knots } = CALIBRATION;
  for (const [index, [x, y]] of knots.entries()) {
    expect(x >= (knots[index - 1]?.[0] ?? 0) && y >= (knots[index - 1]?.[1] ?? 0), `${x} ${y}`).toBe(true);
  }
  expect([knots[0], knots.at(-1)]).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

test('labels that letters contradict', () => {
  expect(isContradictedByLetters('uk', 'А нас-то за что? Мы это ещё обсудим')).toBe(true);
  expect(isContradictedByLetters('ru', PLANTED['en'] as string)).toBe(true);
  expect(isContradictedByLetters('sr', 'Ministar je rekao')).toBe(false);
  expect(isContradictedByLetters('ru', 'видео просто супер �� … — 😂')).toBe(false);
  for (const [language, text] of Object.entries(PLANTED)) expect(isContradictedByLetters(language, text), language).toBe(false);
});

test('names and codes of languages, as sources write them', () => {
  const codes: Record<string, string | null> = {
    Russian: 'ru',
    'Farsi (Persian)': 'fa',
    'Traditional Chinese': 'zh',
    'zh-cn': 'zh',
    'zh-Hant-TW': 'zh',
    pt_BR: 'pt',
    iw: 'he',
    in: 'id',
    nb: 'no',
    fil: 'tl',
    rus: 'ru',
    EN: 'en',
    und: null,
    'LANGUAGE UNDEFINED': null,
    zxx: null,
    qht: null,
    '': null,
    tlh: 'tlh',
    constructor: 'constructor',
  };
  expect(Object.fromEntries(Object.keys(codes).map((stated) => [stated, languageCode(stated)]))).toEqual(codes);
  expect(comparedLanguage('id')).toBe(comparedLanguage('ms'));
});

test('the method names the version of the detector that is installed', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(DETECTOR).toBe(`eld ${dependencies['eld']} large`);
});
