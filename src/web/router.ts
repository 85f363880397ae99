import { createSubscriber } from 'svelte/reactivity';

/** The address as views see it: reading `path` or `query` in a component makes it follow. */
class Router {
  private notify: () => void = () => undefined;
  private readonly subscribe = createSubscriber((update) => {
    this.notify = update;
    addEventListener('popstate', update);
    return () => {
      this.notify = () => undefined;
      removeEventListener('popstate', update);
    };
  });

  get path(): string {
    this.subscribe();
    return location.pathname;
  }

  get query(): URLSearchParams {
    this.subscribe();
    return new URLSearchParams(location.search);
  }

  /** Goes to an address of this view, such as `/findings/3?table=edges`. */
  go(url: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
    if (url === location.pathname + location.search + location.hash) return;
    history[options.replace ? 'replaceState' : 'pushState'](null, '', url);
    this.notify();
    if (!options.keepScroll) scrollTo(0, 0);
  }

  /** Sets parts of the query and leaves the others; null takes one away. */
  set(changes: Readonly<Record<string, string | null>>, options: { replace?: boolean } = {}): void {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes))
      if (value === null || value === '') query.delete(name);
      else query.set(name, value);
    const text = query.toString();
    this.go(location.pathname + (text === '' ? '' : `?${text}`), { replace: options.replace ?? true, keepScroll: true });
  }
}

export const router = new Router();

/** Brings the place that the address names into sight, once it is there: views load what they show. */
export function seekPlace(triesLeft = 25): void {
  const id = location.hash.slice(1);
  if (id === '') return;
  const place = document.getElementById(id);
  if (place !== null) place.scrollIntoView();
  else if (triesLeft > 0) setTimeout(() => seekPlace(triesLeft - 1), 120);
}

/** Lets links of the page change the view without loading it anew. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/api') || (link.hash !== '' && link.pathname === location.pathname && link.search === location.search))
    return;
  event.preventDefault();
  router.go(link.pathname + link.search + link.hash);
}
