import type { CaseFile } from '../store/case-file.js';
import type { CsvRows } from './csv-preflight.js';
import { columnExpression, ForeignTable, sqlText } from './format.js';
import { type Mapping, mappedBy } from './mapping.js';
import { assignListedAccount, assignPostAccount } from './proposal/assign-account.js';
import { assignLayers, assignPost, layerCandidates, takeText, textColumn } from './proposal/assign-posts.js';
import { assignAccountStatus, assignCounts, assignPostWords, assignProfile, leaveTheRest } from './proposal/assign-rest.js';
import { assignListedTimes, assignPostTimes, isSurelyTime } from './proposal/assign-times.js';
import { Assignment, type ColumnGuess, counted, type DistinctRows } from './proposal/assignment.js';
import { type ColumnProfile, profileColumn } from './proposal/column-profile.js';
import { inOrder, mappingYaml } from './proposal/mapping-yaml.js';
import { plainName } from './proposal/name-hints.js';

const FIRST_ROWS = 1000;
const SPREAD_ROWS = 3000;
/** Longest part of a value that is looked at. */
const LONGEST_VALUE = 2000;
/** In larger files, different values beyond about a thousand are estimated. */
const EXACT_ROWS = 1_000_000;
const EXACT_DISTINCT = 1000;
/** Words for nothing that programs write: R, SQL, Python, spreadsheets. */
const BLANK_WORDS = ['NA', 'N/A', '#N/A', 'NULL', 'null', 'None', 'nan', 'NaN', '\\N', '<NA>', 'NaT', 'undefined'];

/** A first guess of a mapping for a file of no known format. */
export interface MappingProposal {
  /** What the rows are taken for. */
  readonly rows: 'posts' | 'accounts' | 'neither';
  /** Valid for `--mapping`; null where something that a mapping needs is missing. */
  readonly mapping: Mapping | null;
  /** What is missing, in sentences; empty where a mapping is there. */
  readonly problems: readonly string[];
  /** Every column of the file, in its order. */
  readonly columns: readonly ColumnGuess[];
  /** The mapping with comments, ready to edit. */
  readonly yaml: string;
  /** Which rows were looked at, in words. */
  readonly sample: string;
  /** Rows of the file that the mapping would keep and set aside; null without a mapping. */
  readonly wouldKeep: number | null;
  readonly wouldSetAside: number | null;
}

/**
 * Proposes a mapping for a table by its values, then by its names.
 *
 * Guesses are made from the first thousand rows and about three thousand spread over the file; blanks, constants, the uniqueness of
 * identifiers and what the mapping would keep are counted over all rows.
 *
 * @param name Name of the file, for messages and the heading.
 * @param rows The file's records; what is no row of the table left out.
 */
export async function proposeMapping(
  file: CaseFile,
  name: string,
  columns: readonly string[],
  rows: CsvRows,
  now: Date,
): Promise<MappingProposal> {
  const reader = new TableReader(file, columns, rows);
  const sample = await reader.sample();
  const blanks = blankWords(sample.cells);
  await reader.setBlanks(blanks);
  const profiles = await reader.profiles(sample, now);
  const assignment = new Assignment(profiles);
  const isPosts = looksLikePosts(assignment);
  const problems = isPosts ? await assignPosts(assignment, reader) : await assignAccounts(assignment, reader);
  const suggestions = isPosts ? suggestLayers(assignment) : [];
  const kind = isPosts ? 'posts' : problems.length === 0 ? 'accounts' : 'neither';
  leaveTheRest(assignment, kind);
  const named = JSON.stringify(assignment.draft);
  if (blanks.length > 0 && profiles.some((profile) => named.includes(JSON.stringify(profile.name)) && reader.holdsBlanks(profile.name)))
    assignment.draft.blanks = blanks;
  if (sample.rowCount === 0) problems.push('the file has no rows');
  const draft = inOrder(assignment.draft);
  const mapping = problems.length > 0 ? null : (draft as Mapping);
  const kept = mapping === null ? null : await reader.keptBy(mapping, now);
  const guesses = assignment.all();
  const about = [
    `Proposed for ${name}: ${counted(sample.rowCount)} ${sample.rowCount === 1 ? 'row' : 'rows'}, ${kind === 'neither' ? 'neither posts nor accounts' : `taken for ${kind}`}; ${sample.words}. Check it, edit it, and see what it gives:`,
    `antiphon inspect --mapping THIS_FILE ${name}`,
    ...problems.map((problem) => `MISSING: ${problem}`),
    ...(kept !== null && kept.setAside > 0 ? [`${counted(kept.setAside)} of ${counted(sample.rowCount)} rows would be set aside.`] : []),
  ];
  return {
    rows: kind,
    mapping,
    problems,
    columns: guesses,
    yaml: mappingYaml(about, draft, assignment.remarks, suggestions, guesses),
    sample: sample.words,
    wouldKeep: kept === null ? null : sample.rowCount - kept.setAside,
    wouldSetAside: kept?.setAside ?? null,
  };
}

