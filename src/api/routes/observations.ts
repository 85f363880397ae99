import { readSilence } from '../../evidence/views/silence.js';
import { Observations } from '../contract/observations.js';
import { operation } from '../operation.js';

export const OBSERVATION_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/observations',
    summary: 'What was seen when: what went, what came back, and what contradicts itself',
    response: Observations,
    writes: false,
    handle: ({ services }) =>
      services.remember('observations', () => services.readers.use(async (file) => readSilence(file, await services.naming(file)))),
  }),
];
