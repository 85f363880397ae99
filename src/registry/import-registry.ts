import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { addRejects, addSource, findSource } from '../store/load.js';
import { type RegistryEntry, type Voice, voices, writeVoices } from '../store/registry.js';
import { type MatchCounts, matchVoices } from '../store/registry-matching.js';
import { COLUMN_NAMES, COLUMNS, rawOf } from './entry.js';
import { mergeActors } from './merge-actors.js';
import { type FoundEntry, type RegistryFile, type RegistryOptions, readRegistryFile, type Tally } from './read-registry.js';
import { sameAccount } from './same-entry.js';

/** What registry files are called among the sources of a case. */
const FORMAT = 'registry';

/** One entry that a file changed. */
export interface ChangedEntry {
  readonly line: number;
  readonly actor: string;
  readonly platform: string;
  /** Handle, else identifier. */
  readonly account: string;
  /** What it says now and said before, by column. */
  readonly changes: readonly { readonly column: string; readonly from: string | null; readonly to: string | null }[];
}

/** What became of a registry file. */
export interface ImportedRegistry {
  readonly path: string;
  readonly sha256: string;
  readonly mapping: string;
  readonly caution: string;
  /** Rows = rows that gave entries + further rows of the same entries + rows set aside. */
  readonly rowCount: number;
  readonly entryRowCount: number;
  readonly furtherRowCount: number;
  readonly rejectedCount: number;
  /** Entries = added + changed + unchanged. */
  readonly entryCount: number;
  readonly addedCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly changed: readonly ChangedEntry[];
  readonly setAside: readonly Tally[];
  readonly partsSetAside: readonly Tally[];
  readonly said: readonly Tally[];
  /** Parents that no entry of the case is about. */
  readonly missingParents: readonly string[];
  readonly matches: MatchCounts;
  readonly alreadyImported: boolean;
}

/**
 * Imports a registry file into a case: new entries are added, those of the same actor, account and first date take what the file says
 * now, and all are matched with the accounts of the case. All of it or nothing; the same file twice changes nothing.
 *
 * @throws AntiphonError `file`, `format`, `usage`, `no-rows`, or a failure of the case, which is then as it was.
 */
export async function importRegistry(
  file: CaseFile,
  path: string,
  options: RegistryOptions,
  context: WorkContext,
): Promise<ImportedRegistry> {
  if (!existsSync(path)) throw new AntiphonError('file', `${path} does not exist; check the name (nothing was imported)`);
  context.progress.step(`reading ${path}`);
  const read = await readRegistryFile(path, options, file.scratchFolder(), context);
  if (read.entries.length === 0) throw noEntries(read);
  const before = await voices(file);
  const isKnown = (await findSource(file, read.sha256, FORMAT, read.options)) !== null;
  const plan = isKnown ? nothingNew(before) : planEntries(before, read.entries);
  if (plan.problem !== null) throw new AntiphonError('format', `${path} ${plan.problem} (nothing was imported)`);
  context.progress.step(`storing ${path}`);
  const matches = await file.transaction(async () => {
    if (!isKnown) await store(file, read, plan);
    return matchVoices(file);
  });
  const { sha256, mapping, rowCount, entryRowCount, furtherRowCount, rejectedCount, setAside, partsSetAside, said } = read;
  return {
    ...{ path, sha256, mapping: mapping.id, caution: mapping.caution },
    ...{ rowCount, entryRowCount, furtherRowCount, rejectedCount, setAside, partsSetAside, said },
    entryCount: read.entries.length,
    addedCount: plan.addedCount,
    changedCount: plan.changed.length,
    unchangedCount: read.entries.length - plan.addedCount - plan.changed.length,
    changed: plan.changed,
    missingParents: missingParents(plan.after),
    matches,
    alreadyImported: isKnown,
  };
}

/** Registers the file as a source, with its rejects, and writes its entries. */
async function store(file: CaseFile, read: RegistryFile, plan: EntryPlan): Promise<void> {
  const sourceId = await addSource(file, {
    path: resolve(read.path),
    sha256: read.sha256,
    format: FORMAT,
    options: read.options,
    notes: [`mapping ${read.mapping.id}, ${read.entries.length} entries`, ...read.notes],
    recordCount: read.rowCount,
    keptCount: read.rowCount - read.rejectedCount,
    rejectedCount: read.rejectedCount,
  });
  await addRejects(file, sourceId, read.rejects.path);
  await writeVoices(
    file,
    plan.written.map((voice) => ({ ...voice, sourceId })),
  );
}

