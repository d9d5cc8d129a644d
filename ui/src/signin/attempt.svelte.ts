// One try after the other to get in: what is under way, why it failed, how long to wait.
import { ApiError } from '../lib/api.ts';
import { clock } from '../lib/clock.svelte.ts';
import { explain } from '../lib/toasts.svelte.ts';

/** Codes of refusals that the sign-in catalogue has its own words for. */
const WORDED = ['wrong_credentials', 'foreign_origin', 'link_ended'];

export class Attempt {
  busy = $state(false);
  /** The refusal's code, one of `WORDED`, for the catalogue; null when there is none. */
  code = $state<string | null>(null);
  /** Any other failure, explained. */
  other = $state<string | null>(null);
  /** The field the server named, for whoever shows the words beside it. */
  field = $state<string | null>(null);
  /** Seconds to wait as the server told them, for words that must not change while read out. */
  told = $state<number | null>(null);
  #until = $state<number | null>(null);

  /** Seconds left before the next try is heard; 0 when it may be made. Ticks while shown. */
  get left(): number {
    return this.#until === null ? 0 : Math.max(0, Math.ceil((this.#until - clock.now) / 1000));
  }

  /** Makes the try; null when it failed, and why is then in the fields above. */
  async make<T>(call: () => Promise<T>): Promise<T | null> {
    if (this.busy || this.left > 0) return null;
    [this.busy, this.code, this.other, this.field] = [true, null, null, null];
    [this.told, this.#until] = [null, null];
    try {
      return await call();
    } catch (error) {
      this.#failed(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  #failed(error: unknown): void {
    if (!(error instanceof ApiError)) this.other = explain(error);
    else if (error.status === 429) this.#wait(error.retry_after ?? 1);
    else if (WORDED.includes(error.code)) this.code = error.code;
    else [this.other, this.field] = [explain(error), error.problem.field];
  }

  #wait(seconds: number): void {
    this.told = seconds;
    this.#until = clock.now + seconds * 1000;
  }
}
