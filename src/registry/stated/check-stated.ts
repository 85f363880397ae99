import type { CaseFile } from '../../store/case-file.js';
import type { Naming } from '../../store/naming.js';
import { voices } from '../../store/registry.js';
import { type AccessStatement, type Figure, type Held, type StatedEvent, type StatedKind, statedRows } from '../../store/stated.js';
import { datesOf } from '../check-registry.js';
import { ABOUT, allowedRange, compareFigures, type FigureComparison } from './compare-figures.js';
import { figureTime } from './figure-entry.js';
import { numberText } from './figure-value.js';
import { shownStatements } from './shown-statements.js';
import { RegistryNames } from './stated-subject.js';
import { type StatedTime, spanOf, timeText } from './stated-time.js';

/** What `check` looks for, in its order, and what each means. */
export const STATED_CHECKS = {
  'against observations': `figures that what the case observed at the nearest time does not bear out; about allows ${ABOUT * 100} %`,
  'contradicting figures': 'figures on one thing at one time that cannot all be so',
  'contradicting access': 'statements that a voice is allowed and that it is not, at the same time',
  exception: 'a statement for one voice or country against one for all, at the same time',
  'until before since': 'statements that end before they begin',
  'stated alike': 'statements that several entries make alike',
  'several accounts': 'figures by a name that several accounts of the case have: none was compared',
  'not named': 'figures about accounts of the case that may not be named; compared with --reveal alone',
  'unknown voice': 'voices of statements of access that the registry does not know',
  'unknown subject': 'subjects of figures that neither the registry nor the accounts that may be named know',
  'no date': 'figures without a date, which can be compared with nothing',
  'no source': 'events without a source',
} as const;

export type StatedCheckKind = keyof typeof STATED_CHECKS;

/** One thing that the check found. */
export interface StatedIssue {
  readonly kind: StatedCheckKind;
  readonly table: StatedKind;
  /** Numbers of the statements that it is about. */
  readonly numbers: readonly number[];
  readonly message: string;
}

/** What the check found, and every figure that could be put beside observations. */
export interface CheckedStated {
  readonly counts: Readonly<Record<StatedKind, number>>;
  readonly comparisons: readonly FigureComparison[];
  readonly issues: readonly StatedIssue[];
}

/**
 * Looks through what others stated: what its entries say of each other, of voices that the registry knows, and of what was observed.
 *
 * Changes nothing and resolves nothing. What it says of accounts of the case that may not be named is under their pseudonyms, and figures
 * about them are compared only where `naming` reveals them.
 */
export async function checkStated(file: CaseFile, naming: Naming): Promise<CheckedStated> {
  const [figures, access] = [await statedRows(file, 'figures'), await statedRows(file, 'access')];
  const events = await shownStatements(file, naming, await statedRows(file, 'events'));
  const shown = { figures: await shownStatements(file, naming, figures), access: await shownStatements(file, naming, access) };
  const shownFigure = new Map(shown.figures.map((figure) => [figure.id, figure]));
  const names = new RegistryNames(await voices(file));
  const compared = await compareFigures(file, figures, names, naming.isRevealed);
  const comparisons = compared.comparisons.map((one) => ({ ...one, figure: shownFigure.get(one.figure.id) as Held<Figure> }));
  const isUnknown = (name: string): boolean => name !== 'any' && names.find(name).length === 0;
  const strangers = new Set(figures.filter(({ id, subject }) => !compared.found.has(id) && isUnknown(subject)).map(({ id }) => id));
  const strangeVoices = new Set(access.filter(({ voice }) => isUnknown(voice)).map(({ id }) => id));
  const issues: StatedIssue[] = [
    ...comparisons.filter(({ agrees }) => !agrees).map(againstObservations),
    ...compared.ambiguous.map(({ figure, accountCount }) =>
      issue('several accounts', 'figures', [figure], `${figureTitle(shownFigure.get(figure.id) as Figure)}: ${accountCount} accounts`),
    ),
    ...(compared.privateCount === 0 ? [] : [issue('not named', 'figures', [], countText(compared.privateCount, 'figure'))]),
    ...figureIssues(shown.figures),
    ...unknown(
      'unknown subject',
      'figures',
      shown.figures.filter(({ id }) => strangers.has(id)),
      ({ subject }) => subject,
    ),
    ...undated(figures),
    ...accessIssues(shown.access),
    ...unknown(
      'unknown voice',
      'access',
      shown.access.filter(({ id }) => strangeVoices.has(id)),
      ({ voice }) => voice,
    ),
    ...eventIssues(events),
  ];
  const order = Object.keys(STATED_CHECKS);
  return {
    counts: { figures: figures.length, access: access.length, events: events.length },
    comparisons,
    issues: issues.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.numbers[0] ?? 0) - (b.numbers[0] ?? 0)),
  };
}

