import { AntiphonError } from '../../errors.js';
import type { CaseFile } from '../../store/case-file.js';
import type { Naming } from '../../store/naming.js';
import { postValues } from '../../store/post-values.js';
import type { ColumnValue, RelationColumn } from '../../store/relation.js';
import { makeNames } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';

/** Posts at most whose pseudonyms are worked out to filter or sort by them. */
const MOST_NAMES = 500_000;

/** The column of a post's own name. */
export function postNameColumn(
  naming: Naming,
  post: {
    readonly name: string;
    readonly meaning: string;
    /** SQL of its identity. */
    readonly id: string;
    readonly rowCount: number;
    readonly state: string;
  },
): RelationColumn {
  return {
    ...{ name: post.name, type: 'post', unit: null, meaning: post.meaning, isSearched: false },
    value: async (file): Promise<ColumnValue> => {
      if (naming.isRevealed) {
        const join = `JOIN post v_post ON v_post.post_id = ${post.id}`;
        if (post.rowCount <= MOST_NAMES) return { kind: 'text', sql: 'v_post.key', join };
        const unsorted = `${post.rowCount.toLocaleString('en')} posts are too many to sort them by their identifiers; sort by postedAt`;
        return { kind: 'text', sql: 'v_post.key', join, unsorted };
      }
      if (post.rowCount > MOST_NAMES)
        throw new AntiphonError(
          'usage',
          `posts stand under pseudonyms, and ${post.rowCount.toLocaleString('en')} are too many to sort or filter by them; use account and postedAt`,
        );
      const names = await SideTables.of(file).ensure(file, `post_names_${post.state}`, async (table) =>
        makeNames(file, table, await postNames(file, naming)),
      );
      return { kind: 'names', sql: 'v_post.rank', join: `JOIN ${names} v_post ON v_post.id = ${post.id}`, names };
    },
    read: post.id,
    show: async (file, values) =>
      (await postValues(file, 'key', values as number[])).map((key) => (key === null ? null : naming.post(key))),
  };
}

async function postNames(file: CaseFile, naming: Naming): Promise<[number, string][]> {
  const names: [number, string][] = [];
  for await (const chunk of file.chunks(`SELECT post_id, key FROM post`))
    for (const [id, key] of chunk.getRows() as [number, string][]) names.push([id, naming.post(key)]);
  return names;
}
