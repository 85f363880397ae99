import { readNetwork } from '../../evidence/views/network.js';
import { readEdge } from '../../evidence/views/network-edge.js';
import { readNetworkTimeline } from '../../evidence/views/network-timeline.js';
import type { WorkContext } from '../../model.js';
import { Edge, EdgeQuery, Network, NetworkQuery, Timeline, TimelineQuery } from '../contract/findings.js';
import { operation } from '../operation.js';
import type { Services } from '../services.js';
import { FindingPath } from './findings.js';

export const NETWORK_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/findings/:finding/network',
    summary: 'The network of a finding for drawing, the strongest edges first',
    params: FindingPath,
    query: NetworkQuery,
    response: Network,
    writes: false,
    handle: ({ services, params, query, signal }) =>
      services.readers.use(async (file) => readNetwork(file, await services.naming(file), params.finding, query), signal),
  }),
  operation({
    method: 'GET',
    path: '/api/findings/:finding/edge',
    summary: 'The posts of two accounts that tie them in a finding',
    params: FindingPath,
    query: EdgeQuery,
    response: Edge,
    writes: false,
    handle: ({ services, params, query, signal }) =>
      services.readers.use(
        async (file) =>
          readEdge(file, await services.naming(file), params.finding, query.accountA, query.accountB, workOf(services, signal)),
        signal,
      ),
  }),
  operation({
    method: 'GET',
    path: '/api/findings/:finding/timeline',
    summary: 'When the posts behind a network were made',
    params: FindingPath,
    query: TimelineQuery,
    response: Timeline,
    writes: false,
    handle: ({ services, params, query, signal }) =>
      services.readers.use(
        async (file) => readNetworkTimeline(file, await services.naming(file), params.finding, query, workOf(services, signal)),
        signal,
      ),
  }),
];

function workOf({ rules }: Services, signal: AbortSignal): WorkContext {
  const progress = { step: () => undefined, update: () => undefined };
  return { progress, signal, now: new Date(), memoryBytes: rules.memoryBytes };
}
