import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { AntiphonError, messageOf } from '../../errors.js';
import type { CaseObservations, NamedThing, ThingObservations } from '../../evidence/observations/read-observations.js';
import type { Look, Observed } from '../../store/observations.js';
import { csvLine } from '../../store/spreadsheet-text.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

const SHOWN_LOOKS = 40;
const SHOWN_CONTRADICTIONS = 5;

interface ObservationsOptions extends CommonOptions {
  readonly account?: string;
  readonly post?: string;
  readonly output?: string;
  readonly reveal?: boolean;
  readonly spreadsheetSafe?: boolean;
}

type Cell = string | number | boolean | null;

export async function observationsCommand(casePath: string, options: ObservationsOptions): Promise<void> {
  if (options.account !== undefined && options.post !== undefined)
    throw new AntiphonError('usage', '--account and --post exclude each other; name one');
  if (options.output !== undefined) endingOf(options.output);
  const terminal = new Terminal(options);
  const called = options.account ?? options.post;
  if (called === undefined) await wholeCase(casePath, options, terminal);
  else await oneThing(casePath, options.account === undefined ? 'post' : 'account', called, options, terminal);
  if (options.reveal === true) terminal.say('names are shown: keep this to yourself');
}

async function wholeCase(casePath: string, options: ObservationsOptions, terminal: Terminal): Promise<void> {
  const { observationNaming, readCaseObservations, readNamedThings } = await import('../../evidence/observations/read-observations.js');
  const { found, things } = await withCase(casePath, {}, terminal, async (file, context) => {
    context.progress.step('reading observations');
    const naming = await observationNaming(file, options.reveal === true);
    const read = await readCaseObservations(file, naming);
    context.signal.throwIfAborted();
    return { found: read, things: options.output === undefined ? [] : await readNamedThings(file, naming) };
  });
  terminal.result({ case: casePath, ...found });
  await sayCase(terminal, found);
  if (options.output !== undefined)
    writeRows(terminal, options.output, things.map(thingRow), Object.keys(thingRow({} as NamedThing)), options);
}

async function sayCase(terminal: Terminal, { accounts, posts, contradictions }: CaseObservations): Promise<void> {
  const { contradictionGroups, contradictionText, counted, summaryLines } = await import('../../evidence/observations/observation-text.js');
  if (accounts.observationCount + posts.observationCount + posts.awaitedCount === 0) {
    terminal.say('the case holds no observation of an account or post; docs/observations.md says which files bring some');
    return;
  }
  for (const summary of [accounts, posts]) {
    if (summary.observationCount + summary.awaitedCount === 0) continue;
    terminal.say(`${summary.entity}s`);
    for (const { topic, text } of summaryLines(summary)) terminal.say(`  ${topic.padEnd(13)} ${text}`);
    terminal.say();
  }
  for (const { title, isNote, rows } of contradictionGroups(contradictions)) {
    terminal.say(`${isNote ? 'note' : 'contradiction'}: ${title}: ${rows.length.toLocaleString('en')}`);
    for (const row of rows.slice(0, SHOWN_CONTRADICTIONS)) terminal.say(`  ${contradictionText(row)}`);
    if (rows.length > SHOWN_CONTRADICTIONS)
      terminal.say(`  … and ${(rows.length - SHOWN_CONTRADICTIONS).toLocaleString('en')} more; --json lists all`);
  }
  const real = contradictions.filter(({ isNote }) => !isNote).length;
  terminal.say(
    `${real === 0 ? 'no contradictions' : counted(real, 'contradiction')}; none is resolved. All numbers are complete counts of this case, so that no interval applies.`,
  );
}

async function oneThing(
  casePath: string,
  entity: Observed,
  called: string,
  options: ObservationsOptions,
  terminal: Terminal,
): Promise<void> {
  const { observationNaming, readThingObservations } = await import('../../evidence/observations/read-observations.js');
  const thing = await withCase(casePath, {}, terminal, async (file) =>
    readThingObservations(file, await observationNaming(file, options.reveal === true), entity, called),
  );
  terminal.result({ case: casePath, ...thing });
  await sayThing(terminal, thing);
  if (options.output !== undefined)
    writeRows(terminal, options.output, thing.looks.map(lookRow), Object.keys(lookRow({} as Look)), options);
}

