// Which applications the filters leave, what is marked, and how a statement becomes a fact.
import { expect, test } from 'vitest';
import { fits, type Wanted } from './listed.svelte.ts';
import { Marking } from './marking.svelte.ts';
import { begin, finish } from './statement.ts';
import type { Fact, Row } from './types.ts';

const row: Row = {
  ...{ place: 1, id: 'ap_1', language: 'fr', stage: 'received', points: 3, open: 1, total: 4 },
  ...{ missed: false, marks: { french: 'met', nights: 'open' } },
  ...{ opened: false, opened_by_me: false, human_asked: false },
};
const any: Wanted = { stage: '', language: '', seen: '', criteria: [] };

test.each<[Partial<Wanted>, boolean]>([
  [{}, true],
  [{ stage: 'received', language: 'fr' }, true],
  [{ stage: 'to_meet' }, false],
  [{ language: 'ar' }, false],
  [{ seen: 'no' }, true],
  [{ seen: 'yes' }, false],
  [{ seen: 'human' }, false],
  [{ criteria: [['french', 'met']] }, true],
  [
    {
      criteria: [
        ['french', 'met'],
        ['nights', 'met'],
      ],
    },
    false,
  ],
])('%o leaves it: %s', (wanted, expected) => {
  expect(fits(row, { ...any, ...wanted })).toBe(expected);
});

const read: Fact = {
  ...{ id: 'language-4', kind: 'language', lines: [4], quote: 'French (B1)', confidence: 1 },
  value: { language: 'fr', level: 'B1', basis: 'certified' },
};

test('who mends a fact begins from what was read, and the level is then what was stated', () => {
  const values = begin('language', read);
  expect(values).toEqual(read.value);
  expect(finish('language', { ...values, level: 'C1' })).toEqual({
    ...{ language: 'fr', level: 'C1', basis: 'stated' },
  });
});

test('a fact of another kind begins empty', () => {
  expect(begin('notice', read)).toEqual({ days: null });
  expect(begin('shift', null)).toEqual({ kinds: [] });
  expect(finish('tool', { name: ' Zendesk ' })).toEqual({ name: ' Zendesk ', id: 'Zendesk' });
  expect(finish('right_to_work', { country: 'ma' })).toEqual({ country: 'MA' });
});

test('lines are marked while pointed at, then those that were clicked', () => {
  const marking = new Marking();
  marking.keep([3]);
  marking.show([5, 6]);
  expect([...marking.lines]).toEqual([5, 6]);
  marking.hide();
  expect([...marking.lines]).toEqual([3]);
});
