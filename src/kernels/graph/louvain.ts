import type { Random } from '../statistics/random.js';
import { connectedComponents, type Graph } from './graph.js';
import { checkResolution, checkWeights, modularity } from './modularity.js';
import { NodeMoves } from './node-moves.js';
import { aggregatedGraph, type Communities, firstSeenNumbers, numbersBySize } from './partition.js';

/**
 * Finds communities by the Louvain method: groups of nodes with more weight among them than their strengths would give by chance.
 *
 * From one community a node, nodes move to the neighbouring community where modularity gains most, until none gains; then
 * communities become nodes and the same begins again, until nothing moves. Three departures from the paper: after the first
 * round only nodes with a moved neighbour are looked at again and a node may leave for a community of its own (as in Traag et
 * al. 2019), and a community that fell apart into unconnected parts is split into them, which never lowers modularity. A
 * greedy search: other seeds may give other partitions, some of them better. Nodes without weight are communities of their
 * own. Cannot see communities much smaller than the square root of the graph's weight (the resolution limit), and finds
 * communities in pure noise as well: compare the modularity with that of random graphs.
 *
 * @param random Order in which nodes are visited; the same graph and seed give the same communities.
 * @param resolution γ of `modularity`: above 1 more and smaller communities, below 1 fewer and larger ones; above 0 (default 1).
 * @throws RangeError `resolution must be a finite number above 0, got -1`; a weight that is negative, NaN or infinite.
 * @see Blondel, Guillaume, Lambiotte & Lefebvre (2008), doi:10.1088/1742-5468/2008/10/P10008
 * @see Traag, Waltman & van Eck (2019), doi:10.1038/s41598-019-41695-z
 * @see Fortunato & Barthélemy (2007), doi:10.1073/pnas.0605965104
 */
export function louvainCommunities(graph: Graph, random: Random, resolution = 1): Communities {
  checkResolution(resolution);
  checkWeights(graph);
  let level = graph;
  const community = Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
  for (;;) {
    const moved = firstSeenNumbers(new NodeMoves(level, random, resolution).run());
    for (let node = 0; node < community.length; node++) community[node] = moved.numbers[community[node]];
    if (moved.count === level.nodeCount) break;
    level = aggregatedGraph(level, moved.numbers, moved.count);
  }
  const sized = numbersBySize(connectedComponents(graph, community));
  return { community: sized.numbers, communityCount: sized.count, modularity: modularity(graph, sized.numbers, resolution) };
}
