import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { analysisById } from '../analyses/catalogue.js';
import { describeParameters } from '../analyses/parameters.js';
import { AntiphonError, FAILURES } from '../errors.js';
import type { Source, WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { learnFileNames, openNames, shownTexts } from '../store/case-names.js';
import type { Naming } from '../store/naming.js';
import type { ImportedSource, Job, JobRequest, JobResult } from './job.js';
import type { JobFiles } from './job-files.js';
import type { JobRules } from './job-rules.js';
import { runInThread } from './run-in-thread.js';

const MOST_LANGUAGE_THREADS = 4;

/** What comes of a job; findings are put down as soon as they are there, so that a failure later does not lose them. */
export interface JobOutcome {
  readonly findingIds: number[];
  result: JobResult | null;
}

export interface JobTools {
  readonly rules: JobRules;
  readonly files: JobFiles;
  readonly context: WorkContext;
}

/** Does what a job asks for, on a connection that is its own. */
export async function doJob(file: CaseFile, job: Job, request: JobRequest, outcome: JobOutcome, tools: JobTools): Promise<void> {
  switch (request.kind) {
    case 'analysis':
      return analyse(file, request, outcome, tools);
    case 'run-all':
      return runEverything(file, outcome, tools);
    case 'import':
      outcome.result = await importUploads(file, request, tools);
      return;
    case 'language':
      outcome.result = await findLanguage(file, tools);
      return;
    case 'report':
      outcome.result = { files: await report(file, job.jobId, request.title, tools) };
  }
}

type RequestOf<Kind extends JobRequest['kind']> = Extract<JobRequest, { kind: Kind }>;

async function analyse(file: CaseFile, request: RequestOf<'analysis'>, outcome: JobOutcome, { rules, context }: JobTools): Promise<void> {
  const { runAnalysis } = await import('../evidence/run-analysis.js');
  const analysis = analysisById(request.analysis);
  const values: Record<string, unknown> = { ...request.parameters };
  for (const { name, kind } of describeParameters(analysis.parameters))
    if (kind === 'accounts' && typeof values[name] === 'string') values[name] = rules.uploads.find(values[name]).path;
  const { finding } = await runAnalysis(file, analysis, values, { execute: runInThread(rules.thread) }, context);
  outcome.findingIds.push(finding.findingId);
}

async function runEverything(file: CaseFile, outcome: JobOutcome, { rules, context }: JobTools): Promise<void> {
  const { runAll } = await import('../evidence/run-all.js');
  const { skipped, failed } = await runAll(file, context, {
    execute: runInThread(rules.thread),
    onFinding: ({ findingId }) => outcome.findingIds.push(findingId),
  });
  // What failed may name what stands in the data: it is kept as everybody may see it.
  const naming = failed.length === 0 ? null : await hiddenNames(file);
  const messages =
    naming === null
      ? []
      : await shownTexts(
          file,
          naming,
          failed.map(({ message }) => message),
        );
  outcome.result = {
    skipped,
    ...(failed.length === 0
      ? {}
      : {
          failed: failed.map(({ analysis, code }, index) => ({
            analysis,
            message: code === 'internal' ? FAILURES.internal.meaning : (messages[index] ?? ''),
          })),
        }),
  };
}

async function importUploads(file: CaseFile, request: RequestOf<'import'>, { rules, context }: JobTools): Promise<JobResult> {
  const { importInputs } = await import('../sources/import-files.js');
  const { STATED_FORMATS } = await import('../registry/stated/import-stated.js');
  const uploads = request.uploads.map((upload) => rules.uploads.find(upload));
  const paths = uploads.map(({ path }) => path);
  const options = {
    ...(request.format === undefined ? {} : { format: request.format }),
    ...(request.encoding === undefined ? {} : { encoding: request.encoding }),
  };
  try {
    const counting = { ...context, progress: withoutPaths(context.progress, paths) };
    const imported = await importInputs(file, paths, options, counting, STATED_FORMATS);
    return await shownImport(file, imported);
  } catch (error) {
    if (!(error instanceof AntiphonError) || error.code === 'internal') throw error;
    const plain = paths.reduce((text, path) => text.replaceAll(path, basename(path)), error.message);
    const unquoted = error.code === 'no-rows' ? plain.replace(/"(.*"|.*$)/s, '"…"') : plain;
    const message = context.signal.aborted ? unquoted : (await shownTexts(file, await hiddenNames(file), [unquoted]))[0];
    throw new AntiphonError(error.code, message ?? unquoted, { cause: error });
  }
}