async function sayThing(terminal: Terminal, { entity, name, looks, lives, contradictions }: ThingObservations): Promise<void> {
  const { contradictionGroups, contradictionText, counted, lifeText, moment, viewText } = await import(
    '../../evidence/observations/observation-text.js'
  );
  terminal.say(`${entity} ${name}: ${counted(looks.length, 'observation')}`);
  for (const life of lives) {
    const view = life.seenFrom === null && life.hasLogin === null ? '' : `${viewText(life.seenFrom, life.hasLogin)}: `;
    terminal.say(`  ${view}${lifeText(life)}`);
  }
  if (looks.length > 0) {
    terminal.say();
    const fields = shownFields(looks);
    let before: number | null = null;
    const words = (['statedReason', 'evidence'] as const).filter((field) => looks.some((look) => look[field] !== null));
    const rows = looks.map((look) => {
      const followers = look.counts['follower_count'] ?? null;
      const change = followers === null || before === null || look.observedAt === null ? null : followers - before;
      if (look.observedAt !== null) before = followers ?? before;
      const counts = fields.map((field) => look.counts[field] ?? null);
      const state = look.status ?? (look.isThere === true ? 'seen' : null);
      return [
        moment(look.observedAt, look.precisionSeconds),
        state,
        ...counts,
        ...(fields.includes('follower_count') ? [change] : []),
        ...words.map((field) => look[field]),
        look.sourceId,
      ];
    });
    const head = fields.map((field) => field.replace(/_count$/, 's'));
    terminal.table(
      [
        'seen at',
        'status',
        ...head,
        ...(fields.includes('follower_count') ? ['change'] : []),
        ...words.map((field) => (field === 'evidence' ? field : 'stated reason')),
        'source',
      ],
      rows.slice(0, SHOWN_LOOKS),
    );
    if (rows.length > SHOWN_LOOKS)
      terminal.say(`  … and ${(rows.length - SHOWN_LOOKS).toLocaleString('en')} more; --output FILE writes all`);
  }
  for (const { title, isNote, rows } of contradictionGroups(contradictions)) {
    terminal.say();
    terminal.say(`${isNote ? 'note' : 'contradiction'}: ${title}`);
    for (const row of rows) terminal.say(`  ${contradictionText(row)}`);
  }
}

function shownFields(looks: readonly Look[]): string[] {
  return Object.keys(looks[0]?.counts ?? {}).filter((field) => looks.some((look) => look.counts[field] !== null));
}

function lookRow(look: Look): Record<string, Cell> {
  return {
    observed_at: look.observedAt,
    observed_precision_seconds: look.precisionSeconds,
    is_event: look.isEvent,
    is_there: look.isThere,
    status: look.status,
    ...look.counts,
    ...look.profile,
    stated_reason: look.statedReason,
    evidence: look.evidence,
    seen_from: look.seenFrom,
    has_login: look.hasLogin,
    source: look.sourceId,
  };
}

function thingRow(thing: NamedThing): Record<string, Cell> {
  return {
    kind: thing.entity,
    name: thing.name,
    seen_from: thing.seenFrom,
    has_login: thing.hasLogin,
    look_count: thing.lookCount,
    first_seen_at: thing.firstSeenAt,
    last_alive_at: thing.lastAliveAt,
    first_gone_at: thing.goneAt,
    gone_status: thing.goneStatus,
    is_exact: thing.isExact,
    return_count: thing.returnCount,
  };
}

function endingOf(path: string): '.csv' | '.json' {
  const ending = extname(path).toLowerCase();
  if (ending !== '.csv' && ending !== '.json')
    throw new AntiphonError('output', `${path} ends in "${ending}"; observations are written to .csv or .json`);
  return ending;
}

/** @param without Columns where there is no row. */
function writeRows(
  terminal: Terminal,
  path: string,
  rows: readonly Record<string, Cell>[],
  without: readonly string[],
  options: ObservationsOptions,
): void {
  const columns = rows[0] === undefined ? without : Object.keys(rows[0]);
  const safe = options.spreadsheetSafe === true;
  const line = (cells: readonly Cell[]): string =>
    csvLine(
      cells.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell)),
      safe,
    );
  const csv = (): string => line(columns) + rows.map((row) => line(columns.map((column) => row[column] ?? null))).join('');
  const text = endingOf(path) === '.json' ? `${JSON.stringify({ namesAreShown: options.reveal === true, rows }, null, 2)}\n` : csv();
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new AntiphonError('output', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  terminal.say(`${path}: ${rows.length.toLocaleString('en')} rows`);
}
