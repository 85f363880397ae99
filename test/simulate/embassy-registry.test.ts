import { expect, test } from 'vitest';
import { importRegistry } from '../../src/index.js';
import { embassyFiles, embassyRegistry } from '../../src/simulate/embassy-files.js';
import { embassyWorld } from '../../src/simulate/embassy-world.js';
import { caseOf, quiet } from '../analyses/test-case.js';
import { scratchFile } from '../scratch.js';

test('the list of the sample names its two embassies, and both are found among its accounts', async () => {
  const world = embassyWorld({ seed: 1 });
  const archive = embassyFiles(world).find(({ name }) => name === 'simulated-embassies.csv');
  const file = await caseOf(scratchFile(archive?.text ?? '', 'simulated-embassies.csv'));
  const { name, text } = embassyRegistry(world);
  const imported = await importRegistry(file, scratchFile(text, name), {}, quiet);
  expect(imported).toMatchObject({ entryCount: 2, rejectedCount: 0, said: [], matches: { accountCount: 2 } });
});
