// Something read from the server, again and again: the last question's answer is what is shown.

export class Reading<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<unknown>(null);
  loading = $state(false);
  #read: (() => Promise<T>) | null = null;
  #asked = 0;

  /** Reads with `read`; what was shown stays until the answer, an overtaken answer is dropped. */
  async load(read: () => Promise<T>): Promise<void> {
    this.#read = read;
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const found = await read();
      if (asked === this.#asked) [this.value, this.problem] = [found, null];
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
    if (asked === this.#asked) this.loading = false;
  }

  again = async (): Promise<void> => {
    if (this.#read) await this.load(this.#read);
  };

  /** Shows `value`, which an action answered with; a reading under way is older and is dropped. */
  show(value: T): void {
    this.#asked += 1;
    [this.value, this.problem, this.loading] = [value, null, false];
  }
}
