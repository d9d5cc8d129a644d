// A version in the gate, as the page lives through it; who else looks learns it from the stream.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gate } from './gate.svelte.ts';

interface Call {
  path: string;
  answer: (status: number, body: unknown) => void;
}
let calls: Call[];
let source: Source;

class Source extends EventTarget {
  onopen: (() => void) | null = null;
  close = vi.fn();
  constructor(readonly url: string) {
    super();
    source = this;
  }
  tell(type: string, seq: number): void {
    const data = JSON.stringify({ cell: 'main', seq, type, data: {} });
    this.dispatchEvent(new MessageEvent('event', { data, lastEventId: `main:${seq}` }));
  }
}

beforeEach(() => {
  calls = [];
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Source);
  vi.stubGlobal('fetch', (path: string) => {
    return new Promise<Response>((done) => {
      const answer = (status: number, body: unknown): void =>
        done(new Response(JSON.stringify(body), { status }));
      calls.push({ path, answer });
    });
  });
  gate.dismiss();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const PROGRESS = { running: true, step: 'injections', place: 4, steps: 7, done: 0, of: 0 };
const asked = (): string[] => calls.map(({ path }) => path);

test('while a version is tried the page says how far it is, then what came of it', async () => {
  const running = gate.run('/api/assistant/publish', {}, 3);
  expect(gate.running).toBe(true);
  await vi.advanceTimersByTimeAsync(700);
  expect(asked()).toEqual(['/api/assistant/publish', '/api/assistant/gate']);
  calls[1]!.answer(200, PROGRESS);
  await vi.advanceTimersByTimeAsync(1);
  expect(gate.progress?.step).toBe('injections');
  calls[0]!.answer(200, { published: true, version: 4, report: null });
  expect(await running).toBe(true);
  expect([gate.running, gate.told?.version, gate.told?.before]).toEqual([false, 4, 3]);
  const before = calls.length;
  await vi.advanceTimersByTimeAsync(5000);
  expect(calls).toHaveLength(before); // nobody is asked any more
});

test('one version at a time', async () => {
  const running = gate.run('/api/assistant/publish', {}, null);
  expect(await gate.run('/api/assistant/publish', {}, null)).toBe(false);
  expect(asked()).toEqual(['/api/assistant/publish']);
  calls[0]!.answer(200, { published: false, version: null, report: null });
  expect(await running).toBe(false);
});

test('a refusal is told, and nothing counts as published', async () => {
  const running = gate.run('/api/assistant/risk', {}, 3);
  calls[0]!.answer(409, { status: 409, detail: 'Another version is in the gate.' });
  expect(await running).toBe(false);
  expect([String(gate.problem), gate.told, gate.running]).toEqual([
    expect.stringContaining('Another version is in the gate.'),
    null,
    false,
  ]);
});

test('whoever published, all who look are told by the stream, and only of that', () => {
  const stop = gate.follow();
  const before = gate.changes;
  source.tell('assistant_published', 1);
  source.tell('message_said', 2);
  source.tell('assistant_rolled_back', 3);
  source.tell('assistant_rolled_back', 3); // delivered twice
  expect(gate.changes - before).toBe(2);
  stop();
  expect(source.close).toHaveBeenCalled();
});
