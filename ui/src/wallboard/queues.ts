// What the queue lines say to a supervisor: which to look at first, how far each is from its
// contract, and what to do about it. Pure, so that the wall, the desk view and the tests agree.

import type { QueueLine } from '../lib/types.ts';

const URGENCY: Record<QueueLine['status'], number> = { broken: 0, at_risk: 1, ok: 2, idle: 3 };

/** Worst first, then by name: cards must not dance each time somebody waits. */
export function byUrgency(lines: QueueLine[]): QueueLine[] {
  return [...lines].sort(
    (a, b) =>
      URGENCY[a.status] - URGENCY[b.status] ||
      a.name.localeCompare(b.name) ||
      a.queue.localeCompare(b.queue),
  );
}

/** Lines that need somebody to act now: worst first, then where more people wait. */
export function alerting(lines: QueueLine[]): QueueLine[] {
  return byUrgency(lines)
    .filter((line) => line.status === 'broken' || line.status === 'at_risk')
    .sort((a, b) => URGENCY[a.status] - URGENCY[b.status] || b.waiting - a.waiting);
}

/**
 * How many more contacts may be late before today's level falls under the target; negative when
 * it is under already. Null when nothing counts yet, or the target is zero.
 */
export function spare(line: QueueLine): number | null {
  if (line.counted === 0 || line.target.share === 0) return null;
  return Math.floor(line.answered_in_target / line.target.share - line.counted + 1e-9);
}

/**
 * How many answers in time, one after the other, bring the day back to its target; 0 when it
 * holds, null when a target of 100 % is lost.
 */
export function neededToRecover(line: QueueLine): number | null {
  const { share } = line.target;
  const missing = share * line.counted - line.answered_in_target;
  if (missing <= 1e-9) return 0;
  return share < 1 ? Math.ceil(missing / (1 - share) - 1e-9) : null;
}

export type Advice =
  | { kind: 'closed' } // people wait although the queue is closed
  | { kind: 'call_back'; paused: string[]; count: number } // somebody on pause could take one
  | { kind: 'nobody' } // no adviser with the skills is here
  | { kind: 'full'; advisers: number } // all who could are at capacity
  | { kind: 'flowing' } // free places are enough: dispatch is at work
  | { kind: 'recover'; count: number | null }; // nobody waits; the day must be won back

/** The one thing to do about a line at risk or broken. */
export function advice(line: QueueLine): Advice {
  if (line.waiting === 0) return { kind: 'recover', count: neededToRecover(line) };
  if (!line.open) return { kind: 'closed' };
  if (line.eligible_free_slots >= line.waiting) return { kind: 'flowing' };
  const { eligible_paused: count, eligible_paused_longest: paused } = line;
  if (count > 0) return { kind: 'call_back', paused, count };
  if (line.eligible_available === 0) return { kind: 'nobody' };
  return { kind: 'full', advisers: line.eligible_available };
}

/** How many queues stand in each status, worst first, without the statuses nobody is in. */
export function standings(lines: QueueLine[]): [QueueLine['status'], number][] {
  const statuses = Object.keys(URGENCY) as QueueLine['status'][];
  return statuses
    .map((status): [QueueLine['status'], number] => [
      status,
      lines.filter((line) => line.status === status).length,
    ])
    .filter(([, count]) => count > 0);
}

/** The day's figures shown beside what waits, in this order. */
export const TODAY = [
  'opened',
  'answered_unconfirmed',
  'handed_over',
  'abandoned',
  'with_assistant',
  'held',
  'wrap_up',
] as const;

/** Tiles that stay readable at five metres. */
export const FIT = 15;

/** Columns that fill a wide screen with `count` tiles in the fewest rows of at most five. */
export function columnsFor(count: number): number {
  const rows = Math.max(1, Math.ceil(count / 5));
  return Math.max(1, Math.ceil(count / rows));
}
