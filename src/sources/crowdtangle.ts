import { allChecks, type ForeignTable, identifierCheck, type TableFormat, timeCheck } from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { hashtagLayersInText, mentionLayerInText, textLayer, urlLayersInText, urlLayersWithText } from './post-layers.js';
import { abbreviatedTime, ambiguousZones, zoneProblem } from './zone-abbreviations.js';

const CREATED = ['Post Created', 'Created'];
const ZONES =
  'The zone behind `Post Created` (`CEST`, `EDT`, `+03`) is honoured by a table of abbreviations, without one the time is UTC; a zone that is not in it sets the row aside. Abbreviations with several meanings are read as the one that is usual in these exports (CST US Central, IST India, BST British Summer Time, AST Atlantic, PST US Pacific), and the import says how many times were.';

/** SQL for a count, which may read `1,264,351` or `N/A`. */
function count(value: string): string {
  return `try_cast(try_cast(replace(${value}, ',', '') AS DOUBLE) AS BIGINT)`;
}

function fields(table: ForeignTable, names: readonly (readonly [string, string])[], form: (value: string) => string) {
  return Object.fromEntries(names.flatMap(([field, column]) => (table.has(column) ? [[field, form(table.column(column))]] : [])));
}

/** What both exports have in common: the time, and an account that the table names. */
function postPlan(table: ForeignTable, now: Date, account: string, accountName: string, key: string) {
  const time = table.column(...CREATED);
  const timeName = table.find(CREATED) ?? '';
  const posted = abbreviatedTime(time);
  return {
    posted,
    checks: {
      ...allChecks(
        identifierCheck(account, accountName, table),
        identifierCheck(key, 'URL', table),
        { isSound: 'true', problem: zoneProblem(time, timeName) },
        timeCheck(posted, time, timeName, now),
      ),
      account,
      remarks: ambiguousZones(time),
    },
    precisionSeconds: `CASE WHEN regexp_matches(${time}, '\\d:\\d\\d:\\d\\d') THEN 1 ELSE 60 END`,
  };
}

const blankless = (value: string): string => `nullif(${value}, '')`;

/** Facebook pages and groups as CrowdTangle exported them. */
export const crowdtangleFacebook: TableFormat = {
  id: 'crowdtangle-facebook',
  platform: 'facebook',
  title: 'CrowdTangle CSV: Facebook pages and groups',
  takes:
    'Posts with text (`Message`) and counts; pages or groups as accounts (`Facebook Id`), with handle, name, description, date of creation, and followers at the time of the post; the layers `url` and `domain`, `hashtag`, `hashtag-sequence`, `mention` and `text`. ' +
    `A post is known as page_post, by \`Facebook Id\` and the number at the end of \`URL\`. Links are \`Final Link\`, else \`Link\`, and those in the text; a link that leads to the post itself is none. ${ZONES}`,
  cannotKnow:
    'Who posted in a group: the account is the group. When the counts were taken. Reactions other than `Likes` (`Love`, `Wow`, …), `Image Text` and the sponsor are passed over. Which post a shared post repeats.',
  layers: {
    repost: notGiven('CrowdTangle does not say which post a shared post repeats; its link leads there, in the layer url'),
    reply: notGiven('CrowdTangle exports posts of pages and groups, no comments'),
    url: givenFrom('`Final Link`, else `Link`, and links in `Message`'),
    hashtag: givenFrom('hashtags in `Message`'),
    mention: givenFrom('mentions with `@` in `Message`, which few posts of Facebook have'),
    text: givenFrom('`Message`'),
    media: notGiven('CrowdTangle names no pictures or films of Facebook, but links to them'),
  },
  required: [['Page Name', 'Group Name'], ['Facebook Id'], CREATED, ['URL'], ['Message']],
  optional:
    '`User Name`, `Page Description`, `Page Created`, `Followers at Posting`, `Likes`, `Comments`, `Shares`, `Post Views`, `Link`, `Final Link`',

  plan(table, now) {
    const [account, url] = [table.column('Facebook Id'), table.column('URL')];
    const number = `regexp_extract(${url}, '(?:^|[/=:.])(\\d{5,})/?(?:[?&#].*)?$', 1)`;
    const key = `CASE WHEN ${number} <> '' THEN ${account} || '_' || ${number} ELSE nullif(trim(${url}), '') END`;
    const { posted, checks, precisionSeconds } = postPlan(table, now, account, 'Facebook Id', key);
    const handle = table.has('User Name') ? { handle: blankless(table.column('User Name')) } : {};
    const created = table.has('Page Created') ? { accountCreatedAt: abbreviatedTime(table.column('Page Created')) } : {};
    const links = ['Final Link', 'Link'].filter((name) => table.has(name)).map((name) => blankless(table.column(name)));
    const link = `coalesce(${[...links, 'NULL'].join(', ')})`;
    const isOwn = `${link} = ${url} OR (${number} <> '' AND contains(${link}, 'facebook.com') AND contains(${link}, ${number}))`;
    return {
      ...checks,
      ...handle,
      ...created,
      accountObservation: {
        observed_at: posted,
        ...handle,
        display_name: blankless(table.column('Page Name', 'Group Name')),
        ...fields(table, [['description', 'Page Description']], blankless),
        ...fields(table, [['follower_count', 'Followers at Posting']], count),
      },
      posts: {
        key,
        postedAt: posted,
        precisionSeconds,
        text: table.column('Message'),
        observation: fields(
          table,
          [
            ['like_count', 'Likes'],
            ['repost_count', 'Shares'],
            ['reply_count', 'Comments'],
            ['view_count', 'Post Views'],
          ],
          count,
        ),
        layers: [
          ...urlLayersWithText(links.length === 0 ? null : `CASE WHEN ${link} IS NOT NULL AND NOT (${isOwn}) THEN [${link}] END`),
          ...hashtagLayersInText(),
          mentionLayerInText(),
          textLayer(false),
        ],
        shareRows: 'once',
      },
    };
  },
};

