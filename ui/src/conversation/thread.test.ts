import { describe, expect, test } from 'vitest';
import type { Message } from '../lib/types.ts';
import { dayOf, lines } from './thread.ts';

const said = (number: number, at: string, more: Partial<Message> = {}): Message => ({
  id: `m${number}`,
  contact: 'c',
  number,
  at,
  author: 'customer',
  author_id: 'k',
  author_name: 'K',
  kind: 'text',
  text: '',
  client_id: '',
  sources: [],
  choices: [],
  attachments: [],
  ...more,
});

describe('a conversation is laid out', () => {
  test('with a line per day of the site', () => {
    const messages = [said(1, '2026-03-01T22:30:00Z'), said(2, '2026-03-01T23:30:00Z')];
    expect(lines(messages, 'Africa/Tunis').map((line) => line.day)).toEqual([true, true]);
    expect(lines(messages, 'Africa/Abidjan').map((line) => line.day)).toEqual([true, false]);
    expect(dayOf('2026-03-01T23:30:00Z', 'Africa/Tunis')).toBe('2026-03-02');
  });
  test('with a name per run of one author', () => {
    const minute = (m: number) => `2026-03-01T10:${String(m).padStart(2, '0')}:00Z`;
    const adviser = { author: 'adviser', author_id: 'amal' } as const;
    const messages = [
      said(1, minute(0)),
      said(2, minute(1)),
      said(3, minute(2), adviser),
      said(4, minute(3), { ...adviser, author_id: 'fatou' }),
      said(5, minute(4), { kind: 'notice' }),
      said(6, minute(5)),
      said(7, minute(20)),
    ];
    expect(lines(messages, 'UTC').map((line) => line.first)).toEqual([
      true,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
  });
});
