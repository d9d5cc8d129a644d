import { describe, expect, it } from 'vitest';
import { centre } from '../wallboard/testing.ts';
import {
  allowed,
  BLANK,
  changeOf,
  countOf,
  draftOf,
  horizon,
  minutesOf,
  targets,
} from './draft.ts';
import { change } from './testing.ts';

describe('a draft', () => {
  it('asks for nothing until what its kind needs is chosen', () => {
    expect(changeOf(BLANK)).toBeNull();
    expect(changeOf({ ...BLANK, kind: 'widen_queue', site: 'tunis' })).toBeNull();
    expect(changeOf({ ...BLANK, kind: 'move_waiting', queue: 'sahla-fr' })).toBeNull();
  });
  it('asks for what its kind needs and nothing else', () => {
    const all = { ...BLANK, site: 'tunis', queue: 'a', to: 'b', levels: 2, count: '5' };
    expect(changeOf({ ...all, held: 'finish' })).toEqual(change({ held: 'finish' }));
    expect(changeOf({ ...all, kind: 'widen_queue', held: 'finish' })).toEqual(
      change({ kind: 'widen_queue', site: null, queue: 'a', levels: 2 }),
    );
    expect(changeOf({ ...all, kind: 'move_waiting' })).toEqual(
      change({ kind: 'move_waiting', site: null, queue: 'a', to: 'b', count: 5 }),
    );
  });
  it('comes back whole from what was suggested', () => {
    const moved = change({ kind: 'move_waiting', site: null, queue: 'a', to: 'b', count: 7 });
    expect([change(), moved].map((each) => changeOf(draftOf(each)))).toEqual([change(), moved]);
  });
  it('does not take a number that cannot be read for all of them', () => {
    expect(['', ' 3 ', '0', '1.5', 'ten', '-2'].map(countOf)).toEqual([
      null,
      3,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(
      changeOf({ ...BLANK, kind: 'move_waiting', queue: 'a', to: 'b', count: 'ten' }),
    ).toBeNull();
  });
  it('lasts as chosen, a move not at all; its outlook looks an hour ahead at most', () => {
    const drafts = [
      { ...BLANK, minutes: '15' },
      { ...BLANK, minutes: '240' },
      { ...BLANK, minutes: '' },
      { ...BLANK, minutes: '15', kind: 'move_waiting' as const },
    ];
    expect(drafts.map(minutesOf)).toEqual([15, 240, null, null]);
    expect(drafts.map(horizon)).toEqual([15, 60, 60, 60]);
  });
  it('is of the kinds that reach no further than who puts it together', () => {
    expect(allowed({ brands: null, sites: null })).toHaveLength(3);
    expect(allowed({ brands: null, sites: ['tunis'] })).toEqual(['site_dark']);
    expect(allowed({ brands: ['sahla'], sites: null })).toEqual(['widen_queue', 'move_waiting']);
    expect([allowed({ brands: [], sites: [] }), allowed(null)]).toEqual([[], []]);
  });
  it('moves within a brand only', () => {
    expect(targets(centre, 'waha-fr')).toEqual([]);
    const queues = [...centre.queues, { ...centre.queues[0]!, id: 'sahla-ar' }];
    expect(targets({ ...centre, queues }, 'sahla-fr').map(({ id }) => id)).toEqual(['sahla-ar']);
  });
});
