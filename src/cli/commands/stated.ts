import { AntiphonError } from '../../errors.js';
import type { FigureComparison } from '../../registry/stated/compare-figures.js';
import type { ImportedStated } from '../../registry/stated/import-stated.js';
import type { AccessStatement, Figure, Held, StatedEvent, StatedKind } from '../../store/stated.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { counted, sayTally } from './registry.js';

const SHOWN = 5;
const SHOWN_ROWS = 20;

interface RevealOptions extends CommonOptions {
  readonly reveal?: boolean;
}

export async function statedImportCommand(
  casePath: string,
  path: string,
  options: CommonOptions & { mapping?: string; statedBy?: string; url?: string; encoding?: string },
): Promise<void> {
  const { importStated } = await import('../../registry/stated/import-stated.js');
  const terminal = new Terminal(options);
  const imported = await withCase(casePath, { create: true }, terminal, (file, context) => importStated(file, path, options, context));
  terminal.result({ case: casePath, ...imported });
  sayImported(terminal, imported);
  terminal.say(`case: ${casePath}`);
}

function sayImported(terminal: Terminal, file: ImportedStated): void {
  const rows = `${counted(file.rowCount, 'row')} = ${file.keptCount.toLocaleString('en')} kept + ${file.rejectedCount.toLocaleString('en')} set aside`;
  if (file.alreadyImported) {
    terminal.say(`${file.path}: already in the case (same content), nothing changed (${rows})`);
  } else {
    const mapping = file.mapping === file.kind ? '' : ` by the mapping ${file.mapping}`;
    terminal.say(`${file.path}: ${file.kind}${mapping}, ${rows}`);
    const known = file.knownCount === 0 ? '' : `, ${file.knownCount.toLocaleString('en')} in the case word for word already`;
    terminal.say(`  ${file.addedCount.toLocaleString('en')} added${known}`);
  }
  sayTally(terminal, 'rows set aside', file.setAside);
  sayTally(terminal, 'written otherwise', file.said);
  if (file.caution !== '') terminal.say(`  Note: ${file.caution}`);
}

export async function statedListCommand(casePath: string, options: RevealOptions & { table?: string }): Promise<void> {
  const { kindNamed, STATED_KINDS } = await import('../../registry/stated/stated-tables.js');
  const { shownStatements } = await import('../../registry/stated/shown-statements.js');
  const { openNames } = await import('../../store/case-names.js');
  const { statedRows } = await import('../../store/stated.js');
  const terminal = new Terminal(options);
  const wanted = options.table === undefined ? STATED_KINDS : [kindNamed(options.table)];
  const tables = await withCase(casePath, {}, terminal, async (file) => {
    const naming = await openNames(file, { reveal: options.reveal === true, texts: true });
    const read: Partial<Record<StatedKind, object[]>> = {};
    for (const kind of wanted) read[kind] = await shownStatements(file, naming, await statedRows(file, kind));
    return read;
  });
  terminal.result({ case: casePath, namesShown: options.reveal === true, ...tables });
  if (Object.values(tables).every((rows) => rows.length === 0))
    terminal.say(`${casePath} holds nothing of what others stated; \`antiphon stated import ${casePath} FILE\` brings it`);
  for (const kind of wanted) {
    const rows = tables[kind] ?? [];
    if (rows.length > 0) await sayRows(terminal, kind, rows);
  }
}

async function sayRows(terminal: Terminal, kind: StatedKind, rows: readonly object[]): Promise<void> {
  const { accessDate } = await import('../../registry/stated/access-entry.js');
  const { figureTime } = await import('../../registry/stated/figure-entry.js');
  const { timeText } = await import('../../registry/stated/stated-time.js');
  const first = rows.slice(0, SHOWN_ROWS);
  terminal.say(
    kind === 'figures'
      ? counted(rows.length, 'figure')
      : kind === 'events'
        ? counted(rows.length, 'event')
        : `${counted(rows.length, 'statement')} of access`,
  );
  if (kind === 'figures')
    terminal.table(
      ['number', 'subject', 'measure', 'bound', 'value', 'unit', 'date', 'stated by'],
      (first as Held<Figure>[]).map((row) => {
        const time = figureTime(row);
        return [row.id, row.subject, row.measure, row.bound, row.value, row.unit, time === null ? null : timeText(time), row.statedBy];
      }),
    );
  else if (kind === 'access')
    terminal.table(
      ['number', 'voice', 'platform', 'country', 'status', 'since', 'until', 'reason', 'stated by'],
      (first as Held<AccessStatement>[]).map((row) => [
        ...[row.id, row.voice, row.platform, row.country ?? 'all', row.status],
        ...[accessDate(row, 'since'), accessDate(row, 'until')],
        ...[row.statedReason, row.statedBy],
      ]),
    );
  else
    terminal.table(
      ['number', 'date', 'title', 'kind', 'source'],
      (first as Held<StatedEvent>[]).map((row) => {
        const date = timeText({ at: row.happenedAt, precisionSeconds: row.precisionSeconds ?? 1 });
        return [row.id, date, row.title, row.kind, row.source ?? row.url];
      }),
    );
  if (rows.length > SHOWN_ROWS) terminal.say(`  … and ${(rows.length - SHOWN_ROWS).toLocaleString('en')} more; --json shows all`);
}

