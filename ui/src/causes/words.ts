// How figures and moments of a diagnosis are told.
import { apart, dateTime, ltr, number, time } from '../lib/format.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';
import type { Cohort } from './types.ts';

const DAY = 86_400;

const points = (share: number, sign: boolean): string =>
  new Intl.NumberFormat(i18n.locale, {
    maximumFractionDigits: 1,
    ...(sign ? { signDisplay: 'exceptZero' } : {}),
  }).format(share * 100);

/** A difference of shares in percentage points, with its sign. */
export const difference = (share: number): string =>
  t('causes.points', { value: ltr(points(share, true)) });

export const between = (low: number, high: number): string =>
  ltr(`(${points(low, false)}\u00a0…\u00a0${points(high, false)})`);

/** Seconds since 1970 as an ISO time. */
export const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The share of false discoveries, with its letter. */
export const qOf = (q: number): string =>
  ltr(q < 0.001 ? `q < ${number(0.001, i18n.locale, 3)}` : `q = ${number(q, i18n.locale, 3)}`);

const moment = (seconds: number): string => apart(dateTime(dayOf(seconds), i18n.locale, 'UTC'));

/** How sure a finding is, by its share of false discoveries; above 0.05 nothing is found. */
export const sureOf = (q: number): 'most' | 'much' | 'enough' =>
  q < 0.001 ? 'most' : q < 0.01 ? 'much' : 'enough';

/** When a cohort was: a stretch, since a moment, or all the time. Times are UTC and say so. */
export function whenOf({ kind, since, until }: Cohort): string {
  if (since === null) return t('causes.throughout');
  const begun = moment(since);
  if (until === null || kind === 'change' || kind === 'group')
    return t(kind === 'incident' ? 'causes.not_over' : 'causes.since', { since: begun });
  const same = Math.floor(since / DAY) === Math.floor(until / DAY);
  const over = same ? ltr(time(dayOf(until), i18n.locale, 'UTC')) : moment(until);
  return t('causes.stretch', { since: begun, until: over });
}
