import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { sayFinding } from './say-finding.js';

export async function listFormats(options: CommonOptions): Promise<void> {
  const { FORMATS } = await import('../../sources/formats.js');
  const terminal = new Terminal(options);
  terminal.result(
    FORMATS.map(({ id, title, recognisedBy, required, optional, takes, cannotKnow }) => ({
      id,
      title,
      ...(recognisedBy === undefined ? { required } : { recognisedBy }),
      optional,
      takes,
      cannotKnow,
    })),
  );
  for (const format of FORMATS) {
    terminal.say(`${format.id}: ${format.title}`);
    const needs = format.recognisedBy ?? format.required.map((names) => names.join(' or ')).join(', ');
    terminal.say(`  needs: ${needs}; beside these: ${format.optional}`);
    terminal.say(`  takes: ${format.takes}`);
    terminal.say(`  cannot know: ${format.cannotKnow}`);
    terminal.say();
  }
}

export async function listAnalyses(options: CommonOptions): Promise<void> {
  const { ANALYSES } = await import('../../analyses/catalogue.js');
  const { describeParameters } = await import('../../analyses/parameters.js');
  const terminal = new Terminal(options);
  terminal.result(
    ANALYSES.map(({ id, version, question, title, description, parameters, tables, references, limits, needs }) => ({
      id,
      version,
      question,
      title,
      description,
      parameters,
      tables,
      references,
      limits,
      needs,
    })),
  );
  for (const analysis of ANALYSES) {
    terminal.say(`${analysis.id} (${analysis.question}): ${analysis.title}`);
    terminal.say(`  ${analysis.description}`);
    terminal.say(`  needs: ${analysis.needs}`);
    terminal.say(
      `  parameters: ${describeParameters(analysis.parameters)
        .map((parameter) => parameter.flag)
        .join(' ')}`,
    );
    terminal.say();
  }
}

export async function listFindingsCommand(casePath: string, options: CommonOptions): Promise<void> {
  const { listFindings } = await import('../../store/findings.js');
  const terminal = new Terminal(options);
  const findings = await withCase(casePath, {}, terminal, (file) => listFindings(file));
  terminal.result(findings);
  if (findings.length === 0) terminal.say(`no findings yet in ${casePath}; \`antiphon run coordination ${casePath}\` makes one`);
  for (const finding of findings) sayFinding(terminal, finding, false);
}
