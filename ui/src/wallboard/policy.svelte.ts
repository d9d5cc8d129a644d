// Which policy decides who takes which contact, what each says of itself, and choosing another.
import { t } from '../lib/i18n.svelte.ts';
import { policyName } from '../lib/policies.ts';
import { api } from '../lib/session.svelte.ts';
import type { DispatchPolicies, PolicyLine } from '../lib/types.ts';

/** The policy's name for people; a user's own policy is called as it was registered. */
export function title(policy: string): string {
  return policyName(policy) ?? policy;
}

/** What it does, in one line; of a user's own: where its rule comes from. */
export function gist(line: PolicyLine): string {
  const key = `wallboard.policy_line.${line.policy}`;
  const found = t(key);
  return found === key ? line.source : found;
}

export class Policies {
  known = $state.raw<DispatchPolicies | null>(null);
  problem = $state.raw<unknown>(null);

  async read(): Promise<void> {
    try {
      this.known = await api.get<DispatchPolicies>('/api/dispatch/policy');
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  async choose(policy: string, reason: string): Promise<void> {
    this.known = await api.post<DispatchPolicies>('/api/dispatch/policy', { policy, reason });
  }
}
