import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '../lib/stream.ts';
import { Looking } from './looking.svelte.ts';
import { Redispatch } from './redispatch.svelte.ts';
import { change, measure, outlook } from './testing.ts';

// The server: what was asked, and what it answers to which path; `hold` makes it answer late.
let asked: { path: string; body: Record<string, unknown> }[];
let answers: Record<string, unknown>;
let hold: ((path: string, body: Record<string, unknown>) => Promise<void>) | null;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T12:00:00Z') });
  [asked, answers, hold] = [[], {}, null];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const body = init.body ? JSON.parse(init.body as string) : {};
    asked.push({ path, body });
    await hold?.(path, body);
    const found = answers[`${init.method} ${path}`];
    const status = found === undefined ? 503 : 200;
    return new Response(JSON.stringify(found ?? { detail: 'busy', code: 'busy' }), { status });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const suggestion = {
  change: change({ kind: 'widen_queue', site: null, queue: 'sahla-fr' }),
  why: 'queue_misses_target',
  queue: 'sahla-fr',
  site: null,
};
const state = (over = {}) => ({
  measures: [],
  suggestions: [],
  automatic: {},
  prices: null,
  ...over,
});

async function following() {
  let tell: (frame: Frame) => void = () => undefined;
  const page = new Redispatch();
  const stop = page.start((listener) => ((tell = listener), () => (tell = () => undefined)));
  await vi.advanceTimersByTimeAsync(1);
  const event = (type: string, of = {}) =>
    tell({ name: 'event', data: { type, data: of }, id: '' });
  return { page, stop, event };
}

describe('what is in force', () => {
  it('is read again when a measure begins or ends, not at every event', async () => {
    answers['GET /api/redispatch'] = state();
    const { page, stop, event } = await following();
    event('hand_started');
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(1);
    answers['GET /api/redispatch'] = state({ measures: [measure()] });
    event('measure_applied');
    await vi.advanceTimersByTimeAsync(2000);
    expect(page.inForce.map(({ id }) => id)).toEqual(['m1']);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
  });

  it('says which contacts were moved while one looked on, and no others', async () => {
    answers['GET /api/redispatch'] = state();
    const { page, stop, event } = await following();
    event('contact_queued', { contact: 'c1', reason: 'site_dark' });
    event('contact_queued', { contact: 'c2', reason: 'redispatched' });
    event('contact_queued', { contact: 'c3', reason: 'refused' });
    expect([...page.moved]).toEqual(['c1', 'c2']);
    stop();
  });

  it('is kept through a failure, which is said', async () => {
    answers['GET /api/redispatch'] = state({ measures: [measure()] });
    const { page, stop } = await following();
    delete answers['GET /api/redispatch'];
    await page.read();
    expect(page.inForce).toHaveLength(1);
    expect(page.problem).toMatchObject({ status: 503 });
    stop();
  });

  it('stands at the sites and queues it touches; a suggestion at those it is about', async () => {
    const ended = measure({
      id: 'm0',
      change: change({ site: 'dakar' }),
      ended_at: '2026-03-02T11:00:00Z',
    });
    answers['GET /api/redispatch'] = state({
      measures: [measure(), ended],
      suggestions: [suggestion],
    });
    const { page, stop } = await following();
    expect(page.on({ site: 'tunis' }).map(({ id }) => id)).toEqual(['m1']);
    expect(page.on({ site: 'dakar' })).toEqual([]);
    expect(page.suggested({ queue: 'sahla-fr' })).toMatchObject({ why: 'queue_misses_target' });
    expect(page.suggested({ queue: 'waha-fr' })).toBeNull();
    expect(page.suggested({ site: 'tunis' })).toBeNull();
    expect(page.ended.map(({ id }) => id)).toEqual(['m0']);
    stop();
  });
});

describe('a preview', () => {
  const listed = { contacts: [], counts: {}, advisers: 4, outlook: null, outlook_why: null };
  const path = 'POST /api/redispatch/preview';

  it('shows the list first, then what it would come to', async () => {
    answers[path] = listed;
    let answer: () => void = () => undefined;
    hold = (_path, body) =>
      body.outlook ? new Promise((done) => (answer = done)) : Promise.resolve();
    const looking = new Looking();
    const done = looking.look(change(), 30);
    await vi.advanceTimersByTimeAsync(1);
    expect([looking.preview?.advisers, looking.computing, looking.outlook]).toEqual([
      4,
      true,
      null,
    ]);
    answers[path] = { ...listed, outlook: outlook({}) };
    answer();
    await done;
    expect([looking.computing, looking.outlook?.minutes]).toEqual([false, 60]);
    expect(asked.map(({ body }) => [body.minutes, body.outlook])).toEqual([
      [30, false],
      [30, true],
    ]);
  });

  it('keeps the list when the outlook fails, and says so', async () => {
    answers[path] = listed;
    hold = async (_path, body) => void (body.outlook && delete answers[path]);
    const looking = new Looking();
    await looking.look(change(), 60);
    expect([looking.preview?.advisers, looking.computing, looking.problem]).toEqual([
      4,
      false,
      null,
    ]);
    expect(looking.lost).toMatchObject({ status: 503 });
  });

  it('drops what an earlier question answers late', async () => {
    answers[path] = listed;
    let answer: () => void = () => undefined;
    hold = () => new Promise((done) => (answer = done));
    const looking = new Looking();
    const first = looking.look(change(), 60);
    await vi.advanceTimersByTimeAsync(1);
    looking.stop();
    answer();
    await first;
    expect([looking.preview, looking.computing]).toEqual([null, false]);
    expect(asked).toHaveLength(1);
  });
});
