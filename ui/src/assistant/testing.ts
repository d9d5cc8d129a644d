// Small whole values for the tests of the assistant's page.
import type { Decided, Point, Row } from './types.ts';

export function row(over: Partial<Row> = {}): Row {
  return {
    brand: 'sahla',
    language: 'fr',
    group: 'invoices',
    risk: 0.05,
    oos_share: 0.2,
    threshold: 0.5,
    bound: 0.0461,
    verdict: 'kept',
    cases: 100,
    asked: 200,
    answered: 90,
    wrong: 1,
    oos_cases: 50,
    oos_answered: 0,
    missing: 0,
    missing_oos: 0,
    covers: 'this set',
    coverage: 0.9,
    ...over,
  };
}

export const silent = (over: Partial<Row> = {}): Row =>
  row({
    threshold: null,
    bound: null,
    verdict: 'too_few',
    answered: 0,
    wrong: 0,
    coverage: 0,
    ...over,
  });

export function point(risk: number, groups: Row[], coverage = 0.8): Point {
  return { risk, coverage, wrong_upper: 0.046, missing: 0, groups };
}

export function decided(over: Partial<Decided> = {}): Decided {
  return {
    message: 'm1',
    at: '2026-03-02T09:00:00Z',
    why: 'In the words of the server.',
    did: 'handed_over',
    language: 'fr',
    reason: 'below_threshold',
    retrieved: [{ article: 'code-puk', version: 2, language: 'fr', score: 0.412, margin: 0.1 }],
    readings: [],
    choices: [],
    chosen: null,
    parts: [],
    group: 'sim_and_line',
    threshold: 0.5,
    version: 3,
    milliseconds: 9.5,
    asked: null,
    ...over,
  };
}
