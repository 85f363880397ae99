import { ROUND_ENDING } from '../../kernels/statistics/clock-times.js';
import type { OddBin } from '../../kernels/statistics/coverage.js';
import type {
  CaseQuality,
  CoverageBin,
  LanguageCount,
  LongNumbers,
  RoundTimeCount,
  SourceConflicts,
  SourceCoverage,
  SourceQuality,
} from './quality-model.js';
import { BIN_SECONDS } from './read-coverage.js';

/** One thing to say of a source. */
export interface QualityLine {
  readonly topic: string;
  readonly text: string;
  /** True for what a reader should look at before trusting the file. */
  readonly isOdd: boolean;
}

const SHOWN = 6;
const LEAST_ROUND_SHARE = 0.05;
/** Six hours with at most this part of the posts look like a night. */
const NIGHT_SHARE = 0.1;
const NOT_RECORDED = 'not recorded by the version that imported it';
const CENSUS = 'complete counts, so no interval applies';

/** All there is to say of a source, in the order of a page; rejected rows and how the file was read are said by the other functions. */
export function qualityLines(quality: SourceQuality): QualityLine[] {
  return [
    ...repeatLines(quality),
    ...conflictLines(quality.conflicts),
    ...contentLines(quality),
    ...timeLines(quality),
    ...(quality.coverage === null ? [] : coverageLines(quality.coverage)),
    ...quality.longNumbers.map(longNumberLine),
    ...columnLines(quality),
    ...languageLines(quality),
    ...layerLines(quality),
    ...answerLines(quality),
  ];
}

/** What is odd about a source, in a few words each; empty where nothing is. */
export function oddities(quality: SourceQuality): string[] {
  const topics = qualityLines(quality)
    .filter((line) => line.isOdd)
    .map((line) => line.topic);
  return [...new Set([...(quality.source.rejectedCount > 0 ? ['rows set aside'] : []), ...topics])];
}

/** How many rows were kept and set aside. */
export function rowsText({ source }: SourceQuality): string {
  const { recordCount, keptCount, rejectedCount } = source;
  return `${count(recordCount, 'row')} = ${number(keptCount)} kept + ${number(rejectedCount)} set aside (${CENSUS})`;
}

/** What the sources have in common, in sentences. */
export function caseLines(quality: CaseQuality): string[] {
  if (quality.sources.length < 2) return [];
  const name = (id: number): string => quality.sources.find(({ source }) => source.sourceId === id)?.source.name ?? String(id);
  const known =
    quality.knownCount === null
      ? `Rows whose post another source had brought before: ${NOT_RECORDED} for at least one source.`
      : `${count(quality.knownCount, 'row')} of later sources ${quality.knownCount === 1 ? 'is' : 'are'} of posts that an earlier source had brought.`;
  return [
    `${number(quality.sources.length)} sources, ${count(quality.postCount, 'post')}. Each post counts with the source that brought it first.`,
    known,
    ...quality.overlaps.map(
      ({ firstSourceId, laterSourceId, postCount }) =>
        `${count(postCount, 'post')} of source ${firstSourceId} (${name(firstSourceId)}): shares or observations of source ${laterSourceId} (${name(laterSourceId)}) speak of them too.`,
    ),
    `${count(quality.conflictCount, 'contradiction')} between rows of the same post or account in all.`,
  ];
}

function line(topic: string, text: string, isOdd = false): QualityLine {
  return { topic, text, isOdd };
}

function repeatLines({ repeatedCount, knownCount, madeCount, doubledCount, postCount }: SourceQuality): QualityLine[] {
  const lines: QualityLine[] = [];
  if (repeatedCount === null || knownCount === null) lines.push(line('repeats', `rows that repeat a post: ${NOT_RECORDED}`));
  else
    lines.push(
      line(
        'repeats',
        `${count(repeatedCount, 'row')} ${repeatedCount === 1 ? 'repeats' : 'repeat'} a post of this file; ${number(knownCount)} ${knownCount === 1 ? 'is' : 'are'} of posts that the case held before`,
      ),
    );
  if (madeCount > 0)
    lines.push(
      line(
        'identifiers',
        `${madeCount === postCount ? 'the posts have no identifier that could be used, so each was given one' : `${count(madeCount, 'post')} had no identifier and ${madeCount === 1 ? 'was' : 'were'} given one`}` +
          `; ${number(doubledCount)} of them (${percent(doubledCount, madeCount)}) equal an earlier post in account, time and text, and are kept as posts of their own`,
        doubledCount > 0.01 * madeCount,
      ),
    );
  return lines;
}

