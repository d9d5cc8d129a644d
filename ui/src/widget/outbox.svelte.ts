// The customer's messages on their way: one at a time and in order, sent again under the same client
// id until the server has them, kept while there is no connection.
import { ApiError, clientId } from '../lib/api.ts';
import { backoff } from '../lib/stream.ts';
import type { Attachment } from '../lib/types.ts';
import type { Outgoing } from './memory.ts';

export interface OutboxOptions {
  deliver: (item: Outgoing) => Promise<void>;
  keep: (items: Outgoing[]) => void;
  jitter?: () => number;
}

export class Outbox {
  items = $state<Outgoing[]>([]);
  readonly #options: OutboxOptions;
  #busy = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: OutboxOptions, kept: Outgoing[] = []) {
    this.#options = options;
    this.items = kept;
  }

  add(text: string, attachments: Attachment[] = []): void {
    const at = new Date().toISOString();
    this.items.push({ client_id: clientId(), text, attachments, at, state: 'queued', reason: null });
    this.#changed();
    void this.flush();
  }
  /** Sends again what the server refused or what waits for the connection. */
  retry(client_id: string): void {
    this.#set(client_id, 'queued', null);
    void this.flush();
  }
  discard(client_id: string): void {
    if (!this.items.some((item) => item.client_id === client_id)) return;
    this.items = this.items.filter((item) => item.client_id !== client_id);
    this.#changed();
  }
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Sends what is queued, oldest first. Call it when the connection is back. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#next(); next; next = this.#next()) {
      if (!(await this.#send(next))) break;
    }
    this.#busy = false;
  }

  #next(): Outgoing | undefined {
    return this.items.find((item) => item.state === 'queued');
  }

  /** False when the connection is to be waited for. */
  async #send({ client_id }: Outgoing): Promise<boolean> {
    this.#set(client_id, 'sending', null);
    const item = $state.snapshot(this.items.find((each) => each.client_id === client_id)) as Outgoing;
    try {
      await this.#options.deliver(item);
      this.#attempt = 0;
      this.discard(client_id);
      return true;
    } catch (error) {
      return this.#failed(client_id, error);
    }
  }

  #failed(client_id: string, error: unknown): boolean {
    const again = error instanceof ApiError && error.retryable;
    const code = error instanceof ApiError ? error.code : 'unknown';
    this.#set(client_id, again ? 'queued' : 'failed', code);
    if (!again) return true;
    this.#attempt += 1;
    const delay = backoff(this.#attempt, (this.#options.jitter ?? Math.random)());
    this.#timer = setTimeout(() => void this.flush(), delay);
    return false;
  }

  #set(client_id: string, state: Outgoing['state'], reason: string | null): void {
    this.items = this.items.map((item) => (item.client_id === client_id ? { ...item, state, reason } : item));
    this.#changed();
  }
  #changed(): void {
    this.#options.keep($state.snapshot(this.items) as Outgoing[]);
  }
}
