import Type, { type Static } from 'typebox';
import { exact } from './common.js';

/** What this server is, and what it may show and do. */
export const Session = exact({
  version: Type.String(),
  caseName: Type.String(),
  namesShown: Type.Boolean({ description: 'True with --reveal: names stand as they are.' }),
  textsShown: Type.Boolean({ description: 'True with --texts or --reveal: texts of private accounts are shown.' }),
  readOnly: Type.Boolean(),
  simulated: Type.Boolean({ description: 'True for the sample: no state, account or event in it exists.' }),
  needsLogin: Type.Boolean({ description: 'True if a token is asked for.' }),
});
export type Session = Static<typeof Session>;
export const Login = exact({ token: Type.String({ minLength: 1, maxLength: 200 }) });
