// The measure a supervisor is putting together, and the change it asks for. Pure.
import type { CentreView } from '../lib/types.ts';
import type { Change, Held, Kind } from './types.ts';
import { KINDS } from './types.ts';

export interface Draft {
  kind: Kind;
  site: string;
  queue: string;
  to: string;
  held: Held;
  levels: number;
  /** How many to move, as typed; empty: all. */
  count: string;
  /** Minutes in force, as chosen; empty: until somebody ends it. */
  minutes: string;
  reason: string;
}

export const BLANK: Draft = {
  kind: 'site_dark',
  site: '',
  queue: '',
  to: '',
  held: 'return',
  levels: 1,
  count: '',
  minutes: '60',
  reason: '',
};
/** Minutes to choose from. */
export const DURATIONS = ['15', '30', '60', '120', '240', ''] as const;
export const MOST_LEVELS = 4;
export const LONGEST_REASON = 200;
/** An outlook looks no further: beyond it the present says little. */
const HORIZON = 60;

/** A draft of what was suggested. */
export function draftOf(change: Change): Draft {
  const { kind, site, queue, to, held, levels, count } = change;
  return {
    ...BLANK,
    kind,
    site: site ?? '',
    queue: queue ?? '',
    to: to ?? '',
    held,
    levels,
    count: count === null ? '' : String(count),
  };
}

/** The change a draft asks for, with what its kind needs and nothing else; null while something lacks. */
export function changeOf(draft: Draft): Change | null {
  const none = {
    site: null,
    queue: null,
    to: null,
    held: 'return',
    levels: 1,
    count: null,
  } as const;
  const { kind, site, queue, to, held, levels } = draft;
  if (kind === 'site_dark') return site ? { ...none, kind, site, held } : null;
  if (kind === 'widen_queue') return queue ? { ...none, kind, queue, levels } : null;
  const count = countOf(draft.count);
  return queue && to && count !== undefined ? { ...none, kind, queue, to, count } : null;
}

/** A whole number from 1; null: all; undefined: not readable. */
export function countOf(typed: string): number | null | undefined {
  const text = typed.trim();
  if (!text) return null;
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;
}

/** Minutes in force; null: until ended, or done at once. */
export function minutesOf(draft: Draft): number | null {
  return draft.kind === 'move_waiting' || !draft.minutes ? null : Number(draft.minutes);
}

/** How far the outlook of a draft looks, in minutes. */
export function horizon(draft: Draft): number {
  return Math.min(minutesOf(draft) ?? HORIZON, HORIZON);
}

/** The kinds open to who works for these brands and at these sites (null: all). A site answers for
 *  every brand, and a queue is answered at every site. */
export function allowed(me: { brands: string[] | null; sites: string[] | null } | null): Kind[] {
  if (!me) return [];
  return KINDS.filter((kind) => (kind === 'site_dark' ? me.brands : me.sites) === null);
}

/** Queues that contacts of `queue` may be moved to: of its brand, itself not. */
export function targets(centre: CentreView, queue: string): CentreView['queues'] {
  const brand = centre.queues.find((each) => each.id === queue)?.brand;
  return centre.queues.filter((each) => each.brand === brand && each.id !== queue);
}
