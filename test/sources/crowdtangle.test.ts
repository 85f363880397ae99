import { describe, expect, test } from 'vitest';
import { importContent } from './imported-case.js';
import { byPost, csvOf, objectsAsTheyStood, postRows } from './model-rows.js';

const WEIGHTED = 'Total Interactions (weighted  —  Likes 1x Shares 1x Comments 1x Love 1x Wow 1x Haha 1x Sad 1x Angry 1x Care 1x )';
const FACEBOOK = [
  ...'Page Name,User Name,Facebook Id,Page Category,Page Admin Top Country,Page Description,Page Created,Likes at Posting'.split(','),
  ...'Followers at Posting,Post Created,Post Created Date,Post Created Time,Type,Total Interactions,Likes,Comments,Shares'.split(','),
  ...'Love,Wow,Haha,Sad,Angry,Care,Video Share Status,Post Views,URL,Message,Link,Final Link,Image Text,Link Text'.split(','),
  ...'Description,Sponsor Id,Sponsor Name,Sponsor Category,Overperforming Score'.split(','),
  WEIGHTED,
];
const POST = {
  'Page Name': 'A Page',
  'User Name': 'apage',
  'Facebook Id': '161042861038324',
  'Page Description': 'about, us',
  'Page Created': '2010-05-04 12:00:00',
  'Followers at Posting': '460,935',
  'Post Created': '2021-09-20 18:01:11 CEST',
  Type: 'Link',
  Likes: '1,264,351',
  Comments: '8,700',
  Shares: '25,716',
  'Post Views': '0',
  URL: 'https://www.facebook.com/apage/posts/858090351333568',
  Message: 'read #this https://example.org/in-text',
  Link: 'https://sho.rt/x',
  'Final Link': 'https://example.org/story',
};
const facebook = (...changes: Readonly<Record<string, string>>[]): string =>
  csvOf(
    FACEBOOK,
    ...changes.map((change, index) => ({ ...POST, URL: `https://www.facebook.com/apage/posts/${10_000 + index}`, ...change })),
  );

const INSTAGRAM =
  'Account,User Name,Followers at Posting,Post Created,Type,Likes,Comments,Views,URL,Link,Photo,Title,Description,Overperforming Score'.split(
    ',',
  );
const PICTURE = {
  Account: 'An Account',
  'User Name': 'an.account',
  'Followers at Posting': '1,000',
  'Post Created': '2021-03-01 09:00:00 EST',
  Type: 'Photo',
  Likes: '1,234',
  Comments: '5',
  Views: '0',
  URL: 'https://www.instagram.com/p/CL4-abc_D/',
  Link: 'https://www.instagram.com/p/CL4-abc_D/',
  Photo: 'https://scontent.example/x.jpg',
  Description: 'see #Art with @friend',
};

