// What is typed reaches the server by itself: one writing at a time, the last words always.
import { ApiError } from '../lib/api.ts';

export type Saving = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

const PAUSE_MS = 900;
const RETRY_MS = 5000;

/** Saves `value` on top of `revision`; answers the new revision. Throws ApiError. */
export type Save<T> = (value: T, revision: number) => Promise<number>;

export class Autosave<T> {
  state = $state<Saving>('saved');
  problem = $state.raw<unknown>(null);
  revision: number;
  readonly #save: Save<T>;
  #pending: { value: T } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<boolean> | null = null;

  constructor(revision: number, save: Save<T>) {
    this.revision = revision;
    this.#save = save;
  }

  /** Words that the server does not have yet; nothing is lost while this is false. */
  get unsaved(): boolean {
    return this.state !== 'saved';
  }

  /** Somebody else wrote meanwhile: nothing is sent until it is settled by `take`. */
  get blocked(): boolean {
    return this.state === 'conflict';
  }

  change(value: T): void {
    this.#pending = { value };
    if (this.blocked) return;
    if (this.#writing === null) this.state = 'waiting';
    this.#after(PAUSE_MS);
  }

  /** Writes at once what is not written yet; true when the server has every word. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    if (this.#writing) await this.#writing;
    if (this.#pending === null || this.blocked) return !this.unsaved;
    this.#writing = this.#write(this.#pending.value);
    return this.#writing;
  }

  /** Goes on from `revision`, which somebody else wrote; `value` is written on top of it. */
  take(revision: number, value?: T): Promise<boolean> {
    this.revision = revision;
    [this.state, this.problem] = ['saved', null];
    this.#pending = value === undefined ? null : { value };
    return this.flush();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #after(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  async #write(value: T): Promise<boolean> {
    [this.#pending, this.state] = [null, 'saving'];
    try {
      this.revision = await this.#save(value, this.revision);
      this.problem = null;
    } catch (error) {
      this.#failed(error, value);
      return false;
    } finally {
      this.#writing = null;
    }
    this.state = this.#pending === null ? 'saved' : 'waiting';
    return this.#pending === null || this.flush();
  }

  #failed(error: unknown, value: T): void {
    this.#pending ??= { value };
    this.problem = error;
    const stale = error instanceof ApiError && error.status === 409;
    this.state = stale ? 'conflict' : 'failed';
    if (error instanceof ApiError && error.retryable) this.#after(RETRY_MS);
  }
}
