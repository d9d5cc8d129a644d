// Hours of the day as people type them, and stretches of opening hours in words.
import type { Opening } from './types.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** `8`, `8h30`, `830`, `08.30` as `08:30`; the text itself when it is no time of day. */
export function clock(text: string): string {
  const typed = text
    .trim()
    .replace(/[hH.٫،,\s]+/g, ':')
    .replace(/:$/, '');
  const match = /^(\d{1,2})(?::?(\d{2}))?$/.exec(typed);
  if (!match) return text.trim();
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  const fits = (hour < 24 && minute < 60) || (hour === 24 && minute === 0);
  return fits ? `${two(hour)}:${two(minute)}` : text.trim();
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Whether `text` is `HH:MM`; `24:00` ends a day. */
export function isClock(text: string, end = false): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text) || (end && text === '24:00');
}

/** The day's short name in `locale`: `lun.`, `Mon`. */
export function dayName(day: string, locale: string, style: 'short' | 'long' = 'short'): string {
  const at = (DAYS as readonly string[]).indexOf(day);
  if (at < 0) return day;
  // 5 January 2026 is a Monday.
  const date = new Date(Date.UTC(2026, 0, 5 + at));
  return new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(date);
}

/** `lun.–ven. 09:00–18:00`: runs of days are joined. */
export function openingWords(opening: Opening, locale: string): string {
  const places = opening.days
    .map((day) => (DAYS as readonly string[]).indexOf(day))
    .filter((at) => at >= 0)
    .sort((a, b) => a - b);
  const name = (at: number | undefined) => dayName(DAYS[at ?? 0] ?? '', locale);
  const words = runs(places).map((run) =>
    run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(', '),
  );
  return `${words.join(', ')} \u2066${opening.start}–${opening.end}\u2069`;
}

function runs(places: number[]): number[][] {
  const found: number[][] = [];
  for (const place of places) {
    const last = found.at(-1);
    if (last && last.at(-1) === place - 1) last.push(place);
    else found.push([place]);
  }
  return found;
}