function conflictLines(conflicts: readonly SourceConflicts[]): QualityLine[] {
  return conflicts.map(({ entity, field, count: cases, examples }) => {
    const shown = examples.map(({ name, kept, stated, record }) =>
      kept === null || stated === null ? `${name} (row ${number(record)})` : `${name}: kept ${kept}, row ${number(record)} says ${stated}`,
    );
    return line('contradictions', `${field} of ${count(cases, entity)} (the first statement is kept), such as ${shown.join('; ')}`, true);
  });
}

function contentLines(quality: SourceQuality): QualityLine[] {
  const { accountCount, postCount, textCount, observedPostCount, accountObservationCount, postObservationCount, eventCount } = quality;
  const observed = [
    ...(accountObservationCount > 0 ? [count(accountObservationCount, 'observation of accounts', 'observations of accounts')] : []),
    ...(postObservationCount > 0
      ? [
          `${count(postObservationCount, 'observation of posts', 'observations of posts')} (${percent(observedPostCount, postCount)} of its posts have one)`,
        ]
      : []),
    ...(eventCount > 0 ? [count(eventCount, 'event')] : []),
  ];
  const first = [
    ...(postCount > 0 ? [`${count(postCount, 'post')}, ${percent(textCount, postCount)} with text`] : []),
    ...(accountCount > 0 ? [count(accountCount, 'account')] : []),
  ];
  return [
    line(
      'content',
      `${first.length === 0 ? 'no post or account that was not in the case before' : `new with this file: ${first.join('; ')}`}${observed.length === 0 ? '' : `; ${observed.join('; ')}`}`,
    ),
  ];
}

function timeLines({ firstAt, lastAt, precisions, zone, roundTimes, hours, postCount }: SourceQuality): QualityLine[] {
  if (firstAt === null || lastAt === null) return [];
  const precise = precisions.map(
    ({ precisionSeconds, postCount: own }) =>
      `${precisionSeconds === null ? 'not stated' : duration(precisionSeconds)} (${percent(own, postCount)})`,
  );
  const lines = [
    line('time', `${instant(firstAt)} to ${instant(lastAt)} UTC; stated precision ${precise.join(', ')}; zone ${zone}`),
    ...roundTimes.filter(isTold).map(roundTimeLine),
  ];
  if (hours === null || postCount < 100) return lines;
  const rest = `the least busy six hours of the day, ${clock(hours.quietFrom)} to ${clock(hours.quietFrom + 6)} UTC, hold ${percent(hours.quietShare, 1)} of the posts (25 % if all hours were alike)${hours.quietShare <= NIGHT_SHARE ? `, as a night from 01:00 to 07:00 would at about ${offsetText(hours.quietFrom)}; if the accounts live elsewhere, look at the zone` : ''}`;
  lines.push(line('hours', rest));
  if (hours.p !== null && hours.p <= 0.05)
    lines.push(
      line(
        'hours',
        `no post ever between ${hourRanges(hours.absent)} UTC; were each hour at least a twentieth as busy as the average one, the chance of that would be ${chance(hours.p)} (24 hours tested together). The night of one place, a zone that was shifted, or a collection that slept`,
        true,
      ),
    );
  return lines;
}

/** Every time on the mark, or enough to matter. */
function isTold({ extent, roundPostCount, postCount: own }: RoundTimeCount): boolean {
  return extent === 'all' || (extent === 'many' && roundPostCount >= LEAST_ROUND_SHARE * own);
}

const MARK_NAMES: Readonly<Record<number, string>> = { 60: 'at second 00', 3600: 'at minute 00', 86400: 'at midnight UTC' };

function roundTimeLine(round: RoundTimeCount): QualityLine {
  const { extent, postCount, roundPostCount, markSeconds, statedSeconds, expectedShare, p } = round;
  const where = MARK_NAMES[markSeconds] ?? '';
  if (extent === 'all')
    return line(
      'time precision',
      `all ${count(postCount, 'post')} that are stated to the ${duration(statedSeconds)} stand ${where}: their times are coarser than stated`,
      true,
    );
  const share = `${percent(roundPostCount, postCount)} of the posts stated to the ${duration(statedSeconds)} stand ${where} (${smallPercent(expectedShare)} if times were spread evenly`;
  return line(
    'time precision',
    `${share}; ${number(round.roundTimeCount)} of ${number(round.timeCount)} distinct times, chance ${chance(p)}): scheduled posts, or part of the times is coarser than stated`,
    roundPostCount / postCount >= 0.2,
  );
}

