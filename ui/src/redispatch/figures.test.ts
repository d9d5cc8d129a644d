import { describe, expect, it } from 'vitest';
import {
  assumed,
  countedMark,
  estimate,
  expectedMark,
  helps,
  isSame,
  mayBeChance,
  signed,
  told,
  verdict,
} from './figures.ts';
import { around, counted, effectOf, figures, NOTHING, outlook } from './testing.ts';

const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '').replace(/\s/g, ' ');

describe('an expected figure', () => {
  it('is told with its interval and its unit', () => {
    expect(plain(estimate('service_level', around(0.82, 0.74, 0.88), 'fr-FR'))).toBe(
      '82 % (74–88)',
    );
    expect(plain(estimate('mean_wait_seconds', around(45.4, 30, 61.8), 'fr-FR'))).toBe(
      '45 s (30–62)',
    );
    expect(plain(estimate('abandoned', around(12.25, 8, 17), 'fr-FR'))).toBe('12,3 (8–17)');
  });
  it('is told in minutes when its interval is long, all three of it', () => {
    expect(plain(estimate('mean_wait_seconds', around(300, 120, 660), 'fr-FR'))).toBe(
      '5 min (2–11)',
    );
  });
  it('is a dash when nobody would come', () => {
    expect(estimate('service_level', NOTHING, 'fr-FR')).toBe('–');
    expect(estimate('abandoned', NOTHING, 'fr-FR')).toBe('–');
    expect(signed('abandoned', NOTHING, 'fr-FR')).toBeNull();
    expect(expectedMark('with', NOTHING)).toBeNull();
  });
});

describe('a difference', () => {
  it('carries its sign, in points, seconds or contacts', () => {
    const level = signed('service_level', around(0.04, -0.02, 0.09), 'en-GB')!;
    expect([level.mean, level.low, level.high].map(plain)).toEqual(['+4', '−2', '+9']);
    expect(level.unit).toBe('points');
    expect(signed('mean_wait_seconds', around(-30, -900, 0), 'en-GB')!.unit).toBe('minutes');
    expect(signed('abandoned', around(-3, -5, -1), 'en-GB')!.unit).toBe('contacts');
  });
  it('is none at all only where every hour came out the same', () => {
    expect([around(0, 0, 0), around(0, -0.01, 0.01), NOTHING].map(isSame)).toEqual([
      true,
      false,
      false,
    ]);
  });
  it('may be chance when the interval of its mean has zero in it, wherever the hour falls', () => {
    const sure = { ...around(0.04, -0.1, 0.2), mean_low: 0.02, mean_high: 0.06 };
    expect([sure, around(0.04, -0.02, 0.1), NOTHING].map(mayBeChance)).toEqual([false, true, true]);
  });
  it('helps when the level rises or the wait falls', () => {
    const up = around(1, 1, 1);
    expect([helps('service_level', up), helps('mean_wait_seconds', up)]).toEqual([true, false]);
  });
});

describe('an outlook', () => {
  it('tells the named queues first, then those that feel it most; the rest stays back', () => {
    const found = told(outlook({ a: 0, b: -0.05, c: 0.2, d: 0 }), ['d', null]);
    expect(found.shown.map(({ queue }) => queue)).toEqual(['d', 'c', 'b']);
    expect(found.rest.map(({ queue }) => queue)).toEqual(['a']);
  });
  it('names each queue of which something was assumed, once', () => {
    expect(assumed(outlook({}).basis)).toEqual(['waha-fr']);
  });
});

describe('what was counted beside what was predicted', () => {
  const predicted = { with: figures(), without: figures() };
  it.each([
    ['early', counted({ counted: 19 }), predicted],
    ['alone', counted(), null],
    ['as', counted(), predicted],
    ['better', counted({ service_level_low: 0.93, service_level_high: 0.99 }), predicted],
    ['worse', counted({ service_level_low: 0.4, service_level_high: 0.6 }), predicted],
    ['alone', counted(), { with: figures({ service_level: NOTHING }), without: figures() }],
  ] as const)('is %s', (found, after, beside) => {
    expect(verdict(effectOf(after, beside))).toBe(found);
  });
  it('has no mark while nothing counts', () => {
    expect(countedMark('after', counted({ service_level: null }))).toBeNull();
    expect(countedMark('after', counted())).toEqual({
      tone: 'after',
      at: 0.8,
      low: 0.65,
      high: 0.9,
    });
  });
});
