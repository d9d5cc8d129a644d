// The wallboard's state: the whole board as last read, kept fresh by the event stream.
import { clock } from '../lib/clock.svelte.ts';
import { connection } from '../lib/connection.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { Stream } from '../lib/stream.ts';
import type { Frame } from '../lib/stream.ts';
import type { Wallboard } from '../lib/types.ts';
import { Paced } from '../lib/paced.ts';

/** A level slides with time alone, so the board is re-read even when nothing happens. */
const IDLE_READ = 10_000;

export class Live {
  board = $state.raw<Wallboard | null>(null);
  problem = $state.raw<unknown>(null);
  readonly #listeners = new Set<(frame: Frame) => void>();
  readonly #paced = new Paced(() => this.read());
  #stream: Stream | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Reads the board now. A failure keeps the last board and says so in `problem`. */
  async read(): Promise<void> {
    try {
      const board = await api.get<Wallboard>('/api/wallboard');
      clock.set(board.at);
      this.board = board;
      this.problem = null;
      this.#follow(board.cursor);
    } catch (error) {
      this.problem = error;
    }
  }

  /** Reads, then follows the stream until the returned function is called. */
  start(): () => void {
    void this.read();
    this.#timer = setInterval(() => this.#paced.touch(), IDLE_READ);
    return () => this.#stop();
  }

  /** Frames of the stream, for whoever shows one contact. Returns how to stop listening. */
  listen(listener: (frame: Frame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #follow(cursor: string): void {
    this.#stream ??= new Stream({
      url: (from) => api.signed('/api/stream', { cursor: from }),
      cursor,
      names: ['event', 'typing'],
      onFrame: (frame) => this.#receive(frame),
      onState: connection.set,
      onResume: () => this.#paced.touch(),
    }).open();
  }

  #receive(frame: Frame): void {
    if (frame.name === 'event') this.#paced.touch();
    for (const listener of this.#listeners) listener(frame);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#paced.stop();
    this.#stream?.close();
    this.#stream = null;
  }
}
