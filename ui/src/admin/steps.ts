// The way from an empty store to a centre that works: what is missing, in the order to mend it.
import type { Kind, Lack, Lacks } from './types.ts';

export const STEPS = ['skills', 'sites', 'brands', 'queues', 'advisers'] as const;
export const FURTHER = [
  'supervisors',
  'calendars',
  'wrap_up_codes',
  'pause_reasons',
  'canned_replies',
  'sampling',
] as const;

export interface Step {
  kind: Kind;
  state: 'done' | 'next' | 'later';
  count: number;
  /** What stands in the way of "done". */
  lacks: Lack[];
}

/** The kind whose page mends `lack`: a brand's missing entry is a queue, an unserved queue an adviser. */
export function mendedAt(lack: Lack): Kind {
  if (lack.code === 'no_entry' || lack.code === 'several_entries') return 'queues';
  if (lack.by_list_of) return 'brands';
  return lack.code === 'unserved' ? 'advisers' : lack.kind;
}

/** Where one mends `lack`: the address of a form that knows what it is for. */
export function mending(lack: Lack): string {
  const wish: Record<string, string> = { part: mendedAt(lack), id: 'new' };
  if (lack.code === 'no_entry')
    Object.assign(wish, { brand: lack.id ?? '', language: lack.language ?? '' });
  if (lack.by_list_of) wish.id = lack.by_list_of;
  else if (lack.code === 'unserved') wish.queue = lack.id ?? '';
  if (lack.code === 'several_entries') delete wish.id;
  return `/admin?${new URLSearchParams(wish)}`;
}

/** The steps with their state; the first that is not done comes next. */
export function steps({ counts, lacks }: Lacks): Step[] {
  const found: Step[] = STEPS.map((kind) => {
    const own = lacks.filter((lack) => mendedAt(lack) === kind);
    const count = counts[kind] ?? 0;
    return { kind, count, lacks: own, state: count > 0 && own.length === 0 ? 'done' : 'later' };
  });
  const next = found.find((step) => step.state !== 'done');
  return found.map((step) => (step === next ? { ...step, state: 'next' } : step));
}

/** Lacks that a person can do something about now: not "there is no brand" while sites are missing. */
export function pressing(lacks: readonly Lack[]): Lack[] {
  return lacks.filter((lack) => lack.code !== 'none');
}
