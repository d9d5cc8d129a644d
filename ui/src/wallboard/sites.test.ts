import { describe, expect, it } from 'vitest';
import { bySite, everywhere, localTime } from './sites.ts';
import { adviserLine, centre, siteLine } from './testing.ts';

const tunis = siteLine({ site: 'tunis', name: 'Tunis' });

describe('sites', () => {
  it('list the lost and the paused before those at work', () => {
    const advisers = [
      adviserLine({ adviser: 'off', state: 'offline', site: 'tunis' }),
      adviserLine({
        adviser: 'new pause',
        state: 'paused',
        site: 'tunis',
        since: '2026-03-02T11:30:00Z',
      }),
      adviserLine({
        adviser: 'old pause',
        state: 'paused',
        site: 'tunis',
        since: '2026-03-02T10:30:00Z',
      }),
      adviserLine({ adviser: 'lost', state: 'lost', site: 'tunis' }),
      adviserLine({ adviser: 'ready', site: 'tunis' }),
      adviserLine({ adviser: 'elsewhere' }),
    ];
    const [group] = bySite(advisers, [tunis]);
    expect(group!.advisers.map((each) => each.adviser)).toEqual([
      'lost',
      'old pause',
      'new pause',
      'ready',
      'off',
    ]);
  });

  it('tell their own time, whatever this machine’s zone', () => {
    const now = Date.parse('2026-07-14T12:05:00Z');
    expect(localTime(tunis, centre, now, 'fr-FR')).toBe('13:05');
    expect(localTime(tunis, centre, now, 'ar-MA')).toBe('13:05');
    expect(
      localTime(siteLine({ site: 'unknown', local_time: '09:30' }), centre, now, 'fr-FR'),
    ).toBe('09:30');
  });

  it('add up', () => {
    const sum = everywhere([tunis, siteLine({ available: 2, paused: 1, contacts: 5 })]);
    expect(sum).toMatchObject({ available: 3, paused: 1, contacts: 8, free_slots: 2 });
  });
});
