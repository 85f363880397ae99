import { appendRows } from './append-rows.js';
import type { CaseFile } from './case-file.js';
import {
  type CanonicalForm,
  type DerivedLayer,
  type LayerPlan,
  type Load,
  nextIdentity,
  type PostIdentity,
  type PostPlan,
} from './load-plan.js';

const RECORD_COLUMNS = 'record, account_key, post_key, posted_at, precision_seconds';
/** Identifiers that are looked at closely at a time. */
const BATCH = 100_000;

/** Adds the objects and shares of all layers of a file. */
export async function loadLayers(load: Load, posts: PostPlan, postId: PostIdentity): Promise<void> {
  const asBefore = await layersAsBefore(load.file, posts.layers);
  const blank = await blankLayers(load, posts.layers, asBefore);
  for (const [index, layer] of posts.layers.entries()) {
    if (blank.has(index)) await nameLayer(load.file, layer);
    else await loadLayer(load, posts, layer, index, postId, asBefore.has(layer));
  }
}

/** The layers that nothing needs to be done for where a file has no object of them: no rule by which objects are compared is another one. */
async function layersAsBefore(file: CaseFile, layers: readonly LayerPlan[]): Promise<ReadonlySet<LayerPlan>> {
  const forms = new Map(
    (await file.rows<{ name: string; form: string | null }>(`SELECT name, form FROM layer`)).map(({ name, form }) => [name, form]),
  );
  const isAsBefore = ({ name, canonical }: DerivedLayer): boolean =>
    canonical?.replacements === undefined && (forms.get(name) ?? canonical?.id) === canonical?.id;
  return new Set(layers.filter((layer) => withDerived(layer).every(isAsBefore)));
}

/** Numbers of the layers of which no record states an object, as small files have many. */
async function blankLayers(
  { file, from }: Load,
  layers: readonly LayerPlan[],
  asBefore: ReadonlySet<LayerPlan>,
): Promise<ReadonlySet<number>> {
  const isStaged = ({ staged, finish, isList, value }: LayerPlan): boolean =>
    staged !== undefined && finish === undefined && (isList || value('staged') === 'staged');
  const asked = [...layers.keys()].filter((index) => {
    const layer = layers[index] as LayerPlan;
    return isStaged(layer) && asBefore.has(layer);
  });
  if (asked.length === 0) return new Set();
  const counts = asked.map((index) => `count(layer_${index}) AS layer_${index}`);
  const stated = await file.row<Record<string, number>>(`SELECT ${counts.join(', ')} FROM ${from}`);
  return new Set(asked.filter((index) => stated[`layer_${index}`] === 0));
}

/** A layer and those that are worked out from it, in the order in which they come into the case. */
function withDerived(layer: LayerPlan): DerivedLayer[] {
  return [layer, layer.ofList, layer.ofObject].filter((one) => one !== undefined);
}

/** Makes a layer that a file has nothing of, and those that are worked out from it. */
async function nameLayer(file: CaseFile, layer: LayerPlan): Promise<void> {
  for (const one of withDerived(layer)) await layerIdentity(file, one);
}

/** Adds the objects and shares of one layer of a file, and of the layers that are worked out from it. */
async function loadLayer(
  load: Load,
  posts: PostPlan,
  layer: LayerPlan,
  index: number,
  postId: PostIdentity,
  isAsBefore: boolean,
): Promise<void> {
  const { file } = load;
  // What is more than a column of the file is worked out once, for objects and for shares.
  const isColumn = !layer.isList && layer.value('') === '' && layer.ofObject === undefined;
  const found = await foundObjects(load, layer, index);
  if (!isColumn) await file.run(`CREATE OR REPLACE TEMP TABLE layer_key AS SELECT * FROM ${found}`);
  const keys = isColumn ? found : 'layer_key';
  if (!isColumn && isAsBefore && (await isEmpty(file, keys))) {
    await nameLayer(file, layer);
  } else {
    const layerId = await addLayer(load, posts, layer, keys, postId);
    if (layer.ofList !== undefined) await loadSequences(load, posts, layer.ofList, postId);
    if (layer.ofObject !== undefined) await loadFromObjects(load, layer.ofObject, layerId);
  }
  for (const table of ['layer_key', 'layer_list']) await file.run(`DROP TABLE IF EXISTS ${table}`);
}

