import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph, connectedComponents, type Graph, type WeightedEdges } from '../../../src/kernels/graph/graph.js';

type Row = readonly [a: number, b: number, weight: number];

const NODES = 9;
const rows = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1), fc.nat(5)), { maxLength: 25 });

function columns(edges: readonly Row[]): WeightedEdges {
  return {
    accountA: Int32Array.from(edges, ([a]) => a),
    accountB: Int32Array.from(edges, ([, b]) => b),
    weight: Float64Array.from(edges, ([, , weight]) => weight),
  };
}

/** The graph as text, neighbour lists in order. */
function listsOf(graph: Graph): string[] {
  return Array.from({ length: graph.nodeCount }, (_, node) => {
    const list = [];
    for (let i = graph.starts[node] as number; i < (graph.starts[node + 1] as number); i++)
      list.push(`${graph.neighbours[i]}:${graph.weights[i]}`);
    return `${node} loop ${graph.loops[node]} to ${list.join(' ')}`;
  });
}

test('a worked example: unsorted rows, an edge in both directions, a loop twice, a weight of 0, an isolated node', () => {
  const graph = buildGraph(
    5,
    columns([
      [2, 0, 3],
      [1, 0, 2],
      [0, 2, 4],
      [3, 3, 1],
      [3, 3, 1.5],
      [1, 3, 0],
    ]),
  );
  expect(listsOf(graph)).toEqual(['0 loop 0 to 1:2 2:7', '1 loop 0 to 0:2 3:0', '2 loop 0 to 0:7', '3 loop 2.5 to 1:0', '4 loop 0 to ']);
  expect([...connectedComponents(graph)]).toEqual([0, 0, 0, 0, 1]);
});

test('a graph equals its adjacency matrix, whatever the order and direction of the rows', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (edges, keys) => {
      const matrix = Array.from({ length: NODES }, () => new Map<number, number>());
      for (const [a, b, weight] of edges) {
        matrix[a]?.set(b, (matrix[a].get(b) ?? 0) + weight);
        if (a !== b) matrix[b]?.set(a, (matrix[b].get(a) ?? 0) + weight);
      }
      const expected = matrix.map((row, node) => {
        const list = [...row].filter(([to]) => to !== node).sort(([x], [y]) => x - y);
        return `${node} loop ${row.get(node) ?? 0} to ${list.map(([to, weight]) => `${to}:${weight}`).join(' ')}`;
      });
      expect(listsOf(buildGraph(NODES, columns(edges)))).toEqual(expected);
      const shuffled = edges
        .map(([a, b, weight]) => ({ row: [b, a, weight] as Row, key: keys.next().value as number }))
        .sort((x, y) => x.key - y.key)
        .map(({ row }) => row);
      expect(listsOf(buildGraph(NODES, columns(shuffled)))).toEqual(expected);
    }),
  );
});

/** Components by union-find, numbered by first node. */
function unionFind(edges: readonly Row[], nodeCount: number, joins: (a: number, b: number) => boolean): number[] {
  const parent = Array.from({ length: nodeCount }, (_, node) => node);
  const root = (node: number): number => (parent[node] === node ? node : root(parent[node] as number));
  for (const [a, b] of edges) if (joins(a, b)) parent[Math.max(root(a), root(b))] = Math.min(root(a), root(b));
  const numbers = new Map<number, number>();
  return parent.map((_, node) => {
    if (!numbers.has(root(node))) numbers.set(root(node), numbers.size);
    return numbers.get(root(node)) as number;
  });
}

test('components equal those of union-find, in the whole graph and within labels', () => {
  const labels = fc.array(fc.nat(2), { minLength: NODES, maxLength: NODES });
  fc.assert(
    fc.property(rows, labels, (edges, within) => {
      const graph = buildGraph(NODES, columns(edges));
      expect([...connectedComponents(graph)]).toEqual(unionFind(edges, NODES, () => true));
      const same = (a: number, b: number): boolean => within[a] === within[b];
      expect([...connectedComponents(graph, Int32Array.from(within))]).toEqual(unionFind(edges, NODES, same));
    }),
  );
});

test('relabelling nodes permutes the components', () => {
  const permutations = fc.shuffledSubarray([...Array(NODES).keys()], { minLength: NODES, maxLength: NODES });
  fc.assert(
    fc.property(rows, permutations, (edges, to) => {
      const plain = connectedComponents(buildGraph(NODES, columns(edges)));
      const moved = connectedComponents(
        buildGraph(NODES, columns(edges.map(([a, b, weight]): Row => [to[a] as number, to[b] as number, weight]))),
      );
      for (let x = 0; x < NODES; x++) {
        for (let y = 0; y < NODES; y++) expect(moved[to[x] as number] === moved[to[y] as number]).toBe(plain[x] === plain[y]);
      }
    }),
  );
});

test('degenerate graphs: no nodes, one node, no edges, one edge', () => {
  expect([...connectedComponents(buildGraph(0, columns([])))]).toEqual([]);
  expect([...connectedComponents(buildGraph(1, columns([])))]).toEqual([0]);
  expect([...connectedComponents(buildGraph(1, columns([[0, 0, 1]])))]).toEqual([0]);
  expect([...connectedComponents(buildGraph(3, columns([])))]).toEqual([0, 1, 2]);
  expect([...connectedComponents(buildGraph(3, columns([[2, 0, 1]])))]).toEqual([0, 1, 0]);
});

test('ends that are no nodes and weights that are no weights are named', () => {
  expect(() => buildGraph(2, columns([[0, 2, 1]]))).toThrow(new RangeError('edge 0: 0 and 2 are not both nodes; nodes are 0 to 1'));
  expect(() => buildGraph(2, columns([[-1, 1, 1]]))).toThrow(/edge 0: -1 and 1/);
  for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const edges: Row[] = [
      [0, 1, 1],
      [0, 1, weight],
    ];
    expect(() => buildGraph(2, columns(edges))).toThrow(new RangeError(`edge 1: weight ${weight} is not a finite number of at least 0`));
  }
});

test('a long path is one component', () => {
  const n = 200_000;
  const accountA = Int32Array.from({ length: n - 1 }, (_, i) => i);
  const path = buildGraph(n, { accountA, accountB: accountA.map((node) => node + 1), weight: new Int32Array(n - 1).fill(1) });
  expect(connectedComponents(path).every((component) => component === 0)).toBe(true);
});
