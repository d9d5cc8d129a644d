import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../lib/clock.svelte.ts';
import { Live } from './live.svelte.ts';

// The two ends of the wire: fetch answers with a board, and the stream is pushed by the test.
let reads: number;
let healthy: boolean;
let wire: { url: string; say: (name: string, data: unknown) => void; closed: boolean }[];
let stop: () => void;

class Wire {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly #heard = new Map<string, (event: unknown) => void>();
  constructor(url: string) {
    const end = {
      url,
      closed: false,
      say: (name: string, data: unknown) =>
        this.#heard.get(name)?.({ data: JSON.stringify(data), lastEventId: 'main:9' }),
    };
    this.close = () => void (end.closed = true);
    wire.push(end);
  }
  close: () => void;
  addEventListener(name: string, heard: (event: unknown) => void): void {
    this.#heard.set(name, heard);
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T12:00:00Z') });
  [reads, healthy, wire] = [0, true, []];
  vi.stubGlobal('EventSource', Wire);
  vi.stubGlobal('fetch', () => {
    reads += 1;
    const board = { at: '2026-03-02T12:30:00Z', cursor: 'main:4', contacts: [], reads };
    const found = healthy ? board : { detail: 'locked', code: 'busy' };
    return Promise.resolve(new Response(JSON.stringify(found), { status: healthy ? 200 : 503 }));
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function started(): Promise<Live> {
  const live = new Live();
  stop = live.start();
  await vi.advanceTimersByTimeAsync(1);
  return live;
}
const event = (seq: number) => ({
  cell: 'main',
  seq,
  type: 'hand_started',
  data: { contact: 'c1' },
});

describe('the live board', () => {
  it('follows the stream from the cursor of what it read, on the server’s clock', async () => {
    const live = await started();
    expect(live.board).toMatchObject({ reads: 1 });
    expect(wire.map((end) => new URL(end.url, 'http://house').searchParams.get('cursor'))).toEqual([
      'main:4',
    ]);
    expect(Math.round((clock.now - Date.now()) / 60_000)).toBe(30);
  });

  it('reads again at most once a second, however many events come', async () => {
    await started();
    for (let seq = 5; seq < 105; seq += 1) {
      wire[0]!.say('event', event(seq));
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(reads).toBeGreaterThanOrEqual(5);
    expect(reads).toBeLessThanOrEqual(7);
    expect(wire).toHaveLength(1);
  });

  it('reads again when nothing happens: a level slides with time alone', async () => {
    await started();
    await vi.advanceTimersByTimeAsync(30_500);
    expect(reads).toBe(4);
  });

  it('keeps the last board through a failure and says so', async () => {
    const live = await started();
    healthy = false;
    await live.read();
    expect(live.problem).toMatchObject({ status: 503 });
    expect(live.board).toMatchObject({ reads: 1 });
    healthy = true;
    await live.read();
    expect(live.problem).toBeNull();
  });

  it('passes frames on to who listens, until they stop', async () => {
    const live = await started();
    const heard: string[] = [];
    const deaf = live.listen((frame) => heard.push(frame.name));
    wire[0]!.say('typing', { contact: 'c1', name: 'Amal' });
    deaf();
    wire[0]!.say('typing', { contact: 'c1', name: 'Amal' });
    expect(heard).toEqual(['typing']);
  });

  it('lets go of the stream when the page is left', async () => {
    await started();
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wire[0]!.closed).toBe(true);
    expect(reads).toBe(1);
  });
});
