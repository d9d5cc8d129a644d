// Accounts and keys as the server sends them. Times are ISO 8601 UTC; null scopes mean all.
import type { Role } from '../lib/session.svelte.ts';
import type { Language } from '../lib/types.ts';

export interface Account {
  id: string;
  name: string;
  login: string;
  email: string | null;
  roles: Role[];
  brands: string[] | null;
  sites: string[] | null;
  language: Language | null;
  disabled: boolean;
  has_password: boolean;
  oidc: boolean;
  invited: { expires_at: string } | null;
  /** How many sessions are open. */
  sessions: number;
  seen_at: string | null;
  made_at: string;
  revision: number;
}

/** A one-time link: `url` whole, shown once. */
export interface OneTimeLink {
  url: string;
  path: string;
  kind?: 'invitation' | 'reset';
  expires_at: string;
}

export interface AccountPage {
  accounts: Account[];
  next: string | null;
  total: number;
}

export interface Key {
  id: string;
  name: string;
  roles: Role[];
  actions: string[] | null;
  brands: string[] | null;
  sites: string[] | null;
  made_by: string;
  made_at: string;
  expires_at: string | null;
  used_at: string | null;
  revoked_at: string | null;
  prefix: string;
}