/** Instagram accounts as CrowdTangle exported them. */
export const crowdtangleInstagram: TableFormat = {
  id: 'crowdtangle-instagram',
  platform: 'instagram',
  title: 'CrowdTangle CSV: Instagram',
  takes:
    'Posts with text (`Description`) and counts; accounts by `User Name`, with name, and followers at the time of the post; the layers `url` and `domain` (links in the text), `hashtag`, `hashtag-sequence`, `mention` and `text`. ' +
    `A post is known by the short code in its \`URL\`. ${ZONES}`,
  cannotKnow:
    'Account numbers, so that an account that changed its name is two; when the counts were taken; which picture was posted (`Photo` is an address that expires).',
  layers: {
    repost: notGiven('Instagram posts repeat no posts'),
    reply: notGiven('CrowdTangle exports posts, no comments'),
    url: givenFrom('links in `Description`; `Link` leads to the post itself'),
    hashtag: givenFrom('hashtags in `Description`'),
    mention: givenFrom('mentions in `Description`'),
    text: givenFrom('`Description`'),
    media: notGiven('CrowdTangle gives the address of a picture, which changes from export to export'),
  },
  required: [['Account'], ['User Name'], CREATED, ['URL'], ['Photo'], ['Description']],
  optional: '`Followers at Posting`, `Likes`, `Comments`, `Views`',

  plan(table, now) {
    const [account, url] = [table.column('User Name'), table.column('URL')];
    const code = `regexp_extract(${url}, '/(?:p|reel|tv)/([\\w-]+)', 1)`;
    const key = `coalesce(nullif(${code}, ''), nullif(trim(${url}), ''))`;
    const { posted, checks, precisionSeconds } = postPlan(table, now, account, 'User Name', key);
    const handle = blankless(account);
    return {
      ...checks,
      handle,
      accountObservation: {
        observed_at: posted,
        handle,
        display_name: blankless(table.column('Account')),
        ...fields(table, [['follower_count', 'Followers at Posting']], count),
      },
      posts: {
        key,
        postedAt: posted,
        precisionSeconds,
        text: table.column('Description'),
        observation: fields(
          table,
          [
            ['like_count', 'Likes'],
            ['reply_count', 'Comments'],
            ['view_count', 'Views'],
          ],
          count,
        ),
        layers: [...urlLayersInText(), ...hashtagLayersInText(), mentionLayerInText(), textLayer(false)],
        shareRows: 'once',
      },
    };
  },
};
