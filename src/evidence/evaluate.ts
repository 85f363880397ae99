import { analysisById } from '../analyses/catalogue.js';
import { AntiphonError } from '../errors.js';
import { GrownFloats, GrownInts } from '../kernels/grown-columns.js';
import {
  type AccountScores,
  type AccountTruth,
  distinctPairs,
  type FoundPairs,
  type PairScores,
  scoreAccounts,
  scorePairs,
} from '../kernels/statistics/evaluation.js';
import { type Fraction, fraction, type Proportion, wilson } from '../kernels/statistics/proportion.js';
import type { Finding, FindingColumn, FindingTable, WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { openNames } from '../store/case-names.js';
import { rowCondition } from '../store/filter-sql.js';
import { findingRelation } from '../store/finding-relation.js';
import { findingById, findingTableName, sqlName } from '../store/findings.js';
import { CaseReads } from '../store/reads.js';
import type { BoundSql } from '../store/relation.js';
import { ORGANIC, PLANTED, readTruth, type TruthRow } from './truth-table.js';

const BOOTSTRAP_SEED = 1;
/** Columns that weigh an edge, the first that a table has. */
const WEIGHT_COLUMNS = ['objectCount', 'weight'];

/** How often one kind of account is flagged. */
export interface KindScore {
  readonly kind: string;
  readonly accounts: Proportion;
  /** Pairs inside one group of this kind that the finding holds, of all such pairs; null for a finding without pairs. */
  readonly pairs: Fraction | null;
}

/** Pairs of a finding by what their ends are. */
export interface FoundKind {
  /** Such as `planted, one group`, `fan-club, one group`, `organic and planted`. */
  readonly ends: string;
  /** Of all pairs found. */
  readonly pairs: Fraction;
  /** Of the weight of all pairs found, 0–1. */
  readonly shareOfWeight: number;
}

/** How much of one group was found. */
export interface GroupScore {
  readonly group: string;
  readonly kind: string;
  readonly accounts: Proportion;
  readonly pairs: Fraction | null;
}

/** A finding judged by a known truth. */
export interface Evaluation {
  readonly findingId: number;
  readonly analysis: string;
  readonly table: string;
  readonly where: string | null;
  readonly caseAccountCount: number;
  readonly truthAccountCount: number;
  /** Accounts of the truth that the case does not hold, in all and planted; they count nowhere. */
  readonly unknownCount: number;
  readonly unknownPlantedCount: number;
  /** Accounts of the case that the truth does not name; they count as organic. */
  readonly unlabelledCount: number;
  readonly unlabelledFlaggedCount: number;
  /** The column that weighs the pairs; null where every row weighs 1. */
  readonly weightColumn: string | null;
  /** Null for a table with one account in a row. */
  readonly pairs: PairScores | null;
  readonly accounts: AccountScores;
  readonly kinds: readonly KindScore[];
  readonly foundKinds: readonly FoundKind[];
  readonly groups: readonly GroupScore[];
}

export interface EvaluateOptions {
  /** Table of the finding; by default the first with two accounts in a row, else the first with one. */
  readonly table?: string;
  /** Only rows that fulfil it, such as `qTiming <= 0.05` or `objectCount >= 3 and weight > 2`. */
  readonly where?: string;
}

/**
 * Judges a finding by a truth table: which pairs and accounts it has right, and what it flags besides.
 *
 * A row with two accounts is a pair; both are flagged. Rows of one pair, in either direction, are one pair with their weights added. A
 * pair is right when both ends stand in one planted group of the truth.
 *
 * @throws AntiphonError `not-found`: no such finding or table; `usage`: no accounts in it, or a condition that cannot be read; `format`:
 *   the truth table; `no-data`: no account of the truth is in the case.
 */
export async function evaluateFinding(
  file: CaseFile,
  findingId: number,
  truthPath: string,
  options: EvaluateOptions,
  context: WorkContext,
): Promise<Evaluation> {
  const finding = await findingById(file, findingId);
  const table = judgedTable(finding, options.table);
  const source = await judgedRows(file, finding, table, options.where);
  context.progress.step('reading the truth');
  const rows = await readTruth(truthPath, file.scratchFolder(), context);
  const reads = new CaseReads(file);
  const labels = new Labels(rows, await reads.accountKeys());
  if (labels.knownCount === 0)
    throw new AntiphonError(
      'no-data',
      `no account of ${truthPath} (${rows.length.toLocaleString('en')} in all) is in ${file.path}; is it the truth of another case?`,
    );
  context.progress.step('judging');
  const found = await readRows(file, table, source, await reads.accountIds());
  const accountCount = labels.truth.group.length;
  const isFlagged = new Uint8Array(accountCount);
  for (const column of found.accounts) for (const account of column) isFlagged[account] = 1;
  const [first, second] = found.accounts;
  const pairs = first !== undefined && second !== undefined ? distinctPairs(first, second, found.weight, accountCount) : null;
  return {
    findingId,
    analysis: finding.analysis,
    table: table.name,
    where: options.where ?? null,
    caseAccountCount: accountCount,
    truthAccountCount: rows.length,
    unknownCount: rows.length - labels.knownCount,
    unknownPlantedCount: labels.unknownPlantedCount,
    unlabelledCount: accountCount - labels.knownCount,
    unlabelledFlaggedCount: isFlagged.reduce((sum, flag, account) => sum + (flag === 1 && labels.isUnlabelled[account] === 1 ? 1 : 0), 0),
    weightColumn: pairs === null ? null : (weightColumn(table)?.name ?? null),
    pairs: pairs === null ? null : scorePairs(pairs, labels.truth, BOOTSTRAP_SEED),
    accounts: scoreAccounts(isFlagged, labels.truth),
    ...labels.breakdown(isFlagged, pairs),
  };
}

function accountColumns(table: FindingTable): FindingColumn[] {
  return table.columns.filter((column) => column.type === 'account' && column.graphOnly !== true).slice(0, 2);
}

function weightColumn(table: FindingTable): FindingColumn | null {
  for (const name of WEIGHT_COLUMNS) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
  }
  return null;
}

