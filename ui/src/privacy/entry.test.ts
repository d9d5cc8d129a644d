import { expect, test } from 'vitest';
import { body, drafted } from './entry.ts';
import type { Purpose } from './types.ts';

const purpose: Purpose = {
  id: 'training',
  basis: 'consent',
  authorisation: 'D-1',
  retention: '24 months',
  recipients: ['Atlas', 'Sahla'],
  since: '2026-01-01',
  until: null,
  notice: null,
  revision: 3,
  in_force: false,
  lacks: ['notice'],
};

test('an entry that nobody changed goes back as it came', () => {
  const { id: _id, in_force: _on, lacks: _lacks, ...kept } = purpose;
  expect(body(drafted(purpose), 3)).toEqual(kept);
});

test('empty lines are nobody who gets the data, and an empty day is none', () => {
  const draft = { ...drafted(purpose), recipients: ' Atlas \n\n', since: '' };
  expect(body(draft, 3)).toMatchObject({ recipients: ['Atlas'], since: null });
});
