// One noun being edited: what it was, what it is now, what is wrong with it, and saving it.
import { ApiError } from '../lib/api.ts';
import { api } from '../lib/session.svelte.ts';
import { autoName, withClocks } from './auto.ts';
import { book } from './book.svelte.ts';
import { fromFaults, of, troubles, type Trouble } from './check.ts';
import { same } from './compare.ts';
import { proposedId } from './specs.ts';
import type { Change, Document, Item, Kind, Refusal, Saved } from './types.ts';

export interface Conflict {
  current: Item;
  changes: Change[];
}

export class Draft {
  readonly kind: Kind;
  /** Null while it has never been saved. */
  item = $state.raw<Item | null>(null);
  /** What is edited. */
  document = $state<Document>({});
  /** What it began with. */
  base = $state.raw<Document>({});
  saving = $state(false);
  conflict = $state.raw<Conflict | null>(null);
  /** Faults are shown once somebody tried to save, then as they are mended. */
  tried = $state(false);
  /** What the server held against it. */
  refused = $state.raw<Trouble[]>([]);
  readonly dirty: boolean = $derived(!same(this.#now(), this.base));
  readonly troubles: Trouble[] = $derived(this.tried ? this.#wrong() : []);

  constructor(kind: Kind, item: Item | null, document: Document) {
    this.kind = kind;
    this.begin(item, document);
  }

  begin(item: Item | null, document: Document): void {
    this.item = item;
    this.base = structuredClone(document);
    this.document = structuredClone(document);
    [this.tried, this.refused, this.conflict] = [false, [], null];
  }

  /** What is edited, as plain data. */
  #now(): Document {
    return $state.snapshot(this.document as unknown) as Document;
  }

  #wrong(): Trouble[] {
    return [...troubles(this.kind, this.filled()), ...this.refused];
  }

  of = (name: string): Trouble[] => of(this.troubles, name);

  set(name: string, value: Document[string]): void {
    this.document[name] = value;
    this.refused = this.refused.filter((trouble) => of([trouble], name).length === 0);
  }

  reset(): void {
    this.begin(this.item, this.base);
  }

  /** The document with what makes itself from the rest: the id, the name of a queue. */
  filled(): Document {
    const document = withClocks(this.#now());
    const named = { ...document, ...autoName(this.kind, document, book) };
    if (this.item || named.id) return named;
    return { ...named, id: proposedId(this.kind, named, book.taken(this.kind)) };
  }

  /** Saves it; null when something is wrong with it, which is then shown. */
  async save(): Promise<Saved | null> {
    this.tried = true;
    this.refused = [];
    if (this.saving || this.troubles.length) return null;
    this.saving = true;
    try {
      const saved = await this.#send(this.filled());
      book.put([saved.item], saved.lacks);
      this.begin(saved.item, saved.item.document);
      return saved;
    } catch (error) {
      this.#refusal(error);
      return null;
    } finally {
      this.saving = false;
    }
  }

  #send(document: Document): Promise<Saved> {
    const { kind, item } = this;
    if (!item) return api.post<Saved>(`/api/admin/${kind}`, { document });
    const body = { document, revision: item.revision };
    return api.put<Saved>(`/api/admin/${kind}/${encodeURIComponent(item.id)}`, body);
  }

  /** Faults and conflicts are shown in the form; everything else is for the caller to tell. */
  #refusal(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    const told = error.problem as Refusal & typeof error.problem;
    if (told.faults?.length) this.refused = fromFaults(told.faults);
    else if (told.current) this.conflict = { current: told.current, changes: told.changes ?? [] };
    else if (told.field === 'id') this.refused = [{ field: 'id', key: 'taken' }];
    else throw error;
  }

  /** Goes on from what somebody else saved, with `document` as what is to be saved next. */
  settle(document: Document): void {
    if (!this.conflict) return;
    const { current } = this.conflict;
    book.put([current]);
    this.begin(current, current.document);
    this.document = structuredClone(document);
  }
}
