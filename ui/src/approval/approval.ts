// Which operations of a contact wait for a person, and which of its events are about them.
import type { FinalOperation, OperationState, OperationView } from '../lib/types.ts';

export type Verb = 'approve' | 'refuse';

const ABOUT = new Set([
  'approval_asked',
  'approval_decided',
  'operation_started',
  'operation_ended',
  'hand_started',
  'hand_ended',
  'contact_closed',
]);

/** What cannot be undone, in the order it was asked for. */
export function final(operations: OperationView[]): FinalOperation[] {
  return operations.filter((each): each is FinalOperation => each.risk === 'irreversible');
}

/** What a person may still say to an operation in `state`: yes once more where it may not have happened. */
export function verbs(state: OperationState): Verb[] {
  if (state === 'awaiting' || state === 'approved') return ['approve', 'refuse'];
  return state === 'unknown' || state === 'failed' ? ['approve'] : [];
}

/** The first that `verb` can be said to, by whoever looks. */
export function first(list: FinalOperation[], verb: Verb): FinalOperation | null {
  return list.find((each) => each.may_decide && verbs(each.state).includes(verb)) ?? null;
}

/** How often something happened that changes what can be decided; 0 when nothing was ever asked. */
export function changes(timeline: { type: string }[]): number {
  if (!timeline.some((entry) => entry.type === 'approval_asked')) return 0;
  return timeline.filter((entry) => ABOUT.has(entry.type)).length;
}
