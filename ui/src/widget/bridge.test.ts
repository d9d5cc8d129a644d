import { describe, expect, test } from 'vitest';
import { opened, sealed, trusted } from './bridge.ts';

describe('opened', () => {
  test.each([
    [{ type: 'ready' }],
    [{ type: 'close' }],
    [{ type: 'shut' }],
    [{ type: 'open', focus: true }],
    [{ type: 'unread', count: 3 }],
    [{ type: 'live', live: false }],
    [{ type: 'look', colour: '#0f5c7a' }],
  ] as const)('reads back what was sealed: %j', (message) => {
    expect(opened(structuredClone(sealed(message)))).toEqual(message);
  });

  test.each([
    [null],
    ['nawba'],
    [{ type: 'close' }],
    [{ mark: 'other', type: 'close' }],
    [{ mark: 'nawba', type: 'run', code: 'alert(1)' }],
    [{ mark: 'nawba', type: 'unread', count: -1 }],
    [{ mark: 'nawba', type: 'unread', count: '<b>' }],
    [{ mark: 'nawba', type: 'live', live: 'yes' }],
    [{ mark: 'nawba', type: 'look', colour: 'red; background: url(x)' }],
  ])('drops %j', (data) => {
    expect(opened(data)).toBeNull();
  });
});

describe('trusted', () => {
  const event = (origin: string, source: unknown): MessageEvent => ({ origin, source }) as MessageEvent;

  test('takes only the expected window under the expected origin', () => {
    expect(trusted(event('https://chat.example', window), window, 'https://chat.example')).toBe(true);
    expect(trusted(event('https://evil.example', window), window, 'https://chat.example')).toBe(false);
    expect(trusted(event('https://chat.example', {}), window, 'https://chat.example')).toBe(false);
    expect(trusted(event('https://chat.example', null), null, 'https://chat.example')).toBe(false);
  });
});
