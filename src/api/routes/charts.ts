import { AntiphonError } from '../../errors.js';
import { readNames } from '../../evidence/report/read-names.js';
import { readStored, type StoredFinding } from '../../evidence/report/stored-findings.js';
import { chartsOf, readFindingChart, readTimeMarks } from '../../evidence/views/finding-charts.js';
import type { FindingChart } from '../../model.js';
import { type ChartDescription, ChartPath, ChartQuery, ChartRows } from '../contract/charts.js';
import { operation } from '../operation.js';

export const CHART_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/findings/:finding/charts/:chart',
    summary: 'What one declared chart of a finding draws: its rows, its fields, events and access',
    params: ChartPath,
    query: ChartQuery,
    response: ChartRows,
    writes: false,
    handle: ({ services, params, query, signal }) =>
      services.readers.use(async (file) => {
        const finding = (await readStored(file)).find(({ findingId }) => findingId === params.finding);
        if (finding === undefined) throw new AntiphonError('not-found', `there is no finding ${params.finding}; see /api/findings`);
        const chart = chartsOf(finding).find(({ name }) => name === params.chart);
        if (chart === undefined)
          throw new AntiphonError(
            'not-found',
            `finding ${params.finding} has no chart "${params.chart}"; see /api/findings/${params.finding}`,
          );
        const naming = await services.naming(file);
        const names = await readNames(file, naming, [withTablesOf(finding, chart)]);
        const chosen = query.facet === undefined ? null : query.facet.split(',').map(Number);
        const { data, choices, fieldCount } = await readFindingChart(
          file,
          names,
          finding,
          chart,
          await readTimeMarks(file, naming),
          chosen,
        );
        return { findingId: params.finding, chart: describeChart(chart), ...data, choices, fieldCount };
      }, signal),
  }),
];

/** A finding as if it had no other tables than those that a chart draws: only their names are looked up. */
function withTablesOf(finding: StoredFinding, { marks }: FindingChart): StoredFinding {
  return { ...finding, declared: new Map([...finding.declared].filter(([name]) => marks.some(({ table }) => table === name))) };
}

/** A chart as its analysis declares it. */
export function describeChart({ marks, limits, ...chart }: FindingChart): ChartDescription {
  return {
    ...chart,
    marks: marks.map(({ label, ...mark }) => ({ ...mark, ...(label === undefined ? {} : { label: [...label] }) })),
    limits: [...limits],
  };
}
