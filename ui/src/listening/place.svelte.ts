// Where one is in the listening pages: the part, the contact, the filters. All of it is the address.
import { router } from '../lib/router.svelte.ts';

export const PARTS = ['contacts', 'intake', 'review', 'contests', 'reasons'] as const;
export type Part = (typeof PARTS)[number];
/** Chosen from what occurs, but for `named` (part of a contact's id) and `intake`, from its card. */
export const FILTERS = [
  'named',
  'intake',
  'site',
  'queue',
  'intent',
  'language',
  'verdict',
  'score',
  'finding',
  'failed',
] as const;
export type Filter = (typeof FILTERS)[number];

class Place {
  part = $derived(PARTS.find((one) => one === router.query.get('part')) ?? 'contacts');
  contact = $derived(router.query.get('contact'));
  /** Seconds at which the contact is opened. */
  at = $derived(Number(router.query.get('at')) || 0);

  /** The cohort of a diagnosis from which the contact was opened. */
  cohort = $derived(router.query.get('cohort'));

  /** Where one came from: that cohort, or the list as it was narrowed. */
  get back(): string {
    return this.cohort
      ? `/causes?cohort=${encodeURIComponent(this.cohort)}`
      : this.address({ contact: null, at: null });
  }
  filter = (name: Filter): string => router.query.get(name) ?? '';
  get filters(): Record<Filter, string> {
    return Object.fromEntries(FILTERS.map((name) => [name, this.filter(name)])) as Record<
      Filter,
      string
    >;
  }
  /** The address with `changes`; null or nothing takes a part out. */
  address(changes: Record<string, string | null>): string {
    const query = new URLSearchParams(router.query);
    for (const [name, value] of Object.entries(changes)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const text = query.toString();
    return text ? `${router.path}?${text}` : router.path;
  }
  go(changes: Record<string, string | null>, replace = false): void {
    router.go(this.address(changes), replace);
  }
}

export const place = new Place();