/** Steps that say which file it is by its number: its name may be somebody's. */
function withoutPaths(progress: WorkContext['progress'], paths: readonly string[]): WorkContext['progress'] {
  const numbered = (label: string): string => {
    const index = paths.findIndex((path) => label.includes(path));
    if (index === -1) return label;
    const doing = label.slice(0, label.indexOf(paths[index] as string));
    return `${doing}${paths.length === 1 ? 'the file' : `file ${index + 1} of ${paths.length}`}`;
  };
  return {
    step: (label) => progress.step(numbered(label)),
    update: (done, total, unit) => progress.update(done, total, unit),
  };
}

/** Names as everybody may see them: what is kept of a job may be shown by another server later. */
async function hiddenNames(file: CaseFile): Promise<Naming> {
  const naming = await openNames(file, { reveal: false });
  await learnFileNames(file, naming);
  return naming;
}

type Imported = Awaited<ReturnType<typeof import('../sources/import-files.js').importInputs>>;

async function shownImport(file: CaseFile, { files, passedOver }: Imported): Promise<JobResult> {
  const { CaseReads } = await import('../store/reads.js');
  const { shownNotes } = await import('../evidence/quality/read-quality.js');
  const naming = await hiddenNames(file);
  const sources = await new CaseReads(file).sources();
  const sourceOf = ({ sha256, format }: Imported['files'][number]): Source | undefined =>
    sources.findLast((source) => source.sha256 === sha256 && source.format === format);
  const own = files.map((one) => sourceOf(one)).filter((source) => source !== undefined);
  const notes = await shownNotes(file, naming, own);
  const name = (path: string): string => naming.fileName(path.split(/[\\/]/).at(-1) ?? '');
  const imported = files.map((one): ImportedSource => {
    const source = sourceOf(one);
    return {
      name: name(one.path),
      sourceId: source?.sourceId ?? null,
      format: one.format,
      recordCount: one.recordCount,
      keptCount: one.keptCount,
      rejectedCount: one.rejectedCount,
      wasKnown: one.alreadyImported,
      notes: source === undefined ? [] : (notes.get(source.sourceId) ?? []),
    };
  });
  const sentences = passedOver.map(({ path, reason }) => `${name(path)}: ${reason.replace(/"(.*"|.*$)/s, '"…"')}`);
  return { imported, passedOver: await shownTexts(file, naming, sentences) };
}

async function findLanguage(file: CaseFile, { context }: JobTools): Promise<JobResult> {
  const { findLanguages } = await import('../enrich/find-languages.js');
  const threads = Math.max(2, Math.min(availableParallelism(), MOST_LANGUAGE_THREADS)); // none of them this one
  const found = await findLanguages(file, { threads }, context);
  const count = (value: number): string => value.toLocaleString('en');
  const byText = found.languages.filter(({ saidBy, language }) => saidBy === 'text' && language !== null);
  const unknown = found.languages.filter(({ language }) => language === null).reduce((sum, { postCount }) => sum + postCount, 0);
  return {
    sentences: [
      `${count(found.textCount)} of ${count(found.postCount)} posts have a text; of ${count(found.statedCount)} of them the source states the language.`,
      found.wantedCount === 0
        ? 'Nothing to find: every other post has a language by the same rules and level.'
        : `Looked at ${count(found.wantedCount)} posts, ${count(found.wantedTextCount)} different texts (level ${found.level}).`,
      `By their text, ${count(byText.reduce((sum, { postCount }) => sum + postCount, 0))} posts are of ${count(byText.length)} ${byText.length === 1 ? 'language' : 'languages'}; of ${count(unknown)} nobody knows it.`,
    ],
  };
}

/** @returns Names of its files, the document first. */
async function report(file: CaseFile, jobId: number, title: string | undefined, { rules, files, context }: JobTools): Promise<string[]> {
  const { writeReport } = await import('../evidence/report/write-report.js');
  const options = {
    reveal: rules.reveal,
    simulated: rules.simulated,
    now: context.now,
    onThread: true,
    ...(title === undefined ? {} : { title }),
  };
  try {
    const { reportPath, tables } = await writeReport(file, files.folder(jobId), options, context);
    return [basename(reportPath), ...tables.map(({ path }) => basename(path))];
  } catch (error) {
    files.drop(jobId);
    throw error;
  }
}
