import type { CaseFile } from '../../store/case-file.js';
import { shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';
import type { OfSource } from './by-source.js';
import type { SetAside, SourceConflicts } from './quality-model.js';

const EXAMPLES = 3;
const LONGEST_RAW = 300;
/** Fields whose values say nothing of a person. */
const OPEN_FIELDS = ['posted_at', 'created_at', 'precision_seconds', 'language', 'kind', 'client'];

/**
 * The rows that were set aside, by source and reason, most rows first.
 *
 * Quoted values are taken out of reasons, and numbers where they differ, so that ten thousand bad dates are one reason.
 */
export async function readSetAside(file: CaseFile, naming: Naming, texts: boolean): Promise<(SetAside & OfSource)[]> {
  const rows = await file.rows<OfSource & { reason: string; rowCount: number; lines: number[]; reasons: string[]; raws: string[] }>(
    `WITH plain AS (SELECT source_id, line, reason, raw, regexp_replace(reason, '(?s)".*"', '"…"') AS unquoted FROM reject)
     SELECT source_id AS "sourceId", CASE WHEN min(unquoted) = max(unquoted) THEN min(unquoted) ELSE skeleton END AS reason,
       count(*) AS "rowCount", min(line, ${EXAMPLES}) AS lines, arg_min(reason, line, ${EXAMPLES}) AS reasons,
       arg_min(left(raw, ${LONGEST_RAW}), line, ${EXAMPLES}) AS raws
     FROM (SELECT *, regexp_replace(unquoted, '[0-9][0-9,.]*', '…', 'g') AS skeleton FROM plain)
     GROUP BY source_id, skeleton ORDER BY 1, 3 DESC, 2`,
  );
  const shown = await shownTexts(
    file,
    naming,
    rows.map(({ reason }) => reason),
  );
  const showsTexts = texts && naming.isRevealed;
  return rows.map(({ sourceId, rowCount, lines, reasons, raws }, index) => ({
    sourceId,
    reason: shown[index] as string,
    rowCount,
    examples: lines.map((line, index) => ({
      line,
      reason: showsTexts ? (reasons[index] ?? null) : null,
      raw: showsTexts ? (raws[index] ?? null) : null,
    })),
  }));
}

/** What sources say against what the case held, by source and field. */
export async function readConflicts(file: CaseFile, naming: Naming, showsTexts: boolean): Promise<(SourceConflicts & OfSource)[]> {
  const counts = await file.rows<OfSource & { entity: string; field: string; count: number }>(
    `SELECT source_id AS "sourceId", entity, field, count(*) AS count FROM conflict GROUP BY ALL ORDER BY 1, 4 DESC, 2, 3`,
  );
  if (counts.length === 0) return [];
  const examples = await file.rows<OfSource & ConflictRow>(
    `SELECT first.source_id AS "sourceId", entity, field, kept, stated, first.record, coalesce(post.key, account.key, '') AS key
     FROM (SELECT *, row_number() OVER (PARTITION BY source_id, entity, field ORDER BY record, entity_id, stated) AS rank FROM conflict) first
     LEFT JOIN post ON first.entity = 'post' AND post.post_id = first.entity_id
     LEFT JOIN account ON first.entity = 'account' AND account.account_id = first.entity_id
     WHERE rank <= ${EXAMPLES} ORDER BY 1, 2, 3, first.record, rank`,
  );
  if (!naming.isRevealed)
    await shownTexts(
      file,
      naming,
      examples.flatMap(({ kept, stated }) => [kept, stated]),
    );
  return counts.map(({ sourceId, entity, field, count }) => ({
    sourceId,
    entity,
    field,
    count,
    examples: examples
      .filter((row) => row.sourceId === sourceId && row.entity === entity && row.field === field)
      .map((row) => namedConflict(row, naming, showsTexts)),
  }));
}

interface ConflictRow {
  readonly entity: string;
  readonly field: string;
  readonly kept: string;
  readonly stated: string;
  readonly record: number;
  readonly key: string;
}

function namedConflict(
  { entity, field, kept, stated, record, key }: ConflictRow,
  naming: Naming,
  showsTexts: boolean,
): SourceConflicts['examples'][number] {
  const value = (text: string): string | null => {
    if (field === 'text') return showsTexts && (naming.showsTexts || naming.isPublicPost(key)) ? naming.text(text) : null;
    if (OPEN_FIELDS.includes(field) || naming.isRevealed) return naming.text(text);
    return field === 'account' ? naming.account(text) : null;
  };
  return { record, name: entity === 'account' ? naming.account(key) : naming.post(key), kept: value(kept), stated: value(stated) };
}
