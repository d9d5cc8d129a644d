// The centre as it is configured, item by item: read once, kept true by what is saved here.
import { api } from '../lib/session.svelte.ts';
import type { Query } from '../lib/api.ts';
import type { Known } from './fresh.ts';
import { KINDS, type Document, type Item, type Kind, type Lack, type Lacks } from './types.ts';

type Shelf = Record<Kind, Item[]>;
const EMPTY = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Shelf;

/** What the caller may change: `brands` and `sites` null means all. */
export interface May {
  configure: boolean;
  brands: string[] | null;
  sites: string[] | null;
}
interface Schema {
  may: { configure: boolean };
  brands: string[] | null;
  sites: string[] | null;
}

export class Book {
  shelf = $state.raw<Shelf>(EMPTY);
  lacks = $state.raw<Lacks>({ counts: {}, lacks: [] });
  may = $state.raw<May>({ configure: false, brands: null, sites: null });
  loaded = $state(false);
  problem = $state.raw<unknown>(null);
  #live = $derived(
    Object.fromEntries(KINDS.map((kind) => [kind, this.shelf[kind].filter((one) => !one.retired)])),
  ) as Shelf;
  #ids = $derived(
    Object.fromEntries(
      KINDS.map((kind) => [kind, new Map(this.shelf[kind].map((i) => [i.id, i]))]),
    ),
  ) as unknown as Record<Kind, Map<string, Item>>;

  async load(): Promise<void> {
    try {
      const [schema, lacks, ...lists] = await Promise.all([
        api.get<Schema>('/api/admin/schema'),
        api.get<Lacks>('/api/admin/lacks'),
        ...KINDS.map((kind) => this.#read(kind)),
      ]);
      this.may = { configure: schema.may.configure, brands: schema.brands, sites: schema.sites };
      this.lacks = lacks;
      this.shelf = Object.fromEntries(KINDS.map((kind, at) => [kind, lists[at]])) as Shelf;
      [this.loaded, this.problem] = [true, null];
    } catch (error) {
      this.problem = error;
    }
  }

  /** What others changed meanwhile; silent when it cannot be read, for nobody asked. */
  async refresh(): Promise<void> {
    if (this.loaded) await this.load();
    if (this.loaded) this.problem = null;
  }

  async #read(kind: Kind): Promise<Item[]> {
    const query: Query = { retired: true };
    return (await api.get<{ items: Item[] }>(`/api/admin/${kind}`, query)).items;
  }

  live = (kind: Kind): Item[] => this.#live[kind];
  item = (kind: Kind, id: string): Item | undefined => this.#ids[kind].get(id);
  /** Ids that a new noun cannot have; a retired one keeps its id. */
  taken = (kind: Kind): Set<string> => new Set(this.#ids[kind].keys());

  /** Takes over what a save answered. */
  put(items: readonly Item[], lacks?: Lack[]): void {
    const shelf = { ...this.shelf };
    for (const kind of new Set(items.map((item) => item.kind)))
      shelf[kind] = replaced(
        shelf[kind],
        items.filter((item) => item.kind === kind),
      );
    this.shelf = shelf;
    if (lacks) this.lacks = { lacks, counts: counts(this) };
  }

  /** Puts one kind into another order. */
  order(kind: Kind, items: Item[]): void {
    const retired = this.shelf[kind].filter((one) => one.retired);
    this.shelf = { ...this.shelf, [kind]: [...items.filter((one) => !one.retired), ...retired] };
  }

  /** Whether the caller may change `document` of `kind`, as far as their brands and sites go. */
  mayChange(kind: Kind, document: Document): boolean {
    const { configure, brands, sites } = this.may;
    if (!configure || (!brands && !sites)) return configure;
    if (kind === 'queues' || kind === 'canned_replies')
      return !brands || brands.includes(String(document.brand));
    const isPerson = kind === 'advisers' || kind === 'supervisors';
    return isPerson && (!sites || sites.includes(String(document.site)));
  }

  known(language: string): Known {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const country = new Intl.Locale(navigator.language).region ?? 'MA';
    return { live: this.live, language, zone, country };
  }
}

function replaced(list: Item[], items: Item[]): Item[] {
  const fresh = new Map(items.map((item) => [item.id, item]));
  const kept = list.map((item) => fresh.get(item.id) ?? item);
  const known = new Set(list.map((item) => item.id));
  return [...kept, ...items.filter((item) => !known.has(item.id))];
}

function counts(book: Book): Lacks['counts'] {
  return Object.fromEntries(KINDS.map((kind) => [kind, book.live(kind).length]));
}

export const book = new Book();