const OF_POSTS = ['reply', 'repost', 'quote', 'hashtags', 'mentions', 'isRepost', 'repostCount', 'viewCount', 'language'] as const;
const OF_ACCOUNTS = ['followerCount', 'followingCount', 'postCount', 'description', 'handle', 'accountCreatedAt'] as const;

/** Posts have texts or what else only posts have; a list of accounts has one row an account or its numbers over time. */
function looksLikePosts(assignment: Assignment): boolean {
  const text = textColumn(assignment);
  const hinted = (hints: readonly (typeof OF_POSTS)[number][] | readonly (typeof OF_ACCOUNTS)[number][]): number =>
    hints.filter((hint) => assignment.columns.some((column) => column.hints.has(hint) && column.values.length > 0)).length;
  const [posts, accounts] = [hinted(OF_POSTS), hinted(OF_ACCOUNTS)];
  const times = assignment.columns.filter((column) => isSurelyTime(column, assignment) && column.time?.part !== 'clock');
  if (text?.hints.has('text') === true) return true;
  if (times.length === 0) return false;
  if (text !== null) return posts >= accounts || accounts < 2;
  const isShare = assignment.columns.some((column) => column.isUrl || column.isDigest || column.hints.has('post'));
  return posts > accounts || (isShare && accounts < 2) || accounts === 0;
}

async function assignPosts(assignment: Assignment, reader: TableReader): Promise<string[]> {
  const problems: string[] = [];
  const text = textColumn(assignment);
  if (text !== null) takeText(assignment, text);
  const noAccount = await assignPostAccount(assignment, (column, part) => reader.without(column, part));
  const account = columnOf(assignment, assignment.draft.account);
  const noTime = assignPostTimes(assignment, account);
  await assignPost(assignment, account, (names) => reader.distinct(names));
  assignLayers(assignment, text);
  assignCounts(assignment, true);
  assignPostWords(assignment);
  if (noAccount !== null) problems.push(noAccount);
  if (noTime !== null) problems.push(`${noTime}; posts cannot be compared without it`);
  return problems;
}

async function assignAccounts(assignment: Assignment, reader: TableReader): Promise<string[]> {
  const noAccount = await assignListedAccount(assignment, (names) => reader.distinct(names));
  if (noAccount !== null) {
    const times = assignment.columns.some((column) => isSurelyTime(column, assignment));
    return [`${noAccount}${times ? '' : ', and none holds a time'}; a case takes posts, which need an account and a time, and accounts`];
  }
  const { account } = assignment.draft;
  assignListedTimes(assignment, columnOf(assignment, Array.isArray(account) ? account.at(-1) : account));
  assignCounts(assignment, false);
  assignProfile(assignment, null);
  const language = assignment
    .free()
    .find((column) => column.isLanguage && (column.hints.has('language') || column.hints.has('accountLanguage')));
  if (language !== undefined) {
    assignment.draft.accountLanguage = language.name;
    assignment.take(language, 'accountLanguage', '', 'medium');
  }
  assignAccountStatus(assignment);
  return [];
}

