// Small whole values for tests that need somebody signed in.
import type { Me } from './session.svelte.ts';

export function signedIn(over: Partial<Me> = {}): Me {
  return {
    account: 'leila',
    name: 'Leila Haddad',
    login: 'leila@nawba.example',
    roles: ['supervisor'],
    brands: null,
    sites: null,
    language: null,
    csrf: 'token-1',
    can: ['join', 'read_history', 'read_wallboard', 'watch'],
    demo: false,
    password: true,
    session: 'ses_1',
    expires_at: '2026-03-03T12:00:00Z',
    idle_seconds: 43200,
    ...over,
  };
}
