// What is typed becomes the question that the server takes, or a fault by its field.
import { describe, expect, test } from 'vitest';
import { answerCsv } from './csv.ts';
import { dotsOf } from './curve.ts';
import { BLANK, faultsOf, question } from './form.ts';
import type { Facts, Row } from './types.ts';
import { share, wait } from './words.ts';

describe('the question', () => {
  test('of the form as it opens', () => {
    expect(faultsOf(BLANK, false)).toEqual({});
    expect(question(BLANK, null)).toMatchObject({
      intervals: [{ label: '', contacts: 600, advisers: null }],
      handling: 300,
      patience: 180,
      absent: 0.3,
      target: { share: 0.8, seconds: 20, most_abandoned: null },
    });
  });
  test('of a day takes its contacts from the table', () => {
    const day = [{ label: '09:00', contacts: 4 }];
    expect(faultsOf({ ...BLANK, contacts: '' }, true)).toEqual({});
    expect(question(BLANK, day).intervals).toEqual(day);
  });
  test('without patience is one in which nobody leaves', () => {
    expect(question({ ...BLANK, patience: ' ' }, null).patience).toBeNull();
  });
});

describe('faults', () => {
  test.each([
    ['contacts', { contacts: '' }],
    ['contacts', { contacts: 'many' }],
    ['advisers', { advisers: '2,5' }],
    ['handling', { handling: '0' }],
    ['share', { share: '100' }],
    ['spread', { spread: '0.5', patience: '' }],
    ['absent', { absent: '100 %' }],
  ])('%s', (field, typed) => {
    expect(Object.keys(faultsOf({ ...BLANK, ...typed }, false))).toEqual([field]);
  });
});

const facts = (advisers: number, level: number): Facts =>
  ({ advisers, kept: level > 0.8, levels: { served_of_offered: level } }) as Facts;

describe('the curve', () => {
  const points = [facts(97, 0.7), facts(98, 0.8), facts(99, 0.9)];
  const drawn = (points: Facts[], found: number) =>
    dotsOf(points, 'served_of_offered', found, 'en-GB');
  test('marks the answer, and fills what keeps the target', () => {
    expect(drawn(points, 99).map(({ filled, mark }) => [filled, mark])).toEqual([
      [false, null],
      [false, null],
      [true, 'first'],
    ]);
  });
  test('leaves out who has no level', () => {
    const unknown = { ...points[1]!, levels: { served_of_offered: null } } as Facts;
    expect(drawn([points[0]!, unknown], 97)).toHaveLength(1);
  });
  test('numbers the answer and not too many', () => {
    const many = Array.from({ length: 25 }, (_, place) => facts(100 + place, place / 25));
    const numbered = drawn(many, 113).flatMap(({ below }) => (below ? [below] : []));
    expect(numbered.length).toBeLessThanOrEqual(8);
    expect(numbered).toContain('113');
  });
});

describe('words', () => {
  test('do not round up to all', () => {
    expect([share(0.9996, 'en-GB'), share(1, 'en-GB'), share(null, 'en-GB')]).toEqual([
      '99.9%',
      '100%',
      '–',
    ]);
    expect(wait(9.04, 'fr-FR')).toMatch(/^9\s?s$/);
    expect(wait(9.26, 'fr-FR')).toMatch(/^9,3\s?s$/);
    expect(wait(120, 'fr-FR')).toMatch(/^2\s?min$/);
    expect(wait(null, 'fr-FR')).toBe('–');
  });
});

test('the file holds what is shown, inert', () => {
  const row = {
    ...facts(99, 0.80641),
    label: '=1+1',
    contacts: 600,
    handling: 300,
    wait_seconds: null,
  } as unknown as Row;
  const [head, line, rest] = answerCsv([row]).split('\r\n');
  expect(head!.startsWith('\uFEFFinterval,contacts,')).toBe(true);
  expect(line).toContain("'=1+1,600,300,");
  expect(line).toContain('0.8064');
  expect(rest).toBe('');
});
