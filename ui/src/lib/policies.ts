// What policies of dispatch are called.
import { t } from './i18n.svelte.ts';

/** A policy's name for people; null for a user's own. */
export function policyName(policy: string): string | null {
  const key = `common.policy_name.${policy}`;
  const found = t(key);
  return found === key ? null : found;
}
