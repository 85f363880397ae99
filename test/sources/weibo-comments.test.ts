import { describe, expect, test } from 'vitest';
import { importContent } from './imported-case.js';
import { csvOf, objectsAsTheyStood, postRows } from './model-rows.js';

const WEIBO = '评论id,父评论id,用户id,用户昵称,评论时间,评论内容,点赞数,子评论数,微博id'.split(',');
const COMMENT = {
  评论id: '501',
  父评论id: '',
  用户id: '7001',
  用户昵称: '某人',
  评论时间: '2021-03-04 08:00:30',
  评论内容: '支持 #话题# @另一人',
  点赞数: '1.5万',
  子评论数: '12',
  微博id: 'z0JH2lOMb',
};
describe('comments on Weibo', () => {
  test('a comment answers a comment, else its post, by the number by which crawls know it', async () => {
    const { file, result } = await importContent(
      csvOf(
        WEIBO,
        COMMENT,
        { ...COMMENT, 评论id: '502', 父评论id: '501', 评论时间: '2021-03-04 08:01' },
        { ...COMMENT, 评论id: '503', 父评论id: '0' },
      ),
      'comments.csv',
    );
    expect(result).toMatchObject({ format: 'weibo-comments', recordCount: 3, keptCount: 3 });
    expect((await postRows(file)).map(({ post, account, at, precision, kind }) => [post, account, at, precision, kind])).toEqual([
      ['501', '7001', '2021-03-04 00:00:30', 1, 'reply'],
      ['502', '7001', '2021-03-04 00:01:00', 60, 'reply'],
      ['503', '7001', '2021-03-04 00:00:30', 1, 'reply'],
    ]);
    expect(await objectsAsTheyStood(file, 'reply')).toEqual(['501 3501756485200075', '502 501', '503 3501756485200075']);
    expect((await objectsAsTheyStood(file, 'mention'))[0]).toBe('501 另一人');
    expect((await objectsAsTheyStood(file, 'hashtag'))[0]).toBe('501 话题');
  });

  test('the stated number of answers stands beside those retrieved', async () => {
    const { file } = await importContent(csvOf(WEIBO, COMMENT, { ...COMMENT, 评论id: '502', 父评论id: '501' }), 'comments.csv');
    expect(await file.rows(`SELECT like_count, reply_count FROM post_observation LIMIT 1`)).toEqual([
      { like_count: 15_000, reply_count: 12 },
    ]);
    expect((await objectsAsTheyStood(file, 'reply')).filter((share) => share.endsWith(' 501'))).toHaveLength(1);
  });

  test('without numbers the author is the name; without a post the first comments answer nothing known', async () => {
    const columns = ['评论id', '父评论id', '用户昵称', '评论时间', '评论内容'];
    const { file } = await importContent(csvOf(columns, COMMENT), 'comments.csv');
    expect((await postRows(file))[0]).toMatchObject({ account: '某人' });
    expect(await objectsAsTheyStood(file, 'reply')).toEqual([]);
  });

  test('kept and rejected are all rows', async () => {
    const { result, rejects } = await importContent(
      csvOf(
        WEIBO,
        COMMENT,
        { ...COMMENT, 评论id: '' },
        { ...COMMENT, 评论id: '9', 评论时间: '昨天' },
        { ...COMMENT, 评论id: '8', 用户id: '' },
      ),
      'comments.csv',
    );
    expect(result).toMatchObject({ recordCount: 4, keptCount: 1, rejectedCount: 3 });
    expect(rejects.map(({ reason }) => reason)).toEqual(['评论id is blank', '评论时间 "昨天" is not a date', '用户id is blank']);
  });
});
