// A list page by page, against reads that the test lets go one by one.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Query } from './api.ts';
import { Listing, type Portion } from './listing.svelte.ts';

type Row = { id: string; name?: string };
let waiting: { query: Query; answer: (portion: Portion<Row>) => void; fail: () => void }[];
let list: Listing<Row>;

beforeEach(() => {
  waiting = [];
  list = new Listing<Row>(
    (query) =>
      new Promise((done, fail) =>
        waiting.push({ query, answer: done, fail: () => fail(new Error('no')) }),
      ),
  );
});
const ids = () => list.rows.map(({ id }) => id);
const portion = (next: string | null, ...names: string[]) => ({
  rows: names.map((id) => ({ id })),
  next,
});

async function loaded(): Promise<void> {
  const reading = list.load({ q: 'a' });
  waiting[0]!.answer({ ...portion('n1', 'r1'), total: 3 });
  await reading;
}

describe('a list', () => {
  test('holds the first page and its total', async () => {
    await loaded();
    expect([ids(), list.total, list.loading]).toEqual([['r1'], 3, false]);
  });
  test('grows under the same filters, each row once', async () => {
    await loaded();
    const reading = list.more();
    expect([list.adding, waiting[1]!.query]).toEqual([true, { q: 'a', after: 'n1' }]);
    waiting[1]!.answer(portion(null, 'r1', 'r2'));
    await reading;
    expect([ids(), list.next, list.adding]).toEqual([['r1', 'r2'], null, false]);
    await list.more();
    expect(waiting).toHaveLength(2);
  });
  test('shows the last question’s answer, whatever order they come in', async () => {
    const first = list.load({ q: 'a' });
    const second = list.load({ q: 'ab' });
    waiting[1]!.answer(portion(null, 'ab'));
    await second;
    waiting[0]!.answer(portion(null, 'a'));
    await first;
    expect(ids()).toEqual(['ab']);
  });
  test('keeps what it has when the next question fails, and says so', async () => {
    await loaded();
    const reading = list.load({ q: 'b' });
    waiting[1]!.fail();
    await reading;
    expect([ids(), list.problem instanceof Error]).toEqual([['r1'], true]);
  });
  test('puts a row in its place, a new one first', async () => {
    await loaded();
    list.put({ id: 'r0' });
    list.put({ id: 'r1', name: 'new' });
    expect(list.rows).toEqual([{ id: 'r0' }, { id: 'r1', name: 'new' }]);
  });
});
