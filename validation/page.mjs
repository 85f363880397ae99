// docs/validation.md from the figures.

import { FDR, GRID, NEGATIVE_SEEDS } from './detection.mjs';
import { kindRows, levelShares, rates, smallestFound, worldsAt } from './summaries.mjs';

const CAPTION = 'Every rate is against shuffled timing, not against innocence; it is no probability of guilt.';

const sum = (values) => values.reduce((total, value) => total + value, 0);
const percent = (share) => (share === null || Number.isNaN(share) ? '–' : `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 0)} %`);
const withInterval = ({ share, low, high }) => (share === null ? '–' : `${percent(share)} (${percent(low)}–${percent(high)})`);
const seconds = (value) => (value >= 3600 ? `${value / 3600} h` : value >= 60 ? `${value / 60} min` : `${value} s`);
const count = (value) => Math.round(value).toLocaleString('en');
const short = (value) => (value >= 100 ? count(value) : Number(value.toPrecision(2)).toString());

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function pageOf(results) {
  return `# Validation

Written by \`npm run validation\`; do not edit. ${CAPTION}

What the co-share network finds where the truth is known, what it finds where there is nothing, and what it says of published data.
Worlds come from \`antiphon simulate\`'s generator: 2,000 organic accounts with heavy-tailed activity, daily and weekly cycles,
communities, cascades and two breaking news, 10,000 organic shares in the layer at hand. All seeds are fixed: the same command gives the same page.

${detectionText(results.cells)}

${negativesText(results.negatives)}

${calibrationText(results)}

${russianText(results.russian)}

${iraText(results.ira, results.senate)}

${limitsText()}
`;
}

function detectionText(cells) {
  const { repetitions } = GRID;
  const smallest = table(
    ['jitter', 'participation', ...GRID.camouflages.map((camouflage) => `camouflage ${percent(camouflage)}`)],
    GRID.jitters.flatMap((jitterSeconds) =>
      GRID.participations.map((participation) => [
        seconds(jitterSeconds),
        percent(participation),
        ...GRID.camouflages.map((camouflage) => smallestFound(cells, { jitterSeconds, participation, camouflage }) ?? 'none'),
      ]),
    ),
  );
  const rules = [
    ['Antiphon, FDR 5 %', 'antiphon'],
    ['CooRTweet, weight above the median', 'coortweet'],
    ['toolkit, weight of at least 2', 'toolkit'],
  ];
  const beside = table(
    ['jitter', 'rule', 'members reached', 'pairs reached', 'precision of pairs', 'pairs kept, mean'],
    GRID.jitters.flatMap((jitterSeconds) =>
      rules.map(([name, rule], i) => {
        const { recall, pairRecall, precision, kept } = rates(worldsAt(cells, { jitterSeconds }), rule);
        return [
          i === 0 ? seconds(jitterSeconds) : '',
          name,
          withInterval(recall),
          withInterval(pairRecall),
          withInterval(precision),
          count(kept),
        ];
      }),
    ),
  );
  return `## Planted groups

One group in each world, which reposts 20 objects; layer repost, \`minObjects\` 2, false-discovery rate ${percent(FDR)}, window the larger of 60 s
and the jitter; ${count(cells.length)} worlds, ${repetitions} for each cell. *Recall* is the share of members that are tied to another member, *precision* the
share of kept pairs that are inside the group: what is kept besides is mostly organic people in step (below), not noise.

![Recall over size, jitter, participation and camouflage](images/validation-recall.svg)

![Precision over size, jitter, participation and camouflage](images/validation-precision.svg)

The smallest group of which at least half of the members are reached (sizes tried: ${GRID.sizes.join(', ')}):

${smallest}

### Beside the rules of published tools

The same worlds and windows. CooRTweet's rule keeps pairs whose weight is strictly above the median weight, the toolkit's those with at
least two messages in one direction; both as their presets compute them. Pooled over sizes, participation and camouflage, so that most pairs are those of the largest groups;
intervals take worlds as the observations, since the pairs of one world depend on each other.

${beside}

${verdictText(cells)}`;
}

