import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** A column of a graph's nodes or edges. */
export interface GraphAttribute {
  /** Name for programs, such as `objectCount`: letters, digits, `_`, `.` and `-`, not beginning with a digit. */
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  readonly type: 'string' | 'integer' | 'double';
}

/** What nodes and edges share. */
interface GraphElement {
  /** One value for each declared attribute; null and NaN: there is none. */
  readonly attributes: readonly (string | number | null)[];
  /** From when to when it was there, ISO 8601 with a zone, such as `2016-09-01T12:00:00Z`. */
  readonly start?: string | null;
  readonly end?: string | null;
}

export interface GraphNode extends GraphElement {
  /** Unique in the graph, not empty. */
  readonly id: string;
  readonly label: string;
}

export interface GraphEdge extends GraphElement {
  /** Ids of nodes of the graph. */
  readonly source: string;
  readonly target: string;
  readonly weight: number;
}

/** A graph as it is written: declarations, and nodes and edges that are read once, one by one. */
export interface GraphDocument {
  readonly title: string;
  readonly description: string;
  readonly directed: boolean;
  /** False when no node or edge has a start or an end (default true: some may). */
  readonly timed?: boolean;
  readonly nodeAttributes: readonly GraphAttribute[];
  readonly edgeAttributes: readonly GraphAttribute[];
  readonly nodes: Iterable<GraphNode> | AsyncIterable<GraphNode>;
  readonly edges: Iterable<GraphEdge> | AsyncIterable<GraphEdge>;
}

/** How a format spells a graph. */
interface GraphFormat {
  head(graph: GraphDocument): string;
  node(node: GraphNode, graph: GraphDocument): string;
  readonly between: string;
  edge(edge: GraphEdge, graph: GraphDocument, index: number): string;
  readonly tail: string;
}

/**
 * Writes a graph as GraphML 1.0: labels as the key `label`, weights as the key `weight`, times as text in the keys `start` and `end`.
 *
 * The format allows few characters in ids: others become `_xHHHH_` (their UTF-16 code in hex), so that different ids stay
 * different; labels stay as they are. In all texts, characters that XML 1.0 cannot hold become U+FFFD. The file is written
 * as nodes and edges come, in memory that does not grow with them; it is whole when the promise is fulfilled.
 *
 * @param path File to write; replaced if it exists. Left incomplete when writing fails.
 * @throws RangeError An attribute's id or a value that the format cannot hold; ids that are doubled or missing are not noticed.
 * @see Brandes et al. (2002), doi:10.1007/3-540-45848-4_59; http://graphml.graphdrawing.org/specification.html
 */
export function writeGraphml(path: string, graph: GraphDocument): Promise<void> {
  return writeGraph(path, graph, graphml);
}

/**
 * Writes a graph as GEXF 1.3, dynamic where it is timed: labels, weights, starts and ends are the format's own.
 *
 * Ids keep every character but those that XML 1.0 cannot hold, which become `_xHHHH_` as in `writeGraphml`; all else as there.
 *
 * @param path File to write; replaced if it exists. Left incomplete when writing fails.
 * @throws RangeError As `writeGraphml`.
 * @see https://gexf.net/schema.html
 */
export function writeGexf(path: string, graph: GraphDocument): Promise<void> {
  return writeGraph(path, graph, gexf);
}

const CHUNK_LENGTH = 1 << 16;

async function writeGraph(path: string, graph: GraphDocument, format: GraphFormat): Promise<void> {
  checkAttributes('node', graph.nodeAttributes, ['id', 'label', 'start', 'end']);
  checkAttributes('edge', graph.edgeAttributes, ['id', 'label', 'source', 'target', 'weight', 'start', 'end']);
  await pipeline(graphText(graph, format), createWriteStream(path, { encoding: 'utf8' }));
}

