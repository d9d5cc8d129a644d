// What the loader (on the company's page) and the chat (in its frame) say to each other.
// Both sides drop whatever does not come from the expected window and origin, or has another shape.
export type ToHost =
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  | { type: 'live'; live: boolean }
  | { type: 'look'; colour: string };
export type ToFrame = { type: 'open'; focus: boolean } | { type: 'shut' };

const MARK = 'nawba';

/** The envelope that is posted, so that other scripts' messages are told apart. */
export function sealed<T extends ToHost | ToFrame>(message: T): T & { mark: string } {
  return { mark: MARK, ...message };
}

/** The message in a posted envelope; null for anything that is not ours. */
export function opened(data: unknown): ToHost | ToFrame | null {
  const value = data as Record<string, unknown> | null;
  if (typeof value !== 'object' || value?.mark !== MARK) return null;
  switch (value.type) {
    case 'ready':
    case 'close':
    case 'shut':
      return { type: value.type };
    case 'open':
      return { type: 'open', focus: value.focus === true };
    case 'unread':
      return Number.isInteger(value.count) && Number(value.count) >= 0 ? { type: 'unread', count: Number(value.count) } : null;
    case 'live':
      return typeof value.live === 'boolean' ? { type: 'live', live: value.live } : null;
    case 'look':
      return /^#[0-9a-f]{6}$/i.test(String(value.colour)) ? { type: 'look', colour: String(value.colour) } : null;
    default:
      return null;
  }
}

/** True when `event` was posted by `source` under `origin`: the only sender that is listened to. */
export function trusted(event: MessageEvent, source: Window | null, origin: string): boolean {
  return source !== null && event.source === source && event.origin === origin;
}
