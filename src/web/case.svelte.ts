import type { AnalysisDescription } from '../api/contract/analyses.ts';
import type { CaseOverview } from '../api/contract/case.ts';
import type { FindingSummary } from '../api/contract/findings.ts';
import type { Job, JobRequest } from '../api/contract/jobs.ts';
import type { Session } from '../api/contract/session.ts';
import { ApiFailure, get, send } from './api.ts';

/** What several views know of the case; each part is asked for once and again when a job has changed it. */
interface CaseState {
  session: Session | null;
  needsLogin: boolean;
  failure: unknown;
  overview: CaseOverview | null;
  analyses: readonly AnalysisDescription[] | null;
  findings: readonly FindingSummary[] | null;
  jobs: readonly Job[];
  /** Raised when data or findings changed, so that views ask again. */
  revision: number;
}

export const caseState = $state<CaseState>({
  session: null,
  needsLogin: false,
  failure: null,
  overview: null,
  analyses: null,
  findings: null,
  jobs: [],
  revision: 0,
});

const asked = new Map<string, Promise<unknown>>();

/** Asks once, also where several views want it at the same time. */
function once<T>(path: string, keep: (value: T) => void): Promise<void> {
  const known = asked.get(path) as Promise<void> | undefined;
  if (known !== undefined) return known;
  const asking = get<T>(path).then(keep, (error: unknown) => {
    asked.delete(path);
    if (error instanceof ApiFailure && error.code === 'login') caseState.needsLogin = true;
    throw error;
  });
  asked.set(path, asking);
  return asking;
}

export const loadOverview = (): Promise<void> =>
  once<CaseOverview>('case', (overview) => {
    caseState.overview = overview;
  });
export const loadAnalyses = (): Promise<void> =>
  once<{ analyses: AnalysisDescription[] }>('analyses', ({ analyses }) => {
    caseState.analyses = analyses;
  });
export const loadFindings = (): Promise<void> =>
  once<{ findings: FindingSummary[] }>('findings', ({ findings }) => {
    caseState.findings = [...findings].sort((a, b) => b.findingId - a.findingId);
  });

/** Who the server is; a server that asks for a token says so here. */
export async function loadSession(): Promise<void> {
  try {
    const session = await get<Session>('session');
    caseState.failure = null;
    caseState.needsLogin = session.needsLogin;
    if (!session.needsLogin) await loadJobs();
    caseState.session = session;
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 'login') caseState.needsLogin = true;
    else caseState.failure = error;
  }
}

export async function loadJobs(): Promise<void> {
  const { jobs } = await get<{ jobs: Job[] }>('jobs');
  caseState.jobs = jobs;
  for (const job of jobs) if (isOpen(job)) followJob(job.jobId);
}

export function isOpen(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** True where analyses can be run and things changed. */
export function canWrite(): boolean {
  return caseState.session !== null && !caseState.session.readOnly;
}

/** Forgets what was asked: data or findings have changed. */
export async function refresh(): Promise<void> {
  asked.clear();
  caseState.revision += 1;
  await Promise.allSettled([
    caseState.overview === null ? null : loadOverview(),
    caseState.analyses === null ? null : loadAnalyses(),
    caseState.findings === null ? null : loadFindings(),
  ]);
}

const followed = new Map<number, EventSource>();

/** Has something done, and follows it. @throws ApiFailure */
export async function startJob(request: JobRequest): Promise<Job> {
  const job = await send<Job>('POST', 'jobs', request);
  keepJob(job);
  if (isOpen(job)) followJob(job.jobId);
  else await refresh();
  return job;
}

/** @throws ApiFailure */
export async function cancelJob(jobId: number): Promise<void> {
  await send('DELETE', `jobs/${jobId}`);
}

function keepJob(job: Job): void {
  const others = caseState.jobs.filter(({ jobId }) => jobId !== job.jobId);
  caseState.jobs = [job, ...others].sort((a, b) => b.jobId - a.jobId);
}

function followJob(jobId: number): void {
  if (followed.has(jobId)) return;
  const events = new EventSource(`/api/jobs/${jobId}/events`);
  followed.set(jobId, events);
  const leave = (): void => {
    events.close();
    followed.delete(jobId);
  };
  events.onmessage = ({ data }: MessageEvent<string>) => {
    const job = JSON.parse(data) as Job;
    keepJob(job);
    if (isOpen(job)) return;
    leave();
    void refresh();
  };
  events.onerror = () => {
    leave();
    setTimeout(() => void askAgain(jobId), 1000);
  };
}

/** After the line broke: the job may be over, or the server is gone. */
async function askAgain(jobId: number): Promise<void> {
  try {
    const before = caseState.jobs.find((job) => job.jobId === jobId);
    const job = await get<Job>(`jobs/${jobId}`);
    keepJob(job);
    if (isOpen(job)) followJob(jobId);
    else if (before === undefined || isOpen(before)) await refresh();
  } catch {
    // The server is gone; the next request of any view says so.
  }
}
