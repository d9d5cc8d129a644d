// Re-reading on events without drowning: many touches become one piece of work.

/**
 * Runs `work` shortly after `touch()`, never twice at once and starting at most once per `gap`
 * milliseconds. A touch while it runs causes one more run: the last state is always read.
 */
export class Paced {
  readonly #work: () => Promise<void>;
  readonly #gap: number;
  readonly #lead: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #again = false;
  #started = -Infinity;

  constructor(work: () => Promise<void>, gap = 1000, lead = 120) {
    this.#work = work;
    this.#gap = gap;
    this.#lead = lead;
  }

  touch(): void {
    if (this.#running) this.#again = true;
    else this.#arm();
  }

  /** Forgets what is pending; work under way ends by itself. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }

  #arm(): void {
    if (this.#timer !== undefined) return;
    // `lead` lets a burst (accept = three events) arrive before the one reading that covers it.
    const wait = Math.max(this.#lead, this.#started + this.#gap - Date.now());
    this.#timer = setTimeout(() => void this.#run(), wait);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#running = true;
    this.#started = Date.now();
    try {
      await this.#work();
    } finally {
      this.#running = false;
      const again = this.#again;
      this.#again = false;
      if (again) this.#arm();
    }
  }
}
