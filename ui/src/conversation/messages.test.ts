import { expect, test } from 'vitest';
import type { Message } from '../lib/types.ts';
import { merged } from './messages.ts';

const said = (number: number): Message => ({ id: `m${number}`, number }) as Message;

test('what was said while a reading was on its way stays, in its place', () => {
  const read = [said(1), said(2)];
  expect(merged(read, [said(1), said(3)]).map((each) => each.number)).toEqual([1, 2, 3]);
});

test('a reading that knows all is kept as it is', () => {
  const read = [said(1), said(2)];
  expect(merged(read, [said(2)])).toBe(read);
});
