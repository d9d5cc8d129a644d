// One try after the other to save a form: what is still wrong in it, and what the server said.
import { ApiError } from '../lib/api.ts';
import { explain, toasts } from '../lib/toasts.svelte.ts';

export class Saving<Fault extends string> {
  busy = $state(false);
  /** Faults are told only once one has tried. */
  tried = $state(false);
  /** The server's words, and the field they belong to. */
  refused = $state.raw<{ field: string; text: string } | null>(null);

  /** Makes the call unless something is wrong; null when it was not made or failed. */
  async make<T>(wrong: Fault[], call: () => Promise<T>): Promise<T | null> {
    this.tried = true;
    this.refused = null;
    if (wrong.length || this.busy) return null;
    this.busy = true;
    try {
      const made = await call();
      this.tried = false;
      return made;
    } catch (error) {
      const field = error instanceof ApiError ? error.problem.field : null;
      if (field) this.refused = { field: field === 'id' ? 'person' : field, text: explain(error) };
      else toasts.failure(error);
      return null;
    } finally {
      this.busy = false;
    }
  }
}
