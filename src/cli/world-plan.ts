import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { checkParameters } from '../analyses/parameters.js';
import { AntiphonError, messageOf } from '../errors.js';
import {
  type BackgroundOptions,
  backgroundParameters,
  groupParameters,
  planOf,
  type WorldPlan,
  worldParameters,
} from '../simulate/world-parameters.js';

/**
 * The plan of a world from the command line alone, or from a plan file whose organic knobs the command line may change.
 *
 * A plan file is JSON or YAML: the knobs of the organic part, and `groups`, a list of groups with their knobs; or the `world.json` of a
 * world made before, which holds its plan.
 *
 * @param values Knobs of the command line, by name; those not given are absent.
 * @throws AntiphonError `parameter`, naming the knob and the group; `file`: no such plan or not one; `usage`: group knobs beside a plan.
 */
export function worldPlan(values: Readonly<Record<string, unknown>>, planPath: string | undefined): WorldPlan {
  if (planPath === undefined) return planOf(checkParameters(worldParameters, values));
  const alien = Object.keys(values).find((name) => !(name in backgroundParameters.properties));
  if (alien !== undefined)
    throw new AntiphonError('usage', `${alien} belongs to the groups, which --plan gives; write it into ${planPath}, or leave --plan out`);
  const { groups = [], ...background } = readPlan(planPath);
  if (!Array.isArray(groups)) throw new AntiphonError('file', `${planPath}: groups must be a list, one entry for each kind of group`);
  return {
    background: within(planPath, () => checkParameters(backgroundParameters, { ...background, ...values }) as BackgroundOptions),
    groups: groups.map((group: unknown, index) => {
      if (!isRecord(group)) throw new AntiphonError('file', `${planPath}: group ${index + 1} must hold knobs such as "size: 12"`);
      return within(`${planPath}, group ${index + 1}`, () => checkParameters(groupParameters, group));
    }),
  };
}

function readPlan(path: string): Record<string, unknown> {
  let plan: unknown;
  try {
    plan = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist; check the name' : code === 'EISDIR' ? 'is a folder; name the plan in it' : null;
    throw new AntiphonError('file', `${path} ${why ?? `cannot be read as a plan (JSON or YAML): ${messageOf(error)}`}`, { cause: error });
  }
  if (!isRecord(plan))
    throw new AntiphonError('file', `${path} is no plan: it must hold knobs by name, such as "accountCount: 2000", and groups`);
  return isRecord(plan['plan']) ? plan['plan'] : plan;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says where a wrong knob stands. */
function within<T>(where: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof AntiphonError)) throw error;
    throw new AntiphonError(error.code, `${where}: ${error.message}`, { cause: error });
  }
}
