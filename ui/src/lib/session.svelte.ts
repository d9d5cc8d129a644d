// Who is signed in here, in which roles, and what they may do; the client that acts for them.
//
// The browser's cookie is the session and pages never see it. This is what the server says of it,
// read once at start and again whenever it may have changed: another tab signed in or out, the
// tab was away for a while, a call was refused.
import { isAlone, watchHands } from './activity.ts';
import { ApiError, Client } from './api.ts';
import { router } from './router.svelte.ts';
import type { Language } from './types.ts';

export const ROLES = [
  'adviser',
  'supervisor',
  'quality',
  'editor',
  'recruiter',
  'planner',
  'client',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

/** The session as the server tells it. */
export interface Me {
  account: string;
  name: string;
  login: string;
  roles: Role[];
  /** null: all of them. */
  brands: string[] | null;
  sites: string[] | null;
  language: Language | null;
  csrf: string;
  /** Actions that any of the roles may. */
  can: string[];
  demo: boolean;
  /** Has a password of its own: false for who comes by another service, or by a demo door. */
  password: boolean;
  session: string;
  expires_at: string;
  idle_seconds: number;
}

/** Why a page that stays open beneath cannot be used: one's session ended, or one left in another
 *  tab, or somebody else (`other`) came in with this browser. */
export interface Cover {
  why: 'ended' | 'left' | 'other';
  other: Me | null;
}

const CHANNEL = 'nawba.session';
/** How long a tab may have been out of sight before it asks again who is signed in. */
const AWAY_MS = 30_000;

class Session {
  me = $state.raw<Me | null>(null);
  cover = $state.raw<Cover | null>(null);
  /** The role the page at hand acts in, sent only for who has several. */
  role = $state<Role | null>(null);
  /** Set while one leaves on purpose, so that one's own page is not told that the session ended. */
  #leaving = false;
  #hidden_at: number | null = null;
  #channel: BroadcastChannel | null = null;

  /** Reads the session, before the first page. Throws ApiError when nobody answers. */
  async start(): Promise<void> {
    if (!this.#channel) watchHands();
    this.me = await this.#read();
    if (this.#channel) return;
    this.#channel = new BroadcastChannel(CHANNEL);
    this.#channel.onmessage = (message) => this.#told(message.data);
    this.#channel.postMessage(this.me?.account ?? null);
    document.addEventListener('visibilitychange', () => this.#seen());
    addEventListener('pageshow', (event) => event.persisted && void this.check());
  }

  may = (action: string): boolean => this.me?.can.includes(action) ?? false;

  /** The role to name to the server: none where there is no choice. */
  get acting(): Role | null {
    const { me, role } = this;
    return me && role && me.roles.length > 1 && me.roles.includes(role) ? role : null;
  }

  /** Takes in a session that was just opened, or opened anew, and tells the other tabs. */
  enter(me: Me): void {
    this.#become(me);
    this.#channel?.postMessage(me.account);
  }

  /** Signs out, `everywhere` or of this browser only. Throws ApiError when that failed. */
  async leave(everywhere = false): Promise<void> {
    this.#leaving = true;
    try {
      await api.delete(everywhere ? '/api/sessions' : '/api/session').catch(ended);
      router.go('/'); // first: a page that nobody may open would send them back to itself
      [this.me, this.cover] = [null, null];
    } finally {
      this.#leaving = false;
    }
    this.#channel?.postMessage(null);
  }

  /** Asks the server who is signed in now, and covers the page if it is not who was. */
  async check(): Promise<void> {
    const found = await this.#read().catch(() => undefined);
    if (found === undefined) return; // no answer says nothing about the session
    if (!this.me) {
      if (found) this.#become(found);
    } else if (!found) this.#lost('left');
    else if (found.account !== this.me.account) this.cover = { why: 'other', other: found };
    else this.#become(found);
  }

  /** What the client heard: an ended session covers the page, an outdated token is read anew. */
  refused = async (error: ApiError): Promise<boolean> => {
    if (error.status === 401 && error.code === 'sign_in_needed') this.#lost('ended');
    if (error.code !== 'csrf') return false;
    const before = this.me?.account;
    await this.check();
    return !this.cover && before !== undefined && this.me?.account === before;
  };

  /** Another tab says whose account it is in, null for nobody's. */
  #told(account: unknown): void {
    if (this.cover || account !== (this.me?.account ?? null)) void this.check();
  }

  #lost(why: 'ended' | 'left'): void {
    if (this.me && !this.#leaving) this.cover ??= { why, other: null };
  }

  #become(me: Me): void {
    const covered = this.cover !== null;
    // Effects that call the server depend on the session: after a new sign-in they read again
    // what was refused, and one that is as it was disturbs nobody.
    if (JSON.stringify(me) !== JSON.stringify(this.me)) this.me = me;
    this.cover = null;
    // Streams that wait for their next try make it now.
    if (covered) dispatchEvent(new Event('online'));
  }

  #seen(): void {
    if (document.hidden) this.#hidden_at = Date.now();
    else if (this.#hidden_at !== null && Date.now() - this.#hidden_at > AWAY_MS) void this.check();
  }

  #read(): Promise<Me | null> {
    return outside.get<Me>('/api/session').catch(ended);
  }
}

/** Nobody is signed in; any other failure is thrown on. */
function ended(error: unknown): null {
  if (error instanceof ApiError && error.status === 401) return null;
  throw error;
}

export const session = new Session();
/** For whoever is not signed in yet: sign-in itself, links, and asking who one is. */
export const outside = new Client(undefined, { alone: isAlone });
/** The staff pages' client: acts as whoever is signed in here. */
export const api = new Client(() => session.me && { csrf: session.me.csrf, role: session.acting }, {
  refused: session.refused,
  alone: isAlone,
});
