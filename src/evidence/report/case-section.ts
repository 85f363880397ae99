import type { Pictures } from './charts.js';
import { type Html, html, tableHtml } from './html.js';
import { LEAST_TOLD, mayBeTold, type ToldCount, toldCount } from './people-count.js';
import type { ReportData, ReportLanguage, ReportLayer } from './report-model.js';
import { sourceSections } from './source-section.js';
import { countText, dayText, durationText, listText, numberText, percentText, shownText } from './wording.js';

const SHOWN_LANGUAGES = 12;
const SHOWN_REASONS = 8;
const KINDS: Readonly<Record<string, [string, string]>> = {
  original: ['original post', 'original posts'],
  repost: ['repost', 'reposts'],
  quote: ['quote', 'quotes'],
  reply: ['reply', 'replies'],
};

/** One line of the table of languages: those with few accounts are folded into the last. */
export interface LanguageLine {
  readonly language: string;
  readonly postCount: number;
  /** `few`: too few to tell. Null: not counted, as accounts may stand in several of the folded languages. */
  readonly accountCount: ToldCount | null;
  readonly isFolded: boolean;
}

/** How much the case holds and from when to when, in a sentence. */
export function sizeSentence({ sizes, sources }: ReportData): string {
  const from = countText(sources.length, 'file');
  const accounts = countText(sizes.accountCount, 'account');
  if (sizes.postCount === 0) return `The case holds ${accounts} and no posts, from ${from}.`;
  const span = sizes.firstAt === null || sizes.lastAt === null ? '' : spanText(sizes.firstAt, sizes.lastAt);
  return `The case holds ${countText(sizes.postCount, 'post')} by ${accounts}, ${span}, from ${from}.`;
}

function spanText(first: string, last: string): string {
  const [from, to] = [dayText(first), dayText(last)];
  return from === to ? `all on ${from}` : `from ${from} to ${to}`;
}

/** The section on what was imported. */
export function caseSection(data: ReportData, coverage: ReadonlyMap<number, Pictures>): Html {
  return html`<p>${sizeSentence(data)} Times are UTC.</p>
${factList(data)}
${sourceTable(data)}
${rejectTable(data)}
${layerTable(data)}
${languageTable(data)}
${sourceSections(data, coverage)}`;
}

function factList({ kinds, precisions, sizes }: ReportData): Html {
  const kindTexts = kinds.map(({ kind, postCount }) =>
    kind === null
      ? `${numberText(postCount)} of a kind that the source does not say`
      : countText(postCount, ...(KINDS[kind] ?? [shownText(kind), shownText(kind)])),
  );
  const precisionTexts = precisions.map(({ precisionSeconds, postCount }) =>
    precisionSeconds === null
      ? `not stated for ${countText(postCount, 'post')}`
      : `${durationText(precisionSeconds)} for ${countText(postCount, 'post')}`,
  );
  const observations = [
    ...(sizes.accountObservationCount > 0
      ? [`${countText(sizes.accountObservationCount, 'observation')} of accounts (followers, names, status)`]
      : []),
    ...(sizes.postObservationCount > 0
      ? [`${countText(sizes.postObservationCount, 'observation')} of posts (likes, reposts, replies, status)`]
      : []),
  ];
  const facts = [
    ...(kindTexts.length > 0 ? [['Kinds of posts', listText(kindTexts)]] : []),
    ...(precisionTexts.length > 0 ? [['Time precision', listText(precisionTexts)]] : []),
    ...(observations.length > 0 ? [['Dated observations', listText(observations)]] : []),
  ];
  return facts.length === 0
    ? html``
    : html`<dl>${facts.map(([term, text]) => html`<dt>${term as string}</dt><dd>${text as string}.</dd>`)}</dl>`;
}

function sourceTable({ sources }: ReportData): Html {
  if (sources.length === 0) return html`<p>Nothing was imported.</p>`;
  return tableHtml(
    'Imported files',
    [
      { head: 'File' },
      { head: 'Format' },
      { head: 'Read', unit: 'rows', isNumber: true },
      { head: 'Kept', unit: 'rows', isNumber: true },
      { head: 'Set aside', unit: 'rows', isNumber: true },
    ],
    sources.map((source) => [
      shownText(source.name, 80),
      source.format,
      numberText(source.recordCount),
      numberText(source.keptCount),
      numberText(source.rejectedCount),
    ]),
  );
}

