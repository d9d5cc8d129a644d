import { expect, test } from 'vitest';
import type { Message } from '../lib/types.ts';
import { isErased, merged } from './messages.ts';

const said = (number: number): Message => ({ id: `m${number}`, number }) as Message;

test('what was said while a reading was on its way stays, in its place', () => {
  const read = [said(1), said(2)];
  expect(merged(read, [said(1), said(3)]).map((each) => each.number)).toEqual([1, 2, 3]);
});

test('a reading that knows all is kept as it is', () => {
  const read = [said(1), said(2)];
  expect(merged(read, [said(2)])).toBe(read);
});

test('a message without words is erased unless it brought a file', () => {
  const file = { id: 'f', name: 'a.png', media_type: 'image/png', size: 3 };
  expect(isErased({ text: 'Bonjour', attachments: [] })).toBe(false);
  expect(isErased({ text: '', attachments: [file] })).toBe(false);
  expect(isErased({ text: '', attachments: [] })).toBe(true);
  expect(isErased({ text: '', attachments: [{ ...file, name: '', size: 0 }] })).toBe(true);
});
