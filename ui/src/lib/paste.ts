// A text field that is given megabytes at once freezes its page while it lays them out. What is far
// over any message is refused before it gets there; what is a little over can still be cut by hand.
export const LONGEST_MESSAGE = 4000;
export const LONGEST_PASTE = 40_000;

/** Refuses a pasted text that is far too long; its length when it did, else null. */
export function refusePaste(
  event: Pick<ClipboardEvent, 'clipboardData' | 'preventDefault'>,
): number | null {
  const length = event.clipboardData?.getData('text/plain').length ?? 0;
  if (length <= LONGEST_PASTE) return null;
  event.preventDefault();
  return length;
}
