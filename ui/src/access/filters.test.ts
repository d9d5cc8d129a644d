// The filters of the log: in the address, and as the server is asked.
import { expect, test } from 'vitest';
import { addressOf, asked, narrowed, readFilters } from './filters.ts';

const none = readFilters(new URLSearchParams());

test('none are no address and nothing narrowed', () => {
  expect([addressOf(none), narrowed(none)]).toEqual(['/access', false]);
});
test('stand in the address and come back from it', () => {
  const filters = { ...none, q: 'Amal é', brand: 'sahla', from: '2026-03-02' };
  const address = addressOf(filters);
  expect(readFilters(new URL(address, 'http://house').searchParams)).toEqual(filters);
  expect(narrowed(filters)).toBe(true);
});
test('ask for whole days of the reader’s zone, the last one included', () => {
  const query = asked({ ...none, from: '2026-03-02', to: '2026-03-02', action: 'saw' });
  expect(query).toMatchObject({ action: 'saw', account: '' });
  expect(query.from).toBe(new Date(2026, 2, 2).toISOString());
  expect(query.to).toBe(new Date(2026, 2, 3).toISOString());
});
test('ask for no day that is half typed', () => {
  expect(asked({ ...none, from: '2026-3' }).from).toBeNull();
});
