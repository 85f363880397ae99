import { type CaseFile, isoTime } from './case-file.js';

/** A piece of work in the background, as the case keeps it. */
export interface StoredJob {
  readonly jobId: number;
  readonly kind: string;
  /** What was asked for, as JSON. */
  readonly request: string;
  readonly state: string;
  /** Times in ISO 8601, UTC. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly findingIds: readonly number[];
  /** What it left beside findings, as JSON. */
  readonly result: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** Jobs that a list holds at most. */
const MOST_LISTED = 1000;

/** Keeps a new job; write through a connection of its own, so that no other work's rollback takes it along. */
export async function insertJob(file: CaseFile, job: StoredJob): Promise<void> {
  await file.run(`INSERT INTO job VALUES (?, ?, ?, ?, ?::TIMESTAMP, ?::TIMESTAMP, ?::TIMESTAMP, ?, ?, ?, ?)`, [
    job.jobId,
    job.kind,
    job.request,
    job.state,
    job.createdAt,
    job.startedAt,
    job.endedAt,
    JSON.stringify(job.findingIds),
    job.result,
    job.errorCode,
    job.errorMessage,
  ]);
}

/** Keeps what became of a job. */
export async function updateJob(file: CaseFile, job: StoredJob): Promise<void> {
  await file.run(
    `UPDATE job SET state = ?, started_at = ?::TIMESTAMP, ended_at = ?::TIMESTAMP, finding_ids = ?, result = ?, error_code = ?, error_message = ?
     WHERE job_id = ?`,
    [job.state, job.startedAt, job.endedAt, JSON.stringify(job.findingIds), job.result, job.errorCode, job.errorMessage, job.jobId],
  );
}

/** The newest jobs, newest first: 1,000 at most. */
export async function listJobs(file: CaseFile): Promise<StoredJob[]> {
  const rows = await file.rows<Omit<StoredJob, 'findingIds'> & { findingIds: string }>(
    `SELECT job_id AS "jobId", kind, request, state, ${isoTime('created_at')} AS "createdAt", ${isoTime('started_at')} AS "startedAt",
       ${isoTime('ended_at')} AS "endedAt", finding_ids AS "findingIds", result, error_code AS "errorCode", error_message AS "errorMessage"
     FROM job ORDER BY job_id DESC LIMIT ${MOST_LISTED}`,
  );
  return rows.map((row) => ({ ...row, findingIds: JSON.parse(row.findingIds) as number[] }));
}

/** Jobs that were waiting or under way when the program ended are interrupted. To be called before a server takes new ones. */
export async function markInterrupted(file: CaseFile): Promise<void> {
  await file.run(`UPDATE job SET state = 'interrupted', ended_at = NULL WHERE state IN ('queued', 'running')`);
}
