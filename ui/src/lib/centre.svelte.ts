// The configured centre, read once per page, and the names behind its ids.
import { i18n, t } from './i18n.svelte.ts';
import { api } from './session.svelte.ts';
import type { CentreView } from './types.ts';

const EMPTY: CentreView = {
  brands: [],
  sites: [],
  queues: [],
  advisers: [],
  supervisors: [],
  wrap_up_codes: [],
  pause_reasons: [],
  canned_replies: [],
};

class Centre {
  view = $state.raw<CentreView>(EMPTY);
  loaded = $derived(this.view !== EMPTY);

  async load(): Promise<CentreView> {
    this.view = await api.get<CentreView>('/api/centre');
    return this.view;
  }
  brand = (id: string) => this.view.brands.find((brand) => brand.id === id);
  site = (id: string | null) => this.view.sites.find((site) => site.id === id);
  queue = (id: string | null) => this.view.queues.find((queue) => queue.id === id);
  adviser = (id: string) => this.view.advisers.find((adviser) => adviser.id === id);

  /** Name of a brand, site, queue, adviser or supervisor; the id itself when it is not configured. */
  name(
    kind: 'brands' | 'sites' | 'queues' | 'advisers' | 'supervisors',
    id: string | null,
  ): string {
    const found = (this.view[kind] as { id: string; name: string }[]).find(
      (each) => each.id === id,
    );
    return found?.name ?? id ?? '';
  }
  /** Label of a wrap-up code or pause reason in the page's language; the house's own reasons
   *  (`missed_offer`) are in the common catalogue. */
  label(kind: 'wrap_up_codes' | 'pause_reasons', id: string | null): string {
    const found = this.view[kind].find((each) => each.id === id);
    return (
      found?.labels[i18n.language] ??
      (id === 'missed_offer' ? t('common.missed_offer') : (id ?? ''))
    );
  }
}

export const centre = new Centre();
