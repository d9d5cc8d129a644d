import { expect, test } from 'vitest';
import { LARGEST, MOST, isImage, refusal } from './files.ts';

const file = (type: string, size = 10, name = 'x.bin') => ({ name, type, size });

test.each(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf', 'text/plain'])('takes %s', (type) => {
  expect(refusal(file(type), 0)).toBeNull();
});
test('takes a text file that the system gave no type', () => {
  expect(refusal(file('', 10, 'notes.TXT'), 0)).toBeNull();
});
test.each([
  ['type', file('text/html'), 0],
  ['type', file('image/svg+xml'), 0],
  ['type', file('', 10, 'x.exe'), 0],
  ['empty', file('image/png', 0), 0],
  ['size', file('image/png', LARGEST + 1), 0],
  ['many', file('image/png'), MOST],
] as const)('refuses for its %s', (why, given, already) => {
  expect(refusal(given, already)).toBe(why);
});
test('the largest size is still taken', () => {
  expect(refusal(file('application/pdf', LARGEST), MOST - 1)).toBeNull();
});
test('tells pictures', () => {
  expect([isImage('image/png'), isImage('application/pdf')]).toEqual([true, false]);
});
