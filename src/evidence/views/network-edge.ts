import { analysisById } from '../../analyses/catalogue.js';
import { AntiphonError } from '../../errors.js';
import type { FindingColumn, PostPair, WorkContext } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { networkColumns } from '../../store/export.js';
import { findingTableName, sqlName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { CaseReads } from '../../store/reads.js';
import { type EdgePosts, numberOfShown, showEdge, shownEdge } from '../edge.js';
import { type NetworkSource, networkSource } from './network-edges.js';
import { canListPairs, readPairs } from './network-pairs.js';

/** Pairs of posts that are shown of an edge. */
const SHOWN_PAIRS = 1000;

/** One measure of an edge, from its row in the finding. */
export interface EdgeMeasure {
  readonly name: string;
  readonly unit: string | null;
  readonly meaning: string;
  readonly value: number | null;
}

/**
 * The posts behind an edge and its measures, as they may be shown.
 *
 * @param accountA An account as it is shown: an identifier that is not shown is treated like one that is not there.
 * @throws AntiphonError `not-found`: no such finding, account or edge; `usage`: an account with itself.
 */
export async function readEdge(
  file: CaseFile,
  naming: Naming,
  findingId: number,
  accountA: string,
  accountB: string,
  context: WorkContext,
) {
  const source = await networkSource(file, findingId);
  const reads = new CaseReads(file);
  const ids = await reads.accountIds();
  const idOf = async (account: string): Promise<number> => ids[await numberOfShown(file, reads, naming, account)] as number;
  const [idA, idB] = [await idOf(accountA), await idOf(accountB)];
  if (idA === idB) throw new AntiphonError('usage', `an edge needs two different accounts, got ${accountA} twice`);
  const measures = await readMeasures(file, source, idA, idB);
  if (measures === null) throw new AntiphonError('not-found', `finding ${findingId} has no edge between ${accountA} and ${accountB}`);
  const head = { findingId, accountA, accountB, measures };
  if (analysisById(source.finding.analysis).pairs === undefined) return { ...head, pairs: [], pairCount: null, hiddenTextCount: 0 };
  const edge: EdgePosts = (await canListPairs(file, source))
    ? { finding: source.finding, accountA, accountB, pairs: await listedPairs(file, reads, source, context, [idA, idB]) }
    : await showEdge(file, accountA, accountB, findingId, context);
  const first = { ...edge, pairs: edge.pairs.slice(0, SHOWN_PAIRS) };
  const shown = await shownEdge(file, first, naming);
  return {
    ...head,
    pairs: shown.pairs.map((pair, index) => {
      const { textA, textB } = first.pairs[index] as (typeof first.pairs)[number];
      return {
        object: pair.object,
        a: { post: pair.postA, postedAt: pair.postedAtA, text: pair.textA, isHidden: textA !== null && pair.textA === null },
        b: { post: pair.postB, postedAt: pair.postedAtB, text: pair.textB, isHidden: textB !== null && pair.textB === null },
        lagSeconds: pair.lagSeconds,
      };
    }),
    pairCount: edge.pairs.length,
    hiddenTextCount: shown.hiddenTextCount,
  };
}

async function listedPairs(
  file: CaseFile,
  reads: CaseReads,
  source: NetworkSource,
  context: WorkContext,
  [idA, idB]: readonly [number, number],
): Promise<PostPair[]> {
  const numbers = await reads.accountNumbers();
  return reads.postPairs(await readPairs(file, source, context, idA, idB), numbers[idA] as number);
}

/** The numbers of an edge that do not depend on which end is which; null if there is no such edge. Several rows: of the first. */
async function readMeasures(file: CaseFile, source: NetworkSource, idA: number, idB: number): Promise<EdgeMeasure[] | null> {
  const ends = networkColumns(source.table);
  const isMeasure = ({ name, type, graphOnly }: FindingColumn): boolean =>
    graphOnly !== true && (type === 'integer' || type === 'number') && !/(AB|A|B|_y)$/.test(name);
  const columns = source.table.columns.filter((column) => isMeasure(column) && ![ends?.source, ends?.target].includes(column.name));
  const [row] = await file.rows<Record<string, number | null>>(
    `SELECT ${columns.map((column) => `e.${sqlName(column)} AS "${column.name}"`).join(', ')}
     FROM ${findingTableName(source.finding.findingId, source.table.name)} e JOIN (${source.relation}) r ON r.edge_row = e.rowid
     WHERE r.a IN (${idA}, ${idB}) AND r.b IN (${idA}, ${idB}) LIMIT 1`,
  );
  if (row === undefined) return null;
  return columns.map(({ name, unit, meaning }) => ({ name, unit: unit ?? null, meaning, value: row[name] ?? null }));
}
