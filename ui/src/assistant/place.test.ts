// A brand and language under a risk: what is shown is the answer to what was asked last.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { partOf } from './asking.svelte.ts';
import { Place } from './place.svelte.ts';
import { point, row } from './testing.ts';
import type { Preview } from './types.ts';

interface Call {
  path: string;
  body: Record<string, unknown>;
  answer: (status: number, body: unknown) => void;
}
let calls: Call[];

beforeEach(() => {
  calls = [];
  vi.stubGlobal('fetch', (path: string, { body }: { body: string | null }) => {
    return new Promise<Response>((done) => {
      const answer = (status: number, value: unknown): void =>
        done(new Response(JSON.stringify(value), { status }));
      calls.push({ path, body: JSON.parse(body ?? '{}') as Record<string, unknown>, answer });
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

const COVERAGE = {
  version: 3,
  brand: 'sahla',
  language: 'fr',
  risk: 0.05,
  oos_share: 0.2,
  points: [point(0.01, [row()], 0.2), point(0.05, [row()], 0.8)],
};

function preview(then: number, coverage: number): { preview: Preview[] } {
  const now = point(0.05, [row()], 0.8);
  return { preview: [{ language: 'fr', now, then: point(then, [row()], coverage) }] };
}

async function loaded(coverage: unknown = COVERAGE): Promise<Place> {
  const place = new Place('sahla', 'fr');
  const reading = place.load();
  calls[0]!.answer(200, coverage);
  await reading;
  return place;
}

describe('a place', () => {
  test('begins at the risk in force', async () => {
    const place = await loaded();
    expect(calls[0]!.path).toBe('/api/assistant/coverage?brand=sahla&language=fr');
    expect([place.chosen, place.now?.coverage]).toEqual([0.05, 0.8]);
    expect(place.points.map((each) => each.risk)).toEqual([0.01, 0.05]);
  });

  test('asks what an unusual risk in force means, so that it can be marked', async () => {
    const place = new Place('sahla', 'fr');
    const reading = place.load();
    calls[0]!.answer(200, { ...COVERAGE, risk: 0.03 });
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    const now = point(0.03, [row()], 0.5);
    calls[1]!.answer(200, { preview: [{ language: 'fr', now, then: now }] });
    await reading;
    expect(place.now?.coverage).toBe(0.5);
    expect(place.points.map((each) => each.risk)).toEqual([0.01, 0.03, 0.05]);
  });

  test('without a case has no point and asks nothing more', async () => {
    const place = await loaded({ ...COVERAGE, points: [] });
    expect([place.now, place.points, calls.length]).toEqual([null, [], 1]);
  });

  test('previews a risk without applying it, and puts it on the curve', async () => {
    const place = await loaded();
    const choosing = place.choose(0.02);
    expect(place.previewing).toBe(true);
    expect(calls[1]!.body).toEqual({ brand: 'sahla', language: 'fr', risk: 0.02, apply: false });
    calls[1]!.answer(200, preview(0.02, 0.4));
    await choosing;
    expect(place.points.map((each) => each.coverage)).toEqual([0.2, 0.4, 0.8]);
  });

  test('shows the answer to the last question, whatever order they come in', async () => {
    const place = await loaded();
    const slow = place.choose(0.01);
    const quick = place.choose(0.02);
    calls[2]!.answer(200, preview(0.02, 0.4));
    await quick;
    calls[1]!.answer(200, preview(0.01, 0.1));
    await slow;
    expect(place.previews[0]!.then.risk).toBe(0.02);
  });

  test('asks for every language of the brand when it is to hold in all', async () => {
    const place = await loaded();
    const widening = place.widen(true);
    expect(calls[1]!.body).toEqual({ brand: 'sahla', risk: 0.05, apply: false });
    calls[1]!.answer(200, preview(0.05, 0.8));
    await widening;
    place.reset();
    expect([place.previews, place.chosen]).toEqual([[], 0.05]);
  });

  test('says what went wrong', async () => {
    const place = new Place('sahla', 'fr');
    const reading = place.load();
    calls[0]!.answer(409, { detail: 'No version was published yet.', status: 409 });
    await reading;
    expect(String(place.problem)).toContain('No version was published yet.');
  });
});

test('a link with a contact alone asks why', () => {
  expect(partOf(new URLSearchParams('contact=c1'))).toBe('why');
  expect(partOf(new URLSearchParams('part=versions&contact=c1'))).toBe('versions');
  expect(partOf(new URLSearchParams('part=nonsense'))).toBe('risk');
});
