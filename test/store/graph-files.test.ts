import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type GraphDocument, type GraphEdge, type GraphNode, writeGexf, writeGraphml } from '../../src/store/graph-files.js';

const folder = mkdtempSync(join(tmpdir(), 'graph-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Character data directly inside, without blank text between elements. */
  readonly text: string;
}

/** A Char of XML 1.0, by its production [2]. */
function isXmlCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Resolves references; anything else that XML forbids in character data is an error. */
function resolved(raw: string): string {
  if (/<|]]>/.test(raw)) throw new Error(`markup in character data: ${raw}`);
  return raw.replace(/&([^;&]*;?)/g, (whole, reference: string) => {
    const numeric = /^#(?:x([0-9a-fA-F]+)|([0-9]+));$/.exec(reference);
    const code = numeric === null ? null : Number.parseInt(numeric[1] ?? numeric[2] ?? '', numeric[1] === undefined ? 10 : 16);
    if (code !== null && isXmlCharacter(code)) return String.fromCodePoint(code);
    const entity = ENTITIES[reference.slice(0, -1)];
    if (code !== null || entity === undefined || !reference.endsWith(';')) throw new Error(`bad reference: ${whole}`);
    return entity;
  });
}

/** An attribute's value after normalisation: literal blanks of any kind become spaces, referenced ones stay (XML 1.0, 3.3.3). */
function attributesOf(raw: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  const rest = raw.replace(/\s+([A-Za-z_:][\w:.-]*)="([^"<]*)"/g, (_, name: string, value: string) => {
    if (name in attributes) throw new Error(`attribute ${name} twice`);
    attributes[name] = resolved(value.replace(/[\t\n\r]/g, ' '));
    return '';
  });
  if (rest.trim() !== '') throw new Error(`not attributes: ${rest}`);
  return attributes;
}

/** A small strict parser: elements, attributes in double quotes, text and references; whatever else there is, is an error. */
function parseXml(bytes: Buffer): Element {
  const document = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  for (const character of document) {
    if (!isXmlCharacter(character.codePointAt(0) as number)) throw new Error(`character ${character.codePointAt(0)} is not allowed`);
  }
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  const body = document.slice(declaration.length).replace(/\r\n?/g, '\n');
  const open: { name: string; attributes: Record<string, string>; children: Element[]; text: string }[] = [
    { name: '', attributes: {}, children: [], text: '' },
  ];
  let at = 0;
  for (const tag of body.matchAll(/<(\/?)([A-Za-z_][\w.-]*)((?:\s+[^<>]*?)?)(\/?)>/g)) {
    const top = open.at(-1) as (typeof open)[number];
    top.text += resolved(body.slice(at, tag.index));
    at = tag.index + tag[0].length;
    const [, closing, name = '', raw = '', empty] = tag;
    if (closing === '/') {
      if (open.length === 1 || top.name !== name || raw.trim() !== '' || empty === '/') throw new Error(`unexpected ${tag[0]}`);
      open.pop();
      if (top.children.length > 0 && top.text.trim() === '') top.text = '';
      open.at(-1)?.children.push(top);
    } else if (empty === '/') {
      top.children.push({ name, attributes: attributesOf(raw), children: [], text: '' });
    } else {
      open.push({ name, attributes: attributesOf(raw), children: [], text: '' });
    }
  }
  const [root] = open;
  if (open.length !== 1 || root?.children.length !== 1 || root.text.trim() !== '' || body.slice(at) !== '\n') {
    throw new Error('not exactly one root element');
  }
  return root.children[0] as Element;
}

