// Whether somebody is at this page. A page reads and beats by itself, and a session that nobody uses
// must end all the same: what is sent while nobody is here is marked so.

/** A hand on the page a moment ago: what is sent now may well be theirs. */
const STILL_HERE_MS = 30_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

let last = -Infinity;

/** Somebody is here, or at work in a way that no hand on the page shows: in a conversation. */
export function touched(): void {
  last = Date.now();
}

export function isAlone(): boolean {
  return Date.now() - last > STILL_HERE_MS;
}

/** Notices hands from now on; opening the page is the first sign. */
export function watchHands(): void {
  touched();
  for (const sign of SIGNS) addEventListener(sign, touched, { capture: true, passive: true });
  document.addEventListener('visibilitychange', () => document.hidden || touched());
}
