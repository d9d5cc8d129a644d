// What is asked of the history now, read from the URL and written back to it.
import { centre } from '../lib/centre.svelte.ts';
import { clock } from '../lib/clock.svelte.ts';
import { router } from '../lib/router.svelte.ts';
import { session } from '../lib/session.svelte.ts';
import { days, fromSearch, intervalFor, toQuery, toSearch } from './filters.ts';
import type { Filters } from './filters.ts';
import { changed, zoneFor } from './scope.ts';
import { dayOf } from './zone.ts';

class Asking {
  readonly #search: string = $derived(router.query.toString());
  readonly filters: Filters = $derived(fromSearch(this.#search));
  /** The contact opened beside the list. */
  readonly contact: string | null = $derived(new URLSearchParams(this.#search).get('contact'));
  readonly zone: string = $derived(zoneFor(this.filters, centre.view, session.me?.account ?? null));
  readonly today: string = $derived(dayOf(clock.now, this.zone));
  readonly days = $derived(days(this.filters, this.today));
  readonly interval: number = $derived(intervalFor(this.filters, this.today));
  /** The server's query as JSON: a string, so that what is equal is not read again. */
  readonly query: string = $derived(JSON.stringify(toQuery(this.filters, this.today, this.zone)));

  change = (change: Partial<Filters>): void =>
    this.#go(changed(this.filters, change, centre.view), null);

  /** Opens a contact beside the list; null closes it. */
  open = (contact: string | null): void => this.#go(this.filters, contact);

  #go(filters: Filters, contact: string | null): void {
    const query = new URLSearchParams(toSearch(filters));
    if (contact) query.set('contact', contact);
    router.go(`/history${query.size ? `?${query}` : ''}`);
  }
}

export const asking = new Asking();