export async function statedCheckCommand(casePath: string, options: RevealOptions): Promise<void> {
  const { checkStated, STATED_CHECKS } = await import('../../registry/stated/check-stated.js');
  const { openNames } = await import('../../store/case-names.js');
  const terminal = new Terminal(options);
  const isRevealed = options.reveal === true;
  const { counts, issues, comparisons } = await withCase(casePath, {}, terminal, async (file) =>
    checkStated(file, await openNames(file, { reveal: isRevealed, texts: true })),
  );
  terminal.result({ case: casePath, namesShown: isRevealed, counts, comparisons, issues });
  terminal.say(
    `${counted(counts.figures, 'figure')}, ${counted(counts.access, 'statement')} of access, ${counted(counts.events, 'event')}`,
  );
  if (comparisons.length > 0) await sayComparisons(terminal, comparisons);
  if (issues.length === 0) terminal.say('nothing to say against them');
  for (const [kind, meaning] of Object.entries(STATED_CHECKS)) {
    const found = issues.filter((issue) => issue.kind === kind);
    if (found.length === 0) continue;
    terminal.say(`${kind}: ${found.length.toLocaleString('en')} (${meaning})`);
    for (const { message } of found.slice(0, SHOWN)) terminal.say(`  ${message}`);
    if (found.length > SHOWN) terminal.say(`  … and ${(found.length - SHOWN).toLocaleString('en')} more; --json shows all`);
  }
}

async function sayComparisons(terminal: Terminal, comparisons: readonly FigureComparison[]): Promise<void> {
  const { figureTime } = await import('../../registry/stated/figure-entry.js');
  const { timeText } = await import('../../registry/stated/stated-time.js');
  terminal.say(`${counted(comparisons.length, 'figure')} beside the nearest observation:`);
  terminal.table(
    ['number', 'subject', 'measure', 'bound', 'stated', 'for', 'observed', 'gap in days', 'stated − observed', 'agrees'],
    comparisons.slice(0, SHOWN_ROWS).map((comparison) => {
      const { figure, observedLow, observedHigh, gapDays, difference, agrees } = comparison;
      const time = figureTime(figure);
      const observed =
        observedLow === observedHigh
          ? observedLow.toLocaleString('en')
          : `${observedLow.toLocaleString('en')}–${observedHigh.toLocaleString('en')}`;
      const when = time === null ? null : timeText(time);
      return [
        figure.id,
        figure.subject,
        figure.measure,
        figure.bound,
        figure.value,
        when,
        observed,
        gapDays,
        difference,
        agrees ? 'yes' : 'no',
      ];
    }),
  );
  if (comparisons.length > SHOWN_ROWS)
    terminal.say(`  … and ${(comparisons.length - SHOWN_ROWS).toLocaleString('en')} more; --json shows all`);
}

export async function statedExportCommand(casePath: string, path: string, options: RevealOptions & { table?: string }): Promise<void> {
  const { exportStated, onlyKind } = await import('../../registry/stated/export-stated.js');
  const { kindNamed } = await import('../../registry/stated/stated-tables.js');
  const { openNames } = await import('../../store/case-names.js');
  const terminal = new Terminal(options);
  const wanted = options.table === undefined ? null : kindNamed(options.table);
  const { kind, count } = await withCase(casePath, {}, terminal, async (file) => {
    const naming = await openNames(file, { reveal: options.reveal === true, texts: true });
    const chosen = wanted ?? (await onlyKind(file));
    return { kind: chosen, count: await exportStated(file, chosen, path, naming) };
  });
  terminal.result({ case: casePath, path, table: kind, rowCount: count, namesShown: options.reveal === true });
  terminal.say(`${path}: ${kind}, ${counted(count, 'row')}`);
}

export async function statedRemoveCommand(casePath: string, table: string, numbers: string[], options: CommonOptions): Promise<void> {
  const { removeStatements } = await import('../../registry/stated/remove-stated.js');
  const { kindNamed } = await import('../../registry/stated/stated-tables.js');
  const terminal = new Terminal(options);
  const kind = kindNamed(table);
  const wrong = numbers.find((number) => !/^\d+$/.test(number));
  if (wrong !== undefined)
    throw new AntiphonError('usage', `"${wrong}" is no number of an entry; \`antiphon stated list\` shows the numbers`);
  const removed = [...new Set(numbers.map(Number))];
  await withCase(casePath, {}, terminal, (file) => removeStatements(file, kind, removed));
  terminal.result({ case: casePath, table: kind, removed });
  terminal.say(`removed from ${kind}: ${removed.join(', ')}`);
}
