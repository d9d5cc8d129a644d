// Which filters make sense together, and in whose time the days are read.
import type { CentreView } from '../lib/types.ts';
import type { Filters } from './filters.ts';
import { offsetName } from './zone.ts';

/** The filters after `change`, without a queue of another brand or an adviser of another site. */
export function changed(filters: Filters, change: Partial<Filters>, centre: CentreView): Filters {
  const next = { ...filters, ...change };
  const queue = centre.queues.find((each) => each.id === next.queue);
  if (next.brand && queue && queue.brand !== next.brand) next.queue = '';
  const adviser = centre.advisers.find((each) => each.id === next.adviser);
  if (next.site && adviser && adviser.site !== next.site) next.adviser = '';
  return next;
}

/** The zone chosen; else of the site filtered on; else of the viewer's own site; else UTC. */
export function zoneFor(filters: Filters, centre: CentreView, viewer: string | null): string {
  if (filters.zone && isZone(filters.zone)) return filters.zone;
  const home = centre.supervisors.find((each) => each.id === viewer)?.site;
  const site = centre.sites.find((each) => each.id === (filters.site || home));
  return (site ?? centre.sites[0])?.timezone ?? 'UTC';
}

/** Each zone once, named by the sites that live in it: `Casablanca (UTC+01:00)`. */
export function zones(centre: CentreView, now: number): { id: string; name: string }[] {
  const sites = new Map<string, string[]>();
  for (const site of centre.sites)
    sites.set(site.timezone, [...(sites.get(site.timezone) ?? []), site.name]);
  return [...sites].map(([id, names]) => ({
    id,
    name: `${names.join(', ')} (${offsetName(now, id)})`,
  }));
}

/** True for a zone that this browser can reckon in; a link may carry anything. */
export function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
