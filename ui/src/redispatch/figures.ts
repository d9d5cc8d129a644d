// Expected and counted figures as a supervisor reads them, each with its interval. Pure.
import { number, percentInterval } from '../lib/format.ts';
import type { Basis, Compared, Counted, Estimate, Figure, Outlook, QueueEffect } from './types.ts';

const MINUTES_FROM = 600;
const NONE = '–';

/** `82 % (74–88)`, `45 s (30–62)`, `12 (8–17)`: the mean, and where the hour itself may fall. */
export function estimate(figure: Figure, value: Estimate, locale: string): string {
  const { mean, low, high } = value;
  if (figure === 'service_level') return percentInterval(mean, low, high, locale);
  if (mean === null || low === null || high === null) return NONE;
  const { scale, shown } = measured(figure, value, locale);
  const bound = (x: number) => number(x / scale, locale, figure === 'abandoned' ? 1 : 0);
  return `${shown(mean)} (\u2066${bound(low)}–${bound(high)}\u2069)`;
}

/** Text in which no interval breaks at its dash, where a cell is narrow. */
export const whole = (text: string): string => text.replaceAll('–', '\u2060–\u2060');

/** A difference with its sign, and the two ends of its interval: `+4`, `−2`, `+9`; its word. */
export interface Signed {
  mean: string;
  low: string;
  high: string;
  unit: 'points' | 'seconds' | 'minutes' | 'contacts';
}
/** Null when there is nothing to compare. */
export function signed(figure: Figure, value: Estimate, locale: string): Signed | null {
  const { mean, low, high } = value;
  if (mean === null || low === null || high === null) return null;
  const scale = figure === 'service_level' ? 0.01 : measured(figure, value, locale).scale;
  const format = new Intl.NumberFormat(locale, {
    maximumFractionDigits: figure === 'mean_wait_seconds' ? 0 : 1,
    signDisplay: 'exceptZero',
  });
  const shown = (x: number) => `\u2066${format.format(x / scale).replace('-', '−')}\u2069`;
  return { mean: shown(mean), low: shown(low), high: shown(high), unit: unitOf(figure, value) };
}

function unitOf(figure: Figure, value: Estimate): Signed['unit'] {
  if (figure === 'service_level') return 'points';
  if (figure === 'abandoned') return 'contacts';
  return far(value) ? 'minutes' : 'seconds';
}

/** Whether a mean difference may well be chance: its interval has zero in it. */
export function mayBeChance({ mean_low, mean_high }: Estimate): boolean {
  return mean_low === null || mean_high === null || (mean_low <= 0 && mean_high >= 0);
}

/** Whether nothing at all came out different, in none of the hours played. */
export const isSame = ({ mean, low, high }: Estimate): boolean =>
  mean === 0 && low === 0 && high === 0;

/** Whether a difference helps: a higher level, less wait, fewer who leave. */
export function helps(figure: Figure, { mean }: Estimate): boolean {
  return figure === 'service_level' ? (mean ?? 0) > 0 : (mean ?? 0) < 0;
}

/** A counted wait, in the words of the expected ones: `45 s`, from ten minutes on `12 min`. */
export function waited(seconds: number | null, locale: string): string {
  if (seconds === null) return NONE;
  const alone = { mean: seconds, low: null, high: null, mean_low: null, mean_high: null };
  return measured('mean_wait_seconds', alone, locale).shown(seconds);
}

const far = ({ mean, low, high }: Estimate): boolean =>
  Math.max(...[mean, low, high].map((x) => Math.abs(x ?? 0))) >= MINUTES_FROM;

function measured(figure: Figure, value: Estimate, locale: string) {
  if (figure === 'abandoned') return { scale: 1, shown: (x: number) => number(x, locale, 1) };
  const long = far(value);
  const format = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: long ? 'minute' : 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  });
  const scale = long ? 60 : 1;
  return { scale, shown: (x: number) => format.format(x / scale) };
}

/** Queues of which a figure was assumed, for want of their own contacts. */
export function assumed({ handling, patience }: Basis): string[] {
  const found = [handling, patience].flatMap((sources) =>
    Object.entries(sources).filter(([, source]) => source === 'assumed'),
  );
  return [...new Set(found.map(([queue]) => queue))];
}

/** The queues of an outlook: those the change names, then those it moves most; `rest` hardly move. */
export function told(
  outlook: Outlook,
  named: (string | null)[],
): { shown: Outlook['queues']; rest: Outlook['queues'] } {
  const first = outlook.queues.filter((each) => named.includes(each.queue));
  const others = outlook.queues.filter((each) => !named.includes(each.queue));
  const felt = others.filter(isFelt).sort((a, b) => weight(b) - weight(a));
  return { shown: [...first, ...felt], rest: others.filter((each) => !isFelt(each)) };
}

const isFelt = ({ difference }: Compared): boolean =>
  (Object.keys(difference) as Figure[]).some((figure) => !mayBeChance(difference[figure]));
const weight = ({ difference }: Compared): number => Math.abs(difference.service_level.mean ?? 0);

/** Below so many counted contacts a level says nothing yet. */
export const EARLY = 20;

/** What was counted beside what was predicted: do the two intervals of the level meet? */
export function verdict({
  after,
  predicted,
}: QueueEffect): 'early' | 'alone' | 'as' | 'better' | 'worse' {
  if (isEarly(after)) return 'early';
  const { service_level_low: low, service_level_high: high } = after;
  if (!predicted || low === null || high === null) return 'alone';
  const { service_level: expected } = predicted.with;
  if (expected.low === null || expected.high === null) return 'alone';
  if (low > expected.high) return 'better';
  return high < expected.low ? 'worse' : 'as';
}
export const isEarly = ({ counted }: Counted): boolean => counted < EARLY;

/** A level on the drawn scale: its place and its interval's, shares. */
export interface Mark {
  tone: 'before' | 'without' | 'after' | 'with';
  at: number;
  low: number;
  high: number;
}
/** Null when nobody would come. */
export function expectedMark(tone: Mark['tone'], { mean, low, high }: Estimate): Mark | null {
  return mean === null ? null : { tone, at: mean, low: low ?? mean, high: high ?? mean };
}
/** Null when nothing counts yet. */
export function countedMark(tone: Mark['tone'], counted: Counted): Mark | null {
  const { service_level: at, service_level_low: low, service_level_high: high } = counted;
  return at === null ? null : { tone, at, low: low ?? at, high: high ?? at };
}
