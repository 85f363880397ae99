import { AntiphonError } from '../errors.js';
import { crowdtangleFacebook, crowdtangleInstagram } from './crowdtangle.js';
import { diplomatsSnapshots } from './diplomats-snapshots.js';
import { eventTable } from './event-table.js';
import { lackingIn, type TableFormat } from './format.js';
import { fourcat } from './fourcat.js';
import { jetstream } from './jetstream.js';
import { mastodon } from './mastodon.js';
import { shareTable } from './share-table.js';
import { statusList } from './status-list.js';
import { takedownTweets, takedownUsers } from './takedown-archive.js';
import { telegramExport } from './telegram-export.js';
import { toolkitTable } from './toolkit-table.js';
import { trollArchive } from './troll-archive.js';
import { weiboComments } from './weibo-comments.js';
import { weiboCrawler } from './weibo-crawler.js';
import { weiboLines } from './weibo-lines.js';
import { weiboSpider } from './weibo-spider.js';
import { weiboscope } from './weiboscope.js';
import { xApi } from './x-api.js';
import { youtubeComments } from './youtube-comments.js';
import { youtubeVideos } from './youtube-videos.js';
import { zeeschuimer } from './zeeschuimer.js';

/** All formats that Antiphon reads, in the order in which they are tried. */
export const FORMATS: readonly TableFormat[] = [
  xApi,
  zeeschuimer,
  mastodon,
  jetstream,
  fourcat,
  youtubeVideos,
  youtubeComments,
  takedownTweets,
  takedownUsers,
  diplomatsSnapshots,
  trollArchive,
  toolkitTable,
  telegramExport,
  weiboLines,
  weiboCrawler,
  weiboSpider,
  weiboscope,
  weiboComments,
  crowdtangleFacebook,
  crowdtangleInstagram,
  shareTable,
  statusList,
  eventTable,
];

/** The format with this name. */
export function formatById(id: string): TableFormat {
  const format = FORMATS.find((candidate) => candidate.id === id);
  if (format === undefined)
    throw new AntiphonError('usage', `there is no format "${id}"; known formats: ${FORMATS.map((known) => known.id).join(', ')}`);
  return format;
}

/**
 * Recognises a table by its column names.
 *
 * @param path For the message.
 * @param wanted A format that the user named, which must then fit.
 * @throws AntiphonError `format`: doubled columns, missing columns, or no known format; the message names them.
 */
export function recogniseTable(path: string, columns: readonly string[], wanted: TableFormat | null): TableFormat {
  const doubled = columns.filter((name, index) => name !== '' && columns.indexOf(name) !== index);
  if (doubled.length > 0)
    throw new AntiphonError(
      'format',
      `${path} has the column ${[...new Set(doubled)].join(', ')} more than once; rename or remove the second one`,
    );
  const candidates = wanted === null ? FORMATS : [wanted];
  const fitting = candidates.find((format) => lackingIn(format, columns).length === 0);
  if (fitting !== undefined) return fitting;
  const lacking = (format: TableFormat): number => lackingIn(format, columns).length / (format.required.length + 1);
  const alike = wanted === null ? FORMATS.filter((format) => format.recognisedBy === undefined) : candidates;
  const nearest = [...alike].sort((a, b) => lacking(a) - lacking(b))[0] as TableFormat;
  const missing = lackingIn(nearest, columns);
  const found = `columns found: ${columns.slice(0, 12).join(', ')}${columns.length > 12 ? ', …' : ''}`;
  const needed = lackingIn(nearest, []).length;
  const isNear = missing.length <= needed / 2;
  if (wanted === null && !isNear) {
    throw new AntiphonError(
      'format',
      `${path} is of no known format (${found}); \`antiphon inspect\` shows what it holds and what a mapping would need, \`antiphon list formats\` what each format needs`,
    );
  }
  if (nearest.recognisedBy !== undefined)
    throw new AntiphonError('format', `${path} is not ${nearest.id}, which is JSON: ${nearest.recognisedBy}; ${found}`);
  throw new AntiphonError(
    'format',
    `${path} looks like ${nearest.id} but lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${missing.join(', ')}; ${found}`,
  );
}
