// Says when a closed queue opens, in the visitor's own time.

/** `today 14:00`, `tomorrow 09:00`, or weekday and date, with the zone's short name. */
export function openingTime(iso: string, now: number, locale: string, zone?: string): string {
  const at = new Date(iso);
  const timeZone = zone ? { timeZone: zone } : {};
  const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short', ...timeZone } as const;
  const time = new Intl.DateTimeFormat(locale, hour).format(at);
  const comma = locale.startsWith('ar') ? '، ' : ', ';
  const days = dayNumber(at, zone) - dayNumber(new Date(now), zone);
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
    return word + comma + time;
  }
  const date = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', ...timeZone }).format(at);
  return date + comma + time;
}

/** Days since the epoch on the calendar of `zone`. */
function dayNumber(at: Date, zone?: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...(zone ? { timeZone: zone } : {}) });
  return Date.parse(`${parts.format(at)}T00:00:00Z`) / 86_400_000;
}
