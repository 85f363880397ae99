import Type from 'typebox';
import { readAccountPage } from '../../evidence/views/account-page.js';
import { readAnswers } from '../../evidence/views/answers.js';
import { AccountPage, Answers } from '../contract/accounts.js';
import { exact } from '../contract/common.js';
import { operation } from '../operation.js';
import { knownVoices } from './voices.js';

export const ACCOUNT_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/accounts/:account',
    summary: 'One account, by the name under which it is shown: all that may be shown of it, and the findings that list it',
    params: exact({ account: Type.String({ minLength: 1, maxLength: 500, description: 'An account as it is shown.' }) }),
    response: AccountPage,
    writes: false,
    handle: async ({ services, params, signal }) => {
      const voices = await knownVoices(services);
      return services.readers.use(async (file) => readAccountPage(file, await services.naming(file), params.account, voices), signal);
    },
  }),
  operation({
    method: 'GET',
    path: '/api/answers',
    summary: 'Replies and comments that the case holds, and how many of them answer public accounts',
    response: Answers,
    writes: false,
    handle: ({ services }) =>
      services.remember('answers', () => services.readers.use(async (file) => readAnswers(file, await services.naming(file)))),
  }),
];
