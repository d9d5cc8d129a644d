// A transcript in step with its recording, its marks, and which files are taken.
import { describe, expect, test } from 'vitest';
import { sift } from '../lib/upload.svelte.ts';
import type { Turn } from './types.ts';
import { pieces, spoken, turnAt, wordAt } from './turns.ts';
import { bars, path } from './wave.ts';

const turn = (start: number, end: number, text = ''): Turn => ({
  ...{ speaker: 'adviser', confidence: null, words: [] },
  ...{ start, end, text },
});

describe('the turn that is spoken', () => {
  const turns = [turn(1, 3), turn(2.5, 6), turn(60, 70)];
  test.each([
    [0.5, -1],
    [1, 0],
    [2.6, 1],
    [7, 1],
    [30, -1],
    [65, 2],
  ])('at %s s is number %s', (now, expected) => {
    expect(turnAt(turns, now)).toBe(expected);
  });
});

describe('a turn', () => {
  const said = turn(0, 1, 'My number is [PHONE_1], thanks');
  const hidden = [{ turn: 4, start: 13, end: 22, kind: 'PHONE' }];
  test('shows what was taken out as a gap', () => {
    expect(pieces(said, 4, hidden, null)).toEqual([
      { text: 'My number is ', first: 0, mark: null },
      { text: '[PHONE_1]', first: 13, mark: 'PHONE' },
      { text: ', thanks', first: 22, mark: null },
    ]);
    expect(pieces(said, 5, hidden, null)).toEqual([{ text: said.text, first: 0, mark: null }]);
  });
  test('keeps the gap whole where a quote goes over it', () => {
    const quote = { turn: 4, start: 3, end: 30, text: '' };
    expect(pieces(said, 4, hidden, quote).map(({ mark }) => mark)).toEqual([
      null,
      'quote',
      'PHONE',
      'quote',
    ]);
  });
});

describe('the words of a turn', () => {
  const said = turn(0, 3, '🙂 Bonjour, oui');
  const word = (start: number, first: number, behind: number) => ({
    ...{ start, end: start + 0.5, first, behind },
  });
  const words = [word(0.5, 2, 10), word(1.5, 11, 14)];
  test('are found by their letters, after an emoji too, and within a quote', () => {
    const whole = pieces(said, 0, [], null).flatMap((one) => spoken(one, words));
    expect(whole).toEqual([
      { text: '🙂 ', word: null },
      { text: 'Bonjour,', word: 0 },
      { text: ' ', word: null },
      { text: 'oui', word: 1 },
    ]);
    const quoted = pieces(said, 0, [], { turn: 0, start: 2, end: 9, text: 'Bonjour' });
    expect(quoted.map(({ text }) => text)).toEqual(['🙂 ', 'Bonjour', ', oui']);
    expect(quoted.flatMap((one) => spoken(one, words)).map((one) => one.word)).toEqual([
      ...[null, 0, 0, null, 1],
    ]);
  });
  test('are marked while they are spoken', () => {
    expect([0.2, 0.6, 1.3, 1.45, 1.6, 4].map((now) => wordAt(words, now))).toEqual([
      ...[-1, 0, 0, -1, 1, -1],
    ]);
  });
});

describe('files', () => {
  const rules = {
    ...{ in_force: true, scoring: true, server_paths: false, max_part: 10 },
    ...{ max_file: 100, max_files: 2, suffixes: ['.wav', '.jsonl'] },
  };
  const file = (name: string, size = 5) => ({ name, file: new File(['x'.repeat(size)], name) });
  test('are taken or refused for a reason', () => {
    const wanted = [
      file('a.WAV'),
      file('a.WAV'),
      file('b.exe'),
      file('c.wav', 0),
      file('d.wav', 101),
      file('e.jsonl'),
      file('f.wav'),
    ];
    const { good, refused } = sift(wanted, [], rules);
    expect(good.map(({ name }) => name)).toEqual(['a.WAV', 'e.jsonl']);
    expect(refused.map(({ why }) => why)).toEqual(['twice', 'kind', 'empty', 'size', 'many']);
  });
});

describe('the drawing', () => {
  test('keeps the loudest of each stretch', () => {
    expect(bars([0.1, 0.9, 0.2, 0.3], 2)).toEqual([0.9, 0.3]);
    expect(bars([0.1], 600)).toEqual([0.1]);
  });
  test('never leaves its lane', () => {
    expect(path([2], 10, 20, 5)).toBe('M5.0 15.0V25.0');
  });
});
