import { AntiphonError } from '../../errors.js';
import { anchoredEdges } from '../../kernels/shares/seed-ties.js';
import { MICROSECONDS, prunedShares } from '../../kernels/shares/share-index.js';
import type { Layer, WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import { checkPrecision, resolveLayer } from '../parameters.js';
import type { LayerTies } from './expand-evidence.js';
import { progressOf } from './network.js';
import { checkNetworkFits } from './network-size.js';

/**
 * The layers to use, and what is to be said of them.
 *
 * @throws AntiphonError `parameter`: a layer that is not there, or times coarser than the window.
 */
export async function expandLayers(
  reads: CaseReads,
  { layers, windowSeconds }: { readonly layers?: string; readonly windowSeconds: number },
  context: WorkContext,
): Promise<{ layers: Layer[]; notes: string[] }> {
  const notes = new Set<string>();
  const used: Layer[] = [];
  if (layers === undefined) {
    const own = (await reads.layers()).filter(({ variantOf }) => variantOf === null);
    const coarse = own.filter(({ precisionSeconds }) => windowSeconds < precisionSeconds);
    used.push(...own.filter((layer) => !coarse.includes(layer)));
    if (used.length === 0 && coarse[0] !== undefined) checkPrecision(coarse[0], windowSeconds);
    if (coarse.length > 0)
      notes.add(
        `Left out, as their times are coarser than the window of ${windowSeconds} s: ${coarse.map(({ name }) => name).join(', ')}.`,
      );
  } else {
    const names = layers.split(',').map((name) => name.trim());
    if (names.includes('') || new Set(names).size < names.length)
      throw new AntiphonError('parameter', `--layers (layers) must name different layers, separated by commas, got "${layers}"`);
    for (const name of names) used.push(await resolveLayer(reads, name, context));
  }
  for (const layer of used) {
    const note = checkPrecision(layer, windowSeconds);
    if (note !== null) notes.add(note);
  }
  return { layers: used, notes: [...notes] };
}

/** The edges of each layer that touch a seed, one layer in memory at a time, and 1 for accounts without a share in any of them. */
export async function layerTies(
  reads: CaseReads,
  layers: readonly Layer[],
  isSeed: Uint8Array,
  { windowSeconds, minObjects }: { readonly windowSeconds: number; readonly minObjects: number },
  context: WorkContext,
): Promise<{ ties: LayerTies[]; isDormant: Uint8Array }> {
  const isDormant = new Uint8Array(isSeed.length).fill(1);
  const window = windowSeconds * MICROSECONDS;
  const ties: LayerTies[] = [];
  for (const { name } of layers) {
    context.progress.step(`reading layer ${name}`);
    const shares = await reads.shares(name);
    for (const account of shares.account) isDormant[account] = 0;
    context.progress.step(`finding ties in layer ${name}`);
    checkNetworkFits(prunedShares(shares, window, minObjects), window, minObjects, context);
    ties.push({ name, edges: anchoredEdges(shares, isSeed, window, minObjects, progressOf(context)) });
  }
  return { ties, isDormant };
}
