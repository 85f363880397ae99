import { FORMATS } from './formats.js';
import { layerSource, meantLayer } from './layer-support.js';
import { MAPPING_LAYERS } from './mapping.js';

/**
 * Why a case has no such layer, in a sentence or a few: what the formats of its sources say of it.
 *
 * @param formats Formats of the case's sources.
 * @param there Names of the layers that the case has.
 */
export function whyMissing(layer: string, formats: readonly string[], there: readonly string[]): string {
  const reasons = [...new Set(formats)].flatMap((id) => {
    const support = id === 'mapping' ? MAPPING_LAYERS : FORMATS.find((format) => format.id === id)?.layers;
    const source = support === undefined ? null : layerSource(support, layer);
    if (source === null) return [];
    if (!source.isGiven) return [source.words];
    return [
      id === 'mapping'
        ? `a mapping has it from ${source.words}, which the mapping of these files does not name or no post fills`
        : `${id} has it from ${source.words}, but no post of the imported files gives one`,
    ];
  });
  const meant = meantLayer(layer, there);
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  if (reasons.length === 0) return `no format of its files knows such a layer${hint}`;
  return `${[...new Set(reasons)].join('; ')}${hint}`;
}
