import { analysisById } from '../analyses/catalogue.js';
import { AntiphonError } from '../errors.js';
import type { Finding, FindingTable, PostPair, WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { learnList } from '../store/case-names.js';
import { findingEdges } from '../store/finding-edges.js';
import { findingById, listFindings } from '../store/findings.js';
import { type Naming, openNaming } from '../store/naming.js';
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

/**
 * The number of an account by the name that is shown of it; whoever gives another is not told whether there is such an account.
 *
 * @throws AntiphonError `not-found`.
 */
export async function numberOfShown(file: CaseFile, reads: CaseReads, naming: Naming, shown: string): Promise<number> {
  const number = await numberOf(file, reads, shown).catch((error) => {
    if (error instanceof AntiphonError && error.code === 'not-found') return null;
    throw error;
  });
  const key = number === null ? null : ((await reads.accountKeys())[number] as string);
  if (number === null || key === null || naming.account(key) !== shown)
    throw new AntiphonError('not-found', `there is no account called "${shown}" here`);
  return number;
}

/** An edge as it may be shown: under names and pseudonyms, without the texts of private accounts unless `naming` shows them. */
export interface ShownEdge extends EdgePosts {
  readonly namesShown: boolean;
  /** Posts whose text is not shown. */
  readonly hiddenTextCount: number;
}

/** The pairs of posts of an edge as every output shows them. */
export async function shownEdge(file: CaseFile, edge: EdgePosts, naming: Naming): Promise<ShownEdge> {
  const { pairs } = edge;
  const keyA = await keyCalled(file, edge.accountA);
  const keyB = await keyCalled(file, edge.accountB);
  const named = {
    ...edge,
    accountA: naming.account(keyA),
    accountB: naming.account(keyB),
    namesShown: naming.isRevealed,
    hiddenTextCount: 0,
  };
  if (naming.isRevealed) return named;
  const objects = pairs.map(({ object }) => object);
  await learnList(file, naming, objects, 'objects');
  const isShown = (post: string): boolean => naming.showsTexts || naming.isPublicPost(post);
  const textOf = (post: string, text: string | null): string | null => (text !== null && isShown(post) ? text : null);
  const texts = pairs.map(({ postA, textA, postB, textB }) => [textOf(postA, textA), textOf(postB, textB)] as const);
  await learnList(file, naming, texts.flat(), 'texts');
  const layers = await layersOf(file, objects);
  const objectName = (key: string | null): string | null => {
    if (key === null) return null;
    const names = (layers.get(key) ?? ['object']).map((layer) => naming.object(layer, key));
    return names.find((name) => name !== key) ?? key;
  };
  const mask = (text: string | null | undefined): string | null => (text === null || text === undefined ? null : naming.text(text));
  const hidden = new Set(
    pairs.flatMap(({ postA, textA, postB, textB }) => [
      ...(textA === null || isShown(postA) ? [] : [postA]),
      ...(textB === null || isShown(postB) ? [] : [postB]),
    ]),
  );
  return {
    ...named,
    hiddenTextCount: hidden.size,
    pairs: pairs.map((pair, index) => ({
      ...pair,
      object: objectName(pair.object),
      postA: naming.post(pair.postA),
      textA: mask(texts[index]?.[0]),
      postB: naming.post(pair.postB),
      textB: mask(texts[index]?.[1]),
    })),
  };
}

/** The layers in which each object stands. */
async function layersOf(file: CaseFile, keys: readonly (string | null)[]): Promise<Map<string, string[]>> {
  const list = JSON.stringify([...new Set(keys.filter((key) => key !== null))]);
  const rows = await file.rows<{ key: string; layers: string[] }>(
    `SELECT object.key, list(layer.name ORDER BY layer.name) AS layers FROM object JOIN layer USING (layer_id)
     WHERE object.key IN (SELECT unnest(from_json(?::JSON, '["VARCHAR"]'))) GROUP BY object.key`,
    [list],
  );
  return new Map(rows.map(({ key, layers }) => [key, layers]));
}

/** The identifier of an account that is called by it or by its pseudonym. */
async function keyCalled(file: CaseFile, account: string): Promise<string> {
  const reads = new CaseReads(file);
  return (await reads.accountKeys())[await numberOf(file, reads, account)] as string;
}

/**
 * The number of the account with this identifier or this pseudonym.
 *
 * @throws AntiphonError `not-found`.
 */
export async function numberOf(file: CaseFile, reads: CaseReads, account: string): Promise<number> {
  const number = (await reads.accountNumber(account)) ?? (await numberOfPseudonym(file, reads, account));
  if (number === null) throw new AntiphonError('not-found', `there is no account "${account}" in ${file.path}`);
  return number;
}

async function numberOfPseudonym(file: CaseFile, reads: CaseReads, pseudonym: string): Promise<number | null> {
  if (!pseudonym.startsWith('acct-')) return null;
  const naming = openNaming(file.path, false);
  const number = (await reads.accountKeys()).findIndex((key) => naming.pseudonym(key) === pseudonym);
  return number === -1 ? null : number;
}
