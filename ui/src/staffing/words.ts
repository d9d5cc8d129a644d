// Figures of the staffing page as its reader sees them; a dash where there is none.
import { number, span } from '../lib/format.ts';

export { apart } from '../lib/format.ts';

const NONE = '–';

/** `80.6 %`: one decimal, and no rounding up to 100 % of what is less. */
export function share(value: number | null, locale: string): string {
  if (value === null) return NONE;
  const shown = value < 1 ? Math.min(value, 0.999) : value;
  const format = { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, shown === 1 ? { style: 'percent' } : format).format(shown);
}

/** `9.0 s` below a minute, `2 min` above. */
export function wait(seconds: number | null, locale: string): string {
  if (seconds === null) return NONE;
  if (seconds >= 60) return span(seconds, locale);
  const format = { style: 'unit', unit: 'second', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(locale, { ...format, maximumFractionDigits: 1 }).format(seconds);
}

export function count(value: number | null, locale: string, digits = 0): string {
  return value === null ? NONE : number(value, locale, digits);
}
