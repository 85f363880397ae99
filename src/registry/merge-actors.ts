import { ACTOR_FIELDS, type RegistryEntry } from '../store/registry.js';
import { COLUMN_NAMES, COLUMNS } from './entry.js';

type Actor = Record<string, string | null>;

/**
 * Brings what entries say of their actors together: what one leaves blank another fills in; what contradicts the first, or makes the
 * actor its own ancestor, is a problem.
 *
 * @param entries In the order of their file.
 */
export function mergeActors<Found extends { readonly entry: RegistryEntry }>(
  entries: readonly Found[],
): { entries: Found[]; problems: { entry: Found; problem: string }[] } {
  const actors = new Map<string, Actor>();
  const problems: { entry: Found; problem: string }[] = [];
  const sound: Found[] = [];
  for (const found of entries) {
    const { entry } = found;
    const known = actors.get(entry.actorKey) ?? {};
    const other = ACTOR_FIELDS.find((name) => isOther(known[name], entry[name]));
    if (other !== undefined) {
      const column = COLUMN_NAMES.find((name) => COLUMNS[name] === other) ?? other;
      problems.push({
        entry: found,
        problem: `${column} "${entry[other]}" contradicts "${known[other]}" of an earlier entry of the actor "${entry.actor}"`,
      });
      continue;
    }
    actors.set(entry.actorKey, mergedActor(known, entry));
    sound.push(found);
  }
  const cyclic = cyclicActors([...actors.values()]);
  const isCyclic = ({ entry }: Found): boolean => cyclic.has(entry.actorKey);
  for (const found of sound.filter(isCyclic))
    problems.push({
      entry: found,
      problem: `parent "${actors.get(found.entry.actorKey)?.['parent']}" makes the actor "${found.entry.actor}" its own ancestor`,
    });
  const kept = sound.filter((found) => !isCyclic(found));
  return {
    entries: kept.map((found) => ({ ...found, entry: { ...found.entry, ...(actors.get(found.entry.actorKey) as object) } })),
    problems,
  };
}

function isOther(known: string | null | undefined, stated: string | null): boolean {
  return known !== undefined && known !== null && stated !== null && known !== stated;
}

/** An actor with what a later statement adds. */
export function mergedActor(known: Actor, entry: RegistryEntry): Actor {
  return Object.fromEntries(ACTOR_FIELDS.map((name) => [name, known[name] ?? entry[name]]));
}

/**
 * Which actor a parent's name means: the one with that key, else the one of the same polity with that name; null where there is none.
 */
export function parentOf<A extends { actorKey: string; actor: string; polity: string; parent: string | null }>(
  actor: A,
  byKey: ReadonlyMap<string, A>,
  byName: ReadonlyMap<string, A>,
): A | null {
  if (actor.parent === null) return null;
  return byKey.get(actor.parent) ?? byName.get(nameKey(actor.polity, actor.parent)) ?? null;
}

export function nameKey(polity: string, name: string): string {
  return `${polity}\u0000${name}`.toLowerCase();
}

/** Keys of the actors that are their own ancestors. */
export function cyclicActors(all: readonly Actor[]): Set<string> {
  type Known = { actorKey: string; actor: string; polity: string; parent: string | null };
  const actors = all as unknown as Known[];
  const byKey = new Map(actors.map((actor) => [actor.actorKey, actor]));
  const byName = new Map([...actors].reverse().map((actor) => [nameKey(actor.polity, actor.actor), actor]));
  const cyclic = new Set<string>();
  for (const actor of actors) {
    const seen = new Set<string>();
    let above = parentOf(actor, byKey, byName);
    while (above !== null && above !== actor && !seen.has(above.actorKey)) {
      seen.add(above.actorKey);
      above = parentOf(above, byKey, byName);
    }
    if (above === actor) cyclic.add(actor.actorKey);
  }
  return cyclic;
}
