import { seededRandom } from '../../kernels/statistics/random.js';
import { fittedLayout, forceLayout, type Layout } from './force-layout.js';
import { type Html, html } from './html.js';
import { type LabelWish, placeLabels } from './label-placement.js';
import type { NetworkLink, NetworkNode, ReportNetwork } from './report-model.js';
import { countText, numberText, shownText } from './wording.js';

const SEED = 20_170_818;
/** Groups with a colour of their own; all others are grey. */
export const COLOURED_GROUPS = 8;
const LABEL_SIZE = 12;
const LONGEST_LABEL = 24;

/** The size of a picture: its width, largest height, and how many labels it can bear. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly labels: number;
}

/** The colour of a group, as CSS. */
export function groupColour(group: number | null): string {
  return `var(--group-${group === null || group > COLOURED_GROUPS ? 0 : group})`;
}

/** A network as static SVG in several sizes, all from one layout. */
export function networkPictures(network: ReportNetwork, title: string, sizes: readonly PictureSize[]): Html[] {
  const layout = forceLayout(network.nodes.length, network.links, seededRandom(SEED));
  return sizes.map((size) => networkPicture(network, title, layout, size));
}

function networkPicture(network: ReportNetwork, title: string, layout: Layout, { width, height, labels }: PictureSize): Html {
  const radii = nodeRadii(network, width);
  const fitted = fittedLayout(layout, radii, {
    width,
    height: Math.min(height, 130 + 18 * network.nodes.length),
    margin: width < 500 ? 14 : 24,
  });
  const circles = network.nodes.map((node, index) => ({
    node,
    x: fitted.x[index] as number,
    y: fitted.y[index] as number,
    radius: radii[index] as number,
  }));
  const wishes = circles.map(({ node, ...circle }): LabelWish => ({ ...circle, text: labelOf(node) }));
  const shown = wishes.slice(0, labels); // nodes come best-connected first, groups largest first
  const obstacles = network.nodesAre === 'groups' || circles.length <= 60 ? circles : shown;
  const placed = placeLabels(shown, obstacles, { width, height: fitted.height }, LABEL_SIZE);
  return html`<svg class="picture" viewBox="0 0 ${round(width)} ${round(fitted.height)}" width="${round(width)}" height="${round(fitted.height)}" role="img" aria-label="${title}">
<g class="links" fill="none">${linkPaths(network.links, network.nodes.length, fitted)}</g>
<g class="nodes">${circles.map(circleMark)}</g>
<g class="labels" font-size="${LABEL_SIZE}">${placed.map((label) => html`<text x="${round(label.x)}" y="${round(label.y)}" text-anchor="${label.anchor}">${label.text}</text>`)}</g>
</svg>`;
}

function nodeRadii({ nodes, nodesAre }: ReportNetwork, width: number): Float64Array {
  const isWide = width >= 500;
  if (nodesAre === 'groups') {
    const total = nodes.reduce((sum, node) => sum + node.memberCount, 0);
    const unit = (isWide ? 105 : 56) / Math.sqrt(Math.max(total, 1));
    return Float64Array.from(nodes, (node) => Math.max(isWide ? 3 : 2, unit * Math.sqrt(node.memberCount)));
  }
  const most = nodes.reduce((top, node) => Math.max(top, node.edgeCount), 1);
  const [least, range] = isWide ? [3.2, 5.3] : [2.2, 3.4];
  const crowd = nodes.length > 120 ? 0.8 : 1;
  return Float64Array.from(nodes, (node) => crowd * (least + range * Math.sqrt(node.edgeCount / most)));
}

function labelOf(node: NetworkNode): string {
  if (node.memberCount > 1) return `${node.group} · ${countText(node.memberCount, 'account')}`;
  return node.handle === null ? shownText(node.label, LONGEST_LABEL) : `@${shownText(node.handle, LONGEST_LABEL)}`;
}

function circleMark({
  node,
  x,
  y,
  radius,
}: {
  readonly node: NetworkNode;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}): Html {
  const tied = countText(node.edgeCount, 'edge');
  const hint = node.memberCount > 1 ? `${node.label}: ${countText(node.memberCount, 'account')}, ${tied}` : `${labelOf(node)}: ${tied}`;
  return html`<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${groupColour(node.group)}"><title>${hint}</title></circle>`;
}

/** Links in four strengths, each one path: the file stays small and every stroke of a strength looks alike. */
function linkPaths(links: readonly NetworkLink[], nodeCount: number, { x, y }: Layout): Html[] {
  const heaviest = links.reduce((most, link) => Math.max(most, link.weight), 0);
  const strengths: string[] = ['', '', '', ''];
  for (const { from, to, weight } of links) {
    const strength = Math.min(3, Math.floor(4 * Math.sqrt(weight / heaviest)));
    strengths[strength] += `M${round(x[from])} ${round(y[from])}L${round(x[to])} ${round(y[to])}`;
  }
  const crowd = Math.min(1, 0.25 + (3 * nodeCount) / links.length);
  return strengths.flatMap((path, strength) =>
    path === ''
      ? []
      : [html`<path d="${path}" stroke-width="${0.7 + 0.6 * strength}" stroke-opacity="${round(crowd * (0.28 + 0.16 * strength))}"/>`],
  );
}

/** A coordinate with one decimal. */
function round(value: number | undefined): string {
  return String(Math.round((value ?? 0) * 100) / 100);
}

/** What the picture shows and what it leaves out, in a sentence or two. */
export function networkCaption(network: ReportNetwork): string {
  const { nodes, links, nodesAre } = network;
  if (nodesAre === 'accounts') {
    const drawn =
      links.length < network.edgeCount
        ? ` Of ${countText(network.edgeCount, 'edge')}, the ${numberText(links.length)} strongest are drawn.`
        : '';
    return `${countText(network.accountCount, 'account')} and ${countText(network.edgeCount, 'edge')}. Each circle is an account, larger with more edges; a line joins two accounts that are tied, stronger with more ${network.unit}; colours are groups.${drawn} Distances have no unit.`;
  }
  const left =
    network.groupCount > nodes.length
      ? ` The ${numberText(network.groupCount - nodes.length)} smallest of ${numberText(network.groupCount)} groups are not drawn.`
      : '';
  return `Drawn: groups, not the hairball. ${countText(network.accountCount, 'account')} and ${countText(network.edgeCount, 'edge')} are too many to tell apart, so each circle is a group, its area the number of its accounts; a line joins groups with edges between them.${left} Distances have no unit.`;
}
