import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contactRow } from '../wallboard/testing.ts';
import { Results } from './results.svelte.ts';
import { interval } from './testing.ts';

// The server at the other end of fetch: pages of one contact each, answers held until released.
let waiting: { url: URL; answer: (status: number, body: unknown) => void }[];

beforeEach(() => {
  waiting = [];
  vi.stubGlobal('fetch', (address: string) => {
    return new Promise<Response>((done) => {
      const answer = (status: number, body: unknown): void =>
        done(new Response(JSON.stringify(body), { status }));
      waiting.push({ url: new URL(address, 'http://house'), answer });
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

function page(id: string, next: string | null) {
  return { rows: [contactRow({ id })], next, total: 3, intervals: [interval()] };
}

async function loaded(): Promise<Results> {
  const results = new Results();
  const reading = results.load({ brand: 'sahla' });
  waiting[0]!.answer(200, page('c1', 'p2'));
  await reading;
  return results;
}

describe('results', () => {
  it('hold the first page, the intervals and the total', async () => {
    const results = await loaded();
    expect(waiting[0]!.url.searchParams.get('brand')).toBe('sahla');
    expect(results.rows.map((row) => row.id)).toEqual(['c1']);
    expect(results.intervals).toHaveLength(1);
    expect(results.total).toBe(3);
    expect(results.loading).toBe(false);
  });

  it('grow page by page under the same filters, each contact once', async () => {
    const results = await loaded();
    const reading = results.more();
    expect(results.adding).toBe(true);
    expect(waiting[1]!.url.searchParams.get('next')).toBe('p2');
    expect(waiting[1]!.url.searchParams.get('brand')).toBe('sahla');
    waiting[1]!.answer(200, {
      ...page('c2', null),
      rows: [contactRow({ id: 'c1' }), contactRow({ id: 'c2' })],
    });
    await reading;
    expect(results.rows.map((row) => row.id)).toEqual(['c1', 'c2']);
    expect([results.next, results.adding]).toEqual([null, false]);
    await results.more();
    expect(waiting).toHaveLength(2);
  });

  it('show the last question’s answer, whatever order they come in', async () => {
    const results = new Results();
    const first = results.load({ brand: 'sahla' });
    const second = results.load({ brand: 'waha' });
    waiting[1]!.answer(200, page('waha', null));
    await second;
    waiting[0]!.answer(200, page('sahla', null));
    await first;
    expect(results.rows.map((row) => row.id)).toEqual(['waha']);
  });

  it('drop a further page that new filters overtook', async () => {
    const results = await loaded();
    const more = results.more();
    const fresh = results.load({ brand: 'waha' });
    waiting[2]!.answer(200, page('waha', null));
    await fresh;
    waiting[1]!.answer(200, page('late', null));
    await more;
    expect(results.rows.map((row) => row.id)).toEqual(['waha']);
    expect(results.adding).toBe(false);
  });

  it('say what went wrong, keep what was shown, and try again', async () => {
    const results = await loaded();
    const failing = results.load({ brand: 'sahla' });
    waiting[1]!.answer(503, { detail: 'locked', code: 'busy' });
    await failing;
    expect(results.problem).toMatchObject({ status: 503 });
    expect(results.rows).toHaveLength(1);
    const again = results.again();
    waiting[2]!.answer(200, page('c9', null));
    await again;
    expect(results.problem).toBeNull();
    expect(results.rows.map((row) => row.id)).toEqual(['c9']);
  });
});
