// What happens before the first page: who is signed in, and the demo's links that enter by themselves.
import { ApiError } from '../lib/api.ts';
import { i18n } from '../lib/i18n.svelte.ts';
import { router } from '../lib/router.svelte.ts';
import { type Me, outside, session } from '../lib/session.svelte.ts';
import { landing } from '../pages.ts';

/** Throws ApiError when the server does not answer. */
export async function begin(): Promise<void> {
  await session.start();
  await enterByLink();
  await i18n.suggest(session.me?.language ?? null);
}

/** `/?enter=adviser:amal&to=desk`: through a door of the demo, at once. Where there are no such
 *  doors, or nobody of that name, the link leads to the usual ones. */
async function enterByLink(): Promise<void> {
  const who = router.query.get('enter');
  const to = router.query.get('to');
  if (!who || router.path !== '/') return;
  try {
    const me = await enterAs(who);
    router.go(landing(me, to), true);
  } catch (error) {
    if (!(error instanceof ApiError && [403, 404, 422].includes(error.status))) throw error;
    router.go(to ? `/?to=${encodeURIComponent(to)}` : '/', true);
  }
}

/** Opens a session as somebody of the demo (`adviser:amal`), unless it is theirs already. */
export async function enterAs(who: string): Promise<Me> {
  if (session.me && who.endsWith(`:${session.me.account}`)) return session.me;
  const me = await outside.post<Me>('/api/session', { demo: who });
  session.enter(me);
  return me;
}
