// Which brands and sites somebody sees, in words.
import { centre } from '../lib/centre.svelte.ts';
import { listed } from '../lib/format.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';

/** `Sahla · Casablanca et Dakar`, or that it is everything. */
export function scope(of: { brands: string[] | null; sites: string[] | null }): string {
  const part = (kind: 'brands' | 'sites', ids: string[] | null) =>
    ids &&
    listed(
      ids.map((id) => `\u2068${centre.name(kind, id)}\u2069`), // names keep their own direction
      i18n.locale,
    );
  const parts = [part('brands', of.brands), part('sites', of.sites)].filter(Boolean);
  return parts.length ? parts.join(' · ') : t('accounts.everything');
}
