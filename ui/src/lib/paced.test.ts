import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Paced } from './paced.ts';

let starts: number[];
let duration: number;

function counted(): Paced {
  return new Paced(() => {
    starts.push(Date.now());
    return new Promise((done) => setTimeout(done, duration));
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  starts = [];
  duration = 0;
});
afterEach(() => vi.useRealTimers());

describe('paced work', () => {
  it('covers a burst with one run', async () => {
    const paced = counted();
    for (let i = 0; i < 50; i += 1) paced.touch();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toEqual([120]);
  });

  it('starts at most once a second under a steady stream, and does not stop', async () => {
    const paced = counted();
    for (let i = 0; i < 100; i += 1) {
      paced.touch();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(starts.length).toBeGreaterThanOrEqual(9);
    const gaps = starts.slice(1).map((start, i) => start - starts[i]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
  });

  it('never runs twice at once, and runs again for what came meanwhile', async () => {
    duration = 3_000;
    const paced = counted();
    paced.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    paced.touch();
    paced.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(starts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(starts).toHaveLength(2);
  });

  it('stops', async () => {
    const paced = counted();
    paced.touch();
    paced.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toEqual([]);
  });
});