function issue(kind: StatedCheckKind, table: StatedKind, rows: readonly { readonly id: number }[], message: string): StatedIssue {
  return { kind, table, numbers: rows.map(({ id }) => id), message };
}

const countText = (count: number, one: string): string => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

/** A figure as it is called in messages: `twitter @handle, followers: at-least 1200 (2010)`. */
export function figureTitle(figure: Figure): string {
  const time = figureTime(figure);
  return `${figure.subject}, ${figure.measure}: ${valueText(figure)}${time === null ? '' : ` (${timeText(time)})`}`;
}

function valueText({ bound, value, unit }: Figure): string {
  return `${bound === 'exact' ? '' : `${bound} `}${numberText(value)}${unit === null ? '' : ` ${unit}`}`;
}

/** A statement of access as it is called in messages: `RT on twitter in DE: blocked, since 2022-03-02`. */
export function accessTitle(access: AccessStatement): string {
  return `${access.voice} on ${access.platform}${access.country === null ? '' : ` in ${access.country}`}: ${statusText(access)}`;
}

function statusText(access: AccessStatement): string {
  const dates = datesOf({ validFrom: access.since, validTo: access.until });
  return `${access.status}${dates === '' ? '' : `, ${dates}`}`;
}

function againstObservations(comparison: FigureComparison): StatedIssue {
  const { figure, observedLow, observedHigh, gapDays, difference } = comparison;
  const seen = observedLow === observedHigh ? numberText(observedLow) : `${numberText(observedLow)} to ${numberText(observedHigh)}`;
  const gap = gapDays === 0 ? 'within the stated time' : `${gapDays.toFixed(1)} days away`;
  const message = `${figureTitle(figure)}; observed ${seen}, ${gap}: ${difference >= 0 ? '+' : '−'}${numberText(Math.abs(difference))}`;
  return issue('against observations', 'figures', [figure], message);
}

