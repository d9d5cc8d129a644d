import { expect, test, vi } from 'vitest';
import { LONGEST_PASTE, refusePaste } from './paste.ts';

function paste(text: string) {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  return { clipboardData, preventDefault: vi.fn() };
}

test('a long text may be pasted and cut by hand', () => {
  const event = paste('a'.repeat(LONGEST_PASTE));
  expect(refusePaste(event)).toBeNull();
  expect(event.preventDefault).not.toHaveBeenCalled();
});

test('a book is refused, and its length told', () => {
  const event = paste('a'.repeat(LONGEST_PASTE + 1));
  expect(refusePaste(event)).toBe(LONGEST_PASTE + 1);
  expect(event.preventDefault).toHaveBeenCalledOnce();
});

test('a paste without text is nobody else’s business', () => {
  expect(refusePaste({ clipboardData: null, preventDefault: vi.fn() })).toBeNull();
});
