import { describe, expect, it } from 'vitest';
import { formOf, limitsOf, valueOf } from './limits.ts';
import type { Limits } from './types.ts';

const LIMITS: Limits = {
  on: true,
  kinds: ['widen_queue'],
  at_once: 2,
  minutes: 30,
  level_below: 0.625,
  waited_targets: 2.5,
};
const form = (over = {}) => ({ ...formOf(LIMITS, 'fr-FR'), ...over });

describe('the limits of what the centre does by itself', () => {
  it.each(['fr-FR', 'ar-MA', 'en-GB'])('come back as they were typed in %s', (locale) => {
    expect(limitsOf(formOf(LIMITS, locale))).toEqual(LIMITS);
  });
  it('are not sent while a field cannot be read or lies outside its bounds', () => {
    expect(valueOf(form({ minutes: '0' }), 'minutes')).toBeNull();
    expect(valueOf(form({ at_once: '1,5' }), 'at_once')).toBeNull();
    expect(valueOf(form({ level_below: '62,5 %' }), 'level_below')).toBeNull();
    expect(limitsOf(form({ waited_targets: '' }))).toBeNull();
  });
  it('are not sent when it may act but do nothing; off, they are', () => {
    expect(limitsOf(form({ kinds: [] }))).toBeNull();
    expect(limitsOf(form({ kinds: [], on: false }))).toMatchObject({ on: false, kinds: [] });
  });
});
