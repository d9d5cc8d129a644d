// From intervals to what the chart and its table show: points in order, labels in the site's
// time, and totals weighted by contacts rather than averages of averages.

import type { Interval } from '../lib/types.ts';
import { dayOf, hourOf } from './zone.ts';

export interface Point {
  start: string;
  label: string; // `HH:MM`, or `DD/MM HH:MM` when the range is longer than a day
  offered: number;
  answered: number;
  abandoned: number;
  level: number | null; // 0-1
}

/** The chart's points. Hours before the first and after the last contact are cut, not those between. */
export function points(intervals: Interval[], zone: string): Point[] {
  const busy = trimmed(intervals);
  const several = new Set(busy.map((each) => dayOf(Date.parse(each.start), zone))).size > 1;
  return busy.map((each) => ({
    start: each.start,
    label: label(each.start, zone, several),
    offered: each.offered,
    answered: each.answered,
    abandoned: each.abandoned,
    level: each.service_level,
  }));
}

/** Intervals from the first to the last in which anything happened. */
export function trimmed(intervals: Interval[]): Interval[] {
  const first = intervals.findIndex(lively);
  if (first < 0) return [];
  return intervals.slice(first, intervals.findLastIndex(lively) + 1);
}

export interface Totals {
  opened: number;
  offered: number;
  answered: number;
  answered_in_target: number;
  abandoned: number;
  counted: number;
  answered_unconfirmed: number;
  handed_over: number;
  service_level: number | null;
  mean_wait_seconds: number | null; // weighted by answered
  mean_handling_seconds: number | null;
}

/** Sums over the range; the level divides by what the server's levels divide by. */
export function totals(intervals: Interval[]): Totals {
  const sum = (read: (each: Interval) => number): number =>
    intervals.reduce((all, each) => all + read(each), 0);
  const counted = sum((each) => each.counted);
  const inTarget = sum((each) => each.answered_in_target);
  return {
    opened: sum((each) => each.opened),
    offered: sum((each) => each.offered),
    answered: sum((each) => each.answered),
    answered_in_target: inTarget,
    abandoned: sum((each) => each.abandoned),
    counted,
    answered_unconfirmed: sum((each) => each.answered_unconfirmed),
    handed_over: sum((each) => each.handed_over),
    service_level: counted > 0 ? inTarget / counted : null,
    mean_wait_seconds: weighted(intervals, (each) => each.mean_wait_seconds),
    mean_handling_seconds: weighted(intervals, (each) => each.mean_handling_seconds),
  };
}

function weighted(intervals: Interval[], read: (each: Interval) => number | null): number | null {
  const known = intervals.filter((each) => read(each) !== null && each.answered > 0);
  const weight = known.reduce((all, each) => all + each.answered, 0);
  if (weight === 0) return null;
  return known.reduce((all, each) => all + read(each)! * each.answered, 0) / weight;
}

function lively(interval: Interval): boolean {
  return interval.opened + interval.offered + interval.answered + interval.abandoned > 0;
}

function label(start: string, zone: string, withDay: boolean): string {
  const instant = Date.parse(start);
  const hour = hourOf(instant, zone);
  const [, month, day] = dayOf(instant, zone).split('-');
  return withDay ? `${day}/${month} ${hour}` : hour;
}