function coverageLines(coverage: SourceCoverage): QualityLine[] {
  const { bin, counts } = coverage;
  const sorted = [...counts].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  const most = sorted.at(-1) as number;
  const empty = counts.filter((posts) => posts === 0).length;
  const lines = [
    line(
      'coverage',
      `${count(counts.length, bin)}, ${number(empty)} of them empty; posts per ${bin}: median ${number(median)}, most ${number(most)} (${binText(coverage, counts.indexOf(most))})` +
        (coverage.isTested ? '' : `; fewer than 14 ${bin}s are not tested for gaps and spikes`),
    ),
  ];
  if (coverage.outsideCount > 0)
    lines.push(
      line(
        'stray times',
        `${count(coverage.outsideCount, 'post')} far outside of the time of nearly all others, left out of the coverage: wrong dates, or old posts that were collected by the way`,
        true,
      ),
    );
  if (!coverage.isTested) return lines;
  const gaps = coverage.gaps.map(
    ({ from, length, expected, p }) =>
      `${length === 1 ? binText(coverage, from) : `${binText(coverage, from)} to ${binText(coverage, from + length - 1)}`} (${count(length, bin)}, about ${rounded(expected)} posts to be expected, chance ${chance(p)})`,
  );
  const odd = ({ bin: at, count: posts, expected, p }: OddBin): string =>
    `${binText(coverage, at)} (${count(posts, 'post')}, about ${rounded(expected)} to be expected, chance ${chance(p)})`;
  if (gaps.length > 0) lines.push(line('gaps', `nothing on ${listed(gaps)}: silence, or posts that are missing from the file`, true));
  if (coverage.edges.length > 0)
    lines.push(line('cut ends', `far less than next to it: ${listed(coverage.edges.map(odd))}: the file may begin or end within it`, true));
  if (coverage.spikes.length > 0)
    lines.push(
      line('spikes', `far more than around them: ${listed(coverage.spikes.map(odd))}: an event, or posts that were doubled`, true),
    );
  if (coverage.repeated.length > 0)
    lines.push(
      line(
        'same counts',
        `${listed(
          coverage.repeated.map(
            ({ count: posts, binCount, expected, p }) =>
              `exactly ${count(posts, 'post')} on ${count(binCount, bin)} (${rounded(expected)} by chance, chance ${chance(p)})`,
          ),
        )}: a limit of the collection would look like this`,
        true,
      ),
    );
  const isQuiet = [coverage.gaps, coverage.edges, coverage.spikes, coverage.repeated].every((found) => found.length === 0);
  if (isQuiet)
    lines.push(
      line(
        'gaps',
        `no gap, cut end, spike or repeated count that a series as fitful as this one would not make by itself (each kind at 5 % for all ${bin}s together)`,
      ),
    );
  return lines;
}

function longNumberLine({ where, unit, numberCount, roundCount, share, p, isLost }: LongNumbers): QualityLine {
  const counted = `${where}: ${number(roundCount)} of ${number(numberCount)} numbers of 15 or more digits${unit === 'rows' ? ' (by row)' : ''} end in 00 or stand as powers of ten (${percent(share, 1)}; ${smallPercent(ROUND_ENDING)} at most by chance`;
  return isLost
    ? line(
        'lost digits',
        `${counted}, chance of as many ${chance(p)}): they lost their last digits, so different ones may look the same`,
        true,
      )
    : line('long numbers', `${counted}): no sign that digits were lost`);
}

function columnLines({ columns }: SourceQuality): QualityLine[] {
  if (columns === null) return [line('columns', `blank, constant and unused ones: ${NOT_RECORDED}`)];
  const constant = columns.constant.map(
    ({ name, value, blankCount }) =>
      `${name}${value === null ? ' (value shown with --reveal)' : ` = ${value}`}${blankCount > 0 ? ` or blank` : ''}`,
  );
  return [
    line(
      'columns',
      `${count(columns.count, 'column')}; ${columns.notTaken.length === 0 ? 'something is taken of each' : `not taken: ${listed(columns.notTaken, 40)}`}`,
    ),
    ...(columns.blank.length > 0 ? [line('columns', `blank throughout: ${listed(columns.blank, 40)}`)] : []),
    ...(constant.length > 0 ? [line('columns', `one value throughout: ${listed(constant, 20)}`)] : []),
  ];
}

