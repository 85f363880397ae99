// Documentation pages that derive from the code: one a command line, formats, errors, and one for each analysis.

import { buildProgram } from '../dist/cli/program.js';
import { ANALYSES, DATA_DICTIONARY, describeParameters, FAILURES, FORMATS } from '../dist/index.js';

const program = await buildProgram('0', ['run']);

const NOTE = '<!-- Written by `npm run docs` from the declarations in the code; edit those. -->\n';

/** Every generated page: path below the project's root, and text. */
export function renderDocs() {
  return [
    { path: 'docs/cli.md', text: renderCommandLine() },
    { path: 'docs/formats.md', text: renderFormats() },
    { path: 'docs/errors.md', text: renderErrors() },
    { path: 'docs/data-dictionary.md', text: renderDictionary() },
    ...ANALYSES.map((analysis) => ({ path: `docs/analyses/${analysis.id}.md`, text: renderAnalysis(analysis) })),
  ];
}

function renderAnalysis(analysis) {
  return page(
    `${analysis.title} (\`${analysis.id}\`)`,
    analysis.description,
    `Question: ${analysis.question}. Version of the analysis: ${analysis.version}. Needs: ${analysis.needs}`,
    `\`\`\`\nnpx antiphon run ${analysis.id} CASE [parameters] [--output FILE]${analysis.pairs ? ' [--pairs FILE]' : ''}\n\`\`\``,
    '## Parameters',
    table(
      ['option', 'meaning', 'unit', 'range', 'default'],
      describeParameters(analysis.parameters).map((parameter) => [
        `\`${parameter.flag}\``,
        parameter.description,
        parameter.unit ?? '',
        parameter.choices.length > 0 ? parameter.choices.map((choice) => `\`${choice}\``).join(', ') : range(parameter),
        parameter.default === undefined ? '' : `\`${parameter.default}\``,
      ]),
    ),
    '## Tables',
    ...analysis.tables.map((one) =>
      [
        `### \`${one.name}\`: ${one.title}`,
        table(
          ['column', 'type', 'unit', 'meaning'],
          one.columns.map((column) => [`\`${column.name}\``, column.type, column.unit ?? '', column.meaning]),
        ),
        `Order of rows: ${one.order}.`,
      ].join('\n\n'),
    ),
    '## What this cannot show',
    list(analysis.limits),
    '## References',
    list(analysis.references),
  );
}

function renderFormats() {
  return page(
    'Formats',
    'What Antiphon reads, what it takes from each format, and what it cannot know from it. Files are recognised by content: compression, encoding, delimiter and format; `--format ID` names one.',
    ...FORMATS.map((format) =>
      [
        `## ${format.title} (\`${format.id}\`)`,
        `${needs(format)}. Beside these: ${format.optional}.`,
        format.takes,
        `Cannot be known from it: ${format.cannotKnow}`,
      ].join('\n\n'),
    ),
  );
}

function needs(format) {
  if (format.recognisedBy !== undefined) return `Is recognised by: ${format.recognisedBy}`;
  return `Needs: ${format.required.map((names) => names.map((name) => `\`${name}\``).join(' or ')).join(', ')}`;
}

const SHARED_FORMS = {
  account: 'pseudonym, or public',
  post: 'pseudonym, or public',
  object: 'by its layer',
  masked: 'masked',
  'file-name': 'file name alone, masked',
  unquoted: 'without quoted values',
  'left-out': 'left out',
  public: 'of public accounts alone',
  text: 'of public accounts alone; with `--texts` of all, masked',
};

function renderDictionary() {
  return page(
    'Data dictionary',
    'Every table of a case and every column of it, as `npx antiphon export` writes them ([export.md](export.md)). A blank value: the source does not say. The last column says how the value stands in a copy for sharing, that is, without `--reveal`; where it says nothing, the value stands as it is.',
    ...DATA_DICTIONARY.map((one) =>
      [
        `## \`${one.name}\`: ${one.title}`,
        `${one.meaning}${one.primaryKey.length > 0 ? ` Key: ${one.primaryKey.map((name) => `\`${name}\``).join(', ')}.` : ''}`,
        table(
          ['column', 'type', 'unit', 'meaning', 'refers to', 'in a copy for sharing'],
          one.columns.map((column) => [
            `\`${column.name}\``,
            `${column.type}${column.required ? '' : ' or blank'}`,
            column.unit ?? '',
            column.meaning,
            column.refersTo ? `\`${column.refersTo.table}.${column.refersTo.column}\`` : '',
            column.sharedForm ? SHARED_FORMS[column.sharedForm] : '',
          ]),
        ),
      ].join('\n\n'),
    ),
    '## `finding_NUMBER_TABLE`: tables of findings',
    'The tables that the analysis of the finding declares, with its columns in snake case: see the page of each analysis in [analyses](analyses/coordination.md). Accounts, posts and objects stand there by their numbers; times are microseconds since 1970-01-01, UTC. Columns that may hold names or texts are left out of a copy for sharing.',
  );
}

function renderErrors() {
  const rows = Object.entries(FAILURES).map(([code, failure]) => [`\`${code}\``, String(failure.exitCode), failure.meaning]);
  return page(
    'Errors and exit codes',
    'Every failure is one line on standard error: what, where, what to do. `--json` prints it as `{"error":{"code","message"}}`; `--verbose` adds where in the code it arose. Exit codes: 0 done, 2 the user\'s input, 3 the case, 130 Ctrl-C, 1 a fault of Antiphon.',
    table(['code', 'exit', 'meaning'], rows),
  );
}

function renderCommandLine() {
  const sections = [];
  const visit = (command, name) => {
    for (const sub of command.commands) visit(sub, `${name} ${sub.name()}`);
    if (command.commands.length > 0 || name === 'antiphon') return;
    const usage = command.registeredArguments.map((argument) =>
      argument.required ? `<${argument.name()}${argument.variadic ? '…' : ''}>` : `[${argument.name()}${argument.variadic ? '…' : ''}]`,
    );
    const options = command.options.map((option) => [
      `\`${option.flags}\``,
      option.description + (option.defaultValueDescription ? ` Default: ${option.defaultValueDescription}.` : ''),
    ]);
    sections.push([`## \`${[name, ...usage].join(' ')}\``, command.description(), table(['option', 'meaning'], options)].join('\n\n'));
  };
  visit(program, 'antiphon');
  return page(
    'Command line',
    'In the checkout, after `npm start`, `npm test` or `npm ci && npm run build`: `npx antiphon COMMAND`.',
    ...sections,
  );
}

function page(title, ...parts) {
  return `# ${title}\n\n${NOTE}\n${parts.join('\n\n')}\n`;
}

function range(parameter) {
  if (parameter.minimum === null) return parameter.kind === 'boolean' ? '`true`, `false`' : '';
  return `${parameter.minimum}–${parameter.maximum}`;
}

function list(items) {
  return items.map((item) => `- ${item}`).join('\n');
}

function table(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
