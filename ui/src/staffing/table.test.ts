// A day as it is pasted: separators, headings, figures as people write them, faults by line.
import { describe, expect, test } from 'vitest';
import { EXAMPLE } from './example.ts';
import { figure } from './figures.ts';
import { MOST_INTERVALS, readTable } from './table.ts';

describe('a figure', () => {
  test.each([
    ['1 234,5', 1234.5],
    ['12.5 %', 12.5],
    ['٣٠٠', 300],
    ['٢٫٥', 2.5],
    ['1\u202f234', 1234],
    ['0', 0],
    ['.5', 0.5],
    ['-3', -3],
  ])('%s', (text, value) => expect(figure(text)).toBe(value));
  test.each(['', 'abc', '1e5', '1.2.3', 'Infinity', '--1', '-'])('%s is none', (text) =>
    expect(figure(text)).toBeNull(),
  );
});

describe('a day', () => {
  const nine = { label: '09:00', contacts: 42 };
  test.each([
    ['from a spreadsheet', '09:00\t42\n09:30\t51'],
    ['from a file with semicolons', 'Heure;Contacts\r\n09:00;42\r\n09:30;51\r\n'],
    ['from a file with commas', '\uFEFFtime,contacts\n09:00,42\n\n09:30,51'],
    ['with quotes', '"09:00","42"\n"09:30","51"'],
  ])('%s', (_what, text) => {
    expect(readTable(text)).toEqual({
      intervals: [nine, { label: '09:30', contacts: 51 }],
      faults: [],
    });
  });
  test('of counts alone', () => {
    expect(readTable('contacts\n42\n51').intervals.map((one) => one.contacts)).toEqual([42, 51]);
  });
  test('with handling times, where they differ', () => {
    expect(readTable('09:00;42;310,5\n09:30;51;').intervals).toEqual([
      { ...nine, handling: 310.5 },
      { label: '09:30', contacts: 51 },
    ]);
  });
  test('of the example is whole', () => {
    const { intervals, faults } = readTable(EXAMPLE);
    expect([intervals.length, faults.length]).toEqual([22, 0]);
    expect(intervals.at(-1)).toEqual({ label: '18:30', contacts: 104 });
  });
  test('that is empty has nothing, not a fault', () => {
    expect(readTable(' \n\n')).toEqual({ intervals: [], faults: [] });
  });
});

describe('a fault is told with its line', () => {
  test.each([
    ['no count', '09:00\t42\n09:30\tmany', 2, 'contacts'],
    ['a count below nothing', '09:00\t-1', 1, 'contacts'],
    ['too many columns', '09:00\t42\t300\t9', 1, 'columns'],
    ['a time of nothing', 'time\tcontacts\ttime\n\n09:00\t42\t0', 3, 'handling'],
    ['headings further down', '09:00\t42\ntime\tcontacts', 2, 'contacts'],
  ] as const)('%s', (_what, text, line, why) => {
    expect(readTable(text).faults).toEqual([{ line, why }]);
  });
  test('too many intervals', () => {
    const { faults } = readTable('1\n'.repeat(MOST_INTERVALS + 2));
    expect(faults).toEqual([{ line: MOST_INTERVALS + 2, why: 'many' }]);
  });
});
