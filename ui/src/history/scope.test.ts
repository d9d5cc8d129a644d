import { describe, expect, it } from 'vitest';
import { centre } from '../wallboard/testing.ts';
import { DEFAULTS } from './filters.ts';
import { changed, isZone, zoneFor, zones } from './scope.ts';

describe('filters together', () => {
  const asked = { ...DEFAULTS, brand: 'sahla', queue: 'sahla-fr', site: 'tunis', adviser: 'bilal' };

  it('drop a queue of another brand', () => {
    expect(changed(asked, { brand: 'waha' }, centre)).toMatchObject({ brand: 'waha', queue: '' });
    expect(changed(asked, { brand: '' }, centre)).toMatchObject({ brand: '', queue: 'sahla-fr' });
  });

  it('drop an adviser of another site', () => {
    expect(changed(asked, { site: 'casablanca' }, centre).adviser).toBe('');
    expect(changed(asked, { site: '' }, centre).adviser).toBe('bilal');
  });

  it('keep what is no longer configured: its contacts are still there', () => {
    expect(changed({ ...asked, queue: 'gone' }, { brand: 'waha' }, centre).queue).toBe('gone');
  });
});

describe('whose days', () => {
  it('are the chosen zone’s, the site’s, then the viewer’s', () => {
    expect(zoneFor({ ...DEFAULTS, zone: 'Africa/Dakar', site: 'tunis' }, centre, 'samira')).toBe(
      'Africa/Dakar',
    );
    expect(zoneFor({ ...DEFAULTS, site: 'casablanca' }, centre, 'samira')).toBe(
      'Africa/Casablanca',
    );
    expect(zoneFor(DEFAULTS, centre, 'samira')).toBe('Africa/Tunis');
    expect(zoneFor(DEFAULTS, centre, null)).toBe('Africa/Casablanca');
  });

  it('do not break on a zone that does not exist', () => {
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(zoneFor({ ...DEFAULTS, zone: 'Mars/Olympus' }, centre, 'samira')).toBe('Africa/Tunis');
    expect(zoneFor(DEFAULTS, { ...centre, sites: [] }, null)).toBe('UTC');
  });

  it('are offered once per zone, named by site', () => {
    const now = Date.parse('2026-07-14T12:00:00Z');
    expect(zones(centre, now)[1]).toEqual({ id: 'Africa/Tunis', name: 'Tunis (UTC+01:00)' });
  });
});
