import type { CaseQuality, SetAside, SourceQuality } from '../../evidence/quality/quality-model.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

const SHOWN_REASONS = 12;

export async function sourcesCommand(
  casePath: string,
  options: CommonOptions & { source?: string; reveal?: boolean; texts?: boolean },
): Promise<void> {
  const { AntiphonError } = await import('../../errors.js');
  const { readQuality } = await import('../../evidence/quality/read-quality.js');
  const { openNames } = await import('../../store/case-names.js');
  const terminal = new Terminal(options);
  const wanted = options.source === undefined ? null : Number(options.source);
  if (wanted !== null && !(Number.isInteger(wanted) && wanted >= 0))
    throw new AntiphonError('usage', `--source must be the number of a source, got "${options.source}"`);
  const isRevealed = options.reveal === true;
  const quality = await withCase(casePath, {}, terminal, async (file, context) => {
    const naming = await openNames(file, { reveal: isRevealed, texts: isRevealed || options.texts === true });
    return readQuality(file, naming, true, (label) => {
      context.signal.throwIfAborted();
      context.progress.step(label);
    });
  });
  const shown = quality.sources.filter(({ source }) => wanted === null || source.sourceId === wanted);
  if (wanted !== null && shown.length === 0)
    throw new AntiphonError('not-found', `the case has no source ${wanted}; it has ${sourceNumbers(quality)}`);
  terminal.result({ ...quality, sources: shown });
  await sayQuality(terminal, quality, shown);
}

function sourceNumbers({ sources }: CaseQuality): string {
  const [first, last] = [sources[0]?.source.sourceId, sources.at(-1)?.source.sourceId];
  if (first === undefined) return 'none';
  return first === last ? `source ${first} alone` : `sources ${first} to ${last}`;
}

async function sayQuality(terminal: Terminal, quality: CaseQuality, shown: readonly SourceQuality[]): Promise<void> {
  const { caseLines } = await import('../../evidence/quality/quality-text.js');
  if (quality.sources.length === 0) terminal.say('the case holds no source; `antiphon import CASE FILE…` adds one');
  for (const source of shown) {
    await saySource(terminal, source);
    terminal.say();
  }
  if (shown.length < quality.sources.length) return;
  for (const line of caseLines(quality)) terminal.say(line);
  terminal.say(
    quality.namesAreShown
      ? 'names are shown: keep this to yourself'
      : 'lines with ! are worth a look before the file is trusted; what each line means: docs/quality.md',
  );
}

async function saySource(terminal: Terminal, quality: SourceQuality): Promise<void> {
  const { oddities, qualityLines, rowsText } = await import('../../evidence/quality/quality-text.js');
  const { source, setAside } = quality;
  const odd = oddities(quality);
  terminal.say(`source ${source.sourceId}: ${source.name}`);
  terminal.say(`  ${odd.length === 0 ? 'nothing odd was found' : `to look at: ${odd.join(', ')}`}`);
  const say = (topic: string, text: string, isOdd = false): void => terminal.say(`${isOdd ? '!' : ' '} ${topic.padEnd(15)} ${text}`);
  const format = source.mapping === null ? source.format : `mapping ${source.mapping}`;
  say('file', `${format}; sha256 ${source.sha256.slice(0, 12)}…; imported ${source.importedAt.slice(0, 10)}`);
  for (const note of source.notes) say('read as', note);
  say('rows', rowsText(quality), source.rejectedCount > 0);
  for (const reason of setAside.slice(0, SHOWN_REASONS)) sayReason(say, reason);
  const rest = setAside.slice(SHOWN_REASONS);
  if (rest.length > 0)
    say(
      'set aside',
      `${rest.reduce((sum, { rowCount }) => sum + rowCount, 0).toLocaleString('en')} rows for ${rest.length.toLocaleString('en')} other reasons (all of them with --json)`,
    );
  for (const line of qualityLines(quality)) say(line.topic, line.text, line.isOdd);
}

function sayReason(say: (topic: string, text: string) => void, { reason, rowCount, examples }: SetAside): void {
  const lines = examples.map(({ line }) => line.toLocaleString('en')).join(', ');
  say(
    'set aside',
    `${rowCount.toLocaleString('en')} × ${reason} (line${examples.length === 1 ? '' : 's'} ${lines}${rowCount > examples.length ? ', …' : ''})`,
  );
  for (const example of examples)
    if (example.raw !== null) say('', `line ${example.line.toLocaleString('en')}: ${example.reason ?? ''}: ${example.raw}`);
}
