// A further step of a queue's relaxation, proposed: later than the last, one level lower.
import type { Levels, Relaxation } from './types.ts';

/** `now` is what the queue requires at once. */
export function lowered(steps: readonly Relaxation[], now: Levels): Relaxation {
  const last = steps.at(-1);
  const requires = Object.entries(last?.requires ?? now).map(
    ([skill, level]) => [skill, Math.max(1, level - 1)] as const,
  );
  return {
    after_seconds: (last?.after_seconds ?? 0) + 60,
    requires: Object.fromEntries(requires),
  };
}