test('the parser of these tests refuses what is not well-formed', () => {
  const parse = (body: string): Element => parseXml(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`));
  expect(parse('<a b="1&#10;2"><c/>x &amp; y</a>')).toEqual({
    name: 'a',
    attributes: { b: '1\n2' },
    children: [{ name: 'c', attributes: {}, children: [], text: '' }],
    text: 'x & y',
  });
  const wrong = ['<a>', '<a></b>', '<a/><b/>', '<a b="1" b="2"/>', '<a b="<"/>', '<a>&nbsp;</a>', '<a>& </a>', '<a>&#0;</a>'];
  for (const body of [...wrong, '<a>]]></a>', '<a>\u0001</a>', '<a b=1/>', 'x<a/>', '<a><![CDATA[x]]></a>', '<a>\uFFFF</a>']) {
    expect(() => parse(body), body).toThrow();
  }
});

/** What a format knows about an element: its attributes (required ones with `!`), and its content model as a pattern over child names. */
interface Known {
  readonly attributes: Readonly<Record<string, RegExp>>;
  readonly required: readonly string[];
  readonly children: RegExp;
  readonly hasText?: boolean;
}

const ANY = /^/;
const NMTOKEN = /^[\w.:-]+$/; // the ASCII ones
const SCHEMA_LOCATION = { xmlns: ANY, 'xmlns:xsi': /^http:\/\/www\.w3\.org\/2001\/XMLSchema-instance$/, 'xsi:schemaLocation': ANY };

/**
 * GraphML 1.0 without ports, hyperedges and nested graphs, from its published schema: graphml-structure.xsd as documented on
 * http://graphml.graphdrawing.org/xmlns/1.0/graphml-structure.html, attr.name and attr.type from graphml-attributes.xsd.
 */
const GRAPHML: Readonly<Record<string, Known>> = {
  graphml: {
    attributes: { ...SCHEMA_LOCATION, xmlns: /^http:\/\/graphml\.graphdrawing\.org\/xmlns$/ },
    required: ['xmlns'],
    children: /^(desc )?(key )*((graph|data) )*$/,
  },
  desc: { attributes: {}, required: [], children: /^$/, hasText: true },
  key: {
    attributes: {
      id: NMTOKEN,
      for: /^(all|graph|node|edge|hyperedge|port|endpoint)$/,
      'attr.name': NMTOKEN,
      'attr.type': /^(boolean|int|long|float|double|string)$/,
    },
    required: ['id'],
    children: /^(desc )?(default )?$/,
  },
  graph: {
    attributes: { id: NMTOKEN, edgedefault: /^(directed|undirected)$/ },
    required: ['edgedefault'],
    children: /^(desc )?((data|node|edge|hyperedge) )*$/,
  },
  node: { attributes: { id: NMTOKEN }, required: ['id'], children: /^(desc )?((data|port) )*(graph )?$/ },
  edge: {
    attributes: { id: NMTOKEN, directed: /^(true|false|0|1)$/, source: NMTOKEN, target: NMTOKEN, sourceport: NMTOKEN, targetport: NMTOKEN },
    required: ['source', 'target'],
    children: /^(desc )?(data )*(graph )?$/,
  },
  data: { attributes: { key: NMTOKEN, id: NMTOKEN }, required: ['key'], children: /^$/, hasText: true },
};

const DOUBLE = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
const EDGE_TYPE = /^(directed|undirected|mutual)$/;

/** GEXF 1.3 without hierarchy, spells and viz, from its published grammar: gexf.rnc and dynamics.rnc 1.3 (https://gexf.net/1.3/gexf.rnc). */
const GEXF: Readonly<Record<string, Known>> = {
  gexf: {
    attributes: { ...SCHEMA_LOCATION, xmlns: /^http:\/\/gexf\.net\/1\.3$/, version: /^1\.3$/, variant: ANY },
    required: ['xmlns', 'version'],
    children: /^(meta )?graph $/,
  },
  meta: {
    attributes: { lastmodifieddate: /^\d{4}-\d\d-\d\d$/ },
    required: [],
    children: /^(?!.*(\b\w+ ).*\1)((creator|keywords|description) )*$/,
  },
  creator: { attributes: {}, required: [], children: /^$/, hasText: true },
  keywords: { attributes: {}, required: [], children: /^$/, hasText: true },
  description: { attributes: {}, required: [], children: /^$/, hasText: true },
  graph: {
    attributes: {
      defaultedgetype: EDGE_TYPE,
      idtype: /^(integer|string)$/,
      mode: /^(static|dynamic|slice)$/,
      timeformat: /^(integer|double|date|dateTime)$/,
      timerepresentation: /^(interval|timestamp)$/,
      timezone: ANY,
      start: DATE_TIME,
      end: DATE_TIME,
    },
    required: [],
    children: /^(attributes )*nodes edges $/,
  },
  attributes: { attributes: { class: /^(node|edge)$/, mode: /^(static|dynamic)$/ }, required: ['class'], children: /^(attribute )*$/ },
  attribute: {
    attributes: { id: ANY, title: ANY, type: /^(integer|long|double|float|boolean|string|liststring|anyURI)$/ },
    required: ['id', 'title', 'type'],
    children: /^(default )?(options )?$/,
  },
  nodes: { attributes: { count: /^\d+$/ }, required: [], children: /^(node )*$/ },
  edges: { attributes: { count: /^\d+$/ }, required: [], children: /^(edge )*$/ },
  node: { attributes: { id: ANY, label: ANY, start: DATE_TIME, end: DATE_TIME }, required: ['id'], children: /^(attvalues )?$/ },
  edge: {
    attributes: {
      id: ANY,
      type: EDGE_TYPE,
      label: ANY,
      source: ANY,
      target: ANY,
      weight: DOUBLE,
      kind: ANY,
      start: DATE_TIME,
      end: DATE_TIME,
    },
    required: ['source', 'target'],
    children: /^(attvalues )?$/,
  },
  attvalues: { attributes: {}, required: [], children: /^(attvalue )*$/ },
  attvalue: { attributes: { for: ANY, value: ANY, start: DATE_TIME, end: DATE_TIME }, required: ['for', 'value'], children: /^$/ },
};

/** Everything in a document that its format does not know. */
function unknownTo(schema: Readonly<Record<string, Known>>, element: Element): string[] {
  const known = schema[element.name];
  if (known === undefined) return [`element ${element.name}`];
  const names = element.children.map((child) => `${child.name} `).join('');
  return [
    ...Object.entries(element.attributes).flatMap(([name, value]) =>
      known.attributes[name]?.test(value) === true ? [] : [`attribute ${element.name} ${name}="${value}"`],
    ),
    ...known.required.filter((name) => !(name in element.attributes)).map((name) => `${element.name} without ${name}`),
    ...(known.children.test(names) ? [] : [`content of ${element.name}: ${names}`]),
    ...(known.hasText === true || element.text.trim() === '' ? [] : [`text in ${element.name}: ${element.text}`]),
    ...element.children.flatMap((child) => unknownTo(schema, child)),
  ];
}

function all(element: Element, name: string): Element[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => all(child, name))];
}

const FORMATS = { graphml: { write: writeGraphml, schema: GRAPHML }, gexf: { write: writeGexf, schema: GEXF } } as const;
type Format = keyof typeof FORMATS;
let fileCount = 0;

/** Writes, parses, and checks a graph against its format's structure. */
async function written(format: Format, graph: GraphDocument): Promise<Element> {
  const path = join(folder, `${fileCount++}.${format}`);
  await FORMATS[format].write(path, graph);
  const root = parseXml(readFileSync(path));
  expect(unknownTo(FORMATS[format].schema, root)).toEqual([]);
  return root;
}

interface Read {
  readonly nodes: readonly Record<string, string>[];
  readonly edges: readonly Record<string, string>[];
}

/** What a reader of either format sees: attributes by their names for programs. */
function contentOf(format: Format, root: Element): Read {
  if (format === 'gexf') {
    const plain = (element: Element): Record<string, string> => ({
      ...element.attributes,
      ...Object.fromEntries(all(element, 'attvalue').map(({ attributes }) => [`@${attributes['for']}`, attributes['value'] as string])),
    });
    return { nodes: all(root, 'node').map(plain), edges: all(root, 'edge').map(plain) };
  }
  const keys = new Map(all(root, 'key').map(({ attributes }) => [attributes['id'], attributes]));
  const plain = (target: string) => (element: Element) => ({
    ...element.attributes,
    ...Object.fromEntries(
      all(element, 'data').map(({ attributes, text }) => {
        const key = keys.get(attributes['key']);
        expect(key?.['for']).toBe(target);
        const name = key?.['attr.name'] as string;
        return [['label', 'weight', 'start', 'end'].includes(name) ? name : `@${name}`, text];
      }),
    ),
  });
  return { nodes: all(root, 'node').map(plain('node')), edges: all(root, 'edge').map(plain('edge')) };
}

const EMPTY: GraphDocument = {
  title: 'Nothing',
  description: '',
  directed: false,
  nodeAttributes: [],
  edgeAttributes: [],
  nodes: [],
  edges: [],
};

const SMALL: GraphDocument = {
  title: 'Co-share network <url> & "more"',
  description: 'Within 60 s;\nat least 2 objects',
  directed: false,
  nodeAttributes: [
    { id: 'community', title: 'Community', type: 'integer' },
    { id: 'note', title: 'Note <of the coder>', type: 'string' },
  ],
  edgeAttributes: [
    { id: 'objectCount', title: 'Objects', type: 'integer' },
    { id: 'leadA', title: 'Lead of A', type: 'double' },
    { id: 'community', title: 'Community of both', type: 'integer' },
  ],
  nodes: [
    { id: '17', label: 'a', attributes: [0, 'x < y'], start: '2016-09-01T12:00:00Z', end: '2016-09-03T00:00:00.500Z' },
    { id: '4', label: 'b', attributes: [null, null], start: null },
    { id: 'c:d_e.f', label: '', attributes: [3, ''] },
  ],
  edges: [
    {
      source: '17',
      target: '4',
      weight: 2.5,
      attributes: [12, 1 / 3, null],
      start: '2016-09-01T12:00:00+02:00',
      end: '2016-09-01T13:00:00Z',
    },
    { source: '4', target: 'c:d_e.f', weight: 1e-7, attributes: [null, Number.NaN, 0] },
  ],
};

for (const format of ['graphml', 'gexf'] as const) {
  test(`${format}: a small graph comes back with labels, weights, times and typed attributes; what is null is left out`, async () => {
    const root = await written(format, SMALL);
    const { nodes, edges } = contentOf(format, root);
    expect(nodes).toEqual([
      { id: '17', label: 'a', '@community': '0', '@note': 'x < y', start: '2016-09-01T12:00:00Z', end: '2016-09-03T00:00:00.500Z' },
      { id: '4', label: 'b' },
      { id: 'c:d_e.f', label: '', '@community': '3', '@note': '' },
    ]);
    const times = { start: '2016-09-01T12:00:00+02:00', end: '2016-09-01T13:00:00Z' };
    expect(edges.map(({ id: _, ...edge }) => edge)).toEqual([
      { source: '17', target: '4', weight: '2.5', '@objectCount': '12', '@leadA': '0.3333333333333333', ...times },
      { source: '4', target: 'c:d_e.f', weight: '1e-7', '@community': '0' },
    ]);
    const description = all(root, format === 'gexf' ? 'description' : 'desc')[0];
    expect(description?.text).toBe('Co-share network <url> & "more"\nWithin 60 s;\nat least 2 objects');
  });

  test(`${format}: the empty graph, a graph without times, a directed graph`, async () => {
    const mode = async (graph: GraphDocument): Promise<Record<string, string>> =>
      all(await written(format, graph), 'graph')[0]?.attributes ?? {};
    const dynamic = { mode: 'dynamic', timeformat: 'dateTime', timerepresentation: 'interval' };
    expect(await mode(EMPTY)).toEqual(format === 'gexf' ? { defaultedgetype: 'undirected', ...dynamic } : { edgedefault: 'undirected' });
    expect(await mode({ ...EMPTY, directed: true, timed: false })).toEqual(
      format === 'gexf' ? { defaultedgetype: 'directed', mode: 'static' } : { edgedefault: 'directed' },
    );
  });

  test(`${format}: hostile labels and ids stay text, and different ids stay different`, async () => {
    const hostile = ['<script>alert(1)</script>', ']]>', '"\'&amp;&<', '😀 emoji', 'nul\0x', 'lone \uD800 high', '\uDC00', '\uFFFE\uFFFF'];
    const labels = [...hostile, 'a\tb\nc\rd\r\ne', '  blanks  ', '_x0041_', '\u0001', '\u0002', '-->', '<?xml ?>', '中文', '\u0085\u2028'];
    const nodes = labels.map((label): GraphNode => ({ id: label, label, attributes: [label] }));
    const edges = labels.map(
      (label, i): GraphEdge => ({ source: label, target: labels.at(i - 1) as string, weight: 1, attributes: [label] }),
    );
    const note = { id: 'note', title: ']]><script>', type: 'string' } as const;
    const root = await written(format, { ...EMPTY, nodes, edges, nodeAttributes: [note], edgeAttributes: [note], title: '\0<x>' });
    const read = contentOf(format, root);
    const visible = labels.map((label) =>
      [...label].map((character) => (isXmlCharacter(character.codePointAt(0) as number) ? character : '\uFFFD')).join(''),
    );
    expect(read.nodes.map(({ label }) => label)).toEqual(visible);
    expect(read.nodes.map((node) => node['@note'])).toEqual(visible);
    const ids = read.nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(labels.length);
    expect(read.edges.map(({ source, target }) => [source, target])).toEqual(ids.map((id, i) => [id, ids.at(i - 1)]));
  });

  test(`${format}: any ids and labels give a well-formed file in which ids that differ still differ`, async () => {
    const units = fc.array(fc.oneof(fc.nat(0xffff), fc.constantFrom(0x5f, 0x78, 0x30, 0x41)), { minLength: 1, maxLength: 9 });
    const texts = units.map((codes) => String.fromCharCode(...codes));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(texts, { maxLength: 12 }), async (ids) => {
        const nodes = ids.map((id): GraphNode => ({ id, label: id, attributes: [] }));
        const read = contentOf(format, await written(format, { ...EMPTY, nodes }));
        expect(new Set(read.nodes.map(({ id }) => id)).size).toBe(ids.length);
      }),
    );
  });

  test(`${format}: every node and edge is written, from asynchronous sources too`, async () => {
    async function* nodes(): AsyncGenerator<GraphNode> {
      for (let i = 0; i < 3000; i++) yield { id: `n${i}`, label: `account ${i}`, attributes: [] };
    }
    function* edges(): Generator<GraphEdge> {
      for (let i = 0; i < 7000; i++) yield { source: `n${i % 3000}`, target: `n${(i * 7) % 3000}`, weight: i, attributes: [] };
    }
    const { nodes: read, edges: ties } = contentOf(format, await written(format, { ...EMPTY, nodes: nodes(), edges: edges() }));
    expect([read.length, ties.length]).toEqual([3000, 7000]);
    expect(read[2999]).toMatchObject({ id: 'n2999', label: 'account 2999' });
    expect(ties[6999]).toMatchObject({ source: 'n999', target: 'n993', weight: '6999' });
  });

  test(`${format}: the file grows as edges come, so that they need not be held`, async () => {
    const path = join(folder, `large.${format}`);
    let largestLag = 0;
    function* edges(): Generator<GraphEdge> {
      for (let i = 0; i < 100_000; i++) {
        // An edge takes at least 50 bytes.
        if (i % 1000 === 999) largestLag = Math.max(largestLag, i * 50 - (statSync(path, { throwIfNoEntry: false })?.size ?? 0));
        yield { source: 'a', target: 'b', weight: i, attributes: [] };
      }
    }
    const nodes = ['a', 'b'].map((id): GraphNode => ({ id, label: id, attributes: [] }));
    await FORMATS[format].write(path, { ...EMPTY, nodes, edges: edges() });
    expect(statSync(path).size).toBeGreaterThan(5_000_000);
    expect(largestLag).toBeLessThan(300_000);
  });

  test(`${format}: what cannot be written is named, the sources are closed, and a missing folder is an error`, async () => {
    const path = join(folder, `wrong.${format}`);
    const { write } = FORMATS[format];
    const node: GraphNode = { id: 'a', label: 'a', attributes: [] };
    const edge: GraphEdge = { source: 'a', target: 'a', weight: 1, attributes: [] };
    const count = { id: 'count', title: 'Count', type: 'integer' } as const;
    const fails = (graph: Partial<GraphDocument>, message: string): Promise<void> =>
      expect(write(path, { ...EMPTY, nodes: [node], ...graph })).rejects.toThrow(new RangeError(message));
    for (const weight of [Number.NaN, Number.POSITIVE_INFINITY]) {
      await fails({ edges: [{ ...edge, weight }] }, `edge "a" to "a": weight ${weight} is not a finite number`);
    }
    await fails({ nodes: [{ ...node, id: '' }] }, 'a node has an empty id');
    await fails({ nodeAttributes: [count] }, 'a node has 0 attributes; 1 are declared');
    for (const value of [1.5, 'many', 2 ** 60]) {
      const message = `edge attribute "count": ${JSON.stringify(value)} is not of type integer`;
      await fails({ edgeAttributes: [count], edges: [{ ...edge, attributes: [value] }] }, message);
    }
    await fails({ edgeAttributes: [{ ...count, id: 'a b' }] }, 'edge attribute "a b": an id consists of letters, digits, _, . and -');
    await fails({ nodeAttributes: [count, count] }, 'node attribute "count" is declared twice or reserved (id, label, start, end)');
    await fails(
      { edgeAttributes: [{ ...count, id: 'weight' }] },
      'edge attribute "weight" is declared twice or reserved (id, label, source, target, weight, start, end)',
    );
    await fails(
      { nodes: [{ ...node, start: '2016-09-01 12:00' }] },
      'start "2016-09-01 12:00" is not an instant such as 2016-09-01T12:00:00Z',
    );
    await fails(
      { timed: false, nodes: [{ ...node, end: '2016-09-01T12:00:00Z' }] },
      'end "2016-09-01T12:00:00Z" in a graph that is declared without times',
    );
    let isClosed = false;
    async function* nodes(): AsyncGenerator<GraphNode> {
      try {
        for (;;) yield { ...node, attributes: ['superfluous'] };
      } finally {
        isClosed = true;
      }
    }
    await fails({ nodes: nodes() }, 'a node has 1 attributes; 0 are declared');
    expect(isClosed).toBe(true);
    await expect(write(join(folder, 'missing', 'x'), EMPTY)).rejects.toThrow(/ENOENT/);
  });
}

test('an infinite attribute is written as programs read it', async () => {
  const ratio = { id: 'ratio', title: 'Ratio', type: 'double' } as const;
  const nodes: GraphNode[] = [{ id: 'a', label: 'a', attributes: [Number.NEGATIVE_INFINITY] }];
  for (const format of ['graphml', 'gexf'] as const) {
    expect(contentOf(format, await written(format, { ...EMPTY, nodeAttributes: [ratio], nodes })).nodes[0]?.['@ratio']).toBe('-Infinity');
  }
});