describe('Facebook', () => {
  test('a post of a page: identity, UTC time, text, counts, account and layers', async () => {
    const { file, result } = await importContent(csvOf(FACEBOOK, POST), 'ct.csv');
    expect(result).toMatchObject({ format: 'crowdtangle-facebook', recordCount: 1, keptCount: 1 });
    const post = '161042861038324_858090351333568';
    expect(await postRows(file)).toEqual([
      {
        post,
        account: '161042861038324',
        at: '2021-09-20 16:01:11',
        precision: 1,
        kind: null,
        language: null,
        client: null,
        text: POST.Message,
      },
    ]);
    expect(await file.rows(`SELECT like_count, repost_count, reply_count, view_count, observed_at FROM post_observation`)).toEqual([
      { like_count: 1_264_351, repost_count: 25_716, reply_count: 8700, view_count: 0, observed_at: null },
    ]);
    expect(
      await file.rows(
        `SELECT strftime(observed_at, '%H:%M') AS at, handle, display_name, description, follower_count FROM account_observation`,
      ),
    ).toEqual([{ at: '16:01', handle: 'apage', display_name: 'A Page', description: 'about, us', follower_count: 460_935 }]);
    expect(await objectsAsTheyStood(file, 'url')).toEqual([`${post} https://example.org/in-text`, `${post} https://example.org/story`]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual([`${post} this`]);
  });

  test('a group is the account of what was posted in it', async () => {
    const columns = FACEBOOK.map((name) => (name === 'Page Name' ? 'Group Name' : name));
    const URL = 'https://www.facebook.com/groups/77777/permalink/88888/';
    const { file, result } = await importContent(
      csvOf(columns, { ...POST, 'Group Name': 'A Group', 'Facebook Id': '77777', URL }),
      'g.csv',
    );
    expect(result.format).toBe('crowdtangle-facebook');
    expect(await byPost(file, 'account')).toEqual({ '77777_88888': '77777' });
    expect(await file.rows(`SELECT DISTINCT display_name FROM account_observation`)).toEqual([{ display_name: 'A Group' }]);
  });

  test('zones are honoured: summer and winter, half hours, offsets, none; an unknown one is set aside with what to do', async () => {
    const zoned = ['2021-01-10 12:00:00 CET', '2021-07-10 12:00:00 EDT', '2021-07-10 12:00:00 IST', '2021-07-10 12:00:00 +03'];
    const more = ['2021-07-10 12:00:00 -0330', '2021-07-10 12:00:00', '2021-07-10 12:00 PST', '2021-07-10 12:00:00 XYZT', 'yesterday'];
    const { file, result, rejects } = await importContent(facebook(...[...zoned, ...more].map((at) => ({ 'Post Created': at }))), 'ct.csv');
    expect((await postRows(file)).map(({ at, precision }) => [at, precision])).toEqual([
      ['2021-01-10 11:00:00', 1],
      ['2021-07-10 16:00:00', 1],
      ['2021-07-10 06:30:00', 1],
      ['2021-07-10 09:00:00', 1],
      ['2021-07-10 15:30:00', 1],
      ['2021-07-10 12:00:00', 1],
      ['2021-07-10 20:00:00', 60],
    ]);
    expect(result).toMatchObject({ recordCount: 9, keptCount: 7, rejectedCount: 2 });
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [9, 'Post Created "2021-07-10 12:00:00 XYZT" has a zone that is not known; write an offset such as +03 in its place'],
      [10, 'Post Created "yesterday" is not a date'],
    ]);
  });

  test('a link that leads to the post itself is none, one to another page’s film is one; N/A is no count', async () => {
    const { file } = await importContent(
      facebook(
        { Message: 'a', Link: 'https://www.facebook.com/apage/photos/a.1/10000/?type=3', 'Final Link': '' },
        { Message: 'b', Link: 'https://www.facebook.com/other/videos/555/', 'Final Link': '', Likes: 'N/A' },
      ),
      'ct.csv',
    );
    expect(await objectsAsTheyStood(file, 'url')).toEqual(['161042861038324_10001 https://www.facebook.com/other/videos/555/']);
    expect(await file.rows(`SELECT like_count FROM post_observation JOIN post USING (post_id) ORDER BY post_id`)).toEqual([
      { like_count: 1_264_351 },
      { like_count: null },
    ]);
  });

  test('a post whose address holds no number is known by its address; a row without page or address is set aside', async () => {
    const { posts, rejects } = await importContent(
      facebook({ URL: 'https://www.facebook.com/apage/posts/pfbid0abc' }, { URL: '' }, { 'Facebook Id': '' }),
      'ct.csv',
    );
    expect(posts).toEqual(['https://www.facebook.com/apage/posts/pfbid0abc']);
    expect(rejects.map(({ reason }) => reason)).toEqual(['URL is blank', 'Facebook Id is blank']);
  });

  test('the older layout calls the time "Created"', async () => {
    const columns = FACEBOOK.filter((name) => !name.startsWith('Post Created')).concat('Created');
    const { file } = await importContent(csvOf(columns, { ...POST, Created: '2020-04-16 09:48:29 EDT' }), 'ct.csv');
    expect(Object.values(await byPost(file, 'at'))).toEqual(['2020-04-16 13:48:29']);
  });
});

describe('Instagram', () => {
  test('a post is known by its short code, an account by its name', async () => {
    const { file, result } = await importContent(csvOf(INSTAGRAM, PICTURE), 'ig.csv');
    expect(result).toMatchObject({ format: 'crowdtangle-instagram', recordCount: 1, keptCount: 1 });
    expect((await postRows(file))[0]).toMatchObject({
      post: 'CL4-abc_D',
      account: 'an.account',
      at: '2021-03-01 14:00:00',
      text: PICTURE.Description,
    });
    expect(await file.rows(`SELECT like_count, reply_count, view_count FROM post_observation`)).toEqual([
      { like_count: 1234, reply_count: 5, view_count: 0 },
    ]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['CL4-abc_D Art']);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['CL4-abc_D friend']);
    expect(await objectsAsTheyStood(file, 'url')).toEqual([]);
  });

  test('kept and rejected are all rows', async () => {
    const { result } = await importContent(
      csvOf(INSTAGRAM, PICTURE, { ...PICTURE, 'User Name': '' }, { ...PICTURE, 'Post Created': '' }),
      'ig.csv',
    );
    expect(result).toMatchObject({ recordCount: 3, keptCount: 1, rejectedCount: 2 });
  });
});
