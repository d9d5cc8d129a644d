// What is sought in the reserve: as the address has it, and as the server is asked.

export interface Sought {
  speaks: { language: string; level: string }[];
  /** Cities, with commas between. */
  sites: string;
  shifts: string[];
  /** Until they must be able to begin; nothing: whenever. */
  days: string;
}
/** Days that are offered, in whole weeks. */
export const SPANS: readonly number[] = [7, 14, 28, 42, 56, 84];
/** The parts of an address that say what is sought. */
export const NAMES = ['speaks', 'sites', 'shifts', 'days'] as const;

const parts = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

export function soughtIn(query: URLSearchParams): Sought {
  const pairs = parts(query.get('speaks')).map((one) => one.split(':'));
  return {
    speaks: pairs.map(([language = '', level = '']) => ({ language, level })),
    sites: query.get('sites') ?? '',
    shifts: parts(query.get('shifts')),
    days: query.get('days') ?? '',
  };
}

const spoken = ({ language, level }: Sought['speaks'][number]): string =>
  level ? `${language}:${level}` : language;

/** The parts of the address for what is `sought`; null takes one out. */
export function addressOf(sought: Sought): Record<(typeof NAMES)[number], string | null> {
  return {
    speaks: sought.speaks.map(spoken).join(',') || null,
    sites: sought.sites.trim() || null,
    shifts: sought.shifts.join(',') || null,
    days: sought.days || null,
  };
}

/** What the server is asked: each city, language and shift by itself. */
export function queryOf(sought: Sought): [string, string][] {
  return [
    ...sought.speaks.map((one): [string, string] => ['speaks', spoken(one)]),
    ...parts(sought.sites).map((one): [string, string] => ['site', one]),
    ...sought.shifts.map((one): [string, string] => ['shift', one]),
    ...(sought.days ? [['days', sought.days] as [string, string]] : []),
  ];
}
