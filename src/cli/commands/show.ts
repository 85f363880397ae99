import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

export async function showEdgeCommand(
  casePath: string,
  accountA: string,
  accountB: string,
  options: CommonOptions & { finding?: string; reveal?: boolean; texts?: boolean },
): Promise<void> {
  const { showEdge, shownEdge } = await import('../../evidence/edge.js');
  const { openNames } = await import('../../store/case-names.js');
  const { AntiphonError } = await import('../../errors.js');
  const terminal = new Terminal(options);
  const findingId = options.finding === undefined ? null : Number(options.finding);
  if (findingId !== null && !Number.isInteger(findingId))
    throw new AntiphonError('usage', `--finding must be the number of a finding, got "${options.finding}"`);
  const isRevealed = options.reveal === true;
  const edge = await withCase(casePath, {}, terminal, async (file, context) => {
    const found = await showEdge(file, accountA, accountB, findingId, context);
    return shownEdge(file, found, await openNames(file, { reveal: isRevealed, texts: isRevealed || options.texts === true }));
  });
  terminal.result(edge);
  terminal.say(
    `finding ${edge.finding.findingId} (${edge.finding.analysis}): ${edge.pairs.length.toLocaleString('en')} pairs of posts tie ${edge.accountA} (A) and ${edge.accountB} (B)`,
  );
  terminal.table(
    ['object', 'post of A', 'posted at', 'post of B', 'posted at', 'B after A (s)'],
    edge.pairs.map((pair) => [pair.object, pair.postA, pair.postedAtA, pair.postB, pair.postedAtB, pair.lagSeconds]),
  );
  for (const pair of edge.pairs) {
    if (pair.textA !== null) terminal.say(`  A ${pair.postA}: ${pair.textA}`);
    if (pair.textB !== null) terminal.say(`  B ${pair.postB}: ${pair.textB}`);
  }
  if (edge.namesShown) terminal.say('names and texts are shown: keep this to yourself');
  else if (edge.hiddenTextCount > 0)
    terminal.say('texts of private accounts are not shown: --texts shows them without names, --reveal as they stand');
}
