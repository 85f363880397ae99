import type { FindingTable } from '../../model.js';
import type { TableDescription } from '../contract/analyses.js';

/** A table's declaration as it is sent; columns that only graph files show are none of it. */
export function describeTable({ name, title, order, columns }: FindingTable): TableDescription {
  return {
    name,
    title,
    order,
    columns: columns
      .filter(({ graphOnly }) => graphOnly !== true)
      .map((column) => ({ name: column.name, type: column.type, unit: column.unit ?? null, meaning: column.meaning })),
  };
}
