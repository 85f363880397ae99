import type { Network } from '../../api/contract/findings.ts';

/** What the reader has chosen of a network. */
export interface NetworkFilter {
  readonly minimumWeight: number | null;
  /** Highest q, 0–1. */
  readonly maximumQ: number | null;
  readonly publicOnly: boolean;
  /** Milliseconds since 1970: edges whose span from the first to the last pair touches [from, to). */
  readonly from: number | null;
  readonly to: number | null;
}

export interface ChosenEdges {
  /** 1 for each edge that is shown. */
  readonly edges: Uint8Array;
  /** Shown edges of each node; a node with none is not shown. */
  readonly degrees: Int32Array;
  readonly edgeCount: number;
  readonly nodeCount: number;
}

/** The edges of a network that a filter lets through, and the nodes that they tie. */
export function chosenEdges({ nodes, edges }: Network, filter: NetworkFilter): ChosenEdges {
  const shown = new Uint8Array(edges.source.length);
  const degrees = new Int32Array(nodes.account.length);
  let edgeCount = 0;
  for (let edge = 0; edge < shown.length; edge++) {
    if (!passes(edge)) continue;
    shown[edge] = 1;
    edgeCount++;
    for (const end of [edges.source[edge] as number, edges.target[edge] as number]) degrees[end] = (degrees[end] as number) + 1;
  }
  return { edges: shown, degrees, edgeCount, nodeCount: degrees.reduce((count, degree) => count + (degree > 0 ? 1 : 0), 0) };

  function passes(edge: number): boolean {
    const { minimumWeight, maximumQ, publicOnly, from, to } = filter;
    if (minimumWeight !== null && (edges.weight[edge] as number) < minimumWeight) return false;
    const q = edges.q[edge] ?? null;
    if (maximumQ !== null && (q === null || q > maximumQ)) return false;
    if (publicOnly && nodes.isPublic[edges.source[edge] as number] !== true && nodes.isPublic[edges.target[edge] as number] !== true)
      return false;
    if (from !== null && (edges.lastAt[edge] ?? Number.NEGATIVE_INFINITY) < from) return false;
    return to === null || (edges.firstAt[edge] ?? Number.POSITIVE_INFINITY) < to;
  }
}
