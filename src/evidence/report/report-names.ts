import type { Naming } from '../../store/naming.js';

/** How an account is called in a report: a pseudonym, or its identifier with the handle that it was last seen under. */
export interface AccountLabel {
  readonly name: string;
  /** Null unless the account may be named and the case knows one. */
  readonly handle: string | null;
  /** The actors that it speaks for, where it is registered. */
  readonly actor?: string;
}

const TEXT_DIGEST = /^[0-9a-f]{20}$/;
/** Layers whose objects may be what people wrote. */
const TEXT_LAYERS: readonly string[] = ['text', 'near-text'];

/**
 * The names that a report may print; whatever it prints of accounts, posts and objects comes from here.
 *
 * As in every output, but that the sign of a text is its digest, never the text, with names or without.
 */
export class ReportNames {
  readonly isRevealed: boolean;
  private readonly naming: Naming;
  private readonly handles: ReadonlyMap<string, string>;

  /** @param handles Handles by identifier of account; looked at only if names are shown. */
  constructor(naming: Naming, handles: ReadonlyMap<string, string>) {
    this.isRevealed = naming.isRevealed;
    this.naming = naming;
    this.handles = handles;
  }

  account(key: string): AccountLabel {
    return this.label(key, this.naming.account(key));
  }

  /** An account as the author of a post that may lie outside of its dates. */
  author(key: string, post: string): AccountLabel {
    return this.label(key, this.naming.author(key, post));
  }

  post(key: string): string {
    return this.naming.post(key);
  }

  /** @param layer Null where it is not known which layer the object is of: it is then treated as a post. */
  object(layer: string | null, key: string): string {
    if (TEXT_LAYERS.includes(layer ?? '')) return TEXT_DIGEST.test(key) ? `text ${key}` : 'text (not shown)';
    return layer === null ? this.naming.post(key) : this.naming.object(layer, key);
  }

  private label(key: string, name: string): AccountLabel {
    const known = name === key ? this.naming.known.accounts.get(key) : undefined;
    const handle = this.isRevealed ? (this.handles.get(key) ?? known?.handle ?? null) : (known?.handle ?? null);
    const actors = known?.actors ?? [];
    return { name, handle, ...(actors.length === 0 ? {} : { actor: actors.join(', ') }) };
  }
}
