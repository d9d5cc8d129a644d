// How figures of a diagnosis are told.
import { ltr } from '../lib/format.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';

const points = (share: number, sign: boolean): string =>
  new Intl.NumberFormat(i18n.locale, {
    maximumFractionDigits: 1,
    ...(sign ? { signDisplay: 'exceptZero' } : {}),
  }).format(share * 100);

/** A difference of shares in percentage points, with its sign. */
export const difference = (share: number): string =>
  t('causes.points', { value: ltr(points(share, true)) });

export const between = (low: number, high: number): string =>
  ltr(`(${points(low, false)} … ${points(high, false)})`);

/** A day of seconds since 1970. */
export const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString();
