import { readQuality } from '../../evidence/quality/read-quality.js';
import { type CoverageParts, readCoverage } from '../../evidence/views/read-coverage.js';
import { readShownEvents } from '../../evidence/views/read-events.js';
import { readOverview } from '../../evidence/views/read-overview.js';
import { CaseOverview, Coverage, CoverageQuery, EventList, Quality } from '../contract/case.js';
import { operation } from '../operation.js';
import type { Services } from '../services.js';

export const CASE_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/case',
    summary: 'What is in the case',
    response: CaseOverview,
    writes: false,
    handle: ({ services }) => overviewOf(services),
  }),
  operation({
    method: 'GET',
    path: '/api/case/coverage',
    summary: 'Posts over time',
    query: CoverageQuery,
    response: Coverage,
    writes: false,
    handle: ({ services, query }) => coverageOf(services, query.by ?? 'all'),
  }),
  operation({
    method: 'GET',
    path: '/api/case/quality',
    summary: 'How good the imported files are',
    response: Quality,
    writes: false,
    handle: ({ services }) =>
      services.remember('quality', () =>
        services.readers.use(async (file) => {
          const naming = await services.naming(file);
          return readQuality(file, naming, naming.showsTexts, () => undefined);
        }),
      ),
  }),
  operation({
    method: 'GET',
    path: '/api/events',
    summary: 'Dated events, for every time axis',
    response: EventList,
    writes: false,
    handle: ({ services, signal }) =>
      services.readers.use(async (file) => ({ events: await readShownEvents(file, await services.naming(file)) }), signal),
  }),
];

// Several may wait for one answer, so that it is worked out to its end though whoever asked first leaves.

/** What is in the case. */
export function overviewOf(services: Services): Promise<CaseOverview> {
  return services.remember('overview', () => services.readers.use(async (file) => readOverview(file, await services.naming(file))));
}

/** Posts over time. */
export function coverageOf(services: Services, by: CoverageParts): Promise<Coverage> {
  return services.remember(`coverage ${by}`, () =>
    services.readers.use(async (file) => readCoverage(file, await services.naming(file), by)),
  );
}
