// Advisers as the sites see them: grouped, in the order that calls for the supervisor's eye.
import type { AdviserLine, CentreView, PresenceState, SiteLine } from '../lib/types.ts';
import { time } from '../lib/format.ts';

export const STATES = ['available', 'busy', 'paused', 'lost', 'offline'] as const;

const ORDER: Record<PresenceState, number> = { lost: 0, paused: 1, available: 2, offline: 3 };

/** Advisers of each site: lost, then paused, then available, then offline; longest in it first. */
export function bySite(
  advisers: AdviserLine[],
  sites: SiteLine[],
): { site: SiteLine; advisers: AdviserLine[] }[] {
  return sites.map((site) => ({
    site,
    advisers: advisers.filter((each) => each.site === site.site).sort(order),
  }));
}

/** `14:05` at the site at `now` (server milliseconds); the board's own text when unknown. */
export function localTime(line: SiteLine, centre: CentreView, now: number, locale: string): string {
  const zone = centre.sites.find((site) => site.id === line.site)?.timezone;
  return zone ? time(new Date(now).toISOString(), locale, zone) : line.local_time;
}

/** Adds up the sites. */
export function everywhere(
  sites: SiteLine[],
): Record<(typeof STATES)[number] | 'contacts' | 'free_slots', number> {
  const sum = { available: 0, busy: 0, paused: 0, lost: 0, offline: 0, contacts: 0, free_slots: 0 };
  for (const site of sites)
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += site[name];
  return sum;
}

function order(a: AdviserLine, b: AdviserLine): number {
  return (
    ORDER[a.state] - ORDER[b.state] ||
    a.since.localeCompare(b.since) ||
    a.name.localeCompare(b.name)
  );
}
