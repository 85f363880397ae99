import type { Operation } from '../operation.js';
import { ACCOUNT_OPERATIONS } from './accounts.js';
import { ANALYSIS_OPERATIONS } from './analyses.js';
import { CASE_OPERATIONS } from './case.js';
import { CHART_OPERATIONS } from './charts.js';
import { FINDING_OPERATIONS } from './findings.js';
import { JOB_OPERATIONS } from './jobs.js';
import { NETWORK_OPERATIONS } from './network.js';
import { NOTE_OPERATIONS } from './notes.js';
import { OBSERVATION_OPERATIONS } from './observations.js';
import { SESSION_OPERATIONS } from './session.js';
import { TABLE_OPERATIONS } from './tables.js';
import { VOICE_OPERATIONS } from './voices.js';

/** All that can be asked over HTTP. */
export const OPERATIONS: readonly Operation[] = [
  ...SESSION_OPERATIONS,
  ...CASE_OPERATIONS,
  ...ANALYSIS_OPERATIONS,
  ...FINDING_OPERATIONS,
  ...CHART_OPERATIONS,
  ...NETWORK_OPERATIONS,
  ...JOB_OPERATIONS,
  ...NOTE_OPERATIONS,
  ...TABLE_OPERATIONS,
  ...VOICE_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...OBSERVATION_OPERATIONS,
];
