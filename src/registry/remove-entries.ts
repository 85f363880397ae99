import { AntiphonError } from '../errors.js';
import type { CaseFile } from '../store/case-file.js';
import { removeVoices, type Voice, voices } from '../store/registry.js';
import { matchVoices } from '../store/registry-matching.js';

/**
 * Removes entries from the registry, such as one that a list should not have made, and matches the rest anew.
 *
 * @returns The entries that were removed.
 * @throws AntiphonError `not-found`: no entry has one of the numbers; nothing is removed then.
 */
export async function removeEntries(file: CaseFile, numbers: readonly number[]): Promise<Voice[]> {
  const all = await voices(file);
  const missing = numbers.find((number) => !all.some((voice) => voice.voiceId === number));
  if (missing !== undefined)
    throw new AntiphonError(
      'not-found',
      `the registry of ${file.path} has no entry ${missing}; \`antiphon registry list\` shows the numbers`,
    );
  await file.transaction(async () => {
    await removeVoices(file, numbers);
    await matchVoices(file);
  });
  return all.filter((voice) => numbers.includes(voice.voiceId));
}
