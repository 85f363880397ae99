/** What the name of a column may mean: fields of a mapping, and two that are none: another time, and the name of a platform. */
export type NameHint =
  | 'account'
  | 'handle'
  | 'displayName'
  | 'description'
  | 'location'
  | 'profileUrl'
  | 'accountLanguage'
  | 'accountCreatedAt'
  | 'observedAt'
  | 'followerCount'
  | 'followingCount'
  | 'postCount'
  | 'status'
  | 'post'
  | 'postedAt'
  | 'text'
  | 'language'
  | 'client'
  | 'isRepost'
  | 'repost'
  | 'reply'
  | 'quote'
  | 'urls'
  | 'hashtags'
  | 'mentions'
  | 'media'
  | 'likeCount'
  | 'repostCount'
  | 'replyCount'
  | 'quoteCount'
  | 'viewCount'
  | 'otherTime';

const PERSON =
  '(?:user|author|account|channel|page|owner|sender|poster|profile|creator|blogger|from|uploader|chat|用户|用戶|作者|博主|账号|帐号|帳號|发布者|пользовател\\p{L}*|автор\\p{L}*|аккаунт\\p{L}*|канал\\p{L}*|nutzer|benutzer|konto|autor|kanal|utilisateur|auteur|compte|chaine|usuario|cuenta|canal|conta|المستخدم|مستخدم|الحساب|حساب|الكاتب|القناة)';
const ID = '(?:ids?|uid|identifier|key|ид|айди|编号|kennung|nummer|identifiant|identificador|معرف|رقم)';
const POST =
  '(?:post|tweet|message|msg|status|mblog|content|item|comment|article|note|weibo|video|toot|微博|消息|帖子|文章|评论|сообщени\\p{L}*|пост\\p{L}*|beitrag\\p{L}*|nachricht\\p{L}*|publication|mensaje|publicacion|mensagem|postagem|منشور|تغريدة)';
const NUMBER = '(?: ?(?:count|counts|num|number|total|数|數))';

