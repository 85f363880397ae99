import type { CaseFile } from '../../store/case-file.js';
import { dataState } from '../../store/data-state.js';
import { foldedTexts } from '../../store/folded-text.js';
import type { Naming } from '../../store/naming.js';
import { SideTables } from '../../store/side-tables.js';
import { accountsView } from './accounts-view.js';
import { postsView } from './posts-view.js';

/** Works out ahead what the first look at the tables of a case would wait for: names, posts, accounts, and texts for searches. */
export async function prepareViews(file: CaseFile, naming: Naming): Promise<void> {
  const state = await dataState(file, naming);
  await SideTables.of(file).settle(file, state);
  await postsView(file, naming, state);
  await accountsView(file, naming, state);
  await foldedTexts(file, naming, state);
}
