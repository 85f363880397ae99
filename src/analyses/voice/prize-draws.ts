/** Words by which posts announce a prize draw, in lower case; parts of RE2 patterns. Latin and Cyrillic ones begin at the beginning of a word. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  Chinese: ['抽奖', '抽獎', '转发抽', '轉發抽', '抽\\d+位', '抽取\\d+', '中奖名单', '中獎名單'],
  Japanese: ['抽選', '懸賞', 'プレゼントキャンペーン', 'プレゼント企画'],
  Korean: ['경품', '추첨'],
  English: ['giveaway', 'give-away', 'prize draw', 'sweepstake', 'raffle', 'lucky draw'],
  Russian: ['розыгрыш', 'разыгрыва', 'разыграем'],
  Ukrainian: ['розіграш'],
  German: ['gewinnspiel', 'verlosung', 'verlosen'],
  French: ['jeu[- ]concours', 'concours', 'tirage au sort'],
  Spanish: ['sorteo', 'sorteamos'],
  Portuguese: ['sorteio', 'sorteamos'],
  Italian: ['concorso a premi', 'estrazione a premi'],
  Turkish: ['çekiliş'],
  Polish: ['losowanie nagród', 'rozdanie'],
  Indonesian: ['undian berhadiah'],
  Arabic: ['سحب على جوائز', 'قرعة'],
};

/** Languages that are looked at, for people. */
export const DRAW_LANGUAGES = Object.keys(WORDS).join(', ');

/** The pattern of RE2 for texts in lower case. */
export const DRAW_PATTERN = `(?:${['Chinese', 'Japanese', 'Korean', 'Arabic'].flatMap((language) => WORDS[language] ?? []).join('|')}|(?:^|[^\\pL])(?:${Object.entries(
  WORDS,
)
  .filter(([language]) => !['Chinese', 'Japanese', 'Korean', 'Arabic'].includes(language))
  .flatMap(([, words]) => words)
  .join('|')}))`;
