// Ages that grow on the page every second from the server's timestamps (`clock.now` is its clock),
// so that two screens with wrong clocks show the same number.
import { since } from '../lib/format.ts';

/** Whole seconds from `iso` to `now` (server milliseconds); never negative. */
export function age(iso: string, now: number): number {
  return Math.max(0, Math.floor(since(iso, now)));
}

/** What a duration measured at `at` has become at `now`; null stays null. */
export function grown(seconds: number | null, at: string, now: number): number | null {
  return seconds === null ? null : Math.floor(seconds) + age(at, now);
}

/** A duration in seconds as ISO 8601, for `<time datetime>`. */
export function isoDuration(seconds: number): string {
  return `PT${Math.max(0, Math.floor(seconds))}S`;
}
