// Which applications the filters leave.
import { expect, test } from 'vitest';
import { fits, type Wanted } from './listed.svelte.ts';
import type { Row } from './types.ts';

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
