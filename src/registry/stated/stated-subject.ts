import type { Voice } from '../../store/registry.js';
import { accountOfLink, handleProblem, plainHandle, platformOf } from '../platforms.js';

/** An account as a statement names it; the platform is null where it names none. */
interface NamedVoice {
  readonly platform: string | null;
  readonly handle: string | null;
  readonly id: string | null;
}

/**
 * Who a statement is about, in one form: `twitter @handle`, `twitter id 123`, `@handle`, or any other name as it stands.
 *
 * @param text An actor's key or name, a handle with its @, a link to a profile, any other name.
 * @param platformText Platform of the handle, where a column of its own states it; null: none does.
 * @returns The name, or what is wrong with it, under `problem`.
 */
export function statedSubject(text: string, platformText: string | null): { readonly subject: string } | { readonly problem: string } {
  const written = text.replace(/\s+/g, ' ').trim();
  const platform = platformText === null ? null : platformOf(platformText);
  if (platformText !== null && platform === null)
    return { problem: `platform "${platformText}" is not known; docs/registry.md lists those that are` };
  if (/^(?:https?:)?\/\//i.test(written)) {
    const named = accountOfLink(written);
    if (named === null) return { problem: `"${written.slice(0, 100)}" is a link that leads to no profile` };
    if (platform !== null && named.platform !== platform)
      return { problem: `"${written.slice(0, 100)}" is a link to ${named.platform}, not to ${platform}` };
    return { subject: accountText(named) };
  }
  const named = namedVoice(written);
  if (named?.platform != null && platform !== null && named.platform !== platform)
    return { problem: `"${written.slice(0, 100)}" is on ${named.platform}, not on ${platform}` };
  const account = named ?? (platform === null ? null : { platform, handle: plainHandle(written), id: null });
  if (account === null) return { subject: written };
  const problem = account.handle === null ? null : handleProblem(account.platform ?? platform ?? '', account.handle);
  return problem === null ? { subject: accountText({ ...account, platform: account.platform ?? platform }) } : { problem };
}

function accountText({ platform, handle, id }: NamedVoice): string {
  return `${platform === null ? '' : `${platform} `}${handle === null ? `id ${id}` : `@${handle}`}`;
}

/** The account that a name of the form `twitter @handle`, `twitter id 123` or `@handle` means; null for any other name. */
function namedVoice(text: string): NamedVoice | null {
  const found = /^(?:(.+) )?(?:@(\S+)|id (\S+))$/.exec(text);
  if (found === null) return null;
  const [, word, handle = null, id = null] = found;
  const platform = word === undefined ? null : platformOf(word);
  if ((word !== undefined && platform === null) || (word === undefined && handle === null)) return null;
  return { platform, handle, id };
}

/** Which entries of a registry a name means: an actor's key, its name, or an account. */
export class RegistryNames {
  private readonly byName = new Map<string, Voice[]>();

  constructor(all: readonly Voice[]) {
    for (const voice of all) {
      const { actorKey, actor, platform, handle, accountKey } = voice;
      const accounts = handle === null ? [] : [`${platform} @${handle}`, `@${handle}`];
      const ids = accountKey === null ? [] : [`${platform} id ${accountKey}`];
      for (const name of new Set([actorKey, actor, ...accounts, ...ids].map((text) => text.toLowerCase())))
        this.byName.set(name, [...(this.byName.get(name) ?? []), voice]);
    }
  }

  /** In order of their numbers; none where the registry does not know the name. */
  find(subject: string): readonly Voice[] {
    return this.byName.get(subject.toLowerCase()) ?? [];
  }
}

/** Handle in lower case and platform of a subject that is an account by its handle; null for any other. */
export function handleOf(subject: string): { readonly platform: string | null; readonly handle: string } | null {
  const named = namedVoice(subject);
  return named?.handle == null ? null : { platform: named.platform, handle: named.handle.toLowerCase() };
}
