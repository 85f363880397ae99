import { analysisById } from '../analyses/catalogue.js';
import { AntiphonError } from '../errors.js';
import type { Finding, FindingTable, PostPair, WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { findingEdges } from '../store/finding-edges.js';
import { findingById, listFindings } from '../store/findings.js';
import { openNaming } from '../store/naming.js';
import { CaseReads } from '../store/reads.js';

/** The posts behind one edge of a finding. */
export interface EdgePosts {
  readonly finding: Finding;
  readonly accountA: string;
  readonly accountB: string;
  /** Pairs of posts by time of the older one. */
  readonly pairs: readonly PostPair[];
}

/**
 * Shows the pairs of posts that tie two accounts in a finding.
 *
 * @param accountA Identifier or pseudonym of one account.
 * @param accountB Identifier of the other, in either order.
 * @param findingId Number of the finding; by default the newest one with this edge.
 * @throws AntiphonError `not-found`: no such account, finding or edge.
 */
export async function showEdge(
  file: CaseFile,
  accountA: string,
  accountB: string,
  findingId: number | null,
  context: WorkContext,
): Promise<EdgePosts> {
  const reads = new CaseReads(file);
  const a = await numberOf(file, reads, accountA);
  const b = await numberOf(file, reads, accountB);
  if (a === b) throw new AntiphonError('usage', `an edge needs two different accounts, got ${accountA} twice`);
  const findings = findingId === null ? (await listFindings(file)).reverse() : [await findingById(file, findingId)];
  if (findings.length === 0)
    throw new AntiphonError('not-found', `${file.path} holds no finding yet; \`antiphon run coordination\` makes one`);
  for (const finding of findings) {
    const analysis = analysisById(finding.analysis);
    if (analysis.pairs === undefined) continue;
    const [table] = analysis.tables as [FindingTable];
    const edges = await findingEdges(file, finding, table, await reads.accountIds(), [a, b]);
    if (edges.accountA.length === 0) continue;
    const evidence = await analysis.pairs(reads, finding.parameters as never, edges, context);
    return { finding, accountA, accountB, pairs: await reads.postPairs(evidence, a) };
  }
  const where = findingId === null ? 'no finding of the case' : `finding ${findingId}`;
  throw new AntiphonError('not-found', `${where} has an edge between ${accountA} and ${accountB}`);
}

/** The account with this identifier or this pseudonym. */
async function numberOf(file: CaseFile, reads: CaseReads, account: string): Promise<number> {
  const number = (await reads.accountNumber(account)) ?? (await numberOfPseudonym(file, reads, account));
  if (number === null) throw new AntiphonError('not-found', `there is no account "${account}" in ${file.path}`);
  return number;
}

async function numberOfPseudonym(file: CaseFile, reads: CaseReads, pseudonym: string): Promise<number | null> {
  if (!pseudonym.startsWith('acct-')) return null;
  const naming = openNaming(file.path, false);
  const number = (await reads.accountKeys()).findIndex((key) => naming.account(key) === pseudonym);
  return number === -1 ? null : number;
}