function noEntries(read: RegistryFile): AntiphonError {
  if (read.rowCount === 0) return new AntiphonError('no-rows', `${read.path} holds no rows; nothing was imported`);
  const [first] = read.rejects.first;
  const many = read.rowCount === 1 ? 'its only row was' : `all ${read.rowCount.toLocaleString('en')} rows were`;
  return new AntiphonError(
    'no-rows',
    `${read.path}: ${many} set aside, nothing was imported; the first, line ${first?.line}: ${first?.reason}`,
  );
}

interface EntryPlan {
  /** New and changed entries, with their numbers. */
  readonly written: readonly Voice[];
  readonly after: readonly RegistryEntry[];
  readonly addedCount: number;
  readonly changed: readonly ChangedEntry[];
  readonly problem: string | null;
}

function nothingNew(before: readonly Voice[]): EntryPlan {
  return { written: [], after: before, addedCount: 0, changed: [], problem: null };
}

/** Which entries of a file are new to the case, and which change one that is there. */
function planEntries(before: readonly Voice[], found: readonly FoundEntry[]): EntryPlan {
  const byActor = new Map<string, Voice[]>();
  for (const voice of before) byActor.set(voice.actorKey, [...(byActor.get(voice.actorKey) ?? []), voice]);
  const actorIds = new Map(before.map((voice) => [voice.actorKey, voice.actorId]));
  let nextActor = Math.max(-1, ...actorIds.values()) + 1;
  let nextVoice = before.reduce((most, voice) => Math.max(most, voice.voiceId), -1) + 1;
  const after = new Map(before.map((voice) => [voice.voiceId, voice as Voice]));
  const written: Voice[] = [];
  const changed: ChangedEntry[] = [];
  let addedCount = 0;
  for (const { entry: stated, record, line } of found) {
    const known = byActor.get(stated.actorKey)?.find((voice) => sameAccount(voice, stated));
    const actor = byActor.get(stated.actorKey)?.[0];
    // What a file leaves blank of an actor, or of its account's two names, stays as it was.
    const entry: RegistryEntry = {
      ...stated,
      polityCode: stated.polityCode ?? actor?.polityCode ?? null,
      institution: stated.institution ?? actor?.institution ?? null,
      parent: stated.parent ?? actor?.parent ?? null,
      level: stated.level ?? actor?.level ?? null,
      handle: stated.handle ?? known?.handle ?? null,
      accountKey: stated.accountKey ?? known?.accountKey ?? null,
      opened: stated.opened ?? known?.opened ?? null,
    };
    const actorId = actorIds.get(entry.actorKey) ?? nextActor++;
    actorIds.set(entry.actorKey, actorId);
    const voice: Voice = { ...entry, actorId, voiceId: known?.voiceId ?? nextVoice++, sourceId: 0, record };
    after.set(voice.voiceId, voice);
    const changes = known === undefined ? [] : changesOf(known, entry);
    if (known === undefined) addedCount++;
    else if (changes.length === 0) continue;
    else changed.push({ line, actor: entry.actor, platform: entry.platform, account: entry.handle ?? entry.accountKey ?? '', changes });
    written.push(voice);
  }
  return {
    written,
    after: [...after.values()],
    addedCount,
    changed,
    problem: cycleIn([...after.values()], new Set(written.map((voice) => voice.voiceId))),
  };
}

function changesOf(known: RegistryEntry, entry: RegistryEntry): ChangedEntry['changes'] {
  const [from, to] = [rawOf(known), rawOf(entry)];
  return COLUMN_NAMES.filter((column) => known[COLUMNS[column]] !== entry[COLUMNS[column]]).map((column) => ({
    column,
    from: from[column] ?? null,
    to: to[column] ?? null,
  }));
}

/** Parents in a circle that entries of a file close with those of the case. */
function cycleIn(all: readonly Voice[], written: ReadonlySet<number>): string | null {
  // The newest statement of an actor holds, so it comes first.
  const newest = [...all].sort((a, b) => Number(written.has(b.voiceId)) - Number(written.has(a.voiceId)) || a.voiceId - b.voiceId);
  const problem = mergeActors(newest.map((entry) => ({ entry }))).problems.find(({ problem: text }) => text.includes('its own ancestor'));
  return problem === undefined ? null : `with the entries of the case: ${problem.problem}`;
}

/** Names of parents that are no actor of the registry. */
export function missingParents(entries: readonly RegistryEntry[]): string[] {
  const names = new Set(entries.flatMap((entry) => [entry.actorKey, `${entry.polity}\u0000${entry.actor}`.toLowerCase()]));
  const missing = entries.filter(
    ({ parent, polity }) => parent !== null && !names.has(parent) && !names.has(`${polity}\u0000${parent}`.toLowerCase()),
  );
  return [...new Set(missing.map((entry) => entry.parent as string))].sort();
}
