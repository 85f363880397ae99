import Type from 'typebox';
import { exact, Identity } from '../contract/common.js';
import { Job, JobList, JobRequest, Upload } from '../contract/jobs.js';
import { jobEvents } from '../job-events.js';
import { EventsAnswer, FileAnswer, operation } from '../operation.js';
import { DOCUMENT_POLICY } from '../security.js';

const JobPath = exact({ job: Identity });

export const JOB_OPERATIONS = [
  operation({
    method: 'POST',
    path: '/api/uploads',
    summary: 'Send a file; a job imports it',
    query: exact({ name: Type.String({ minLength: 1, maxLength: 255, description: 'Name of the file, for its ending; no path.' }) }),
    body: 'file',
    response: Upload,
    status: 201,
    writes: true,
    handle: async ({ services, query, body }) => {
      const { upload, name, byteCount } = await services.uploads.take(body as never, query.name);
      return { upload, name, byteCount };
    },
  }),
  operation({
    method: 'POST',
    path: '/api/jobs',
    summary: 'Ask for an analysis, an import, a report …; parameters are checked at once, the work waits for its turn',
    body: JobRequest,
    response: Job,
    status: 202,
    writes: true,
    handle: ({ services, body }) => services.jobs.submit(body),
  }),
  operation({
    method: 'GET',
    path: '/api/jobs',
    summary: 'All jobs, the newest first',
    response: JobList,
    writes: false,
    handle: async ({ services }) => ({ jobs: await services.jobs.list() }),
  }),
  operation({
    method: 'GET',
    path: '/api/jobs/:job',
    summary: 'One job: its state, how far it is, what it found',
    params: JobPath,
    response: Job,
    writes: false,
    handle: ({ services, params }) => services.jobs.get(params.job),
  }),
  operation({
    method: 'DELETE',
    path: '/api/jobs/:job',
    summary: 'Stop a job; the case is as it was before it',
    params: JobPath,
    response: Job,
    writes: true,
    handle: ({ services, params }) => services.jobs.cancel(params.job),
  }),
  operation({
    method: 'GET',
    path: '/api/jobs/:job/events',
    summary: 'Follow a job until it ends',
    params: JobPath,
    response: 'events',
    responseType: 'Each message is the job as JSON.',
    writes: false,
    handle: async ({ services, params, signal }) => {
      await services.jobs.get(params.job);
      return new EventsAnswer(jobEvents(services.jobs, params.job, signal));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/jobs/:job/files/:name',
    summary: 'A file that a job wrote, such as a report',
    params: exact({ job: Identity, name: Type.String({ minLength: 1, maxLength: 255 }) }),
    response: 'file',
    writes: false,
    handle: async ({ services, params }) => {
      const { path, name } = await services.jobs.file(params.job, params.name);
      const { createReadStream } = await import('node:fs');
      if (name.endsWith('.html'))
        return new FileAnswer(createReadStream(path), 'text/html; charset=utf-8', null, { 'content-security-policy': DOCUMENT_POLICY });
      return new FileAnswer(createReadStream(path), 'text/csv; charset=utf-8', name);
    },
  }),
];
