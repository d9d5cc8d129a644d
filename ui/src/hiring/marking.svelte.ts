// The lines of a document that are pointed at: while the pointer or the focus is on what was read
// from them, or until something else is clicked.

export class Marking {
  #passing = $state.raw<number[] | null>(null);
  #kept = $state.raw<number[]>([]);
  lines = $derived(new Set(this.#passing ?? this.#kept));
  /** Counts clicks, so that the same lines come into sight again. */
  clicks = $state(0);

  show = (lines: number[]): void => void (this.#passing = lines);
  hide = (): void => void (this.#passing = null);
  keep = (lines: number[]): void => {
    this.#kept = lines;
    this.clicks += 1;
  };
}