/** Where the tools' rules are better, and where not, from the figures. */
function verdictText(cells) {
  const all = (rule) => rates(cells, rule);
  const [own, coortweet, toolkit] = [all('antiphon'), all('coortweet'), all('toolkit')];
  const better = (name, rule) =>
    `${name} reaches ${percent(rule.recall.share)} of all members against ${percent(own.recall.share)}, at a precision of ${percent(rule.precision.share)} against ${percent(own.precision.share)}`;
  return `Over all cells, ${better('CooRTweet’s rule', coortweet)}; ${better('the toolkit’s', toolkit)}. A rule without a test keeps more: it
reaches groups that the test lets go (few common objects, wide jitter), and pays with pairs that chance and the news make. Who wants leads to look
through will take its recall; who wants to publish pairs needs the test.`;
}

function negativesText(negatives) {
  const rows = kindRows(negatives).map(({ label, pairs, ...accounts }) => [label, withInterval(accounts), withInterval(pairs)]);
  const organic = ['repost', 'url', 'near-text'].map((layer) => {
    const worlds = negatives.filter((world) => world.layer === layer);
    const kept = sum(worlds.map((world) => world.kept));
    const outside = sum(worlds.map((world) => world.organic));
    const news = sum(worlds.map((world) => world.breakingNews));
    return [layer, count(kept), count(outside), count(news)];
  });
  return `## Hard negatives

Organic groups that move together, beside a planted group with the same kind of defaults (\`antiphon simulate --help\`), ${NEGATIVE_SEEDS} worlds a layer, window
60 s, FDR ${percent(FDR)}. They are in step indeed, so that a test of timing finds them, too; what tells them apart is in the other columns
(lags, content, creation, profile), never in q.

${table(['kind', 'members tied to another', 'pairs of the group'], rows)}

![How often each kind is tied](images/validation-kinds.svg)

Pairs that are kept outside all groups are organic people, most of whom reacted to the same breaking news within minutes:

${table(['layer', 'pairs kept', 'outside all groups', 'of these, both reacted to breaking news'], organic)}`;
}

function calibrationText({ nulls, shuffled, rewired }) {
  const sets = [
    ['null worlds (times independent), 60 s', 'pTiming', nulls],
    ...Object.entries(shuffled).map(([windowSeconds, worlds]) => [
      `Russian retweets, times shuffled, ${windowSeconds} s`,
      'pTiming',
      worlds,
    ]),
    ['Russian retweets, objects rewired', 'pChoice', rewired],
  ];
  const levels = sets.map(([name, p, worlds]) => [
    name,
    p,
    count(worlds.length),
    ...levelShares(worlds).map(({ share, low, high }) => `${share.toPrecision(2)} (${low.toPrecision(2)}–${high.toPrecision(2)})`),
  ]);
  const discoveries = sets.slice(0, -1).map(([name, , worlds]) => {
    const edges = sum(worlds.map((world) => world.edges));
    const found = sum(worlds.map((world) => world.found));
    const withAny = worlds.filter((world) => world.found > 0).length;
    return [name, count(edges), `${count(found)} (${percent(found / edges)})`, `${withAny} of ${worlds.length}`];
  });
  const choice = sum(rewired.map((world) => world.found));
  return `## Calibration: where nothing is to be found

Share of p at or below each level, over all pairs of accounts with an object in common (those never within the window have p = 1); mean
over the data sets with its 95 % interval. A share below the level is conservative: co-occurrences are few whole numbers, so that p
cannot take every value. In the rewired data every account keeps its number of objects and every object its number of sharers; there the
share is of all pairs of accounts.

${table(['data', 'p', 'sets', '0.1', '0.05', '0.01', '0.001'], levels)}

![Shares of p against the level](images/validation-calibration.svg)

Discoveries at FDR 5 % among edges of at least two objects:

${table(['data', 'edges, all sets', 'with q ≤ 0.05', 'sets with any'], discoveries)}

\`qChoice\` ≤ 0.05 holds ${count(choice)} pairs in ${rewired.length} rewired sets.`;
}

