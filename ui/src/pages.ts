// The staff pages: path, catalogue, the code fetched when the page is opened, and who may open it.
import type { Component } from 'svelte';
import type { Me, Role } from './lib/session.svelte.ts';

/** Where a page stands in the navigation. */
export const GROUPS = ['work', 'day', 'quality', 'assistant', 'people', 'house'] as const;
export type Group = (typeof GROUPS)[number];

export interface Page {
  id: string;
  path: string;
  /** Its catalogue, unless that is called as the page is. */
  words?: string;
  /** The action one must be permitted to open it; `session`: whoever is signed in; null: anybody. */
  needs: string | null;
  /** Left out: the page is not in the navigation. */
  group?: Group;
  /** The role in which the page acts, for who has several. */
  role?: Role;
  load: () => Promise<{ default: Component }>;
}

export const PAGES: readonly Page[] = [
  { id: 'home', path: '/', needs: null, load: () => import('./home/Home.svelte') },
  {
    id: 'welcome',
    path: '/welcome',
    words: 'signin',
    needs: null,
    load: () => import('./signin/Welcome.svelte'),
  },
  {
    id: 'candidate',
    path: '/candidate',
    needs: null,
    load: () => import('./candidate/Candidate.svelte'),
  },
  {
    id: 'desk',
    path: '/desk',
    needs: 'heartbeat',
    group: 'work',
    role: 'adviser',
    load: () => import('./desk/Desk.svelte'),
  },
  {
    id: 'mine',
    path: '/mine',
    words: 'listening',
    needs: 'read_own_scores',
    group: 'work',
    role: 'adviser',
    load: () => import('./listening/Mine.svelte'),
  },
  {
    id: 'wallboard',
    path: '/wallboard',
    needs: 'read_wallboard',
    group: 'day',
    role: 'supervisor',
    load: () => import('./wallboard/Wallboard.svelte'),
  },
  {
    id: 'history',
    path: '/history',
    needs: 'read_history',
    group: 'day',
    load: () => import('./history/History.svelte'),
  },
  {
    id: 'staffing',
    path: '/staffing',
    needs: 'plan_staffing',
    group: 'day',
    load: () => import('./staffing/Staffing.svelte'),
  },
  {
    id: 'planning',
    path: '/planning',
    needs: 'plan_staffing',
    group: 'day',
    load: () => import('./planning/Planning.svelte'),
  },
  {
    id: 'listening',
    path: '/listening',
    needs: 'read_listening',
    group: 'quality',
    load: () => import('./listening/Listening.svelte'),
  },
  {
    id: 'causes',
    path: '/causes',
    needs: 'read_listening',
    group: 'quality',
    load: () => import('./causes/Causes.svelte'),
  },
  {
    id: 'assistant',
    path: '/assistant',
    needs: 'read_assistant',
    group: 'assistant',
    load: () => import('./assistant/Assistant.svelte'),
  },
  {
    id: 'editor',
    path: '/editor',
    needs: 'read_knowledge',
    group: 'assistant',
    load: () => import('./editor/Editor.svelte'),
  },
  {
    id: 'hiring',
    path: '/hiring',
    needs: 'read_candidates',
    group: 'people',
    load: () => import('./hiring/Hiring.svelte'),
  },
  {
    id: 'admin',
    path: '/admin',
    needs: 'read_configuration',
    group: 'house',
    load: () => import('./admin/Administration.svelte'),
  },
  {
    id: 'accounts',
    path: '/accounts',
    needs: 'manage_accounts',
    group: 'house',
    load: () => import('./accounts/Accounts.svelte'),
  },
  {
    id: 'access',
    path: '/access',
    needs: 'read_access_log',
    group: 'house',
    load: () => import('./access/Access.svelte'),
  },
  {
    id: 'privacy',
    path: '/privacy',
    needs: 'find_customer',
    group: 'house',
    load: () => import('./privacy/Privacy.svelte'),
  },
  {
    id: 'account',
    path: '/account',
    needs: 'session',
    load: () => import('./account/Account.svelte'),
  },
  {
    id: 'webhooks',
    path: '/webhooks',
    needs: 'manage_webhooks',
    group: 'house',
    load: () => import('./webhooks/Webhooks.svelte'),
  },
];

/** The page at `path`, trailing slash or not; null when there is none. */
export function pageAt(path: string): Page | null {
  const wanted = path.replace(/(?<=.)\/+$/, '');
  return PAGES.find((page) => page.path === wanted) ?? null;
}

/** Whether `me` (null: nobody) may open `page`. */
export function opensTo(page: Page, me: Me | null): boolean {
  if (page.needs === null) return true;
  return me !== null && (page.needs === 'session' || me.can.includes(page.needs));
}

/** The pages that stand in the navigation of `me`, in their order. */
export function navigation(me: Me | null): Page[] {
  return GROUPS.flatMap((group) => PAGES.filter((page) => page.group === group)).filter((page) =>
    opensTo(page, me),
  );
}

/** Where `me` goes after signing in: to what they `wanted` (a page's id, or a path of this house)
 *  if they may open it, else to the one page they have, else home. */
export function landing(me: Me, wanted: string | null): string {
  const path = wanted?.startsWith('/') ? wanted : `/${wanted ?? ''}`;
  const url = new URL(path, location.origin);
  const page = url.origin === location.origin ? pageAt(url.pathname) : null;
  if (page && page.needs !== null) return url.pathname + url.search;
  const [only, ...others] = navigation(me);
  const first = me.roles.includes('adviser') || me.roles.includes('supervisor');
  return only && (first || others.length === 0) ? only.path : '/';
}
