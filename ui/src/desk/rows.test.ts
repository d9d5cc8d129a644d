import { withMessage } from '../conversation/messages.ts';
import { describe, expect, test } from 'vitest';
import {
  detailAfter,
  leads,
  neighbour,
  ordered,
  rowAfter,
  shownSources,
  unansweredSince,
  urgency,
} from './rows.ts';
import { at, detail, message, row } from './testing.ts';

describe('a wait for a reply', () => {
  const waiting = row('c1', {
    unanswered: true,
    last_message: { author: 'customer', text: '?', at: at(9) },
  });
  test('counts from the oldest unanswered word', () => {
    const said = [message(1), message(2, { author: 'adviser' }), message(3), message(4)];
    expect(unansweredSince(waiting, said)).toBe(at(3));
  });
  test('passes over notes and notices', () => {
    const said = [
      message(1, { author: 'adviser' }),
      message(2),
      message(3, { author: 'adviser', kind: 'note' }),
      message(4, { author: 'system', kind: 'notice' }),
    ];
    expect(unansweredSince(waiting, said)).toBe(at(2));
  });
  test('falls back on the last word while the conversation is not read', () => {
    expect(unansweredSince(waiting)).toBe(at(9));
  });
  test('is none when the last word is ours or the contact is wrapped up', () => {
    expect(unansweredSince(row('c1'), [message(1, { author: 'adviser' })])).toBeNull();
    expect(unansweredSince({ ...waiting, state: 'wrap_up' })).toBeNull();
  });
  test.each([
    [null, 'calm'],
    [59, 'calm'],
    [60, 'soon'],
    [180, 'now'],
  ])('of %s s is %s', (seconds, tone) => {
    expect(urgency(seconds)).toBe(tone);
  });
});

describe('the list', () => {
  test('keeps conversations before wrap-ups, oldest first', () => {
    const rows = [
      row('b', { answered_at: at(5) }),
      row('w', { state: 'wrap_up', answered_at: at(0) }),
      row('a', { answered_at: at(1) }),
    ];
    expect(ordered(rows).map((each) => each.id)).toEqual(['a', 'b', 'w']);
  });
  test('is walked around in both directions', () => {
    const rows = [row('a'), row('b'), row('c')];
    expect([
      neighbour(rows, 'c', 1),
      neighbour(rows, 'a', -1),
      neighbour(rows, null, 1),
      neighbour(rows, null, -1),
      neighbour([], 'a', 1),
    ]).toEqual(['a', 'c', 'a', 'c', null]);
  });
  test('knows who leads', () => {
    const joined = row('c', { lead: { party: 'supervisor', id: 'leila', name: 'Leila' } });
    expect([leads(row('c'), 'amal'), leads(row('c'), 'fatou'), leads(joined, 'amal')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(leads(row('c', { state: 'wrap_up', lead: null }), 'amal')).toBe(true);
  });
});

describe('a further message', () => {
  test('takes its place once', () => {
    const said = [message(1), message(3)];
    const more = withMessage(said, message(2));
    expect(more.map((each) => each.number)).toEqual([1, 2, 3]);
    expect(withMessage(more, message(2))).toBe(more);
  });
  test('becomes the last word, unless it is a note', () => {
    const said = rowAfter(row('c1'), message(1));
    expect([said.last_message?.text, said.unanswered]).toEqual(['mot 1', true]);
    expect(rowAfter(said, message(2, { kind: 'note', author: 'adviser' }))).toBe(said);
    expect(rowAfter(said, message(2, { author: 'adviser' })).unanswered).toBe(false);
  });
  test('changes the conversation and its row together', () => {
    const after = detailAfter(detail(row('c1')), message(1));
    expect([after.messages.length, after.row.last_message?.text]).toEqual([1, 'mot 1']);
  });
});

test('articles shown are listed once each, the latest first', () => {
  const source = (article: string, version = 1) => ({
    article,
    version,
    language: 'fr',
    title: article,
  });
  const said = [
    message(1, { sources: [source('a')] }),
    message(2, { sources: [source('b')] }),
    message(3, { sources: [source('a')] }),
  ];
  const brief = {
    identity: '',
    goal: '',
    fields: {},
    done: [],
    sources: [source('b'), source('b', 2)],
    why: '',
    commitments: [],
    revision: 1,
    mended: false,
  };
  expect(shownSources(said, brief).map((each) => `${each.article}${each.version}`)).toEqual([
    'a1',
    'b1',
    'b2',
  ]);
});
