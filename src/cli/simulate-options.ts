import { type Command, Option } from 'commander';
import { describeParameters } from '../analyses/parameters.js';
import { WORLD_FORMATS } from '../simulate/world-files.js';
import { worldParameters } from '../simulate/world-parameters.js';
import { parameterOption } from './analysis-commands.js';

/** Adds the knobs of a world to the command that makes one. */
export function addWorldOptions(command: Command): void {
  command.addOption(new Option('--format <id>', 'format of the file with the posts').choices([...WORLD_FORMATS]).default('share-table'));
  command.addOption(
    new Option(
      '--story <name>',
      'a small world with a story in place of groups: two ambassadors and an event (docs/simulate.md); takes --seed alone',
    ).choices(['duel']),
  );
  command.option('--plan <file>', 'take the world from a plan (JSON or YAML, see docs/simulate.md)');
  for (const knob of describeParameters(worldParameters)) command.addOption(parameterOption(knob));
}
