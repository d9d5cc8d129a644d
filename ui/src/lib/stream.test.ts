import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ConnectionState, Seen, Stream, backoff } from './stream.ts';

/** The wire under a stream, driven by hand. */
class Wire extends EventTarget {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    super();
  }
  close(): void {
    this.closed = true;
  }
  say(name: string, data: unknown, id = ''): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId: id }));
  }
}

function follow(cursor: string | null = null) {
  const wires: Wire[] = [];
  const frames: unknown[] = [];
  const states: ConnectionState[] = [];
  let resumed = 0;
  const stream = new Stream({
    url: (at) => `/api/stream?cursor=${at ?? ''}`,
    cursor,
    names: ['event', 'message', 'typing'],
    onFrame: (frame) => frames.push(frame.data),
    onState: (state) => states.push(state),
    onResume: () => (resumed += 1),
    source: (url) => {
      const wire = new Wire(url);
      wires.push(wire);
      return wire as unknown as EventSource;
    },
    jitter: () => 1,
  }).open();
  return {
    stream,
    frames,
    states,
    wires,
    wire: () => wires.at(-1) as Wire,
    resumed: () => resumed,
  };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a stream', () => {
  test('starts at its cursor and delivers frames in order', () => {
    const { wire, frames, states } = follow('7');
    expect(wire().url).toBe('/api/stream?cursor=7');
    wire().onopen?.();
    wire().say('message', { id: 'm1' }, '8');
    wire().say('typing', { party: 'customer' });
    expect(frames).toEqual([{ id: 'm1' }, { party: 'customer' }]);
    expect(states).toEqual(['connecting', 'live']);
  });
  test('reconnects from the last cursor and drops what it has seen', () => {
    const { wire, wires, frames, resumed } = follow();
    wire().onopen?.();
    wire().say('event', { cell: 'c', seq: 1 }, 'c:1');
    wire().say('event', { cell: 'c', seq: 2 }, 'c:2');
    wire().onerror?.();
    vi.advanceTimersByTime(500);
    expect(wires.length).toBe(2);
    expect(wire().url).toBe('/api/stream?cursor=c:2');
    wire().onopen?.();
    wire().say('event', { cell: 'c', seq: 2 }, 'c:2');
    wire().say('event', { cell: 'c', seq: 3 }, 'c:3');
    expect(frames).toEqual([1, 2, 3].map((seq) => ({ cell: 'c', seq })));
    expect(resumed()).toBe(1);
  });
  test('waits longer after each failure, and starts over once live', () => {
    const { wire, wires, states } = follow();
    for (const delay of [500, 1000, 2000]) {
      wire().onerror?.();
      const before = wires.length;
      vi.advanceTimersByTime(delay - 1);
      expect(wires.length).toBe(before);
      vi.advanceTimersByTime(1);
      expect(wires.length).toBe(before + 1);
    }
    wire().onopen?.();
    wire().onerror?.();
    expect(states.at(-1)).toBe('waiting');
    vi.advanceTimersByTime(500);
    expect(states.at(-1)).toBe('connecting');
  });
  test('takes silence for a lost connection, pings for life', () => {
    const { wire, wires } = follow();
    wire().onopen?.();
    vi.advanceTimersByTime(40_000);
    wire().say('ping', {});
    vi.advanceTimersByTime(40_000);
    expect(wires.length).toBe(1);
    vi.advanceTimersByTime(6_000);
    expect(wires.length).toBe(2);
    expect(wires[0]?.closed).toBe(true);
  });
  test('tries at once when the browser is online again', () => {
    const { wire, wires } = follow();
    wire().onerror?.();
    wire().onerror?.();
    dispatchEvent(new Event('online'));
    expect(wires.length).toBe(2);
  });
  test('starts over when the server says that too much was missed', () => {
    const { stream, wire, wires, frames, resumed } = follow('c:1');
    wire().onopen?.();
    wire().say('resync', {});
    expect([stream.cursor, resumed(), frames.length]).toEqual([null, 1, 0]);
    wire().onerror?.();
    vi.advanceTimersByTime(500);
    expect(wires.at(-1)?.url).toBe('/api/stream?cursor=');
    wire().say('ready', {}, 'c:9');
    expect(stream.cursor).toBe('c:9');
  });
  test('closes for good', () => {
    const { stream, wire, wires, states } = follow();
    wire().onopen?.();
    stream.close();
    vi.advanceTimersByTime(120_000);
    expect(wires.length).toBe(1);
    expect(wire().closed).toBe(true);
    expect(states.at(-1)).toBe('closed');
  });
});

describe('what was seen', () => {
  const event = (cell: string, seq: number) => ({ name: 'event', data: { cell, seq }, id: '' });
  test('is counted per cell', () => {
    const seen = new Seen();
    expect(
      [event('a', 5), event('b', 5), event('a', 5), event('a', 4), event('a', 9)].map((f) =>
        seen.first(f),
      ),
    ).toEqual([true, true, false, false, true]);
  });
  test('remembers messages by id and lets other frames pass', () => {
    const seen = new Seen();
    const message = { name: 'message', data: { id: 'm1' }, id: '' };
    const typing = { name: 'typing', data: { id: 'm1' }, id: '' };
    expect([message, message, typing, typing].map((f) => seen.first(f))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});

test('the delay doubles, is capped, and is spread over its upper half', () => {
  expect([1, 2, 3, 20].map((n) => backoff(n, 1))).toEqual([500, 1000, 2000, 15_000]);
  expect(backoff(3, 0)).toBe(1000);
});