function rejectTable({ rejects, sources }: ReportData): Html | null {
  if (rejects.length === 0) return null;
  const rows = sources.flatMap((source) => {
    const own = rejects.filter((reject) => reject.sourceId === source.sourceId);
    const rest = own.slice(SHOWN_REASONS).reduce((sum, reject) => sum + reject.recordCount, 0);
    return [
      ...own
        .slice(0, SHOWN_REASONS)
        .map((reject) => [shownText(source.name, 80), shownText(reject.reason, 160), numberText(reject.recordCount)]),
      ...(rest > 0 ? [[shownText(source.name, 80), `${numberText(own.length - SHOWN_REASONS)} other reasons`, numberText(rest)]] : []),
    ];
  });
  return tableHtml(
    'Set aside, and why',
    [{ head: 'File' }, { head: 'Reason' }, { head: 'Rows', isNumber: true }],
    rows,
    'Values are left out of the reasons.',
  );
}

/** Accounts of a layer as they may be told. */
export function layerPeople({ accountCount, privateCount = accountCount }: ReportLayer, namesAreShown: boolean): ToldCount {
  return toldCount(accountCount, privateCount, namesAreShown);
}

function layerTable({ layers, sizes, namesAreShown }: ReportData): Html {
  if (layers.length === 0) return html`<p>No post of the case shares an object: there is no layer.</p>`;
  return tableHtml(
    'Layers: kinds of objects that posts share',
    [
      { head: 'Layer' },
      { head: 'Posts', isNumber: true },
      { head: 'Of all posts', isNumber: true },
      { head: 'Shares', isNumber: true },
      { head: 'Distinct objects', isNumber: true },
      { head: 'Accounts', isNumber: true },
    ],
    layers.map((layer) => [
      shownText(layer.layer),
      numberText(layer.postCount),
      percentText(layer.postCount, sizes.postCount),
      numberText(layer.shareCount),
      numberText(layer.objectCount),
      peopleText(layerPeople(layer, namesAreShown)),
    ]),
  );
}

function languageTable(data: ReportData): Html | null {
  if (data.languages.every(({ language }) => language === null)) return null;
  const lines = languageLines(data.languages, data.namesAreShown);
  const isFolded = lines.some((line) => line.isFolded);
  return tableHtml(
    'Languages as the sources state them',
    [
      { head: 'Language' },
      { head: 'Posts', isNumber: true },
      { head: 'Of all posts', isNumber: true },
      { head: 'Accounts', isNumber: true },
    ],
    lines.map((line) => [
      shownText(line.language),
      numberText(line.postCount),
      percentText(line.postCount, data.sizes.postCount),
      peopleText(line.accountCount),
    ]),
    isFolded
      ? `Languages beyond the first ${SHOWN_LANGUAGES}${data.namesAreShown ? '' : `, and those of fewer than ${LEAST_TOLD} accounts,`} are folded into one line.`
      : null,
  );
}

/** A number of people as it may be told. */
export function peopleText(count: ToldCount | null): string {
  if (typeof count !== 'string') return numberText(count);
  return count === 'few' ? `<${LEAST_TOLD}` : `${count.split(' ')[0]} + <${LEAST_TOLD}`;
}

function privateOf({ accountCount, privateCount = accountCount }: ReportLanguage): number {
  return privateCount;
}

/** The languages as they may be told: the most frequent ones, the rest as one line, few people as none. */
export function languageLines(languages: readonly ReportLanguage[], namesAreShown: boolean): LanguageLine[] {
  const stated = languages.filter(({ language }) => language !== null);
  const told = stated.filter((language, index) => index < SHOWN_LANGUAGES && mayBeTold(privateOf(language), namesAreShown));
  const folded = stated.filter((language) => !told.includes(language));
  const line = (
    language: string,
    { postCount, accountCount, privateCount = accountCount }: Omit<ReportLanguage, 'language'>,
    isFolded: boolean,
  ): LanguageLine => ({
    language,
    postCount,
    accountCount: toldCount(accountCount, privateCount, namesAreShown),
    isFolded,
  });
  const unstated = languages.find(({ language }) => language === null);
  const sum = (field: 'postCount' | 'accountCount'): number => folded.reduce((total, language) => total + language[field], 0);
  const rest: LanguageLine = {
    language: `other languages (${folded.length})`,
    postCount: sum('postCount'),
    accountCount: sum('accountCount') < LEAST_TOLD && !namesAreShown ? 'few' : null,
    isFolded: true,
  };
  return [
    ...told.map((language) => line(language.language as string, language, false)),
    ...(folded.length > 0 ? [rest] : []),
    ...(unstated === undefined ? [] : [line('not stated', unstated, false)]),
  ];
}