function judgedTable(finding: Finding, wanted: string | undefined): FindingTable {
  const stored = analysisById(finding.analysis).tables.filter((table) => finding.tables.some(({ name }) => name === table.name));
  const listed = stored.map((table) => table.name).join(', ');
  if (wanted !== undefined) {
    const table = stored.find(({ name }) => name === wanted);
    if (table === undefined) throw new AntiphonError('not-found', `finding ${finding.findingId} has no table ${wanted}; it has ${listed}`);
    if (accountColumns(table).length > 0) return table;
    throw new AntiphonError(
      'usage',
      `the table ${wanted} names no accounts, so there is nothing to judge; finding ${finding.findingId} has ${listed}`,
    );
  }
  const table = stored.find((one) => accountColumns(one).length === 2) ?? stored.find((one) => accountColumns(one).length === 1);
  if (table === undefined)
    throw new AntiphonError('usage', `finding ${finding.findingId} (${finding.analysis}) names no accounts, so there is nothing to judge`);
  return table;
}

interface JudgedRows {
  /** One or two columns of account numbers. */
  readonly accounts: readonly Int32Array[];
  readonly weight: Float64Array;
}

/** SQL for the rows `t` that are to be judged, by a condition in the language of all tables. */
async function judgedRows(file: CaseFile, finding: Finding, table: FindingTable, where: string | undefined): Promise<BoundSql> {
  if (where === undefined) return { sql: `${findingTableName(finding.findingId, table.name)} t WHERE true`, values: [] };
  const relation = await findingRelation(file, finding, table, await openNames(file, { reveal: false }));
  const condition = await rowCondition(file, relation, { where });
  return { sql: `${relation.table} t ${condition?.joins.join(' ')} WHERE ${condition?.sql}`, values: condition?.values ?? [] };
}

async function readRows(file: CaseFile, table: FindingTable, source: BoundSql, accountIds: Int32Array): Promise<JudgedRows> {
  const numberOf = new Map<number, number>();
  for (const [number, id] of accountIds.entries()) numberOf.set(id, number);
  const columns = accountColumns(table);
  const weigh = weightColumn(table);
  const accounts = columns.map(() => new GrownInts());
  const weight = new GrownFloats();
  const ends = columns.map((column) => `t.${sqlName(column)}`);
  const sql = `SELECT ${ends.join(', ')}, ${weigh === null ? '1' : `t.${sqlName(weigh)}`}::DOUBLE
    FROM ${[source.sql, ...ends.map((end) => `${end} IS NOT NULL`)].join(' AND ')} ORDER BY t.rowid`;
  for await (const chunk of file.chunks(sql, source.values)) {
    for (const values of chunk.getRows() as (number | null)[][]) {
      for (const [end, column] of accounts.entries()) column.push(numberOf.get(values[end] as number) as number);
      weight.push(values[columns.length] ?? 0);
    }
  }
  return { accounts: accounts.map((column) => column.finish()), weight: weight.finish() };
}

/** The truth by account number, and what can be counted by it. */
class Labels {
  readonly truth: AccountTruth;
  readonly isUnlabelled: Uint8Array;
  readonly knownCount: number;
  readonly unknownPlantedCount: number;
  private readonly kindOf: readonly string[];
  private readonly groups: readonly { readonly name: string; readonly kind: string }[];

