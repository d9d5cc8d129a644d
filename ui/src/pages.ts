// The staff pages: path, catalogue, the code fetched when the page is opened, and who needs to be who.
import type { Component } from 'svelte';
import type { Role } from './lib/session.svelte.ts';

export interface Page {
  id: string;
  path: string;
  role: Role | null;
  load: () => Promise<{ default: Component }>;
}

export const PAGES: readonly Page[] = [
  { id: 'home', path: '/', role: null, load: () => import('./home/Home.svelte') },
  { id: 'desk', path: '/desk', role: 'adviser', load: () => import('./desk/Desk.svelte') },
  {
    id: 'wallboard',
    path: '/wallboard',
    role: 'supervisor',
    load: () => import('./wallboard/Wallboard.svelte'),
  },
  {
    id: 'history',
    path: '/history',
    role: 'supervisor',
    load: () => import('./history/History.svelte'),
  },
  {
    id: 'assistant',
    path: '/assistant',
    role: 'supervisor',
    load: () => import('./assistant/Assistant.svelte'),
  },
];

/** The page at `path`, trailing slash or not; null when there is none. */
export function pageAt(path: string): Page | null {
  const wanted = path.replace(/(?<=.)\/+$/, '');
  return PAGES.find((page) => page.path === wanted) ?? null;
}
