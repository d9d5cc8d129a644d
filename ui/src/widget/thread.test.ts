import { describe, expect, test } from 'vitest';
import { message, mine } from './testing.ts';
import { days, merged, openChoices, unreadAfter } from './thread.ts';

describe('merged', () => {
  test('has each message once, by number, whatever the order of arrival', () => {
    const all = merged([message(3), message(1)], [message(2), message(3)]);
    expect(all.map((each) => each.number)).toEqual([1, 2, 3]);
  });
  test('never shows a private note', () => {
    expect(merged([], [message(1), message(2, { kind: 'note' })])).toHaveLength(1);
  });
});

describe('days', () => {
  const shape = (...messages: Parameters<typeof message>[1][]): number[][] =>
    days(messages.map((part, index) => message(index + 1, part))).map((day) => day.runs.map((run) => run.messages.length));

  test('joins what one author says in a row', () => {
    expect(shape({}, {}, { author: 'customer', author_id: 'u1' }, {})).toEqual([[2, 1, 1]]);
  });
  test('keeps two advisers apart, and notices for themselves', () => {
    const adviser = { author: 'adviser', author_id: 'amal' } as const;
    expect(shape(adviser, { ...adviser, author_id: 'karim' }, { ...adviser, kind: 'notice' }, adviser)).toEqual([[1, 1, 1, 1]]);
  });
  test('starts anew after a silence and on another day', () => {
    expect(shape({ at: '2026-11-22T10:00:00Z' }, { at: '2026-11-22T10:05:00Z' })).toEqual([[1, 1]]);
    expect(shape({ at: '2026-11-20T10:00:00Z' }, { at: '2026-11-22T10:00:00Z' })).toEqual([[1], [1]]);
  });
});

describe('openChoices', () => {
  const asked = message(1, { choices: ['Oui', 'Non'] });

  test('are those of the last words', () => {
    expect(openChoices([asked])).toEqual(['Oui', 'Non']);
    expect(openChoices([asked, message(2, { kind: 'notice' })])).toEqual(['Oui', 'Non']);
  });
  test('close with an answer or with other words', () => {
    expect(openChoices([asked, mine(2)])).toEqual([]);
    expect(openChoices([asked, message(2)])).toEqual([]);
    expect(openChoices([])).toEqual([]);
  });
});

test('counts what was said to the customer since they looked', () => {
  expect(unreadAfter([message(1), mine(2), message(3), message(4)], 1)).toBe(2);
  expect(unreadAfter([message(1)], 1)).toBe(0);
});