async function isEmpty(file: CaseFile, table: string): Promise<boolean> {
  return (await file.rows(`SELECT 1 FROM ${table} WHERE key IS NOT NULL LIMIT 1`)).length === 0;
}

/** Adds a layer that is worked out from the lists of another one. */
async function loadSequences(load: Load, posts: PostPlan, layer: DerivedLayer, postId: PostIdentity): Promise<void> {
  await load.file.run(
    `CREATE OR REPLACE TEMP TABLE sequence_key AS SELECT ${RECORD_COLUMNS}, ${layer.value('list')} AS key FROM layer_list WHERE len(list) > 1`,
  );
  await addLayer(load, posts, layer, 'sequence_key', postId);
  await load.file.run(`DROP TABLE sequence_key`);
}

/** Adds a layer that is worked out from the compared objects of another one: its shares are those of that one, by other objects. */
async function loadFromObjects({ file, sourceId }: Load, layer: DerivedLayer, fromId: number): Promise<void> {
  const known = await layerIdentity(file, layer);
  await file.run(
    `CREATE OR REPLACE TEMP TABLE object_part AS
     SELECT object.object_id, ${layer.value('form.key')} AS key FROM object
     JOIN object form ON form.object_id = coalesce(object.canonical_id, object.object_id) WHERE object.layer_id = ${fromId}`,
  );
  await addObjects(file, `(SELECT object_id AS record, key FROM object_part)`, layer, known);
  // What was shared before may have come to stand for another object.
  const wanted = known.isKnown
    ? `NOT EXISTS (SELECT 1 FROM share old WHERE old.layer_id = ${known.id} AND old.object_id = part.object_id AND old.post_id = share.post_id)`
    : `share.source_id = ${sourceId}`;
  await file.run(
    `INSERT INTO share
     SELECT DISTINCT ${known.id}, part.object_id, account_id, post_id, posted_at, precision_seconds, source_id, record FROM share
     JOIN (SELECT object_part.object_id AS whole_id, object.object_id FROM object_part
           JOIN object ON object.key = object_part.key AND object.layer_id = ${known.id}) part ON part.whole_id = share.object_id
     WHERE share.layer_id = ${fromId} AND ${wanted} ORDER BY part.object_id, posted_at, source_id, record`,
  );
  await file.run(`DROP TABLE object_part`);
}

/** SQL relation with each object of a record once, and the record's other columns. */
async function foundObjects({ file, from, record }: Load, layer: LayerPlan, index: number): Promise<string> {
  const value = layer.value(`staged.layer_${index}`);
  const columns = `${record} AS record, account_key, post_key, posted_at, precision_seconds`;
  if (layer.finish !== undefined) {
    return `(SELECT * REPLACE (${layer.finish('key')} AS key) FROM (SELECT ${columns}, ${value} AS key FROM ${from} staged))`;
  }
  if (!layer.isList) return `(SELECT ${columns}, ${value} AS key FROM ${from} staged)`;
  const given = layer.staged === undefined ? '' : `WHERE staged.layer_${index} IS NOT NULL`;
  if (layer.ofList === undefined)
    return `(SELECT DISTINCT ON (record, key) * FROM (SELECT ${columns}, unnest(${value}) AS key FROM ${from} staged ${given}))`;
  // No filter on the list here: the database would work the list out twice.
  await file.run(`CREATE OR REPLACE TEMP TABLE layer_list AS SELECT ${columns}, ${value} AS list FROM ${from} staged ${given}`);
  return `(SELECT DISTINCT ON (record, key) * FROM (SELECT ${RECORD_COLUMNS}, unnest(list) AS key FROM layer_list))`;
}

/** @returns The layer's identity. */
async function addLayer(
  load: Load,
  posts: PostPlan,
  layer: DerivedLayer & Pick<LayerPlan, 'isOnePerPost'>,
  keys: string,
  postId: PostIdentity,
): Promise<number> {
  const known = await layerIdentity(load.file, layer);
  await addObjects(load.file, keys, layer, known);
  await addShares(load, posts, layer, keys, known.id, postId);
  return known.id;
}

interface KnownLayer {
  readonly id: number;
  /** True if the case had objects of the layer before. */
  readonly isKnown: boolean;
  /** True if its objects were compared by other rules. */
  readonly isOutdated: boolean;
}

