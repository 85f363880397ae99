import { basename } from 'node:path';
import type { Static } from 'typebox';
import { Done } from '../contract/common.js';
import { Login, Session } from '../contract/session.js';
import { HeadedAnswer, operation } from '../operation.js';
import type { Services } from '../services.js';

export const SESSION_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/session',
    summary: 'What this server is, and what it may show and do',
    response: Session,
    writes: false,
    isOpen: true,
    handle: async ({ services, headers }) => {
      const needsLogin = services.gate !== null && !services.gate.isOpenTo(headers, Date.now());
      return session(services, needsLogin);
    },
  }),
  operation({
    method: 'POST',
    path: '/api/session',
    summary: 'Log in with the token that the server printed',
    body: Login,
    response: Done,
    writes: false,
    isOpen: true,
    handle: async ({ services, body }) => {
      const cookie = services.gate?.login(body.token, Date.now());
      return new HeadedAnswer({ done: true }, cookie === undefined ? {} : { 'set-cookie': cookie });
    },
  }),
  operation({
    method: 'DELETE',
    path: '/api/session',
    summary: 'Log out',
    response: Done,
    writes: false,
    isOpen: true,
    handle: async ({ services, headers }) => {
      const cookie = services.gate?.logout(headers);
      return new HeadedAnswer({ done: true }, cookie === undefined ? {} : { 'set-cookie': cookie });
    },
  }),
];

/** Whoever has not logged in hears of nothing but that. */
async function session({ casePath, rules, naming, readers }: Services, needsLogin: boolean): Promise<Static<typeof Session>> {
  const caseName = needsLogin ? '' : await readers.use(async (reader) => (await naming(reader)).fileName(basename(casePath)));
  return {
    version: rules.version,
    caseName,
    namesShown: rules.reveal,
    textsShown: rules.texts || rules.reveal,
    readOnly: rules.readOnly,
    simulated: rules.simulated,
    needsLogin,
  };
}
