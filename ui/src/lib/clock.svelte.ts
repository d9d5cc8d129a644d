// One ticking "now" for every timer on a page, set by the server's clock, stopped when unwatched.
import { createSubscriber } from 'svelte/reactivity';

class Clock {
  #offset = 0;
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1000);
    return () => clearInterval(timer);
  });

  /** Milliseconds since the epoch as the server sees it; reading it in a component re-runs it each second. */
  get now(): number {
    this.#subscribe();
    return Date.now() + this.#offset;
  }
  /** Takes the server's time (ISO) so that countdowns are right on a machine whose clock is wrong. */
  set(server: string): void {
    this.#offset = Date.parse(server) - Date.now();
  }
}

export const clock = new Clock();
