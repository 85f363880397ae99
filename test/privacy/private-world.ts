import { importFiles } from '../../src/index.js';
import { importRegistry } from '../../src/registry/import-registry.js';
import { importStated } from '../../src/registry/stated/import-stated.js';
import { CaseFile } from '../../src/store/case-file.js';
import { openNaming } from '../../src/store/naming.js';
import { markPublic } from '../../src/store/registry.js';
import { quiet } from '../analyses/test-case.js';
import { scratchFile } from '../scratch.js';
import { csvOf } from '../sources/model-rows.js';

// A small world in which names stand wherever people and programs put them.

interface Person {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
}

/** People who must not be named: handles of several scripts and forms, names as they are shown, names that look like markup or a formula. */
const PRIVATE: readonly Person[] = [
  { id: '7700000000000000011', handle: 'Alice_Private88', name: 'Alice Hidden-Miller' },
  { id: '7700000000000000012', handle: '隐私用户甲乙', name: '张三不公开' },
  { id: '7700000000000000013', handle: 'carol-secret.example', name: '<b onload=x>Carol & Secret</b>' },
  { id: '7700000000000000014', handle: 'bob_private_99', name: '=HYPERLINK(bob.private.99)' },
];
/** Held an office long before the case begins: private now. */
const FORMER: Person = { id: '7700000000000000021', handle: 'former_envoy_x', name: 'Former Envoy of Xanadu' };
/** Registered within dates, and marked by the user. */
export const EMBASSY: Person = { id: '8800000000000000031', handle: 'XanaduEmbassy', name: 'Embassy of Xanadu' };
export const PAPER: Person = { id: '8800000000000000032', handle: 'PartyPaperX', name: 'The Party Paper' };
/** Registered, but posts after its time in office too. */
export const ENVOY: Person = { id: '8800000000000000033', handle: 'EnvoyOfXanadu', name: 'Envoy in Office' };

export const ALL: readonly Person[] = [...PRIVATE, FORMER, EMBASSY, PAPER, ENVOY];
/** Of the private post with this number of round and person. */
const postId = (round: number, person: number): string => `66000000000${String(round).padStart(2, '0')}${person}7`;
const ROUNDS = 16;
/** Rounds after this one lie outside of the envoy's time in office. */
const LAST_ROUND_IN_OFFICE = 5;

export const PRIVATE_TEXT = 'words that only their author wrote';
export const PUBLIC_TEXT = 'the embassy regrets the tone of the ministry and thanks';

/** What must stand in no output without --reveal. */
export const SECRETS: readonly string[] = [
  ...[...PRIVATE, FORMER].flatMap(({ id, handle, name }) => (handle === FORMER.handle ? [name] : [id, handle, name])),
  ...Array.from({ length: ROUNDS }, (_, round) => [0, 1, 2, 3, 4].map((person) => postId(round, person))).flat(),
  ...[
    'Town of Whispers',
    'describes herself in private',
    'PrivateClient',
    'alice.hidden@mail.example',
    'stranger_not_in_case',
    'raw-private-value',
  ],
];
/** What the published list says of the former envoy: in the registry alone. */
export const FORMER_ENTRY: readonly string[] = [FORMER.handle, FORMER.id];

const isPublic = (person: Person): boolean => [EMBASSY, PAPER, ENVOY].includes(person);

const text = (round: number): string =>
  [
    `${PRIVATE_TEXT} ${round}: @Alice_Private88, ＠隐私用户甲乙：and @stranger_not_in_case@social.example wrote to alice.hidden@mail.example`,
    `about Alice Hidden-Miller and 张三不公开, see https://x.com/bob_private_99/status/${postId(0, 3)} t.me/Alice_Private88`,
    `with @XanaduEmbassy and https://x.com/XanaduEmbassy/status/1 for all of us`,
  ].join(' ');

