import type { Question } from '../../analyses/analysis.js';
import { ANALYSES } from '../../analyses/catalogue.js';
import type { ReportFinding } from './report-model.js';

/** The five questions as headings ask them, in their order. */
const ASKED: readonly (readonly [Question, string])[] = [
  ['voice', 'Who speaks?'],
  ['message', 'What is said, in unison or not?'],
  ['coordination', 'Who echoes it?'],
  ['reaction', 'Who answers?'],
  ['disappearance', 'What falls silent?'],
];

/** The findings that answer one question, those of one analysis together. */
export interface QuestionFindings {
  readonly id: string;
  readonly title: string;
  readonly findings: readonly ReportFinding[];
}

/** Findings by question, in the order of the catalogue and of their numbers; those of unknown analyses last. */
export function findingsByQuestion(findings: readonly ReportFinding[]): QuestionFindings[] {
  const place = ({ analysis }: ReportFinding): number => ANALYSES.findIndex(({ id }) => id === analysis?.id);
  const sorted = [...findings].sort((a, b) => place(a) - place(b) || a.finding.findingId - b.finding.findingId);
  const asked = ASKED.map(
    ([question, title]): QuestionFindings => ({
      id: `question-${question}`,
      title,
      findings: sorted.filter(({ analysis }) => analysis?.question === question),
    }),
  );
  const others = { id: 'question-other', title: 'Other findings', findings: sorted.filter(({ analysis }) => analysis === null) };
  return [...asked, others].filter(({ findings: own }) => own.length > 0);
}
