import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { connection } from '../lib/connection.svelte.ts';
import { live } from './live.svelte.ts';

// One clock for all: what is counted lives as long as the page.
beforeAll(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  connection.set('closed');
});
afterAll(() => {
  vi.useRealTimers();
});

async function changesWithin(ms: number): Promise<number> {
  const before = live.changes;
  const stop = live.start();
  await vi.advanceTimersByTimeAsync(ms);
  stop();
  return live.changes - before;
}

test.each(['live', 'waiting'] as const)('the page looks by itself, %s or not', async (state) => {
  connection.set(state);
  expect(await changesWithin(120_000)).toBeGreaterThan(3);
});

test('what concerns knowledge is read again, what does not is not', async () => {
  connection.set('live');
  await vi.advanceTimersByTimeAsync(5000);
  const before = live.changes;
  live.heard('contact_opened');
  await vi.advanceTimersByTimeAsync(5000);
  expect(live.changes).toBe(before);
  live.heard('article_draft_moved');
  await vi.advanceTimersByTimeAsync(5000);
  expect(live.changes).toBe(before + 1);
});