function russianText(windows) {
  const rows = windows.map(({ windowSeconds, edges, chance, atFdr, strong, coortweetEdges, coortweetKept, toolkitKept }) => [
    `${windowSeconds} s`,
    count(edges),
    chance === undefined ? '–' : `${short(chance.edgesByChance)} (${short(chance.chanceLow)}–${short(chance.chanceHigh)})`,
    chance?.shareByChance === null || chance === undefined ? '–' : percent(chance.shareByChance),
    count(strong),
    ...atFdr.map(count),
    `${count(coortweetKept)} of ${count(coortweetEdges)}`,
    count(toolkitKept),
  ]);
  const wide = windows.at(-1);
  const middle = windows.find(({ windowSeconds }) => windowSeconds === 60);
  return `## Published retweets

\`russian_coord_tweets\` (35,125 rows; CooRTweet's example data), native definition with at least two objects, beside what the two presets keep
at the same window.

${table(
  [
    'window',
    'edges',
    'by chance (95 % of worlds)',
    'expected ÷ observed',
    'p ≤ 1e-4',
    'q ≤ 2.5 %',
    'q ≤ 5 %',
    'q ≤ 10 %',
    'CooRTweet above median',
    'toolkit weight ≥ 2',
  ],
  rows,
)}

At ${middle.windowSeconds} s ${percent(middle.chance.shareByChance)} of the pairs with two common objects are what shuffled timing gives, and single pairs are seldom sure. At ${wide.windowSeconds} s there
is more to go by: ${count(wide.atFdr[0])} pairs are kept at 2.5 %. The median of CooRTweet's weights is 1 here, so that its rule comes to pairs of at
least two, and the toolkit's weight of two to nearly the same: neither tells what popular retweets make by chance.`;
}

function iraText(ira, senate) {
  const row = ({ layer, missing, figures, pairs, accounts }) =>
    missing ? [layer, 'not in the data', '', ''] : [layer, count(figures.testedEdgeCount), count(pairs), count(accounts)];
  const rows = ira.layers.map((layer, i) => {
    const [, ...own] = row(layer);
    const [, ...control] = row(senate.layers[i]);
    return [layer.layer, ...own, ...control];
  });
  const present = ira.layers.filter(({ missing }) => !missing);
  const outnumbered = present.filter(({ figures }) => figures.shareByChance === 1 || figures.shareByChance === null).length;
  const similar = ira.similar.map(({ layer, pairs, accounts }, i) => [
    layer,
    count(pairs),
    count(accounts),
    count(senate.similar[i].pairs),
    count(senate.similar[i].accounts),
  ]);
  return `## Known trolls and an official control

\`ira-2016-autumn\`: ${count(ira.postCount)} posts by ${count(ira.accountCount)} accounts of the Internet Research Agency (minute precision: a window of 60 s
admits gaps of just under two minutes). \`senate-2015\`: ${count(senate.postCount)} posts by ${count(senate.accountCount)} accounts of US senators. Window 60 s, FDR 5 %.

${table(['layer', 'IRA: pairs with two objects', 'kept', 'accounts', 'senators: pairs with two objects', 'kept', 'accounts'], rows)}

In any of these layers ${count(ira.reached)} of ${count(ira.accountCount)} troll accounts (${percent(ira.reached / ira.accountCount)}) are reached, and ${count(senate.reached)} of ${count(senate.accountCount)} senators
(${percent(senate.reached / senate.accountCount)}). Layers of one post depend on each other, so this is no sum of independent looks. Accounts that stay
unreached are no less trolls: they share little with the others, or never at the same time. In ${outnumbered} of ${present.length} layers the data of the IRA holds
no more pairs than shuffled times make: many of these accounts share the same things at times of their own.

Who chose the same objects at whatever times is another question, asked by \`run similarity\` (accounts with 10 posts or more, kept by the choice
null at 5 %):

${table(['layer', 'IRA: pairs', 'accounts', 'senators: pairs', 'accounts'], similar)}`;
}

function limitsText() {
  return `## What this does not show

- Simulated people are simpler than people: real background has more kinds of synchrony than the ones named here.
- A rate of 5 % holds on average over worlds; in a single one the realised share is often higher.
- The grid has ${GRID.repetitions} worlds a cell: single cells are rough, rows and columns are not.
- Simulated posts carry one object of a layer; posts with several tags, links or mentions are held to their number of posts, and tests cover that.
- Groups that nobody else reposts from are invisible to a test of timing: there is nothing to shuffle against.`;
}
