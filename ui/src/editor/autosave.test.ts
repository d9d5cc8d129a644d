// What is typed while the server is quick, slow, away or ahead of us.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../lib/api.ts';
import { Autosave } from './autosave.svelte.ts';

interface Call {
  value: string;
  revision: number;
  done: (revision: number) => void;
  fail: (error: unknown) => void;
}
let calls: Call[];
let saving: Autosave<string>;

const refusal = (status: number, retryable = false): ApiError =>
  new ApiError({ type: '', title: '', detail: '', code: '', field: null, status, retryable });
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const pause = (): Promise<unknown> => vi.advanceTimersByTimeAsync(900);

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  saving = new Autosave<string>(3, (value, revision) => {
    return new Promise((done, fail) => calls.push({ value, revision, done, fail }));
  });
});
afterEach(() => void vi.useRealTimers());

test('a pause in typing saves the last words once', async () => {
  saving.change('a');
  await vi.advanceTimersByTimeAsync(500);
  saving.change('ab');
  expect([calls.length, saving.state]).toEqual([0, 'waiting']);
  await pause();
  expect(calls.map(({ value, revision }) => [value, revision])).toEqual([['ab', 3]]);
  expect(saving.state).toBe('saving');
  calls[0]!.done(4);
  await settled();
  expect([saving.state, saving.revision, saving.unsaved]).toEqual(['saved', 4, false]);
});

test('what is typed during a slow writing follows it, on top of its revision', async () => {
  saving.change('a');
  await pause();
  saving.change('ab');
  await pause();
  expect(calls).toHaveLength(1);
  calls[0]!.done(4);
  await pause();
  expect(calls.map(({ value, revision }) => [value, revision])).toEqual([
    ['a', 3],
    ['ab', 4],
  ]);
});

test('asked to, it writes at once and says whether every word arrived', async () => {
  saving.change('a');
  const flushed = saving.flush();
  calls[0]!.done(4);
  expect(await flushed).toBe(true);
  expect(await saving.flush()).toBe(true);
  expect(calls).toHaveLength(1);
});

test('while the server is away the words are kept and tried again', async () => {
  saving.change('a');
  await pause();
  calls[0]!.fail(refusal(0, true));
  await settled();
  expect([saving.state, saving.unsaved]).toEqual(['failed', true]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(calls.map(({ value }) => value)).toEqual(['a', 'a']);
  calls[1]!.done(4);
  await settled();
  expect([saving.state, saving.problem]).toEqual(['saved', null]);
});

test('what the server refuses is not sent again until it is changed', async () => {
  saving.change('a');
  await pause();
  calls[0]!.fail(refusal(422));
  await vi.advanceTimersByTimeAsync(20_000);
  expect([calls.length, saving.state]).toEqual([1, 'failed']);
  saving.change('b');
  await pause();
  expect(calls[1]!.value).toBe('b');
});

test('a conflict stops writing until one side is taken', async () => {
  saving.change('mine');
  await pause();
  calls[0]!.fail(refusal(409));
  await settled();
  saving.change('mine, longer');
  await vi.advanceTimersByTimeAsync(20_000);
  expect([calls.length, saving.state, saving.blocked]).toEqual([1, 'conflict', true]);
  const kept = saving.take(7, 'mine, longer');
  expect(calls[1]).toMatchObject({ value: 'mine, longer', revision: 7 });
  calls[1]!.done(8);
  expect(await kept).toBe(true);
});

test('taking theirs writes nothing', async () => {
  saving.change('mine');
  await pause();
  calls[0]!.fail(refusal(409));
  await settled();
  expect(await saving.take(7)).toBe(true);
  expect([calls.length, saving.state, saving.revision]).toEqual([1, 'saved', 7]);
});