  constructor(rows: readonly TruthRow[], keys: readonly string[]) {
    const byAccount = new Map(rows.map((row) => [row.account, row]));
    const groups = new Map<string, { index: number; name: string; kind: string }>();
    const found = keys.map((key) => byAccount.get(key));
    for (const row of found)
      if (row !== undefined && row.group !== '' && !groups.has(row.group))
        groups.set(row.group, { index: groups.size, name: row.group, kind: row.kind });
    this.groups = [...groups.values()];
    this.kindOf = found.map((row) => row?.kind ?? ORGANIC);
    this.isUnlabelled = Uint8Array.from(found, (row) => (row === undefined ? 1 : 0));
    this.truth = {
      group: Int32Array.from(found, (row) => (row === undefined ? -1 : (groups.get(row.group)?.index ?? -1))),
      isPlanted: Uint8Array.from(this.groups, ({ kind }) => (kind === PLANTED ? 1 : 0)),
    };
    const known = found.filter((row) => row !== undefined);
    this.knownCount = known.length;
    const planted = (list: readonly TruthRow[]): number => list.filter(({ kind }) => kind === PLANTED).length;
    this.unknownPlantedCount = planted(rows) - planted(known);
  }

  /** What was found by kind of account, by ends of pairs, and by group. */
  breakdown(isFlagged: Uint8Array, pairs: FoundPairs | null): Pick<Evaluation, 'kinds' | 'foundKinds' | 'groups'> {
    const sizes = this.groups.map(() => ({ accounts: 0, flagged: 0, pairs: 0 }));
    const kinds = new Map<string, { accounts: number; flagged: number }>();
    for (const [account, kind] of this.kindOf.entries()) {
      const counts = kinds.get(kind) ?? { accounts: 0, flagged: 0 };
      kinds.set(kind, counts);
      const group = sizes[this.truth.group[account]];
      for (const one of group === undefined ? [counts] : [counts, group]) {
        one.accounts++;
        one.flagged += isFlagged[account];
      }
    }
    const foundKinds = this.countPairs(pairs, sizes);
    const groups = this.groups.map(({ name, kind }, index): GroupScore => {
      const size = sizes[index] as (typeof sizes)[number];
      const inside = (size.accounts * (size.accounts - 1)) / 2;
      return {
        group: name,
        kind,
        accounts: wilson(size.flagged, size.accounts),
        pairs: pairs === null ? null : fraction(size.pairs, inside),
      };
    });
    return {
      kinds: [...kinds].sort(byFirst).map(([kind, counts]) => {
        const own = groups.filter((group) => group.kind === kind).flatMap((group) => group.pairs ?? []);
        const sum = (of: (one: Fraction) => number): number => own.reduce((total, one) => total + of(one), 0);
        const inside =
          own.length === 0
            ? null
            : fraction(
                sum(({ count }) => count),
                sum(({ trials }) => trials),
              );
        return { kind, accounts: wilson(counts.flagged, counts.accounts), pairs: inside };
      }),
      foundKinds,
      groups: groups.sort((x, y) => (x.group < y.group ? -1 : 1)),
    };
  }

  private countPairs(pairs: FoundPairs | null, sizes: readonly { pairs: number }[]): FoundKind[] {
    if (pairs === null) return [];
    const counts = new Map<string, { pairs: number; weight: number }>();
    let total = 0;
    for (let pair = 0; pair < pairs.accountA.length; pair++) {
      const [a, b] = [pairs.accountA[pair], pairs.accountB[pair]];
      const group = this.truth.group[a];
      const isOne = group !== -1 && group === this.truth.group[b];
      if (isOne) (sizes[group] as { pairs: number }).pairs++;
      const [x, y] = [this.kindOf[a] as string, this.kindOf[b] as string].sort() as [string, string];
      const ends = isOne ? `${x}, one group` : x === y ? (x === ORGANIC ? x : `${x}, two groups`) : `${x} and ${y}`;
      const known = counts.get(ends) ?? { pairs: 0, weight: 0 };
      known.pairs++;
      known.weight += pairs.weight[pair];
      total += pairs.weight[pair];
      counts.set(ends, known);
    }
    return [...counts]
      .sort((x, y) => y[1].pairs - x[1].pairs || byFirst(x, y))
      .map(([ends, known]) => ({
        ends,
        pairs: fraction(known.pairs, pairs.accountA.length),
        shareOfWeight: total === 0 ? 0 : known.weight / total,
      }));
  }
}

function byFirst(x: readonly [string, unknown], y: readonly [string, unknown]): number {
  return x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : 0;
}
