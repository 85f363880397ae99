import { BOUNDS, type Bound, type Figure } from '../../store/stated.js';
import { numberText, readWrittenNumber } from './figure-value.js';
import { statedSubject } from './stated-subject.js';
import { type StatedTime, spanOf, statedTime, timeText } from './stated-time.js';
import { fail, type Given, type RawStatement, type ReadStatement, readStatement, withNote } from './statement.js';

/** Columns of a table of figures, in the order in which they are written. */
export const FIGURE_COLUMNS = ['subject', 'platform', 'measure', 'value', 'bound', 'unit', 'date', 'stated_by', 'url', 'note'] as const;

/** Other words for measures; any other measure is kept as it is written. */
const MEASURES: Readonly<Record<string, string>> = {
  follower: 'followers',
  fans: 'followers',
  粉丝: 'followers',
  subscribers: 'followers',
  'follower count': 'followers',
  followings: 'following',
  friends: 'following',
  follows: 'following',
  tweets: 'posts',
  statuses: 'posts',
  messages: 'posts',
  'post count': 'posts',
  'tweet count': 'posts',
  account: 'accounts',
  favourites: 'likes',
  favorites: 'likes',
  retweets: 'reposts',
  shares: 'reposts',
  comments: 'replies',
};

const KNOWN: ReadonlySet<string> = new Set([...Object.values(MEASURES), 'views', 'visits']);

const BOUND_WORDS: Readonly<Record<string, Bound>> = {
  '=': 'exact',
  exactly: 'exact',
  approximately: 'about',
  approximate: 'about',
  '~': 'about',
  '>=': 'at-least',
  '≥': 'at-least',
  minimum: 'at-least',
  '<=': 'at-most',
  '≤': 'at-most',
  maximum: 'at-most',
  '>': 'more-than',
  over: 'more-than',
  '<': 'fewer-than',
  under: 'fewer-than',
  'less-than': 'fewer-than',
};

/**
 * Reads a figure: subject and measure in their one form, the value as people write one, its time no more precise than it is stated.
 *
 * What the value says beyond its digits is kept in the note as it was written.
 */
export function readFigure(raw: RawStatement): ReadStatement<Figure> {
  return readStatement(raw, (given) => {
    const subject = statedSubject(given.needed('subject'), given.text('platform'));
    if ('problem' in subject) fail(subject.problem.replace(/^"/, 'subject "'));
    const measure = measureOf(given);
    const text = given.needed('value');
    const number = readWrittenNumber(text);
    if (typeof number === 'string') return fail(`value "${text.slice(0, 100)}" ${number}`);
    const bound = boundOf(given, text, number.bound);
    const time = timeOf(given, text, number.date);
    const statedBy = given.source();
    const words = number.isPlain ? null : `as stated: "${text}"`;
    const unit = given.text('unit') ?? (number.unit === null || sameMeasure(number.unit, measure) ? null : number.unit);
    if (words !== null) given.said.push('values in words read as a number with its bound, the words kept in the note');
    return {
      ...{ subject: (subject as { subject: string }).subject, measure, value: number.value, bound, unit },
      ...{ statedAt: time?.at ?? null, statedPrecisionSeconds: time?.precisionSeconds ?? null },
      ...{ statedBy, url: given.url(), note: withNote(given.text('note'), words) },
    };
  });
}

function measureOf(given: Given): string {
  const word = given.needed('measure').replace(/\s+/g, ' ');
  const measure = oneMeasure(word);
  if (measure !== word) given.said.push(`measure "${word}" read as ${measure}`);
  return measure;
}

function oneMeasure(word: string): string {
  const lower = word.toLowerCase();
  return MEASURES[lower] ?? (KNOWN.has(lower) ? lower : word);
}

function sameMeasure(unit: string, measure: string): boolean {
  return oneMeasure(unit) === measure;
}

function boundOf(given: Given, text: string, written: Bound): Bound {
  const word = given.text('bound');
  if (word === null) return written;
  const name = word.toLowerCase().replace(/[\s_]+/g, '-');
  const bound = BOUND_WORDS[name] ?? name;
  if (!(BOUNDS as readonly string[]).includes(bound)) fail(`bound "${word}" is none of ${BOUNDS.join(', ')}`);
  if (written !== 'exact' && written !== bound) fail(`bound "${word}" contradicts the value "${text.slice(0, 100)}", which is ${written}`);
  return bound as Bound;
}

/** The time for which it is stated: the column's, else the one that stands with the value. */
function timeOf(given: Given, text: string, written: string | null): StatedTime | null {
  const word = given.text('date');
  const own = written === null ? null : statedTime(written);
  if (word === null) return own;
  const time = statedTime(word) ?? fail(`date "${word}" is no date; write 2019, 2019-08, 2019-08-30, 2019-08/2020-01 or an instant`);
  if (own === null) return time;
  const [[from, to], [ownFrom, ownTo]] = [spanOf(time), spanOf(own)];
  if (from >= ownTo || ownFrom >= to) fail(`date "${word}" contradicts the value "${text.slice(0, 100)}"`);
  return time;
}

/** What a figure says, as a file says it. */
export function rawOfFigure(figure: Figure): RawStatement {
  const time = figureTime(figure);
  return withoutBlanks({
    ...{ subject: figure.subject, measure: figure.measure, value: numberText(figure.value), bound: figure.bound, unit: figure.unit },
    date: time === null ? null : timeText(time),
    ...{ stated_by: figure.statedBy, url: figure.url, note: figure.note },
  });
}

/** The time of a figure; null where none is stated. */
export function figureTime({ statedAt, statedPrecisionSeconds }: Figure): StatedTime | null {
  return statedAt === null ? null : { at: statedAt, precisionSeconds: statedPrecisionSeconds ?? 1 };
}

export function withoutBlanks(values: Readonly<Record<string, string | null>>): RawStatement {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null));
}
