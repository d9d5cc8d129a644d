// Up to which moment each contact was read in this tab; survives a reload.
const STORED = 'nawba.read';

export class ReadMarks {
  #marks: Record<string, string>;

  constructor() {
    try {
      this.#marks = JSON.parse(sessionStorage.getItem(STORED) ?? '{}') as Record<string, string>;
    } catch {
      this.#marks = {};
    }
  }
  mark(contact: string, at: string): void {
    if (at <= (this.#marks[contact] ?? '')) return;
    this.#marks[contact] = at;
    sessionStorage.setItem(STORED, JSON.stringify(this.#marks));
  }
  /** True when something was written after the mark. */
  isAfter(contact: string, at: string): boolean {
    return at > (this.#marks[contact] ?? '');
  }
  prune(contacts: string[]): void {
    this.#marks = Object.fromEntries(
      contacts.filter((id) => this.#marks[id]).map((id) => [id, this.#marks[id] as string]),
    );
  }
}
