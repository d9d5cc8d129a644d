// Who this tab acts as: an adviser or a supervisor, chosen on the home page, kept per tab.
import { Client } from './api.ts';

export type Role = 'adviser' | 'supervisor';
export interface Identity {
  role: Role;
  id: string;
}
const STORED = 'nawba.actor';

/** Reads `adviser:amal`; null for anything else. */
export function parseActor(text: string | null): Identity | null {
  const match = /^(adviser|supervisor):(.+)$/.exec(text ?? '');
  return match ? { role: match[1] as Role, id: match[2] as string } : null;
}

class Session {
  me = $state.raw<Identity | null>(null);

  /** `?as=adviser:amal` wins over what the tab remembers, and leaves the address bar. */
  start(): void {
    const url = new URL(location.href);
    const asked = parseActor(url.searchParams.get('as'));
    this.me = asked ?? parseActor(sessionStorage.getItem(STORED));
    if (!asked) return;
    this.become(asked);
    url.searchParams.delete('as');
    history.replaceState(null, '', url.pathname + url.search);
  }
  become(me: Identity | null): void {
    this.me = me;
    if (me) sessionStorage.setItem(STORED, `${me.role}:${me.id}`);
    else sessionStorage.removeItem(STORED);
  }
  get actor(): string | null {
    return this.me && `${this.me.role}:${this.me.id}`;
  }
}

export const session = new Session();
/** The staff pages' client: acts as whoever the session says. */
export const api = new Client(() => (session.actor ? { actor: session.actor } : null));
