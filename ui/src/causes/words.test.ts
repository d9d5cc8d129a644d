// Moments of a diagnosis are told in the reader's way, and say that they are UTC.
import { beforeAll, expect, test } from 'vitest';
import { i18n } from '../lib/i18n.svelte.ts';
import type { Cohort } from './types.ts';
import { qOf, sureOf, whenOf } from './words.ts';

const AT = Date.UTC(2026, 9, 13, 12, 40) / 1000;
const one = (over: Partial<Cohort>): Cohort =>
  ({ kind: 'incident', since: AT, until: AT + 3600, ...over }) as Cohort;

beforeAll(async () => {
  await i18n.use('en');
  await i18n.need('causes');
});

test('a stretch, an open one, a change, a group', () => {
  const told = (over: Partial<Cohort>) => whenOf(one(over)).replace(/[\u2066-\u2069]/g, '');
  expect(told({})).toMatch(/^13 Oct.*12:40 – 13:40 UTC$/);
  expect(told({ until: AT + 86_400 })).toMatch(/^13 Oct.*12:40 – 14 Oct.*12:40 UTC$/);
  expect(told({ until: null })).toMatch(/^since 13 Oct.*12:40 UTC, not over$/);
  expect(told({ kind: 'change', until: null })).toMatch(/^since 13 Oct.*12:40 UTC$/);
  expect(told({ kind: 'group', since: null, until: null })).toBe('throughout the period');
});

test('how sure, by the share of false discoveries', () => {
  expect([0.0001, 0.004, 0.03].map(sureOf)).toEqual(['most', 'much', 'enough']);
  expect([0.0001, 0.03].map((q) => qOf(q).replace(/[\u2066\u2069]/g, ''))).toEqual([
    'q < 0.001',
    'q = 0.03',
  ]);
});