/** Patterns over a name in lower case, words parted by one blank, Latin letters without accents; all that match count. */
const HINTS: readonly (readonly [NameHint, string])[] = [
  [
    'observedAt',
    'scrap|crawl|collect|harvest|retriev|fetched|snapshot|observ|captur|download|commit time|first seen|采集|抓取|爬取|获取时间|сбор|собран|erhoben|abgerufen|erfasst|recolec|coleta|جمع',
  ],
  [
    'accountCreatedAt',
    `joined|regist(?:er|ra)|sign ?up|member since|注册|регистрац|inscription|^${PERSON} .*(?:creat|since|made)|${PERSON} created|(?:creation|created|date).* ${PERSON}$`,
  ],
  ['otherTime', 'edit|updat|modif|last seen|next |delet|expir|born|修改|更新|изменен'],
  [
    'postedAt',
    '(?:^| )(?:date|time|datetime|timestamp|when|at|utc|cst|created|posted|published|publish)(?: |$)|发布|发表|时间|日期|дата|время|datum|zeit|veroffentlich|fecha|hora|^data$|data de|heure|تاريخ|وقت',
  ],
  ['account', `^${PERSON} ?${ID}(?: str)?$|^${ID} ${PERSON}$|^${PERSON}$|^uid$|^did$|^acct$|^${PERSON} .*${ID}$|^id d[eu] l? ?${PERSON}$`],
  ['handle', 'screen ?name|handle|user ?name|login|用户名|никнейм|^ник$|логин|pseudo|^acct$|nickname'],
  [
    'displayName',
    `display|^(?:full )?name$|^${PERSON}(?: full)? ?(?:name|title|名称|名)$|^(?:channel|user|author|page)$|昵称|名称|имя|название|anzeigename|^nom(?: |$)|^nombre(?: |$)|^nome(?: |$)|اسم`,
  ],
  ['description', 'descri|(?:^| )bio(?:graphy)?$|about|简介|描述|описание|о себе|beschreibung|وصف|نبذة'],
  ['location', 'location|^place$|^city$|位置|地点|所在地|место|город|^ort$|standort|lieu|ubicacion|lugar|موقع'],
  ['profileUrl', `^${PERSON} (?:url|link)|home ?page|web ?site|^url$|^link$|主页|сайт`],
  ['accountLanguage', `^${PERSON} lang`],
  ['followerCount', `followers?${NUMBER}?$|subscribers?|^fans|粉丝|подписчик|abonnent|abonnes|seguidor|متابع`],
  ['followingCount', `followings?${NUMBER}?$|^friends?${NUMBER}?$|关注|подписк|folgt|abonnements|siguiendo|seguindo|يتابع`],
  ['postCount', `^(?:${PERSON} )?${POST}s?${NUMBER}$|statuse?s${NUMBER}?$|^tweets$|^posts$|微博数|发帖数|записей|beitrage$`],
  ['status', '^status$|deleted|suspended|removed|deactivated|状态|是否删除|удал|geloscht|supprime|eliminad|removid'],
  ['post', `^${POST}? ?${ID}(?: str)?$|^${ID} ${POST}$|^mid$|^bid$|mblogid|^pk$|${POST}id$`],
  [
    'text',
    `(?:^| )(?:text|body|message|msg|caption|content)$|^(?:tweet|post|message|comment|toot|微博)$|^(?:full |clean )?${POST} (?:text|content)$|正文|内容|文本|текст|^inhalt$|^texte$|contenu|^texto|contenido|conteudo|النص|^نص|محتوى`,
  ],
  ['language', '(?:^| )lang(?:uage)?(?: |$)|语言|язык|sprache|langue|idioma|لغة'],
  ['client', 'client|^source(?: name)?$|device|(?:^| )app$|^via$|工具|客户端|来源|источник|quelle|gerat|appareil|dispositivo|المصدر'],
  ['isRepost', '(?:^|is )(?:retweet|repost|reblog|forward|rt|share)(?:ed)?$|是否转发|转发$|^репост$|retweete'],
  [
    'repost',
    `^(?:source )?(?:retweet|repost|reblog|forward)\\p{L}* (?:\\p{L}+ ){0,2}${ID}$|^rt (?:of|id)|原微博 ?id|源微博 ?id|转发.* ?id`,
  ],
  ['reply', `repl(?:y|ied)\\p{L}* (?:to )?(?:${POST} )?${ID}$|parent(?: ?${POST})?(?: ?${ID})?$|^repl(?:y|ied) to$|回复.*id|父.*id`],
  ['quote', `quot\\p{L}* (?:${POST} )?(?:${POST} )?${ID}$|引用.*id`],
  ['urls', '(?:^| )(?:urls?|links?|href|uris?)$|网址|链接|ссылк|liens?$|enlace|رابط|روابط'],
  ['hashtags', 'hash ?tag|^tags?$|话题|标签|х[еэ]штег|etiqueta|وسم|هاشتاغ'],
  ['mentions', 'mention|^at users?$|^@|艾特|упомин|erwahn|mencion'],
  ['media', 'media|images?|photos?|pictures?|^pics?(?: |$)|p ?hash|hash$|图片|视频|изображ|фото|bild|foto|صور'],
  ['likeCount', `(?:^| )(?:like|favou?rite|fav|heart|attitude|reaction)s?${NUMBER}?$|赞|лайк|gefallt|j aime|me gusta|curtida|إعجاب`],
  [
    'repostCount',
    `(?:^| )(?:repost|retweet|share|reblog|forward|rt)s?${NUMBER}?$|转发|репост|geteilt|weiterleitung(?:en)?$|partage|compartid|compartilh|مشارك`,
  ],
  [
    'replyCount',
    `(?:^| )(?:repl(?:y|ie)|comment|response)s?${NUMBER}?$|评论|回复|комментари|ответ|kommentar|antwort|commentaire|reponse|comentario|respuesta|resposta|تعليق`,
  ],
  ['quoteCount', `(?:^| )quotes?${NUMBER}?$`],
  ['viewCount', `(?:^| )(?:view|impression|play)s?${NUMBER}?$|阅读|播放|浏览|просмотр|aufrufe|vues|vistas|visualiza|مشاهد`],
];

const COMPILED = HINTS.map(([hint, pattern]) => [hint, new RegExp(pattern, 'u')] as const);

/** The fields that the name of a column may mean, in English, Chinese, Russian, German, French, Spanish, Portuguese or Arabic. */
export function nameHints(name: string): ReadonlySet<NameHint> {
  const plain = plainName(name);
  return new Set(COMPILED.filter(([, pattern]) => pattern.test(plain)).map(([hint]) => hint));
}

/** A name in lower case, its words parted by one blank, Latin letters without accents: `userId` and `user_id` are `user id`. */
export function plainName(name: string): string {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .normalize('NFD')
    .replace(/([a-z])\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}@]+/gu, ' ')
    .trim();
}
