import Type from 'typebox';
import { coSharePairs } from '../../kernels/shares/pairs.js';
import { MICROSECONDS } from '../../kernels/shares/share-index.js';
import type { FindingTable, Layer } from '../../model.js';
import type { ColumnValues } from '../../store/findings.js';
import { type Analysis, PAIRS_TABLE } from '../analysis.js';
import { checkPrecision, layerParameter, resolveLayer } from '../parameters.js';
import {
  checkSignificance,
  coShareNetwork,
  EDGE_COLUMNS,
  EDGE_ORDER,
  edgeColumns,
  groupOptions,
  NETWORK_PARAMETERS,
  networkFigures,
  networkSentences,
  selectShares,
} from './co-share-network.js';
import { GROUP_TABLES, groupTables } from './groups.js';
import { distinctEnds, pairEvidence } from './network.js';
import { checkPairsFit } from './network-size.js';
import { CHANCE_TABLE, chanceColumns, GROUP_CHANCE_COLUMN, groupsByChance } from './significance.js';

const parameters = Type.Object({ layer: layerParameter, ...NETWORK_PARAMETERS });

/** The tables of groups, with what chance says about them. */
const TESTED_GROUP_TABLES: readonly FindingTable[] = GROUP_TABLES.map((table) =>
  table.name === 'groups' ? { ...table, columns: [...table.columns, GROUP_CHANCE_COLUMN] } : table,
);

/** The native co-share network: who put the same objects into the world at about the same time, again and again. */
export const coordination: Analysis<typeof parameters> = {
  id: 'coordination',
  version: 3,
  question: 'coordination',
  title: 'Co-share network',
  description:
    'Ties two accounts when they shared the same objects within a window of each other, counts how many objects, how many pairs of posts, how evenly, who was first, and with what lag, ' +
    'and says how much of it chance explains. A sliding comparison, never fixed bins.',
  parameters,
  tables: [
    { name: 'edges', title: 'Edges: pairs of accounts', columns: EDGE_COLUMNS, order: EDGE_ORDER },
    CHANCE_TABLE,
    ...TESTED_GROUP_TABLES,
    PAIRS_TABLE,
  ],
  references: [
    'Giglietto, Righetti, Rossi & Marino (2020), It takes a village to manipulate the media, doi:10.1080/1369118X.2020.1739732',
    'Pacheco et al. (2021), Uncovering coordinated networks on social media, doi:10.1609/icwsm.v15i1.18075',
  ],
  limits: [
    'Synchrony is not inauthenticity: press offices, fan clubs, news desks and people who follow one notification also move together, and the tests against chance find them, too.',
    'A false-discovery rate is against shuffled timing, not against innocence; it is no probability of guilt, and holds on average over data sets, not in each.',
    'Objects of one post share its time, so that an edge is tested at no more objects than either account has posts in it; groups of edges that are not chosen by --fdr know no such correction.',
    'Shuffled worlds keep who shared what: what accounts chose together is judged by pChoice alone.',
    'It sees only what the sources hold: deleted posts, private accounts and unsampled posts leave no trace.',
  ],
  needs: 'Shares in at least one layer, by at least two accounts, with times at least as fine as the window.',
  presets: ['coortweet', 'toolkit'],

  runsOn({ layers }) {
    const tied = layers.filter((layer) => layer.accountCount >= 2);
    const window = (layer: Layer): number => Math.max(60, layer.precisionSeconds);
    const skipped = layers
      .filter((layer) => layer.accountCount < 2)
      .map((layer) => `coordination on layer ${layer.name}: only one account shares there; two are needed`);
    if (layers.length === 0)
      skipped.push('coordination: the case holds no shares; posts with reposts, links, hashtags or texts are needed, or a share table');
    return { runs: tied.map((layer) => ({ layer: layer.name, windowSeconds: window(layer) })), skipped };
  },

  async run(reads, values, context) {
    checkSignificance(values);
    const layer = await resolveLayer(reads, values.layer, context);
    const precision = checkPrecision(layer, values.windowSeconds);
    context.progress.step(`reading layer ${layer.name}`);
    const selected = await selectShares(reads, layer, values);
    const network = await coShareNetwork(selected, values, context);
    const { edges, tests } = network;
    context.progress.step('finding groups');
    const { tables, sentences, ...groupFigures } = await groupTables(selected.pruned, edges, groupOptions(values), context);
    context.signal.throwIfAborted();
    const accountCount = distinctEnds(edges.accountA, edges.accountB);
    const chance = tests?.worlds?.chance ?? [];
    const groups = tables['groups']?.columns as Record<string, ColumnValues> & { memberCount: Int32Array; density: Float64Array };
    const pGroup = groupsByChance(groups.memberCount, groups.density, tests?.worlds?.groups ?? []);
    return {
      summary: [
        ...networkSentences(network, selected, accountCount, layer.name, values),
        ...sentences,
        ...(precision === null ? [] : [precision]),
      ],
      figures: { ...networkFigures(network, selected, accountCount), ...groupFigures },
      tables: {
        ...tables,
        edges: { rowCount: edges.length, columns: edgeColumns(network) },
        chance: { rowCount: chance.length, columns: chanceColumns(chance) },
        groups: { rowCount: pGroup.length, columns: { ...groups, pGroup } },
      },
    };
  },

  async pairs(reads, values, edges, context) {
    const layer = await resolveLayer(reads, values.layer, context);
    const { pruned } = await selectShares(reads, layer, values);
    const window = values.windowSeconds * MICROSECONDS;
    checkPairsFit(pruned, window, edges, context);
    const { first, second } = coSharePairs(pruned, window, edges);
    return pairEvidence(pruned, first, second);
  },
};
