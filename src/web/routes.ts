import type { Component } from 'svelte';
import type { Strings } from './strings/en.ts';
import type { ViewProps } from './view.ts';

/** A view; most need nothing but the query, which they read themselves. */
export type View = Component<ViewProps> | Component<Record<string, never>>;

export interface Route {
  readonly pattern: RegExp;
  readonly load: () => Promise<{ default: View }>;
  /** Parts beyond those that the pattern names. */
  readonly params?: Readonly<Record<string, string>>;
  readonly title: (words: Strings, params: Readonly<Record<string, string>>) => string;
}

const question = () => import('./views/question/Question.svelte');

/** Every address of the view; each view is a chunk of its own, loaded when somebody goes there. */
export const ROUTES: readonly Route[] = [
  { pattern: /^\/$/, load: () => import('./views/overview/Overview.svelte'), title: (words) => words.nav.overview },
  { pattern: /^\/speaks$/, load: question, params: { question: 'voice' }, title: (words) => words.questions.voice.name },
  { pattern: /^\/said$/, load: question, params: { question: 'message' }, title: (words) => words.questions.message.name },
  { pattern: /^\/echoes$/, load: question, params: { question: 'coordination' }, title: (words) => words.questions.coordination.name },
  { pattern: /^\/answers$/, load: question, params: { question: 'reaction' }, title: (words) => words.questions.reaction.name },
  { pattern: /^\/silent$/, load: question, params: { question: 'disappearance' }, title: (words) => words.questions.disappearance.name },
  { pattern: /^\/analyses\/(?<id>[^/]+)$/, load: () => import('./views/analysis/Analysis.svelte'), title: (words) => words.analysis.title },
  { pattern: /^\/findings$/, load: () => import('./views/finding/Findings.svelte'), title: (words) => words.finding.title },
  {
    pattern: /^\/findings\/(?<id>\d+)$/,
    load: () => import('./views/finding/Finding.svelte'),
    title: (words, { id }) => words.finding.one(Number(id)),
  },
  { pattern: /^\/compare$/, load: () => import('./views/compare/Compare.svelte'), title: (words) => words.compare.title },
  { pattern: /^\/posts$/, load: () => import('./views/material/Posts.svelte'), title: (words) => words.posts.title },
  { pattern: /^\/accounts$/, load: () => import('./views/material/Accounts.svelte'), title: (words) => words.accounts.title },
  { pattern: /^\/accounts\/(?<account>.+)$/, load: () => import('./views/speaks/Account.svelte'), title: (words) => words.accounts.one },
  { pattern: /^\/objects$/, load: () => import('./views/material/Objects.svelte'), title: (words) => words.objects.title },
  { pattern: /^\/data$/, load: () => import('./views/data/Data.svelte'), title: (words) => words.data.title },
  { pattern: /^\/import$/, load: () => import('./views/import/Import.svelte'), title: (words) => words.import.title },
  { pattern: /^\/jobs$/, load: () => import('./views/jobs/Jobs.svelte'), title: (words) => words.jobs.title },
  { pattern: /^\/notes$/, load: () => import('./views/notes/NotesView.svelte'), title: (words) => words.notes.title },
  { pattern: /^\/report$/, load: () => import('./views/report/Report.svelte'), title: (words) => words.report.title },
];

/** The route of an address with its parts; null where there is none. */
export function routeOf(path: string): { route: Route; params: Readonly<Record<string, string>> } | null {
  for (const route of ROUTES) {
    const match = route.pattern.exec(path);
    if (match !== null) return { route, params: { ...route.params, ...decoded(match.groups ?? {}) } };
  }
  return null;
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, safeDecoded(value)]));
}

function safeDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
