import { AntiphonError } from '../../errors.js';
import type { CaseFile } from '../../store/case-file.js';
import { dataState } from '../../store/data-state.js';
import type { Naming } from '../../store/naming.js';
import type { Relation } from '../../store/relation.js';
import { SideTables } from '../../store/side-tables.js';
import { accountsView } from './accounts-view.js';
import { objectsView } from './objects-view.js';
import { observedAccountsView, observedPostsView } from './observed-view.js';
import { postsView } from './posts-view.js';
import { rejectsView } from './rejects-view.js';
import { voicesView } from './voices-view.js';

/** Tables that every case has. */
export const CASE_VIEWS = {
  posts: postsView,
  accounts: accountsView,
  objects: objectsView,
  rejects: rejectsView,
  voices: voicesView,
  'observed-accounts': observedAccountsView,
  'observed-posts': observedPostsView,
} as const;
export type CaseViewName = keyof typeof CASE_VIEWS;

/**
 * One of the tables that every case has, as it may be shown.
 *
 * @throws AntiphonError `not-found`: there is none of this name.
 */
export async function caseView(file: CaseFile, name: string, naming: Naming): Promise<Relation> {
  const view = Object.hasOwn(CASE_VIEWS, name) ? CASE_VIEWS[name as CaseViewName] : undefined;
  if (view === undefined)
    throw new AntiphonError(
      'not-found',
      `there is no table ${JSON.stringify(name.slice(0, 80))}; the tables of a case are ${Object.keys(CASE_VIEWS).join(', ')}`,
    );
  const state = await dataState(file, naming);
  await SideTables.of(file).settle(file, state);
  return view(file, naming, state);
}
