import type { FoundLanguagesSummary } from '../../enrich/find-languages.js';
import { AntiphonError } from '../../errors.js';
import { wilson } from '../../kernels/statistics/proportion.js';
import { comparedLanguage } from '../../kernels/text/language-names.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

const MOST_ROWS = 30;

export async function enrichCommand(
  casePath: string,
  what: string,
  options: CommonOptions & { level?: string; all?: boolean; memory?: string },
): Promise<void> {
  if (what !== 'language')
    throw new AntiphonError('usage', `enrich finds language, got "${what}"; write \`antiphon enrich CASE language\``);
  const level = options.level === undefined ? undefined : Number(options.level);
  if (level !== undefined && (options.level?.trim() === '' || !(level >= 0 && level <= 1)))
    throw new AntiphonError('usage', `--level must be a number from 0 to 1, got "${options.level}"`);
  const { findLanguages } = await import('../../enrich/find-languages.js');
  const terminal = new Terminal(options);
  const found = await withCase(casePath, { memory: options.memory }, terminal, (file, context) =>
    findLanguages(file, { all: options.all === true, ...(level === undefined ? {} : { level }) }, context),
  );
  const agreement = found.agreement === null ? null : { pairs: found.agreement, ...agreementOf(found.agreement) };
  terminal.result({ case: casePath, ...found, agreement });
  sayFound(terminal, found);
  if (agreement !== null) sayAgreement(terminal, agreement);
}

function sayFound(terminal: Terminal, found: FoundLanguagesSummary): void {
  const count = (value: number): string => value.toLocaleString('en');
  terminal.say(
    `${count(found.textCount)} of ${count(found.postCount)} posts have a text; of ${count(found.statedCount)} of them the source states the language`,
  );
  terminal.say(
    found.wantedCount === 0
      ? 'nothing to find: every other post has a language by the same rules and level'
      : `looked at ${count(found.wantedCount)} posts, ${count(found.wantedTextCount)} different texts (level ${found.level})`,
  );
  terminal.table(
    ['language', 'said by', 'posts'],
    found.languages.slice(0, MOST_ROWS).map(({ language, saidBy, postCount }) => [language ?? '(unknown)', saidBy, postCount]),
  );
  if (found.languages.length > MOST_ROWS) terminal.say(`  … and ${count(found.languages.length - MOST_ROWS)} more; --json has all`);
}

type Pairs = NonNullable<FoundLanguagesSummary['agreement']>;

/** How many posts are found to be of the language that their source states, of all and of those with a language found. */
function agreementOf(pairs: Pairs) {
  const sum = (rows: Pairs): number => rows.reduce((total, { postCount }) => total + postCount, 0);
  const agreeing = sum(pairs.filter(({ stated, found }) => found !== null && comparedLanguage(stated) === comparedLanguage(found)));
  return { ofStated: wilson(agreeing, sum(pairs)), ofFound: wilson(agreeing, sum(pairs.filter(({ found }) => found !== null))) };
}

function sayAgreement(terminal: Terminal, { pairs, ofStated, ofFound }: { pairs: Pairs } & ReturnType<typeof agreementOf>): void {
  const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(2)} %`);
  terminal.say(
    `agreement with the source: ${percent(ofFound.share)} of posts with a language found (95 % interval ${percent(ofFound.low)}–${percent(ofFound.high)}), ${percent(ofStated.share)} of all`,
  );
  terminal.table(
    ['source', 'found', 'posts'],
    pairs.slice(0, MOST_ROWS).map(({ stated, found, postCount }) => [stated, found ?? '(unknown)', postCount]),
  );
}