/** Adds the objects that a layer does not have yet: canonical forms first, then the strings as they stood. */
async function addObjects(file: CaseFile, keys: string, layer: DerivedLayer, known: KnownLayer): Promise<void> {
  const seen = `SELECT key, min(record) AS first FROM ${keys} WHERE key >= '#' OR trim(key) <> '' GROUP BY key`;
  const insert = async (rows: string, canonicalId: string): Promise<void> => {
    const next = await nextIdentity(file, 'object');
    await file.run(
      `INSERT INTO object (object_id, layer_id, key, canonical_id)
       SELECT ${next} + row_number() OVER (ORDER BY first, key) - 1, ${known.id}, key, ${canonicalId} FROM (${rows}) seen
       WHERE NOT EXISTS (SELECT 1 FROM object WHERE object.key = seen.key AND object.layer_id = ${known.id})`,
    );
  };
  if (layer.canonical === undefined) {
    await insert(seen, 'NULL');
    return;
  }
  await compareObjects(file, seen, layer.canonical, known);
  await insert(`SELECT canonical AS key, min(first) AS first FROM compared_object WHERE canonical <> '' GROUP BY canonical`, 'NULL');
  // A form may itself stand for another one, by a resolution table of an earlier import.
  const home = `SELECT key, coalesce(canonical_id, object_id) AS home_id FROM object WHERE layer_id = ${known.id}`;
  await insert(
    `SELECT compared_object.key, first, home_id FROM compared_object JOIN (${home}) home ON home.key = compared_object.canonical
     WHERE compared_object.key <> compared_object.canonical`,
    'seen.home_id',
  );
  if (known.isKnown) await renewForms(file, known, home);
  if (layer.canonical.replacements !== undefined || known.isOutdated) await shortenWays(file, known.id);
  await file.run(`DROP TABLE compared_object`);
}