async function* graphText(graph: GraphDocument, format: GraphFormat): AsyncGenerator<string> {
  let text = format.head(graph);
  for await (const node of graph.nodes) {
    text += format.node(node, graph);
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  text += format.between;
  let index = 0;
  for await (const edge of graph.edges) {
    text += format.edge(edge, graph, index++);
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text + format.tail;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

const GRAPHML_TYPES = { string: 'string', integer: 'long', double: 'double' } as const;
const GRAPHML_NAMESPACE = 'http://graphml.graphdrawing.org/xmlns';

const graphml: GraphFormat = {
  head(graph) {
    const key = (id: string, target: 'node' | 'edge', { id: name, title, type }: GraphAttribute): string =>
      `<key id="${id}" for="${target}" attr.name="${name}" attr.type="${GRAPHML_TYPES[type]}"><desc>${escaped(title)}</desc></key>\n`;
    const keys = (target: 'node' | 'edge', attributes: readonly GraphAttribute[]): string =>
      [...(graph.timed === false ? [] : TIME_ATTRIBUTES), ...attributes].map((one) => key(`${target}-${one.id}`, target, one)).join('');
    return (
      `${XML}<graphml xmlns="${GRAPHML_NAMESPACE}" xmlns:xsi="${XSI}" xsi:schemaLocation="${GRAPHML_NAMESPACE} ${GRAPHML_NAMESPACE}/1.0/graphml.xsd">\n` +
      `<desc>${escaped(`${graph.title}\n${graph.description}`)}</desc>\n` +
      key('label', 'node', { id: 'label', title: 'Label', type: 'string' }) +
      keys('node', graph.nodeAttributes) +
      key('weight', 'edge', { id: 'weight', title: 'Weight', type: 'double' }) +
      keys('edge', graph.edgeAttributes) +
      `<graph edgedefault="${graph.directed ? 'directed' : 'undirected'}">\n`
    );
  },
  node(node, graph) {
    const data = graphmlData('node', node, graph);
    return `<node id="${tokenId(node.id)}"><data key="label">${escaped(node.label)}</data>${data}</node>\n`;
  },
  between: '',
  edge(edge, graph) {
    const data = graphmlData('edge', edge, graph);
    return `<edge source="${tokenId(edge.source)}" target="${tokenId(edge.target)}"><data key="weight">${weightText(edge)}</data>${data}</edge>\n`;
  },
  tail: '</graph>\n</graphml>\n',
};

const TIME_ATTRIBUTES: readonly GraphAttribute[] = [
  { id: 'start', title: 'Start', type: 'string' },
  { id: 'end', title: 'End', type: 'string' },
];

function graphmlData(target: 'node' | 'edge', element: GraphElement, graph: GraphDocument): string {
  const data = (id: string, value: string): string => `<data key="${target}-${id}">${value}</data>`;
  return timesText(element, graph, data) + valuesText(target, element, graph, data);
}

const GEXF_TYPES = GRAPHML_TYPES; // the same three words
const GEXF_NAMESPACE = 'http://gexf.net/1.3';

const gexf: GraphFormat = {
  head(graph) {
    const declared = (target: 'node' | 'edge', attributes: readonly GraphAttribute[]): string =>
      `<attributes class="${target}">\n${attributes
        .map(({ id, title, type }) => `<attribute id="${id}" title="${escaped(title)}" type="${GEXF_TYPES[type]}"/>\n`)
        .join('')}</attributes>\n`;
    const mode = graph.timed === false ? 'mode="static"' : 'mode="dynamic" timeformat="dateTime" timerepresentation="interval"';
    return (
      `${XML}<gexf xmlns="${GEXF_NAMESPACE}" xmlns:xsi="${XSI}" xsi:schemaLocation="${GEXF_NAMESPACE} ${GEXF_NAMESPACE}/gexf.xsd" version="1.3">\n` +
      `<meta><creator>Antiphon</creator><description>${escaped(`${graph.title}\n${graph.description}`)}</description></meta>\n` +
      `<graph defaultedgetype="${graph.directed ? 'directed' : 'undirected'}" ${mode}>\n` +
      declared('node', graph.nodeAttributes) +
      declared('edge', graph.edgeAttributes) +
      '<nodes>\n'
    );
  },
  node(node, graph) {
    return `<node id="${stringId(node.id)}" label="${escaped(node.label)}"${gexfTimes(node, graph)}>${gexfValues('node', node, graph)}</node>\n`;
  },
  between: '</nodes>\n<edges>\n',
  edge(edge, graph, index) {
    const ends = `source="${stringId(edge.source)}" target="${stringId(edge.target)}"`;
    return `<edge id="${index}" ${ends} weight="${weightText(edge)}"${gexfTimes(edge, graph)}>${gexfValues('edge', edge, graph)}</edge>\n`;
  },
  tail: '</edges>\n</graph>\n</gexf>\n',
};

function gexfTimes(element: GraphElement, graph: GraphDocument): string {
  return timesText(element, graph, (name, time) => ` ${name}="${time}"`);
}

function gexfValues(target: 'node' | 'edge', element: GraphElement, graph: GraphDocument): string {
  const given = valuesText(target, element, graph, (id, value) => `<attvalue for="${id}" value="${value}"/>`);
  return given === '' ? '' : `<attvalues>${given}</attvalues>`;
}

const ATTRIBUTE_ID = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

function checkAttributes(target: 'node' | 'edge', attributes: readonly GraphAttribute[], reserved: readonly string[]): void {
  const taken = new Set(reserved);
  for (const { id } of attributes) {
    if (!ATTRIBUTE_ID.test(id)) throw new RangeError(`${target} attribute "${id}": an id consists of letters, digits, _, . and -`);
    if (taken.has(id)) throw new RangeError(`${target} attribute "${id}" is declared twice or reserved (${reserved.join(', ')})`);
    taken.add(id);
  }
}

/** How a format spells a named value, which is ready for XML. */
type Spelling = (name: string, value: string) => string;

/** The attributes that an element has. */
function valuesText(target: 'node' | 'edge', element: GraphElement, graph: GraphDocument, spell: Spelling): string {
  const declared = target === 'node' ? graph.nodeAttributes : graph.edgeAttributes;
  if (element.attributes.length !== declared.length) {
    throw new RangeError(`a ${target} has ${element.attributes.length} attributes; ${declared.length} are declared`);
  }
  let text = '';
  for (const [index, { id, type }] of declared.entries()) {
    const value = element.attributes[index] as string | number | null;
    if (value === null || Number.isNaN(value)) continue;
    if (type !== 'string' && (typeof value !== 'number' || (type === 'integer' && !Number.isSafeInteger(value)))) {
      throw new RangeError(`${target} attribute "${id}": ${JSON.stringify(value)} is not of type ${type}`);
    }
    text += spell(id, typeof value === 'number' ? String(value) : escaped(value));
  }
  return text;
}

/** The times that an element has. */
function timesText({ start, end }: GraphElement, graph: GraphDocument, spell: Spelling): string {
  return timeText('start', start, graph, spell) + timeText('end', end, graph, spell);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function timeText(name: string, time: string | null | undefined, graph: GraphDocument, spell: Spelling): string {
  if (time === undefined || time === null) return '';
  if (graph.timed === false) throw new RangeError(`${name} "${time}" in a graph that is declared without times`);
  if (!INSTANT.test(time)) throw new RangeError(`${name} "${time}" is not an instant such as 2016-09-01T12:00:00Z`);
  return spell(name, time);
}

function weightText({ weight, source, target }: GraphEdge): string {
  if (!Number.isFinite(weight)) throw new RangeError(`edge "${source}" to "${target}": weight ${weight} is not a finite number`);
  return String(weight);
}

/** Not a Char of XML 1.0. */
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** Not an ASCII character of an NMTOKEN, which GraphML asks for. */
const NO_TOKEN_CHARACTER = /[^A-Za-z0-9.:_-]/g;
const SPECIAL = /[&<>"'\t\n\r]/g;
// Without references, readers turn tabs and line ends in attributes into blanks and CR into LF.
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What needs no look at single characters: printable ASCII without special ones; ids also without `_`. */
const PLAIN = /^[ !#-%(-;=?-~]*$/;
const PLAIN_ID = /^[A-Za-z0-9.:-]+$/;

/** A text as it stands between tags and in attributes. */
function escaped(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(NO_CHARACTER, '\uFFFD').replace(SPECIAL, (character) => REFERENCES[character] as string);
}

function stringId(id: string): string {
  return escaped(reversibleId(id, NO_CHARACTER));
}

function tokenId(id: string): string {
  return reversibleId(id, NO_TOKEN_CHARACTER);
}

/** An id without the characters that cannot stand in it: each becomes `_xHHHH_`, and so does a `_` that would look like one. */
function reversibleId(id: string, unsafe: RegExp): string {
  if (PLAIN_ID.test(id)) return id;
  if (id === '') throw new RangeError('a node has an empty id');
  const code = (unit: string): string => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  return id.replace(/_(?=x[0-9A-F]{4})/g, code).replace(unsafe, code);
}
