// Where something is marked in a text, whatever its letters.
import { expect, test } from 'vitest';
import { marked, placesIn } from './marks.ts';
import { check, place } from './testing.ts';

const words = (text: string, ...spans: [number, number][]): (string | null)[][] =>
  marked(
    text,
    spans.map(([start, end]) => place({ start, end, kind: 'PHONE' })),
  ).map(({ text, kind }) => [text, kind]);

test('words before, marked and after', () => {
  expect(words('call 0612 now', [5, 9])).toEqual([
    ['call ', null],
    ['0612', 'PHONE'],
    [' now', null],
  ]);
});

test('nothing is lost: at the edges, overlapping, in disorder, beyond the end', () => {
  const text = 'abcdefgh';
  const cut = words(text, [6, 99], [0, 3], [2, 5]);
  expect(cut.map(([piece]) => piece).join('')).toBe(text);
  expect(cut).toEqual([
    ['abc', 'PHONE'],
    ['de', 'PHONE'],
    ['f', null],
    ['gh', 'PHONE'],
  ]);
});

test('characters are counted as the server counts them', () => {
  expect(words('😀 0612', [2, 6])).toEqual([
    ['😀 ', null],
    ['0612', 'PHONE'],
  ]);
});

test('each field and each question has its own places', () => {
  const checks = [
    check({ places: [place({ field: 'body' }), place({ field: 'questions', index: 1 })] }),
    check({ places: [place({ field: 'title' })] }),
  ];
  expect(placesIn(checks, 'questions', 1)).toHaveLength(1);
  expect(placesIn(checks, 'questions', 0)).toEqual([]);
  expect(placesIn(checks, 'body').map(({ field }) => field)).toEqual(['body']);
});
