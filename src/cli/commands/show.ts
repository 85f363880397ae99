import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

export async function showEdgeCommand(
  casePath: string,
  accountA: string,
  accountB: string,
  options: CommonOptions & { finding?: string },
): Promise<void> {
  const { showEdge } = await import('../../evidence/edge.js');
  const { AntiphonError } = await import('../../errors.js');
  const terminal = new Terminal(options);
  const findingId = options.finding === undefined ? null : Number(options.finding);
  if (findingId !== null && !Number.isInteger(findingId))
    throw new AntiphonError('usage', `--finding must be the number of a finding, got "${options.finding}"`);
  const edge = await withCase(casePath, {}, terminal, (file, context) => showEdge(file, accountA, accountB, findingId, context));
  terminal.result(edge);
  terminal.say(
    `finding ${edge.finding.findingId} (${edge.finding.analysis}): ${edge.pairs.length.toLocaleString('en')} pairs of posts tie ${accountA} (A) and ${accountB} (B)`,
  );
  terminal.table(
    ['object', 'post of A', 'posted at', 'post of B', 'posted at', 'B after A (s)'],
    edge.pairs.map((pair) => [pair.object, pair.postA, pair.postedAtA, pair.postB, pair.postedAtB, pair.lagSeconds]),
  );
  for (const pair of edge.pairs) {
    if (pair.textA !== null) terminal.say(`  A ${pair.postA}: ${pair.textA}`);
    if (pair.textB !== null) terminal.say(`  B ${pair.postB}: ${pair.textB}`);
  }
}