function columnOf(assignment: Assignment, name: Mapping['account'] | undefined): ColumnProfile | null {
  return (typeof name === 'string' ? assignment.columns.find((column) => column.name === name) : undefined) ?? null;
}

/** Layers of their own that the file could give, each as a comment that becomes a line without its sign. */
function suggestLayers(assignment: Assignment): string[] {
  const names = new Set<string>();
  const candidates = layerCandidates(assignment);
  const entries = candidates.flatMap((column) => {
    const name = plainName(column.name)
      .normalize('NFD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '')
      .slice(0, 30);
    assignment.leave(column, `few values that come again: a layer of its own?`);
    if (name === '' || names.has(name) || RESERVED.includes(name)) return [];
    names.add(name);
    return [`${name}: ${JSON.stringify(column.name)}`];
  });
  return entries.length === 0
    ? []
    : [`layers: {${entries.join(', ')}}  (take the sign before this away if sharing one of these values means something)`];
}

const RESERVED = [
  ...['repost', 'reply', 'url', 'url-raw', 'domain', 'hashtag', 'hashtag-sequence', 'mention', 'text', 'near-text', 'media'],
];

/** Words for nothing that stand among numbers, times, links or flags, or fill a whole column. */
function blankWords(cells: readonly (readonly string[])[]): string[] {
  const found = new Set<string>();
  for (const column of cells) {
    const values = column.map((cell) => cell.trim()).filter((cell) => cell !== '');
    const here = new Set(values.filter((value) => BLANK_WORDS.includes(value)));
    if (here.size === 0) continue;
    const others = values.filter((value) => !here.has(value));
    const isTyped = others.every((value) =>
      /^(?:-?\d[\d.,:/ TZ+-]*(?:E\+?\d+)?|https?:\/\/\S+|true|false|t|f|yes|no|\[.*\])$/i.test(value),
    );
    if (isTyped) for (const word of here) found.add(word);
  }
  return [...found].sort();
}

interface Sample {
  readonly rowCount: number;
  /** For each column its values in the rows of the sample. */
  readonly cells: readonly (readonly string[])[];
  /** True for the rows at the beginning of the file. */
  readonly isFirst: readonly boolean[];
  readonly words: string;
}

/** Reads a table of text columns through the database. */
class TableReader {
  private readonly file: CaseFile;
  private readonly columns: readonly string[];
  private readonly rows: CsvRows;
  private blanks: readonly string[] = [];
  private withBlanks = new Set<string>();

  constructor(file: CaseFile, columns: readonly string[], rows: CsvRows) {
    this.file = file;
    this.columns = columns;
    this.rows = rows;
  }

  async sample(): Promise<Sample> {
    const rowCount = this.rows.recordCount - this.rows.rejectedCount;
    const step = Math.max(1, Math.ceil(rowCount / SPREAD_ROWS));
    const values = this.columns.map((_, index) => `left(${columnExpression(index)}, ${LONGEST_VALUE}) AS ${columnExpression(index)}`);
    const found = await this.file.rows<Record<string, string | number | null>>(
      `SELECT * FROM (SELECT row_number() OVER ()::INTEGER AS n, ${values.join(', ')} FROM ${this.rows.relation})
       WHERE n <= ${FIRST_ROWS} OR n % ${step} = 0 ORDER BY n`,
    );
    const cells = this.columns.map((_, index) => found.map((row) => String(row[columnExpression(index)] ?? '')));
    const words =
      found.length >= rowCount
        ? 'all of them were looked at'
        : `looked at: the first ${counted(FIRST_ROWS)} rows and one in ${counted(step)} of the others; counted: all rows`;
    return { rowCount, cells, isFirst: found.map((row) => Number(row['n']) <= FIRST_ROWS), words };
  }

  async setBlanks(blanks: readonly string[]): Promise<void> {
    this.blanks = blanks;
    if (blanks.length === 0 || this.columns.length === 0) return;
    const list = blanks.map(sqlText).join(', ');
    const flags = this.columns.map((_, index) => `coalesce(bool_or(trim(${columnExpression(index)}) IN (${list})), false) AS b${index}`);
    const row = await this.file.row<Record<string, boolean>>(`SELECT ${flags.join(', ')} FROM ${this.rows.relation}`);
    this.withBlanks = new Set(this.columns.filter((_, index) => row[`b${index}`]));
  }

  holdsBlanks(name: string): boolean {
    return this.withBlanks.has(name);
  }

  /** SQL for a value, blank ones as NULL. */
  private value(index: number): string {
    const trimmed = `nullif(trim(${columnExpression(index)}), '')`;
    return this.blanks.length === 0 ? trimmed : `CASE WHEN ${trimmed} NOT IN (${this.blanks.map(sqlText).join(', ')}) THEN ${trimmed} END`;
  }

  async profiles(sample: Sample, now: Date): Promise<ColumnProfile[]> {
    const count = (select: (index: number) => string, indexes: readonly number[]): Promise<Record<string, number>> =>
      indexes.length === 0 ? Promise.resolve({}) : this.file.row(`SELECT ${indexes.map(select).join(', ')} FROM ${this.rows.relation}`);
    const all = this.columns.map((_, index) => index);
    const isSmall = sample.rowCount <= EXACT_ROWS;
    const distinct = (index: number): string =>
      isSmall
        ? `count(DISTINCT CASE WHEN ${this.value(index)} IS NOT NULL THEN hash(${this.value(index)}) END)`
        : `approx_count_distinct(${this.value(index)})`;
    const rough = await count((index) => `count(${this.value(index)}) AS f${index}, ${distinct(index)} AS d${index}`, all);
    const few = isSmall ? [] : all.filter((index) => Number(rough[`d${index}`] ?? 0) <= 2 * EXACT_DISTINCT);
    const exact = await count((index) => `count(DISTINCT ${this.value(index)}) AS d${index}`, few);
    return this.columns.map((name, index) => {
      const filled = Number(rough[`f${index}`] ?? 0);
      const different = Math.min(filled, Number(exact[`d${index}`] ?? rough[`d${index}`] ?? 0));
      const isExact = isSmall || exact[`d${index}`] !== undefined;
      const cells = (sample.cells[index] as string[]).map((cell) => (this.blanks.includes(cell.trim()) ? '' : cell));
      return profileColumn(name, cells, sample.rowCount, { filled, distinct: different, isExact }, sample.isFirst, now);
    });
  }

  async distinct(names: readonly string[]): Promise<DistinctRows> {
    const values = names.map((name) => this.value(this.columns.indexOf(name)));
    const row =
      values.length === 1
        ? (values[0] as string)
        : `CASE WHEN ${values.map((value) => `${value} IS NOT NULL`).join(' AND ')} THEN (${values.join(', ')}) END`;
    return this.file.row(`SELECT count(${row}) AS filled, count(DISTINCT ${row}) AS distinct FROM ${this.rows.relation}`);
  }

  /** Rows in which a column does not hold some text. */
  async without(name: string, part: string): Promise<number> {
    const value = this.value(this.columns.indexOf(name));
    const { count } = await this.file.row<{ count: number }>(
      `SELECT count(*) AS count FROM ${this.rows.relation} WHERE NOT coalesce(contains(${value}, ${sqlText(part)}), false)`,
    );
    return count;
  }

  /** What a mapping would set aside, by the plan that an import would follow. */
  async keptBy(mapping: Mapping, now: Date): Promise<{ readonly setAside: number }> {
    const { format } = mappedBy('that was proposed', mapping);
    const plan = format.plan(new ForeignTable(this.columns, this.rows.isPlain), now);
    const { count } = await this.file.row<{ count: number }>(
      `SELECT count(*) AS count FROM ${this.rows.relation} WHERE NOT coalesce(${plan.isSound}, false) AND (${plan.problem}) IS NOT NULL`,
    );
    return { setAside: count };
  }
}
