// What the signed-in person may do: for links and buttons that would lead nowhere. The server decides.
import { session } from '../lib/session.svelte.ts';

/** Whether any of their roles may do `action`; who is signed in without a list is let try. */
export function may(action: string): boolean {
  const me = session.me as { can?: string[] } | null;
  return me?.can?.includes(action) ?? true;
}
