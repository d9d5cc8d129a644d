// Follows a server-sent event stream for as long as a page lives: reconnects with backoff from the
// last cursor, drops what it has already seen, and says in which state the connection is.
export type ConnectionState = 'connecting' | 'live' | 'waiting' | 'closed';

export interface Frame {
  name: string;
  data: unknown;
  id: string;
}
export interface StreamOptions {
  /** Address to open, given the cursor after which frames are wanted (null: from now). */
  url: (cursor: string | null) => string;
  cursor?: string | null;
  names: readonly string[];
  onFrame: (frame: Frame) => void;
  onState?: (state: ConnectionState) => void;
  /** Called when the stream is live again after a break, or when the server says that too much was
   *  missed to tell it one by one (`resync`): the page re-reads what it shows. */
  onResume?: () => void;
  source?: (url: string) => EventSource;
  /** Silence after which a connection counts as dead; the server pings well within it. */
  silence_ms?: number;
  jitter?: () => number;
}

const SEEN_LIMIT = 4000;
const FIRST_DELAY = 500;
const LAST_DELAY = 15_000;

/** Delay before attempt `n` (from 1): doubling, capped, then spread over its upper half. */
export function backoff(n: number, jitter: number): number {
  const whole = Math.min(LAST_DELAY, FIRST_DELAY * 2 ** (n - 1));
  return whole / 2 + (whole / 2) * jitter;
}

/** Remembers what was delivered: the highest sequence per cell, and the ids of messages. */
export class Seen {
  readonly #highest = new Map<string, number>();
  readonly #ids = new Set<string>();

  /** True the first time; false for a frame that was delivered before. */
  first(frame: Frame): boolean {
    const data = frame.data as { cell?: unknown; seq?: unknown; id?: unknown } | null;
    if (frame.name === 'event' && typeof data?.seq === 'number')
      return this.#next(String(data.cell), data.seq);
    if (frame.name === 'message' && typeof data?.id === 'string') return this.#remember(data.id);
    return true;
  }
  #next(cell: string, seq: number): boolean {
    if (seq <= (this.#highest.get(cell) ?? 0)) return false;
    this.#highest.set(cell, seq);
    return true;
  }
  #remember(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > SEEN_LIMIT) this.#ids.delete(this.#ids.values().next().value as string);
    return true;
  }
}

export class Stream {
  state: ConnectionState = 'closed';
  cursor: string | null;
  readonly #options: StreamOptions;
  readonly #seen = new Seen();
  #source: EventSource | null = null;
  #attempt = 0;
  #broken = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.cursor = options.cursor ?? null;
  }

  open(): this {
    this.#connect();
    globalThis.addEventListener?.('online', this.#hurry);
    return this;
  }

  close(): void {
    globalThis.removeEventListener?.('online', this.#hurry);
    this.#drop();
    clearTimeout(this.#timer);
    this.#become('closed');
  }

  #hurry = (): void => {
    if (this.state !== 'waiting') return;
    clearTimeout(this.#timer);
    this.#connect();
  };

  #connect(): void {
    this.#drop();
    this.#become('connecting');
    const make = this.#options.source ?? ((url: string) => new EventSource(url));
    const source = make(this.#options.url(this.cursor));
    this.#source = source;
    source.onopen = () => this.#opened();
    source.onerror = () => this.#lost();
    for (const name of [...this.#options.names, 'ping', 'ready', 'resync']) {
      source.addEventListener(name, (event) => this.#receive(name, event as MessageEvent<string>));
    }
    this.#rearm();
  }

  #opened(): void {
    const resumed = this.#broken;
    this.#attempt = 0;
    this.#broken = false;
    this.#become('live');
    this.#rearm();
    if (resumed) this.#options.onResume?.();
  }

  #receive(name: string, event: MessageEvent<string>): void {
    this.#rearm();
    if (event.lastEventId) this.cursor = event.lastEventId;
    if (name === 'resync') this.#restart();
    if (['ping', 'ready', 'resync'].includes(name)) return;
    const frame = { name, data: JSON.parse(event.data) as unknown, id: event.lastEventId };
    if (this.#seen.first(frame)) this.#options.onFrame(frame);
  }

  #restart(): void {
    this.cursor = null;
    this.#options.onResume?.();
  }

  #lost(): void {
    this.#drop();
    this.#broken = true;
    this.#attempt += 1;
    this.#become('waiting');
    const delay = backoff(this.#attempt, (this.#options.jitter ?? Math.random)());
    this.#timer = setTimeout(() => this.#connect(), delay);
  }

  #rearm(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lost(), this.#options.silence_ms ?? 45_000);
  }

  #drop(): void {
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
  }

  #become(state: ConnectionState): void {
    if (this.state === state) return;
    this.state = state;
    this.#options.onState?.(state);
  }
}
