import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { everyPage, Pages, type Page } from './pages.svelte.ts';

// The server at the other end of fetch: `count` rows, as many to a page as are asked for.
let count = 0;
let asked: URLSearchParams[];

beforeEach(() => {
  [count, asked] = [7, []];
  vi.stubGlobal('fetch', (address: string) => {
    const query = new URL(address, 'http://house').searchParams;
    asked.push(query);
    const [from, size] = [Number(query.get('next') ?? 0), Number(query.get('limit'))];
    const rows = Array.from({ length: count }, (_, id) => ({ id })).slice(from, from + size);
    const next = from + size < count ? String(from + size) : null;
    return Promise.resolve(new Response(JSON.stringify({ rows, next })));
  });
});
afterEach(() => vi.unstubAllGlobals());

type Line = { id: number };
const few = (): Pages<Line, Page<Line>> => new Pages<Line, Page<Line>>('/api/lines', 3);
const ids = (pages: Pages<Line, Page<Line>>): number[] => pages.rows.map(({ id }) => id);

it('shows the first page, then one more at a time, to the last', async () => {
  const pages = few();
  await pages.load({ brand: 'sahla' });
  expect(asked[0]!.get('brand')).toBe('sahla');
  expect([ids(pages), pages.next]).toEqual([[0, 1, 2], '3']);
  await pages.more();
  await pages.more();
  expect([ids(pages), pages.next]).toEqual([[0, 1, 2, 3, 4, 5, 6], null]);
  await pages.more();
  expect(asked).toHaveLength(3);
});

it('read anew shows as many rows as before, under another question the first page', async () => {
  const pages = few();
  await pages.load({ brand: 'sahla' });
  await pages.more();
  count = 9;
  await pages.load({ brand: 'sahla' });
  expect(ids(pages)).toEqual([0, 1, 2, 3, 4, 5]);
  await pages.load({ brand: 'waha' });
  expect(ids(pages)).toEqual([0, 1, 2]);
});

it('drops the page of a question that another has overtaken', async () => {
  const pages = few();
  await pages.load({ brand: 'sahla' });
  const late = pages.more();
  await pages.load({ brand: 'waha' });
  await late;
  expect([ids(pages), pages.adding]).toEqual([[0, 1, 2], false]);
});

it('keeps what was shown when the server fails, and tells', async () => {
  const pages = few();
  await pages.load({});
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  await pages.load({});
  expect(ids(pages)).toEqual([0, 1, 2]);
  expect(pages.problem).not.toBeNull();
  expect(pages.loading).toBe(false);
});

it('reads a whole list where all of it is needed', async () => {
  count = 450;
  const rows = await everyPage<Line>('/api/lines', { brand: 'sahla' });
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 450 }, (_, id) => id));
  expect(asked.map((query) => query.get('limit'))).toEqual(['200', '200', '200']);
});
