// Who is signed in here: the cookie is the browser's, what it opens is read from the server.
import { ApiError, Client } from './api.ts';

export type Role = 'adviser' | 'supervisor';
export interface Identity {
  role: Role;
  id: string;
}
interface Told {
  account: string;
  roles: string[];
  csrf: string;
}

/** Reads `adviser:amal`; null for anything else. */
export function parseActor(text: string | null): Identity | null {
  const match = /^(adviser|supervisor):(.+)$/.exec(text ?? '');
  return match ? { role: match[1] as Role, id: match[2] as string } : null;
}

class Session {
  me = $state.raw<Identity | null>(null);
  csrf = '';

  /** Reads the session; `?enter=adviser:amal&to=desk` first enters a demo as that person. */
  async start(): Promise<void> {
    const url = new URL(location.href);
    const who = parseActor(url.searchParams.get('enter'));
    if (who) {
      await this.become(who);
      history.replaceState(null, '', `/${url.searchParams.get('to') ?? ''}`);
    } else await this.#take(api.get<Told>('/api/session'));
  }
  /** Enters a demo as one of its people; null signs out. */
  async become(me: Identity | null): Promise<void> {
    if (me) await this.#take(api.post<Told>('/api/session', { demo: `${me.role}:${me.id}` }));
    else await api.delete('/api/session').finally(() => (this.me = null));
  }
  async signIn(login: string, password: string): Promise<void> {
    this.#enter(await api.post<Told>('/api/session', { login, password }));
  }
  async #take(told: Promise<Told>): Promise<void> {
    try {
      this.#enter(await told);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 0) throw error;
      this.me = null;
    }
  }
  #enter(told: Told): void {
    this.csrf = told.csrf;
    this.me = parseActor(`${told.roles[0]}:${told.account}`);
  }
  get actor(): string | null {
    return this.me && `${this.me.role}:${this.me.id}`;
  }
}

export const session = new Session();
/** The staff pages' client: acts as whoever is signed in. */
export const api = new Client(() => ({ csrf: session.csrf }));
