// How an account stands, in one word: what an administrator looks for in the list.
import type { Account, Key } from './types.ts';

export type Standing = 'disabled' | 'invited' | 'waiting' | 'signed_in' | 'active';

/** `invited`: has a link that still works; `waiting`: could not sign in yet and has no such link. */
export function standing(account: Account): Standing {
  if (account.disabled) return 'disabled';
  if (account.sessions > 0) return 'signed_in';
  if (account.has_password || account.oidc) return 'active';
  return account.invited ? 'invited' : 'waiting';
}

export const TONES = {
  disabled: 'bad',
  invited: 'accent',
  waiting: 'warn',
  signed_in: 'good',
  active: 'neutral',
} as const;

export type KeyStanding = 'revoked' | 'expired' | 'soon' | 'valid';
const SOON_MS = 14 * 86_400_000;

/** `soon`: ends within a fortnight of `now` (ms since the epoch). */
export function keyStanding(key: Key, now: number): KeyStanding {
  if (key.revoked_at) return 'revoked';
  const left = key.expires_at === null ? Infinity : Date.parse(key.expires_at) - now;
  if (left <= 0) return 'expired';
  return left < SOON_MS ? 'soon' : 'valid';
}

export const KEY_TONES = {
  revoked: 'neutral',
  expired: 'bad',
  soon: 'warn',
  valid: 'good',
} as const;
