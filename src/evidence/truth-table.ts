import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import { fieldText, preflightCsv } from '../sources/csv-preflight.js';
import { readCsvRecords } from '../sources/csv-records.js';
import { refuseList } from './account-list.js';

/** What a truth table says of one account. */
export interface TruthRow {
  readonly account: string;
  /** Blank for an account of no group. */
  readonly group: string;
  /** `planted` for what a finding should find; any other name is a hard negative, or `organic` without a group. */
  readonly kind: string;
  readonly line: number;
}

export const PLANTED = 'planted';
export const ORGANIC = 'organic';

/**
 * Reads a truth table: columns `account`, `group` and, where there are hard negatives, `kind`; others are passed over.
 *
 * An account without a group is organic. Without a column `kind`, every group is planted.
 *
 * @param scratch Folder for a plain copy of a compressed file.
 * @returns One row for each account, in order of the file; an account that comes again with the same group and kind stands once.
 * @throws AntiphonError `file`, `format`: columns missing, no rows, a row that is none, an account in two groups, a group of two kinds.
 */
export async function readTruth(path: string, scratch: string, context: WorkContext): Promise<TruthRow[]> {
  const preflight = await preflightCsv(path, scratch, context).catch((error) => refuseList(error, 'a truth table has one account a row'));
  const column = (name: string): number => preflight.header.indexOf(name);
  const missing = ['account', 'group'].filter((name) => column(name) === -1);
  if (missing.length > 0)
    throw new AntiphonError(
      'format',
      `${path} is no truth table: it lacks the ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(' and ')}; columns found: ${preflight.header.join(', ')}`,
    );
  const truth = new TruthRows(path);
  await readCsvRecords(preflight.file.textPath, preflight.dialect, (record) => {
    if (record.problem !== null) throw new AntiphonError('format', `${path} line ${record.line}: ${record.problem}`);
    const cell = (index: number): string => {
      const field = record.fields[index];
      return field === undefined ? '' : fieldText(record, field).trim();
    };
    const group = cell(column('group'));
    const kind = (column('kind') === -1 ? '' : cell(column('kind'))) || (group === '' ? ORGANIC : PLANTED);
    truth.add({ account: cell(column('account')), group, kind, line: record.line });
  });
  if (truth.rows.size === 0) throw new AntiphonError('format', `${path} holds no account; a truth table has one row for each`);
  return [...truth.rows.values()];
}

class TruthRows {
  readonly rows = new Map<string, TruthRow>();
  private readonly kinds = new Map<string, TruthRow>();
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  add(row: TruthRow): void {
    if (row.account === '') this.refuse(row, 'account is blank');
    if (row.kind === PLANTED && row.group === '') this.refuse(row, `account ${row.account} is planted but in no group; name its group`);
    const known = this.rows.get(row.account);
    if (known !== undefined && (known.group !== row.group || known.kind !== row.kind))
      this.refuse(
        row,
        `account ${row.account} stands in ${nameOf(row)}, but in ${nameOf(known)} on line ${known.line}; an account has one group`,
      );
    const sameGroup = this.kinds.get(row.group);
    if (row.group !== '' && sameGroup !== undefined && sameGroup.kind !== row.kind)
      this.refuse(row, `group ${row.group} is ${row.kind}, but ${sameGroup.kind} on line ${sameGroup.line}; a group is of one kind`);
    if (sameGroup === undefined) this.kinds.set(row.group, row);
    if (known === undefined) this.rows.set(row.account, row);
  }

  private refuse(row: TruthRow, why: string): never {
    throw new AntiphonError('format', `${this.path} line ${row.line}: ${why}`);
  }
}

function nameOf(row: TruthRow): string {
  return row.group === '' ? `no group (${row.kind})` : `group ${row.group} (${row.kind})`;
}