function posts(): string {
  const columns =
    'tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,account_creation_date,tweet_language,tweet_text,tweet_time,tweet_client_name,is_retweet,retweet_tweetid,in_reply_to_userid,in_reply_to_tweetid,urls,user_mentions,hashtags,follower_count,like_count,reply_count'.split(
      ',',
    );
  const rows = Array.from({ length: ROUNDS }, (_, round) =>
    ALL.map((person, index) => ({
      tweetid: postId(round, index),
      userid: person.id,
      user_display_name: person.name,
      user_screen_name: person.handle,
      user_reported_location: isPublic(person) ? 'the capital' : 'Town of Whispers',
      user_profile_description:
        person === EMBASSY
          ? 'official account; not run by @Alice_Private88'
          : isPublic(person)
            ? 'in public'
            : 'describes herself in private',
      account_creation_date: '2013-04-05',
      tweet_language: index === 0 ? 'Alice_Private88' : 'en',
      tweet_text: isPublic(person) ? `${PUBLIC_TEXT} @Alice_Private88 ${round} for the letter of this week` : text(round),
      tweet_time: `2017-08-${String(10 + round).padStart(2, '0')} 09:${20 + (index % 3)}`,
      tweet_client_name: 'PrivateClient',
      is_retweet: round % 3 === 0 ? 'True' : 'False',
      retweet_tweetid: round % 3 === 0 ? postId(round + 1, round % 2 === 0 ? 5 : 0) : '',
      in_reply_to_userid: '',
      in_reply_to_tweetid: round % 3 === 1 ? postId(0, 1) : '',
      urls: `['https://x.com/bob_private_99/status/${postId(0, 3)}?r=${round}', 'https://news.example/by/Alice_Private88/${round}', 'https://alice_private88.tumblr.com/${round}', 'https://social.example/@stranger_not_in_case/${round}', 'https://site.example/${encodeURIComponent('隐私用户甲乙')}/${round}', 'https://x.com/XanaduEmbassy/status/9${round}']`,
      user_mentions: `['7700000000000000011', '7700000000000000099', '8800000000000000031']`,
      hashtags: `['xanadu${round}', 'harmony']`,
      follower_count: String(round),
      like_count: String(round),
      reply_count: '1',
    })),
  ).flat();
  return csvOf(columns, ...rows, { ...rows[0], tweetid: '6700000001', tweet_time: 'raw-private-value "of" Alice_Private88' });
}

/** The same posts again, with other words: contradictions. */
function otherWords(): string {
  return posts().replaceAll('describes herself', 'is described').replaceAll(`${PRIVATE_TEXT} 1:`, `${PRIVATE_TEXT} one:`);
}

const REGISTRY = `actor,polity,role,platform,handle,id,valid_from,valid_to,attributed_by
Embassy of Xanadu,Xanadu,embassy,twitter,XanaduEmbassy,${EMBASSY.id},,,a published list
Envoy of Xanadu,Xanadu,ambassador,twitter,EnvoyOfXanadu,${ENVOY.id},2017-01-01,2017-08-${10 + LAST_ROUND_IN_OFFICE},a published list
Former envoy,Xanadu,ambassador,twitter,former_envoy_x,${FORMER.id},1990-01-01,1991-01-01,a published list
`;

/** Makes the case in a folder, with its key. */
export async function privateWorld(folder: string): Promise<CaseFile> {
  const file = await CaseFile.open(`${folder}/case.antiphon`, { create: true });
  const paths = [
    scratchFile(posts(), 'tweets_of_alice_private88.csv', folder),
    scratchFile(otherWords(), 'again.csv', folder),
    scratchFile(
      'happened_at,title,source\n2017-08-12,"Alice Hidden-Miller and @bob_private_99 meet 张三不公开 (Alice_Private88)",https://x.com/Alice_Private88/status/1\n',
      'events.csv',
      folder,
    ),
  ];
  for (const path of paths) await importFiles(file, [path], {}, quiet);
  await importRegistry(file, scratchFile(REGISTRY, 'registry.csv', folder), {}, quiet);
  await importStated(
    file,
    scratchFile(
      'voice,platform,country,status,since,stated_reason,stated_by\n@Alice_Private88,twitter,FR,withheld,2017-08-01,"asked by @bob_private_99 and Alice_Private88",A list\nAlice Hidden-Miller,twitter,DE,blocked,2017-08-01,,A list\nformer_envoy_x,twitter,IT,blocked,2017-08-01,,A list\nEmbassy of Xanadu,twitter,IT,blocked,2017-08-01,,A list\n',
      'access.csv',
      folder,
    ),
    {},
    quiet,
  );
  const { id } = await file.row<{ id: number }>(`SELECT account_id AS id FROM account WHERE key = '${PAPER.id}'`);
  await markPublic(file, id, 'a paper with an imprint', new Date(0));
  openNaming(file.path, false);
  return file;
}
