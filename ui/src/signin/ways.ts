// How one may come in here, as the server tells it, and the codes a service's refusal comes back with.
import type { Role } from '../lib/session.svelte.ts';

/** Somebody of the demo whom one may be without a password. */
export interface DemoPerson {
  /** `adviser:amal` */
  who: string;
  role: Role;
  id: string;
  name: string;
  site: string | null;
  languages: string[];
  brands: string[] | null;
}

export interface Ways {
  password: boolean;
  /** What the other service is called, null when there is none. */
  oidc: string | null;
  /** Nobody administers this house yet: the link that makes one stands in the terminal. */
  first: boolean;
  demo: DemoPerson[] | null;
}

const REFUSALS = [
  'oidc_unreachable',
  'oidc_refused',
  'oidc_invalid',
  'oidc_unknown',
  'oidc_disabled',
  'oidc_groups',
];

/** The refusal to tell of: one that has words, `oidc_invalid` for any other, null for none. */
export function refusal(code: string | null): string | null {
  if (!code) return null;
  return REFUSALS.includes(code) ? code : 'oidc_invalid';
}
