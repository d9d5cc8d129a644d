// What waits for a person, what they may say to it, and which events change that.
import { describe, expect, test } from 'vitest';
import { Client } from '../lib/api.ts';
import type { FinalOperation, OperationState } from '../lib/types.ts';
import { changes, final, first, verbs } from './approval.ts';
import { Approvals } from './approvals.svelte.ts';

function operation(id: string, more: Partial<FinalOperation> = {}): FinalOperation {
  return {
    id,
    name: 'suspend-line',
    risk: 'irreversible',
    state: 'awaiting',
    attempt: 0,
    reference: null,
    comment: '',
    decided_by: null,
    asked_at: null,
    ended_at: null,
    title: 'Suspendre une ligne',
    customer: 'C-1001',
    told: [{ name: 'Ligne', value: '06 00 00 01 01' }],
    may_decide: true,
    decided_by_name: '',
    ...more,
  };
}

describe('a person', () => {
  test.each<[OperationState, string[]]>([
    ['awaiting', ['approve', 'refuse']],
    ['approved', ['approve', 'refuse']],
    ['unknown', ['approve']],
    ['failed', ['approve']],
    ['started', []],
    ['done', []],
    ['declined', []],
    ['refused', []],
  ])('who looks at %s may say %j', (state, words) => expect(verbs(state)).toEqual(words));

  test('decides only about what cannot be undone', () => {
    const read = { ...operation('p1'), risk: 'read' as const };
    expect(final([read, operation('p2')]).map((each) => each.id)).toEqual(['p2']);
  });
  test('is led by the shortcut to the first that is theirs and open', () => {
    const list = [
      operation('p1', { state: 'done' }),
      operation('p2', { may_decide: false }),
      operation('p3', { state: 'unknown' }),
      operation('p4'),
    ];
    expect([first(list, 'approve')?.id, first(list, 'refuse')?.id]).toEqual(['p3', 'p4']);
    expect(first([], 'approve')).toBeNull();
  });
});

test('only events about operations and hands have it read again', () => {
  const seen = ['contact_opened', 'hand_started', 'message_added'].map((type) => ({ type }));
  expect(changes(seen)).toBe(0);
  const asked = [...seen, { type: 'approval_asked' }];
  expect(changes(asked)).toBe(2);
  expect(changes([...asked, { type: 'message_added' }])).toBe(2);
  expect(changes([...asked, { type: 'operation_ended' }])).toBe(3);
});

describe('the operations of a contact', () => {
  function served(answers: unknown[]) {
    const calls: [string, string | undefined][] = [];
    const fetch = async (path: string | URL | Request, init?: RequestInit) => {
      calls.push([String(path), init?.body as string | undefined]);
      return new Response(JSON.stringify(answers.shift()), {
        headers: { 'content-type': 'application/json' },
      });
    };
    const client = new Client(() => null, { fetch: fetch as typeof globalThis.fetch, base: '' });
    return { calls, approvals: new Approvals(client, 'c1') };
  }

  test('are read in the language of the page', async () => {
    const { calls, approvals } = served([{ operations: [operation('p1')] }]);
    await approvals.read('ar');
    expect(approvals.list.map((each) => each.id)).toEqual(['p1']);
    expect(calls[0]?.[0]).toContain('/api/contacts/c1/operations?language=ar');
  });
  test('are refused with the reason', async () => {
    const { calls, approvals } = served([operation('p1', { state: 'declined' })]);
    const found = await approvals.decide('p1', 'refuse', 'pas sa ligne');
    expect(found.state).toBe('declined');
    expect(calls[0]?.[0]).toContain('/api/operations/p1/refuse');
    expect(JSON.parse(calls[0]?.[1] ?? '')).toEqual({ comment: 'pas sa ligne' });
  });
});
