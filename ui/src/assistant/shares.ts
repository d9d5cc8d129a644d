// Risk, coverage and bounds as people read them, and what a move of the risk changes.
import { number, percent } from '../lib/format.ts';
import type { Change, Point, Preview, Row } from './types.ts';

export const RISKS = [0.01, 0.02, 0.03, 0.05, 0.1] as const;
/** The group that stands for every group without a row of its own. */
export const OTHERS = 'others';

/** `2,5` or `2.5 %` typed by a person as 0.025; null when it is no risk between 0.1 and 49 %. */
export function riskOf(text: string): number | null {
  const match = /^\s*(\d{1,2}(?:[.,]\d{1,2})?)\s*[%٪]?\s*$/u.exec(text);
  const share = match ? Number(match[1]!.replace(',', '.')) / 100 : 0;
  return share >= 0.001 && share <= 0.49 ? share : null;
}

/** A risk as it was set: `5 %`, `0.25 %`. */
export function risk(value: number, locale: string): string {
  return percent(value, locale, 2);
}

/** An upper limit, never less than it is: 4.61 % is `4.7 %`. */
export function upper(value: number | null, locale: string): string {
  return percent(value === null ? null : Math.ceil(value * 1000 - 1e-9) / 1000, locale, 1);
}

/** A share answered, never more than it is: 535 of 537 is `99 %`. */
export function covered(value: number, locale: string): string {
  return percent(Math.floor(value * 100 + 1e-9) / 100, locale);
}

export function score(value: number, locale: string): string {
  return number(value, locale, 3);
}

export const answers = (row: Row): boolean => row.threshold !== null;

/** In-scope cases, those answered, and the wrong ones among these, over all groups. */
export function totals(rows: Row[]): { asked: number; answered: number; wrong: number } {
  const sum = (read: (row: Row) => number): number => rows.reduce((all, row) => all + read(row), 0);
  return {
    asked: Math.max(0, ...rows.map((row) => row.asked)),
    answered: sum((row) => row.answered),
    wrong: sum((row) => row.wrong),
  };
}

/** Whether every bound of `rows` is about traffic, and not only about the set of cases. */
export function coversTraffic(rows: Row[]): boolean {
  return rows.length > 0 && rows.every((row) => row.covers === 'traffic');
}

/** Groups without a single case say nothing; they are left out of tables. */
export function told(rows: Row[]): Row[] {
  return rows.filter((row) => row.cases > 0 || rows.length === 1);
}

/** Cases that a group lacks at least, in and out of scope. */
export function lacking(row: Row): number {
  return row.missing + row.missing_oos;
}

/** How many in-scope cases without one error prove `risk` at 95 %: 59 for 5 %. */
export function leastCases(risk: number): number {
  return Math.ceil(Math.log(0.05) / Math.log(1 - risk));
}

export interface Effect {
  silent: string[]; // groups that answered and would not any more
  speaking: string[]; // groups that did not and would
}

/** What becomes of groups; one that is judged together with others goes by their row. */
export function effect({ now, then }: Preview): Effect {
  const names = [...new Set([...told(now.groups), ...told(then.groups)].map((row) => row.group))];
  const speaks = (point: Point, group: string): boolean => {
    const row =
      point.groups.find((each) => each.group === group) ??
      point.groups.find((each) => each.group === OTHERS);
    return row !== undefined && answers(row);
  };
  return {
    silent: names.filter((group) => speaks(now, group) && !speaks(then, group)),
    speaking: names.filter((group) => !speaks(now, group) && speaks(then, group)),
  };
}

/** `points` with `extra` in its place by risk; a point of the same risk is replaced. */
export function withPoint(points: Point[], extra: Point | null): Point[] {
  if (extra === null) return points;
  const others = points.filter((point) => !same(point.risk, extra.risk));
  return [...others, extra].sort((a, b) => a.risk - b.risk);
}

/** Changes that people look for; that the cases were read anew is not one. */
export function seen(changes: Change[]): Change[] {
  return changes.filter(({ kind }) => kind !== 'calibration');
}

export function same(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-9;
}
