// Ages as people read them on a wall. They grow on this page every second, from the server's
// timestamps and the server's clock, so that two screens with wrong clocks show the same number.

/** Milliseconds to add to this machine's clock to get the server's. `at` is the server's now. */
export function serverOffset(at: string, receivedAt: number): number {
  return Date.parse(at) - receivedAt;
}

/** Whole seconds from `since` to `now` (server milliseconds); never negative. */
export function secondsSince(since: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
}

/** What a duration measured at `at` has become at `now`; null stays null. */
export function grown(seconds: number | null, at: string, now: number): number | null {
  return seconds === null ? null : Math.floor(seconds) + secondsSince(at, now);
}

/** `m:ss`, or `h:mm:ss` from one hour on; a duration in seconds, Latin digits in every language. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const tail = pad(whole % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** The same duration as ISO 8601, for `<time datetime>`. */
export function isoDuration(seconds: number): string {
  return `PT${Math.max(0, Math.floor(seconds))}S`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
