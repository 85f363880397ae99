import { expect, test } from 'vitest';
import { worldPlan } from '../../src/cli/world-plan.js';
import { groupsOf } from '../../src/simulate/world-parameters.js';
import { scratchFile } from '../scratch.js';

test('the command line alone: three planted groups with its knobs, and one group of each hard negative', () => {
  const plan = worldPlan({ size: 7, layer: 'url', newsDesks: 2 }, undefined);
  expect(groupsOf(plan).map(({ kind, size, layer }) => `${kind} ${size} ${layer}`)).toEqual([
    ...new Array(3).fill('planted 7 url'),
    'fan-club 60 repost',
    'news-desk 8 url',
    'news-desk 8 url',
    'scheduled-official 20 near-text',
    'notification-followers 40 repost',
  ]);
  expect(plan.background).toMatchObject({ seed: 1, accountCount: 2000, shareCount: 20_000, times: 'organic' });
});

test('a plan gives the groups; the command line may change its organic knobs', () => {
  const path = scratchFile('seed: 4\naccountCount: 50\ngroups:\n  - { kind: fan-club, count: 2, size: 5 }\n', 'plan.yaml');
  const plan = worldPlan({ seed: 9 }, path);
  expect(plan.background).toMatchObject({ seed: 9, accountCount: 50 });
  expect(groupsOf(plan).map(({ kind, size }) => `${kind} ${size}`)).toEqual(['fan-club 5', 'fan-club 5']);
  expect(worldPlan({}, scratchFile('{"note": "made before", "plan": {"seed": 8}}', 'world.json'))).toMatchObject({
    background: { seed: 8 },
    groups: [],
  });
});

test.each<[string, string, Record<string, unknown>, RegExp]>([
  [
    'a knob of a group beside a plan',
    'seed: 1',
    { size: 5 },
    /size belongs to the groups, which --plan gives; write it into \S+plan\.yaml/,
  ],
  ['an unknown kind', '{"groups": [{"kind": "troll"}]}', {}, /plan\.yaml, group 1: --kind \(kind\) must be one of planted, fan-club/],
  ['a bound', '{"groups": [{"kind": "planted"}, {"size": 1}]}', {}, /plan\.yaml, group 2: --size \(size\) must be at least 2, got 1/],
  ['an unknown knob', '{"acountCount": 5}', {}, /plan\.yaml: there is no parameter acountCount; known: seed, /],
  ['groups that are no list', '{"groups": {"size": 5}}', {}, /plan\.yaml: groups must be a list/],
  ['a group that is none', '{"groups": [5]}', {}, /plan\.yaml: group 1 must hold knobs/],
  ['no plan', '5', {}, /plan\.yaml is no plan: it must hold knobs by name/],
  ['no text of a plan', '[1', {}, /plan\.yaml cannot be read as a plan \(JSON or YAML\)/],
])('%s is refused with its place', (_, text, values, message) => {
  expect(() => worldPlan(values, scratchFile(text, 'plan.yaml'))).toThrow(message);
});

test('a plan that is not there, and a knob beyond its bounds', () => {
  expect(() => worldPlan({}, '/nowhere/plan.yaml')).toThrow(/plan\.yaml does not exist; check the name/);
  expect(() => worldPlan({ camouflage: 1.5 }, undefined)).toThrow(/--camouflage .*must be at most 0\.99, got 1\.5/);
});
