// Figures and times as people read them. Every function takes the locale, so it is pure.

/** Seconds as a clock: `0:07`, `4:05`, `1:02:09`. Negative counts as zero. */
export function elapsed(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(s).padStart(2, '0');
  return h ? `${h}:${String(m).padStart(2, '0')}:${tail}` : `${m}:${tail}`;
}

/** Seconds in the one or two largest units, short: `45 s`, `3 min`, `1 h 20 min`. */
export function span(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return unit(whole, 'second', locale);
  if (whole < 3600) return unit(Math.round(whole / 60), 'minute', locale);
  const minutes = Math.round(whole / 60);
  const rest = minutes % 60;
  const hours = unit(Math.floor(minutes / 60), 'hour', locale);
  return rest ? `${hours} ${unit(rest, 'minute', locale)}` : hours;
}

function unit(value: number, name: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(
    value,
  );
}

/** Seconds between an ISO time and `now` (ms since the epoch). */
export function since(iso: string, now: number): number {
  return (now - Date.parse(iso)) / 1000;
}

/** `14:05` in `zone` (an IANA name), or in the reader's own zone. */
export function time(iso: string, locale: string, zone?: string): string {
  return stamp(iso, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone);
}

export function dateTime(iso: string, locale: string, zone?: string): string {
  return stamp(
    iso,
    locale,
    { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    zone,
  );
}

export function date(iso: string, locale: string, zone?: string): string {
  return stamp(iso, locale, { day: 'numeric', month: 'short', year: 'numeric' }, zone);
}

function stamp(
  iso: string,
  locale: string,
  options: Intl.DateTimeFormatOptions,
  zone?: string,
): string {
  return new Intl.DateTimeFormat(locale, {
    ...options,
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(iso));
}

export function number(value: number, locale: string, digits = 0): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** A share in [0, 1] as `82 %`; an em dash when there is nothing to divide. */
export function percent(share: number | null, locale: string, digits = 0): string {
  if (share === null) return '–';
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(
    share,
  );
}

/** How likely something is, as `82 %`, and never as certain: `> 99 %`. */
export function chance(likely: number, locale: string): string {
  return likely > 0.99 ? ltr(`> ${percent(0.99, locale)}`) : percent(likely, locale);
}

/** A share with its interval: `82 % (74–88)`. */
export function percentInterval(
  share: number | null,
  low: number | null,
  high: number | null,
  locale: string,
): string {
  if (share === null || low === null || high === null) return percent(share, locale);
  const bound = (x: number) => number(Math.round(x * 100), locale);
  return `${percent(share, locale)} (\u2066${bound(low)}–${bound(high)}\u2069)`;
}

/** `a, b et c`, in the reader's language. */
export function listed(words: string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
}

/** `340 kB`, `1.2 MB`. */
export function fileSize(bytes: number, locale: string): string {
  const [value, name] =
    bytes < 1e6 ? [Math.ceil(bytes / 1e3), 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  const format = {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  } as const;
  return new Intl.NumberFormat(locale, format).format(value);
}

/** Words of the centre's own, kept apart from the direction of the words around them. */
export const apart = (words: string): string => `\u2068${words}\u2069`;

/** Figures and clocks, which run from left to right in every language. */
export const ltr = (figures: string): string => `\u2066${figures}\u2069`;

/** Up to two initials of a name, in any script. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return picked
    .map((word) => [...(word ?? '?')][0] ?? '?')
    .join('')
    .toLocaleUpperCase();
}

/** Lower case without accents or Arabic vowel marks, for searching as people type. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[أإآ]/gu, 'ا').toLocaleLowerCase();
}

/** `text` with French punctuation kept beside its word: " :" never opens a line. Shown so, not stored. */
export function unbroken(text: string): string {
  return text.replace(/ (?=[:;!?»])/g, '\u00a0').replace(/« /g, '«\u00a0');
}
