export type Theme = 'system' | 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const state = $state<{ theme: Theme; systemIsDark: boolean }>({ theme: stored(), systemIsDark: dark.matches });
dark.addEventListener('change', ({ matches }) => {
  state.systemIsDark = matches;
  markTheme();
});

function stored(): Theme {
  const kept = localStorage.getItem('antiphon-theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function theme(): Theme {
  return state.theme;
}

/** True if the page stands on dark; charts that read it draw anew when that changes. */
export function isDark(): boolean {
  return state.theme === 'dark' || (state.theme === 'system' && state.systemIsDark);
}

export function setTheme(theme: Theme): void {
  state.theme = theme;
  localStorage.setItem('antiphon-theme', theme);
  markTheme();
}

/** Puts what the page stands on where the style sheet finds it. */
export function markTheme(): void {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
}

/** Colours for charts, of the same family as the report's; names as in style.css. */
export interface Colours {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly first: string;
  readonly second: string;
  readonly all: string;
  readonly groups: readonly string[];
}

/** The colours as they are now, in hex: pictures that are taken away have no style sheet. */
export function colours(): Colours {
  isDark();
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    paper: of('paper'),
    ink: of('ink'),
    muted: of('muted'),
    line: of('line'),
    accent: of('accent'),
    first: of('first'),
    second: of('second'),
    all: of('all'),
    groups: Array.from({ length: 9 }, (_, group) => of(`group-${group}`)),
  };
}