/** Makes the temporary table `compared_object`: each string that was seen, and the form by which it is compared. */
async function compareObjects(file: CaseFile, seen: string, form: CanonicalForm, known: KnownLayer): Promise<void> {
  const before = `SELECT key, 0 AS first FROM object WHERE layer_id = ${known.id} AND object_id IN (SELECT object_id FROM share WHERE layer_id = ${known.id})`;
  const all = known.isOutdated ? `SELECT key, min(first) AS first FROM (${seen} UNION ALL ${before}) GROUP BY key` : seen;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE seen_object AS
     SELECT (row_number() OVER ())::INTEGER AS number, key, first, ${form.quick('key')} AS canonical FROM (${all})`,
  );
  await file.run(`CREATE OR REPLACE TEMP TABLE looked_object (number INTEGER, canonical VARCHAR)`);
  if (form.closely !== undefined) await lookClosely(file, form.closely);
  const forms = `SELECT key, first, coalesce(seen_object.canonical, looked_object.canonical) AS form FROM seen_object LEFT JOIN looked_object USING (number)`;
  await file.run(
    form.replacements === undefined
      ? `CREATE OR REPLACE TEMP TABLE compared_object AS SELECT key, first, form AS canonical, ${known.isOutdated} AS is_new FROM (${forms})`
      : `CREATE OR REPLACE TEMP TABLE compared_object AS
         WITH forms AS (SELECT forms.*, r.resolved FROM (${forms}) forms LEFT JOIN ${form.replacements} r ON r.link = form)
         SELECT key, first, coalesce(resolved, form) AS canonical, ${known.isOutdated} OR resolved IS NOT NULL AS is_new FROM forms
         UNION ALL -- a form that stands for another one is known from now on, though no post may hold it as it is
         SELECT form, min(first), min(resolved), true FROM forms WHERE resolved IS NOT NULL AND form NOT IN (SELECT key FROM seen_object) GROUP BY form`,
  );
  await file.run(`DROP TABLE seen_object`);
  await file.run(`DROP TABLE looked_object`);
}

/** Fills `looked_object` for all that the database could not put into form. */
async function lookClosely(file: CaseFile, closely: (key: string) => string): Promise<void> {
  let last = 0;
  for (;;) {
    const open = await file.rows<{ number: number; key: string }>(
      `SELECT number, key FROM seen_object WHERE canonical IS NULL AND number > ${last} ORDER BY number LIMIT ${BATCH}`,
    );
    if (open.length === 0) return;
    last = open[open.length - 1]?.number ?? last;
    await appendRows(
      file,
      'looked_object',
      open.map(({ number, key }) => [number, closely(key)]),
    );
    if (open.length < BATCH) return;
  }
}

/** Gives objects that the case had before their form: where they had none, or where it is a new one. */
async function renewForms(file: CaseFile, known: KnownLayer, home: string): Promise<void> {
  await file.run(
    `UPDATE object SET canonical_id = nullif(home.home_id, object.object_id)
     FROM compared_object seen JOIN (${home}) home ON home.key = seen.canonical
     WHERE object.layer_id = ${known.id} AND object.key = seen.key AND seen.key <> seen.canonical
       AND object.canonical_id IS DISTINCT FROM home.home_id AND (seen.is_new OR object.canonical_id IS NULL)`,
  );
}

/** Lets every object point at the end of its way, where forms came to stand for others. */
async function shortenWays(file: CaseFile, layerId: number): Promise<void> {
  await file.run(
    `UPDATE object SET canonical_id = nullif(home.canonical_id, object.object_id) FROM object home
     WHERE object.layer_id = ${layerId} AND home.layer_id = ${layerId} AND object.canonical_id = home.object_id AND home.canonical_id IS NOT NULL`,
  );
}

async function addShares(
  { file, sourceId }: Load,
  { shareRows }: PostPlan,
  { isOnePerPost = false }: Pick<LayerPlan, 'isOnePerPost'>,
  keys: string,
  layerId: number,
  postId: PostIdentity,
): Promise<void> {
  // Where the rows themselves number the posts, no post stands twice and none was known.
  const isAgain = shareRows === 'once' && postId.join !== '';
  const stated = isAgain
    ? `post.account_id, post.post_id, post.posted_at, coalesce(post.precision_seconds, keys.precision_seconds) AS precision_seconds, keys.record`
    : `account.account_id, ${postId.expression} AS post_id, keys.posted_at, keys.precision_seconds, keys.record`;
  const rows = `SELECT object.object_id, ${stated}
    FROM ${keys} keys
    JOIN object ON object.key = keys.key AND object.layer_id = ${layerId}
    ${isAgain ? '' : 'JOIN account ON account.key = keys.account_key'} ${postId.join}`;
  const sameShare = `share.layer_id = ${layerId} AND share.post_id = found.post_id ${isOnePerPost ? '' : 'AND share.object_id = found.object_id'}`;
  const identity = isOnePerPost ? 'post_id' : 'object_id, post_id';
  const once = `SELECT DISTINCT ON (${identity}) * FROM (${rows}) found
    WHERE NOT EXISTS (SELECT 1 FROM share WHERE ${sameShare}) ORDER BY ${identity}, record`;
  const shares = {
    every: rows,
    distinct: `SELECT object_id, account_id, post_id, posted_at, precision_seconds, min(record) AS record FROM (${rows}) GROUP BY ALL`,
    once: isAgain ? once : rows,
  }[shareRows];
  await file.run(
    `INSERT INTO share
     SELECT ${layerId}, object_id, account_id, post_id, posted_at, precision_seconds, ${sourceId}, record
     FROM (${shares}) ORDER BY object_id, posted_at, record`,
  );
}

/** The layer in the case, made where it is missing. */
async function layerIdentity(file: CaseFile, { name, canonical }: DerivedLayer): Promise<KnownLayer> {
  const [known] = await file.rows<{ id: number; form: string | null }>(`SELECT layer_id AS id, form FROM layer WHERE name = ?`, [name]);
  const form = canonical?.id ?? null;
  if (known === undefined) {
    const id = await nextIdentity(file, 'layer');
    await file.run(`INSERT INTO layer VALUES (?, ?, ?)`, [id, name, form]);
    return { id, isKnown: false, isOutdated: false };
  }
  const isOutdated = form !== null && known.form !== null && known.form !== form;
  if (form !== null && known.form !== form) await file.run(`UPDATE layer SET form = ? WHERE layer_id = ?`, [form, known.id]);
  return { id: known.id, isKnown: true, isOutdated };
}