function groupsOf<Row>(rows: readonly Row[], key: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const known = groups.get(key(row));
    if (known === undefined) groups.set(key(row), [row]);
    else known.push(row);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function figureIssues(figures: readonly Held<Figure>[]): StatedIssue[] {
  const at = (figure: Figure): string => `${figure.statedAt}\u0000${figure.statedPrecisionSeconds}`;
  const about = ({ subject, measure, unit }: Figure): string => [subject.toLowerCase(), measure.toLowerCase(), unit ?? ''].join('\u0000');
  const alike = groupsOf(figures, (figure) => [about(figure), at(figure), figure.value, figure.bound].join('\u0000')).map((group) =>
    issue('stated alike', 'figures', group, `${figureTitle(group[0] as Figure)}, ${group.length} times`),
  );
  const contradicting = groupsOf(figures, (figure) => `${about(figure)}\u0000${at(figure)}`).flatMap((group) => {
    const ranges = group.map(allowedRange);
    const [low, high] = [Math.max(...ranges.map((range) => range.low)), Math.min(...ranges.map((range) => range.high))];
    const isEmpty = low > high || (low === high && ranges.some((range) => range.isOpen && (range.low === low || range.high === high)));
    if (!isEmpty) return [];
    const said = [...new Set(group.map((figure) => `${valueText(figure)} by ${figure.statedBy}`))].join('; ');
    return [issue('contradicting figures', 'figures', group, `${withoutValue(group[0] as Figure)}: ${said}`)];
  });
  return [...alike, ...contradicting];
}

function withoutValue(figure: Figure): string {
  const time = figureTime(figure);
  return `${figure.subject}, ${figure.measure}${time === null ? ', without a date' : ` (${timeText(time)})`}`;
}

function undated(figures: readonly Held<Figure>[]): StatedIssue[] {
  const perMeasure = new Map<string, Held<Figure>[]>();
  for (const figure of figures)
    if (figure.statedAt === null) perMeasure.set(figure.measure, [...(perMeasure.get(figure.measure) ?? []), figure]);
  return [...perMeasure].map(([measure, group]) => issue('no date', 'figures', group, `${measure}: ${countText(group.length, 'figure')}`));
}

/** Names that nothing knows, each once. */
function unknown<Row extends { readonly id: number }>(
  kind: StatedCheckKind,
  table: StatedKind,
  rows: readonly Row[],
  name: (row: Row) => string,
): StatedIssue[] {
  const perName = new Map<string, Row[]>();
  for (const row of rows) perName.set(name(row), [...(perName.get(name(row)) ?? []), row]);
  return [...perName].map(([word, group]) =>
    issue(kind, table, group, `${word}: ${group.length === 1 ? '1 entry' : `${group.length.toLocaleString('en')} entries`}`),
  );
}

const AGAINST = ['blocked', 'withheld', 'restricted', 'banned'];

function accessIssues(access: readonly Held<AccessStatement>[]): StatedIssue[] {
  const issues = access
    .filter(({ since, until }) => since !== null && until !== null && until < since)
    .map((row) => issue('until before since', 'access', [row], accessTitle(row)));
  const byPlatform = new Map<string, Held<AccessStatement>[]>();
  for (const row of access) byPlatform.set(row.platform, [...(byPlatform.get(row.platform) ?? []), row]);
  for (const group of byPlatform.values())
    for (const [index, one] of group.entries())
      for (const other of group.slice(index + 1)) {
        const kind = meets(one, other) ? relation(one, other) : null;
        if (kind === null) continue;
        const both = kind === 'exception' ? accessTitle(other) : statusText(other);
        issues.push(issue(kind, 'access', [one, other], `${accessTitle(one)}${sourceText(one)}; ${both}${sourceText(other)}`));
      }
  return issues;
}

function sourceText({ statedBy }: AccessStatement): string {
  return ` (${statedBy})`;
}

/** True if both hold at some moment and one voice in one country may be meant by both. */
function meets(one: AccessStatement, other: AccessStatement): boolean {
  const isOneVoice = one.voice.toLowerCase() === other.voice.toLowerCase() || one.voice === 'any' || other.voice === 'any';
  const isOneCountry = one.country === other.country || one.country === null || other.country === null;
  return isOneVoice && isOneCountry && (one.since ?? '0') <= (other.until ?? '9') && (other.since ?? '0') <= (one.until ?? '9');
}

function relation(one: AccessStatement, other: AccessStatement): StatedCheckKind | null {
  const isSame = one.voice.toLowerCase() === other.voice.toLowerCase() && one.country === other.country;
  if (isSame && one.status === other.status) return 'stated alike';
  const statuses = [one.status, other.status];
  if (!statuses.includes('allowed') || !statuses.some((status) => AGAINST.includes(status))) return null;
  return isSame ? 'contradicting access' : 'exception';
}

function eventIssues(events: readonly Held<StatedEvent>[]): StatedIssue[] {
  const time = (event: StatedEvent): StatedTime => ({ at: event.happenedAt, precisionSeconds: event.precisionSeconds ?? 1 });
  const title = (event: StatedEvent): string => `${timeText(time(event))} ${event.title}`;
  const alike = groupsOf(events, (event) => event.title.toLowerCase()).flatMap((group) => {
    const sorted = [...group].sort((a, b) => (a.happenedAt < b.happenedAt ? -1 : 1));
    return sorted.flatMap((event, index) => {
      const next = sorted[index + 1];
      if (next === undefined || spanOf(time(next))[0] >= spanOf(time(event))[1]) return [];
      return [issue('stated alike', 'events', [event, next], `${title(event)} and ${timeText(time(next))}`)];
    });
  });
  const unsourced = events.filter(({ source, url }) => source === null && url === null);
  return [...alike, ...unsourced.map((event) => issue('no source', 'events', [event], title(event)))];
}
