import { AntiphonError } from '../errors.js';
import type { Voice } from '../store/registry.js';
import { countryCode } from './countries.js';
import { platformOf } from './platforms.js';
import { ROLES, roleOf } from './roles.js';

/**
 * The entries of a polity (by name or code), a role, a platform.
 *
 * @throws AntiphonError `usage`: no such role or platform.
 */
export function filterVoices(
  all: readonly Voice[],
  wanted: { readonly polity?: string; readonly role?: string; readonly platform?: string },
): Voice[] {
  const role = wanted.role === undefined ? null : roleOf(wanted.role);
  if (wanted.role !== undefined && role === null)
    throw new AntiphonError('usage', `there is no role "${wanted.role}"; roles are ${ROLES.join(', ')}`);
  const platform = wanted.platform === undefined ? null : platformOf(wanted.platform);
  if (wanted.platform !== undefined && platform === null)
    throw new AntiphonError('usage', `there is no platform "${wanted.platform}"; docs/registry.md lists them`);
  const name = wanted.polity?.toLowerCase();
  const code = wanted.polity === undefined ? null : countryCode(wanted.polity);
  return all.filter(
    (voice) =>
      (role === null || voice.role === role) &&
      (platform === null || voice.platform === platform) &&
      (name === undefined || voice.polity.toLowerCase() === name || (code !== null && voice.polityCode === code)),
  );
}
