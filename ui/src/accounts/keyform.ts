// A key as it is being typed, and the body that is sent of it.
import { ROLES, type Role } from '../lib/session.svelte.ts';

export interface KeyDraft {
  name: string;
  roles: Role[];
  /** Chosen actions; empty: all that the roles may. */
  actions: string[];
  brands: string[] | null;
  sites: string[] | null;
  /** Days until it ends; null: never. */
  days: number | null;
}

export const DAYS = [30, 90, 365, null] as const;

export const NEW_KEY: KeyDraft = {
  name: '',
  roles: [],
  actions: [],
  brands: null,
  sites: null,
  days: 90,
};

export type KeyFault = 'name' | 'roles' | 'brands' | 'sites';

export function keyFaults(draft: KeyDraft): KeyFault[] {
  const found: [KeyFault, boolean][] = [
    ['name', !draft.name.trim()],
    ['roles', draft.roles.length === 0],
    ['brands', draft.brands?.length === 0],
    ['sites', draft.sites?.length === 0],
  ];
  return found.filter(([, wrong]) => wrong).map(([fault]) => fault);
}

/** The body of `POST /api/keys`; `now` in ms since the epoch. */
export function keyBody(draft: KeyDraft, now: number): Record<string, unknown> {
  const { days } = draft;
  return {
    name: draft.name.trim(),
    roles: ROLES.filter((role) => draft.roles.includes(role)),
    actions: draft.actions.length ? [...draft.actions].sort() : null,
    brands: draft.brands,
    sites: draft.sites,
    expires_at: days === null ? null : new Date(now + days * 86_400_000).toISOString(),
  };
}

/** The actions that any of `roles` may, in order, each once. */
export function actionsOf(roles: Role[], table: { role: Role; can: string[] }[]): string[] {
  const found = table.filter(({ role }) => roles.includes(role)).flatMap(({ can }) => can);
  return [...new Set(found)].sort();
}
