import { existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { checkParameters, describeParameters, parseParameter } from '../../analyses/parameters.js';
import { AntiphonError, messageOf } from '../../errors.js';
import type { WorkContext } from '../../model.js';
import { type CoordinationWorld, coordinationWorld } from '../../simulate/coordination-world.js';
import { type WorldFormat, worldFile, worldFileName, worldTruth } from '../../simulate/world-files.js';
import { WORLD_LAYERS, type WorldPlan, worldParameters } from '../../simulate/world-parameters.js';
import { makeFolder, removeFolders } from '../../store/make-folder.js';
import { withContext } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { worldPlan } from '../world-plan.js';

export interface SimulateOptions extends CommonOptions {
  readonly format: WorldFormat;
  readonly plan?: string;
  readonly story?: 'duel';
  /** Knobs as they stand on the command line. */
  readonly [knob: string]: unknown;
}

/** Makes a world and writes its posts, its truth and its plan into a folder; all three, or none. */
export async function simulateCommand(folder: string, options: SimulateOptions): Promise<void> {
  const terminal = new Terminal(options);
  if (options.story !== undefined) return writeStory(folder, options, terminal);
  const plan = worldPlan(knobValues(options), options.plan);
  const names = [worldFileName(options.format), 'truth-accounts.csv', 'world.json'] as const;
  const there = names.find((name) => existsSync(join(folder, name)));
  if (there !== undefined) throw new AntiphonError('output', `${join(folder, there)} is there already; name another folder, or remove it`);
  // Made outside of the context: nothing is written yet, so Ctrl-C may end the process at once.
  terminal.progress().step('making the world');
  const world = coordinationWorld(plan);
  const work = async (context: WorkContext): Promise<void> => {
    await writeFolder(folder, context, [
      { name: names[0], pieces: worldFile(world, options.format), size: world.shares.count },
      { name: names[1], pieces: worldTruth(world), size: world.accounts.count },
      { name: names[2], pieces: [planText(plan, options.format)], size: 1 },
    ]);
    const paths = names.map((name) => join(folder, name));
    terminal.result({ simulated: true, files: paths, format: options.format, ...sizesOf(world) });
    sayWorld(terminal, world, paths);
  };
  await withContext(terminal, work, undefined, 'stopped; nothing was written');
}

/** Writes the world of a story: all of its files, or none. */
async function writeStory(folder: string, options: SimulateOptions, terminal: Terminal): Promise<void> {
  const { seed = 1, ...others } = knobValues(options) as { seed?: unknown };
  const [knob] = [...Object.keys(others), ...(options.plan === undefined ? [] : ['plan'])];
  if (knob !== undefined)
    throw new AntiphonError('parameter', `--story ${options.story} takes --seed alone; leave ${knob} out, or the story`);
  const { seed: checked } = checkParameters(Type.Object({ seed: worldParameters.properties.seed }), { seed });
  const [{ duelFiles }, { duelWorld }] = [await import('../../simulate/duel-files.js'), await import('../../simulate/duel-world.js')];
  const world = duelWorld({ seed: checked });
  const files = duelFiles(world);
  const there = files.find(({ name }) => existsSync(join(folder, name)));
  if (there !== undefined)
    throw new AntiphonError('output', `${join(folder, there.name)} is there already; name another folder, or remove it`);
  const texts = files.map(({ name, text }): WorldText => ({ name, pieces: [text], size: 1 }));
  await withContext(terminal, (context) => writeFolder(folder, context, texts), undefined, 'stopped; nothing was written');
  const paths = files.map(({ name }) => join(folder, name));
  terminal.result({
    simulated: true,
    files: paths,
    story: options.story,
    accountCount: world.accounts.length,
    postCount: world.posts.length,
  });
  terminal.say('SIMULATED: no account or post in it exists.');
  terminal.say(`${world.accounts.length.toLocaleString('en')} accounts, ${world.posts.length.toLocaleString('en')} posts`);
  for (const path of paths) terminal.say(`written: ${path}`);
}

function knobValues(options: SimulateOptions): Record<string, unknown> {
  return Object.fromEntries(
    describeParameters(worldParameters).flatMap((knob) => {
      const given = options[knob.name];
      return given === undefined ? [] : [[knob.name, parseParameter(knob, given as string)]];
    }),
  );
}

interface WorldText {
  readonly name: string;
  readonly pieces: Iterable<string>;
  /** Rows, about. */
  readonly size: number;
}

async function writeFolder(folder: string, context: WorkContext, texts: readonly WorldText[]): Promise<void> {
  const written: string[] = [];
  const made = makeFolder(folder);
  try {
    for (const text of texts) {
      const partial = join(folder, `${text.name}.partial`);
      written.push(partial);
      await writeText(partial, text, context);
    }
    for (const { name } of texts) renameSync(join(folder, `${name}.partial`), join(folder, name));
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    removeFolders(made);
    if (context.signal.aborted || error instanceof AntiphonError) throw error;
    throw new AntiphonError('output', `the world cannot be written to ${folder}: ${messageOf(error)}`, { cause: error });
  }
}

async function writeText(path: string, { name, pieces }: WorldText, context: WorkContext): Promise<void> {
  context.progress.step(`writing ${name}`);
  const file = await open(path, 'w');
  try {
    for (const piece of pieces) {
      context.signal.throwIfAborted();
      await file.writeFile(piece);
      // Lets a signal come through between two pieces.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await file.close();
  }
}

/** The plan as a plan file that makes this world again. */
function planText(plan: WorldPlan, format: WorldFormat): string {
  const note = 'SIMULATED: no account or post in it exists. `antiphon simulate FOLDER --plan` with this file makes it again.';
  return `${JSON.stringify({ note, format, truth: 'two accounts are a true pair when both stand in one group of kind planted', plan: { ...plan.background, groups: plan.groups } }, null, 2)}\n`;
}

function sizesOf(world: CoordinationWorld) {
  const shareCounts = new Int32Array(WORLD_LAYERS.length);
  for (const object of world.shares.object) shareCounts[world.objects.layer[object]]++;
  return {
    accountCount: world.accounts.count,
    shareCount: world.shares.count,
    layers: WORLD_LAYERS.map((name, layer) => ({ name, shareCount: shareCounts[layer] })),
    groups: world.groups.map(({ name, options, members }) => ({ name, accountCount: members.length, layer: options.layer })),
  };
}

function sayWorld(terminal: Terminal, world: CoordinationWorld, paths: readonly string[]): void {
  const { accountCount, shareCount, layers, groups } = sizesOf(world);
  terminal.say('SIMULATED: no account or post in it exists.');
  terminal.say(
    `${accountCount.toLocaleString('en')} accounts, ${shareCount.toLocaleString('en')} shares (${layers.map((layer) => `${layer.name} ${layer.shareCount.toLocaleString('en')}`).join(', ')})`,
  );
  const kinds = new Map<string, { groups: number; accounts: number }>();
  for (const group of groups) {
    const kind = group.name.replace(/-\d+$/, '');
    const known = kinds.get(kind) ?? { groups: 0, accounts: 0 };
    kinds.set(kind, { groups: known.groups + 1, accounts: known.accounts + group.accountCount });
  }
  if (kinds.size > 0)
    terminal.table(
      ['kind', 'groups', 'accounts'],
      [...kinds].map(([kind, counts]) => [kind, counts.groups, counts.accounts]),
    );
  if (world.background.times === 'independent')
    terminal.say('times are dealt at random within each object: nobody acts in step but by chance');
  for (const path of paths) terminal.say(`written: ${path}`);
}
