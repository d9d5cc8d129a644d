import { describe, expect, it } from 'vitest';
import { ageSince, listed, narrowed, NO_FILTERS } from './contacts.ts';
import { contactRow } from './testing.ts';

const waiting = contactRow({ id: 'w1', customer_name: 'Hélène Haddad' });
const older = contactRow({
  id: 'w2',
  waiting_since: '2026-03-02T11:40:00Z',
  brand: 'waha',
  unanswered: false,
});
const held = contactRow({
  id: 'h1',
  state: 'held',
  site: 'tunis',
  opened_at: '2026-03-02T10:00:00Z',
  lead: { party: 'adviser', id: 'bilal', name: 'Bilal Trabelsi' },
});
const rows = [held, waiting, older];

function ids(over: Partial<typeof NO_FILTERS>): string[] {
  return listed(rows, { ...NO_FILTERS, ...over }).map((row) => row.id);
}

describe('the live list', () => {
  it('comes longest wait first, then the oldest of the others', () => {
    expect(ids({})).toEqual(['w2', 'w1', 'h1']);
  });

  it('narrows by each filter', () => {
    expect(ids({ brand: 'waha' })).toEqual(['w2']);
    expect(ids({ queue: 'waha-fr' })).toEqual([]);
    expect(ids({ site: 'tunis' })).toEqual(['h1']);
    expect(ids({ state: 'waiting' })).toEqual(['w2', 'w1']);
    expect(ids({ unanswered: true })).toEqual(['w1', 'h1']);
  });

  it('finds names without accents and by whoever holds the contact', () => {
    expect(ids({ words: 'helene' })).toEqual(['w1']);
    expect(ids({ words: 'TRABELSI ' })).toEqual(['h1']);
    expect(ids({ words: 'w2' })).toEqual(['w2']);
  });

  it('knows when it is narrowed', () => {
    expect(narrowed(NO_FILTERS)).toBe(false);
    expect(narrowed({ ...NO_FILTERS, words: 'a' })).toBe(true);
  });

  it('counts the age from the wait while waiting, else from the opening', () => {
    expect(ageSince(waiting)).toBe('2026-03-02T11:58:00Z');
    expect(ageSince(held)).toBe('2026-03-02T10:00:00Z');
  });
});
