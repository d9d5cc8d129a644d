import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../lib/api.ts';
import type { Outgoing } from './memory.ts';
import { Outbox } from './outbox.svelte.ts';
import { settled } from './testing.ts';

const refusal = (status: number, code: string, retryable: boolean): ApiError =>
  new ApiError({ type: '', title: '', status, detail: '', code, field: null, retryable });
const unreachable = refusal(0, 'unreachable', true);
const conflict = refusal(409, 'conflict', false);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An outbox whose server answers in turn; `undefined` is "stored", and so is every later answer. */
function outboxAnswered(answers: (ApiError | undefined)[], kept: Outgoing[] = []) {
  const sent: { id: string; text: string }[] = [];
  const stored: Outgoing[][] = [];
  const deliver = async ({ client_id, text }: Outgoing): Promise<void> => {
    sent.push({ id: client_id, text });
    const answer = answers.shift();
    if (answer) throw answer;
  };
  const outbox = new Outbox({ deliver, keep: (items) => stored.push(items), jitter: () => 1 }, kept);
  return { outbox, sent, stored };
}

test('sends in order and empties', async () => {
  const { outbox, sent, stored } = outboxAnswered([]);
  outbox.add('un');
  outbox.add('deux');
  await settled();
  expect(sent.map((each) => each.text)).toEqual(['un', 'deux']);
  expect(outbox.items).toEqual([]);
  expect(stored.at(-1)).toEqual([]);
});

test('waits for the connection, then sends under the same client id, still in order', async () => {
  const { outbox, sent, stored } = outboxAnswered([unreachable, unreachable]);
  outbox.add('un');
  outbox.add('deux');
  await settled();
  expect(outbox.items.map((item) => [item.text, item.state, item.reason])).toEqual([['un', 'queued', 'unreachable'], ['deux', 'queued', null]]);
  expect(stored.at(-1)).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent.map((each) => each.text)).toEqual(['un', 'un', 'un', 'deux']);
  expect(new Set(sent.slice(0, 3).map((each) => each.id)).size).toBe(1);
  expect(outbox.items).toEqual([]);
});

test('the connection being back ends the wait at once', async () => {
  const { outbox, sent } = outboxAnswered([unreachable]);
  outbox.add('un');
  await settled();
  await outbox.flush();
  expect(sent).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(2);
});

test('a refusal stays, says why, does not hold up the next, and can be sent again or dropped', async () => {
  const { outbox, sent } = outboxAnswered([conflict, undefined, conflict]);
  outbox.add('un');
  outbox.add('deux');
  await settled();
  expect(outbox.items).toMatchObject([{ text: 'un', state: 'failed', reason: 'conflict' }]);
  const id = outbox.items[0]!.client_id;
  outbox.retry(id);
  await settled();
  expect(sent.map((each) => each.id)).toEqual([id, sent[1]!.id, id]);
  outbox.discard(id);
  expect(outbox.items).toEqual([]);
});

test('what an earlier page left is sent', async () => {
  const kept: Outgoing = { client_id: 'k', text: 'avant', attachments: [], at: '2026-11-22T10:00:00Z', state: 'queued', reason: null };
  const { outbox, sent } = outboxAnswered([], [kept]);
  await outbox.flush();
  expect(sent).toEqual([{ id: 'k', text: 'avant' }]);
});
