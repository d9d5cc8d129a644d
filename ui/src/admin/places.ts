// Countries, time zones and languages in the reader's words, from what the browser knows.

/** The languages that contacts can have. */
export const SPOKEN = ['fr', 'ar', 'ary', 'en', 'es', 'pt'] as const;

// Codes that Intl names though they are no country.
const NOT_COUNTRIES = new Set([
  'EU',
  'EZ',
  'UN',
  'QO',
  'ZZ',
  'XA',
  'XB',
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'IC',
  'TA',
]);
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

export interface Named {
  id: string;
  name: string;
}

export function countryName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;
  } catch {
    return code; // not a country code: shown as typed
  }
}

/** Every country, in the order of the reader's alphabet. */
export function countries(locale: string): Named[] {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  const codes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
  return codes
    .filter((code) => !NOT_COUNTRIES.has(code) && names.of(code) !== undefined)
    .filter((code) => new Intl.Locale(`und-${code}`).region === code)
    .map((id) => ({ id, name: names.of(id) ?? id }))
    .sort((one, other) => one.name.localeCompare(other.name, locale));
}

/** Every IANA time zone the browser knows. */
export function zones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

/** The time zone of most people in `country`, when the browser knows it. */
export function zoneOf(country: string): string | null {
  if (!/^[A-Z]{2}$/.test(country)) return null;
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    getTimeZones?: () => string[] | undefined;
    timeZones?: string[];
  };
  const known = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  return known[0] ?? null;
}

/** `Africa/Casablanca` as `Casablanca`. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replace(/_/g, ' ');
