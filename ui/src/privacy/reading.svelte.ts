// Something read from the server: being read, there, or refused; an overtaken answer is dropped.
export class Reading<Value> {
  value = $state.raw<Value | null>(null);
  problem = $state.raw<unknown>(null);
  loading = $state(false);
  #asked = 0;

  /** Reads with `call`; what is shown stays until the answer comes. */
  async load(call: () => Promise<Value>): Promise<void> {
    const asked = ++this.#asked;
    [this.loading, this.problem] = [true, null];
    try {
      const found = await call();
      if (asked === this.#asked) this.value = found;
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
    if (asked === this.#asked) this.loading = false;
  }
}
