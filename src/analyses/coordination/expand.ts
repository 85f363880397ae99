import Type from 'typebox';
import { AntiphonError } from '../../errors.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import type { AccountList, Analysis } from '../analysis.js';
import { accountsParameter, windowParameter } from '../parameters.js';
import { CANDIDATES_TABLE, candidateTable } from './expand-candidates.js';
import { profileEvidence, rankedAccounts, tiesOver } from './expand-evidence.js';
import { expandLayers, layerTies } from './expand-layers.js';
import { CONTROLS_TABLE, controlColumns, dealtOut, judgeControls, judgeFolds, RECALL_TABLE, recallColumns } from './expand-recall.js';
import { expandFigures, expandSentences } from './expand-summary.js';
import { type ListedAccounts, listedAccounts } from './listed-accounts.js';

const LIST_FORM = 'One account identifier or handle a line, or a table with a column `account`, `account_id`, `userid` or `handle`.';

const parameters = Type.Object({
  seeds: accountsParameter(`File with the known accounts. ${LIST_FORM}`),
  controls: Type.Optional(
    accountsParameter(`File with accounts that are known not to belong, in the same form: how many come out measures false positives.`),
  ),
  layers: Type.Optional(
    Type.String({
      minLength: 1,
      list: true,
      description:
        'Layers, separated by commas. Default: all that the case has, without other readings of one (`url-raw`, `near-text`), and without those whose times are coarser than the window.',
    }),
  ),
  windowSeconds: windowParameter(60),
  minObjects: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 2,
    unit: 'objects',
    description: 'Least number of distinct objects that an account must have co-shared with a seed in a layer to be tied to it.',
  }),
  fdr: Type.Number({
    minimum: 0.0001,
    maximum: 0.5,
    default: 0.05,
    description: 'False-discovery rate at which an account is called a candidate.',
  }),
  holdOuts: Type.Integer({
    minimum: 2,
    maximum: 100,
    default: 5,
    unit: 'parts',
    description: 'Parts into which the seeds are dealt out; each is held out once, and looked for from the others.',
  }),
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Seed of the dealing out.' }),
});

/** From known accounts to those tied to them: candidates, never members. */
export const expand: Analysis<typeof parameters> = {
  id: 'expand',
  version: 1,
  question: 'coordination',
  title: 'Accounts tied to known ones',
  description:
    'Starts from a list of known accounts, such as a takedown, and ranks all others by what ties them to it: objects shared at the same time in every layer, creation on the same day, near-duplicate names and descriptions. ' +
    'Seeds held out say how many it finds again, control accounts how many it takes wrongly.',
  parameters,
  tables: [CANDIDATES_TABLE, RECALL_TABLE, CONTROLS_TABLE],
  references: [
    'Wilson (2019), The harmonic mean p-value for combining dependent tests, doi:10.1073/pnas.1814092116',
    'Saracco et al. (2017), Inferring monopartite projections of bipartite networks, doi:10.1088/1367-2630/aa6b38',
    'Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x',
    'Bayardo, Ma & Srikant (2007), Scaling up all pairs similarity search, doi:10.1145/1242572.1242591',
  ],
  limits: [
    'Candidates are leads to look at, never members: who follows the same news as the seeds also comes out.',
    'The list of seeds shapes what is found: what its makers looked for is found again, other parts of the same operation are not.',
    'Recall is that of accounts like the seeds; members that the list missed may be harder to find. Seeds held out are not independent trials, so its interval is somewhat too narrow.',
    'Creation and profile compare seeds with the other accounts of the case: where it holds hardly any but members, they say little. A day on which an event made many people join looks like a burst.',
    'The harmonic mean is close to a p-value where it is small, and not exact; layers of one post depend on each other.',
    'Ties by choice compare with people who choose by popularity alone; a real community that shares its own news is tied by choice, too.',
  ],
  needs: 'At least two of the listed accounts, and others; shares, times of creation, or profiles. Control accounts must be in the case.',

  runsOn: () => ({
    runs: [],
    skipped: ['expand: starts from a list of known accounts; run it by name with --seeds FILE'],
  }),

  async run(reads, values, context, lists) {
    const keys = await reads.accountKeys();
    const seeds = await listedAccounts(reads, '--seeds (seeds)', lists['seeds'] as AccountList, 2, context);
    const isSeed = flags(seeds.accounts, keys.length);
    const controls = lists['controls'] === undefined ? null : await controlAccounts(reads, lists['controls'], isSeed, context);
    const { layers, notes } = await expandLayers(reads, values, context);
    context.progress.step('reading profiles');
    const profiles = await reads.accountProfiles();
    const profile = profileEvidence(profiles, isSeed, keys);
    if (layers.length === 0 && profile.creation.length === 0 && profile.profile.length === 0)
      throw new AntiphonError('no-data', 'the case holds neither shares, nor times of creation, nor profiles; nothing ties its accounts');

    const parts = dealtOut(seeds.accounts, Math.min(values.holdOuts, seeds.accounts.length), values.seed);
    const { ties, isDormant } = await layerTies(reads, layers, isSeed, values, context);
    context.progress.step('ranking accounts');
    const ranked = rankedAccounts(isSeed, ties, profile, isDormant);
    const folds = parts.map((heldOut) => ({ heldOut, ranked: rankedAccounts(without(isSeed, heldOut), ties, profile, isDormant) }));
    const recall = judgeFolds(folds, values.fdr, isDormant);
    const controlRows = controls === null ? [] : judgeControls(ranked, controls.accounts, values.fdr, seeds.accounts.length, isDormant);

    const expansion = {
      seeds,
      controls,
      layers,
      profile,
      ranked,
      isDormant,
      partCount: parts.length,
      recall,
      controlRows,
      fdr: values.fdr,
    };
    return {
      summary: [...expandSentences(expansion), ...notes],
      figures: expandFigures(expansion),
      tables: {
        candidates: candidateTable(ranked, tiesOver(isSeed, ties), profile.similarity(isSeed), profiles, isDormant),
        recall: { rowCount: recall.length, columns: recallColumns(recall) },
        ...(controls === null ? {} : { controls: { rowCount: controlRows.length, columns: controlColumns(controlRows) } }),
      },
    };
  },
};

/** The listed control accounts that are no seeds. */
async function controlAccounts(reads: CaseReads, list: AccountList, isSeed: Uint8Array, context: WorkContext): Promise<ListedAccounts> {
  const { accounts, unknownCount } = await listedAccounts(reads, '--controls (controls)', list, 1, context);
  const others = accounts.filter((account) => isSeed[account] === 0);
  if (others.length === 0)
    throw new AntiphonError('parameter', '--controls (controls) names only accounts that are seeds; controls must be others');
  return { accounts: others, unknownCount };
}

function flags(accounts: Int32Array, accountCount: number): Uint8Array {
  const marks = new Uint8Array(accountCount);
  for (const account of accounts) marks[account] = 1;
  return marks;
}

function without(isSeed: Uint8Array, accounts: Int32Array): Uint8Array {
  const left = isSeed.slice();
  for (const account of accounts) left[account] = 0;
  return left;
}
