// The contacts of the list from which one was opened, in its order: the next one is a key away.

class Trail {
  /** Nothing where a link led straight to a contact. */
  ids = $state.raw<string[]>([]);

  has = (id: string): boolean => this.ids.includes(id);
  /** The contact `by` places after `id`; null at the ends. */
  next(id: string, by: 1 | -1): string | null {
    const at = this.ids.indexOf(id);
    return (at < 0 ? undefined : this.ids[at + by]) ?? null;
  }
}

export const trail = new Trail();