function languageLines({ languages, foundLanguages, postCount }: SourceQuality): QualityLine[] {
  if (postCount === 0) return [];
  const isStated = languages.some(({ language }) => language !== null);
  const lines = isStated ? [line('languages', `as the source says: ${languagesText(languages, postCount, 'not stated')}`)] : [];
  if (foundLanguages !== null && foundLanguages.length > 0)
    lines.push(line('languages', `as found in the texts: ${languagesText(foundLanguages, sum(foundLanguages), 'none found')}`));
  return lines.length > 0 ? lines : [line('languages', 'the source states none, and none were looked for in the texts')];
}

function languagesText(languages: readonly LanguageCount[], all: number, none: string): string {
  const shown = languages.slice(0, SHOWN).map(({ language, postCount }) => `${language ?? none} ${percent(postCount, all)}`);
  const rest = languages.slice(SHOWN);
  return [...shown, ...(rest.length > 0 ? [`${number(rest.length)} others ${percent(sum(rest), all)}`] : [])].join(', ');
}

function sum(languages: readonly LanguageCount[]): number {
  return languages.reduce((all, { postCount }) => all + postCount, 0);
}

function layerLines({ layers, postCount }: SourceQuality): QualityLine[] {
  if (postCount === 0) return [];
  if (layers.length === 0) return [line('layers', 'no post shares an object of any kind')];
  return [
    line(
      'layers',
      `share of its posts with each: ${layers.map((layer) => `${layer.layer} ${percent(layer.postCount, postCount)}`).join(', ')}`,
    ),
  ];
}

function answerLines({ answers }: SourceQuality): QualityLine[] {
  if (answers === null) return [];
  const { postCount, statedCount, heldCount } = answers;
  return [
    line(
      'answers',
      `the platform states ${count(statedCount, 'answer')} to ${count(postCount, 'post')} of this file; the case holds ${number(heldCount)} (complete counts; answers may have been deleted, hidden or never collected)`,
    ),
  ];
}

function listed(items: readonly string[], most = SHOWN): string {
  const rest = items.length - most;
  return `${items.slice(0, most).join(', ')}${rest > 0 ? `, and ${number(rest)} more` : ''}`;
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 0 });
}

function rounded(value: number): string {
  return value >= 10 ? number(value) : value.toLocaleString('en', { maximumSignificantDigits: 2 });
}

function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (100 * part) / whole;
  if (part > 0 && share < 1) return 'under 1 %';
  if (part < whole && share > 99) return 'over 99 %';
  return `${Math.round(share)} %`;
}

function smallPercent(share: number): string {
  return `${(100 * share).toLocaleString('en', { maximumSignificantDigits: 2 })} %`;
}

/** A chance as a reader takes it in; below one in a million its digits mean nothing. */
function chance(p: number): string {
  return p < 1e-6 ? 'under one in a million' : p.toLocaleString('en', { maximumSignificantDigits: 2, maximumFractionDigits: 8 });
}

function duration(seconds: number): string {
  if (seconds === 86_400) return 'day';
  if (seconds === 3600) return 'hour';
  if (seconds === 60) return 'minute';
  return seconds === 1 ? 'second' : `${number(seconds)} s`;
}

function instant(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

function clock(hour: number): string {
  return `${String(hour % 24).padStart(2, '0')}:00`;
}

/** Where it is one o'clock at some hour UTC: "UTC+8". */
function offsetText(hour: number): string {
  const offset = (25 - hour) % 24;
  return offset === 0 ? 'UTC' : offset <= 12 ? `UTC+${offset}` : `UTC−${24 - offset}`;
}

/** Hours as ranges: "02:00 and 05:00, 22:00 and 23:00". */
function hourRanges(hours: readonly number[]): string {
  const ranges: string[] = [];
  for (const hour of hours.filter((candidate) => !hours.includes((candidate + 23) % 24))) {
    let end = hour + 1;
    while (hours.includes(end % 24)) end++;
    ranges.push(`${clock(hour)} and ${clock(end)}`);
  }
  return ranges.join(', ');
}

/** When a bin begins, as fine as the bin is. */
export function binText({ bin, from }: Pick<SourceCoverage, 'bin' | 'from'>, index: number): string {
  const start = new Date(from + index * BIN_SECONDS[bin] * 1000).toISOString();
  const prefix: Record<CoverageBin, string> = {
    hour: `${start.slice(0, 10)} ${start.slice(11, 16)}`,
    day: start.slice(0, 10),
    week: `week of ${start.slice(0, 10)}`,
  };
  return prefix[bin];
}
