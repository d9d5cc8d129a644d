// A draft as one lives through it: typing, another hand in it, a window that was closed too early.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OneDraft } from './draft.svelte.ts';
import { keep, readKept, same, tidy } from './kept.ts';
import { draft } from './testing.ts';
import type { Draft } from './types.ts';

interface Call {
  path: string;
  body: { revision?: number; document?: { body: string; questions: string[] } };
}
let calls: Call[];
/** What the server holds, and how it answers a writing. */
let held: Draft;
let answer: (call: Call) => [number, unknown];

beforeEach(() => {
  localStorage.clear();
  [calls, held] = [[], draft({ revision: 3 })];
  answer = ({ body }) => {
    held = draft({ revision: held.revision + 1, document: { ...held.document, ...body.document } });
    return [200, held];
  };
  vi.useFakeTimers();
  vi.stubGlobal('fetch', (path: string, { method, body }: RequestInit) => {
    if (method === 'GET') return Promise.resolve(new Response(JSON.stringify(held)));
    const call = { path, body: JSON.parse(body as string) as Call['body'] };
    calls.push(call);
    const [status, told] = answer(call);
    return Promise.resolve(new Response(JSON.stringify(told), { status }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function opened(): Promise<OneDraft> {
  const one = new OneDraft('d1');
  await one.load();
  return one;
}
async function type(one: OneDraft, body: string): Promise<void> {
  one.document.body = body;
  one.changed();
  await vi.advanceTimersByTimeAsync(1000);
}

test('what is typed is saved, its checks come back, and empty questions stay here', async () => {
  const one = await opened();
  one.document.questions.push('  ');
  await type(one, 'Le code PUK.');
  expect(calls.map(({ path }) => path)).toEqual(['/api/knowledge/drafts/d1/save']);
  expect(calls[0]!.body).toMatchObject({ revision: 3, document: { questions: ['Où ?'] } });
  expect([one.saving.state, one.draft?.revision]).toEqual(['saved', 4]);
  expect(one.document.questions).toEqual(['Où ?', '  ']);
  expect(readKept('d1')).toBeNull();
});

test('another hand in it: both are shown, and mine goes on top if I say so', async () => {
  const one = await opened();
  answer = () => [409, { status: 409, detail: 'Karim saved it.' }];
  const theirs = draft({ revision: 9, document: { ...held.document, body: 'Karim.' } });
  held = theirs;
  await type(one, 'Salma.');
  expect([one.saving.state, one.theirs?.document.body]).toEqual(['conflict', 'Karim.']);
  expect(one.document.body).toBe('Salma.');
  answer = () => [200, draft({ revision: 10, document: { ...theirs.document, body: 'Salma.' } })];
  await one.settle('mine');
  expect(calls.at(-1)!.body).toMatchObject({ revision: 9, document: { body: 'Salma.' } });
  expect([one.theirs, one.saving.state]).toEqual([null, 'saved']);
});

test('taking theirs puts their words in the fields and sends nothing', async () => {
  const one = await opened();
  answer = () => [409, { status: 409 }];
  held = draft({ revision: 9, document: { ...held.document, body: 'Karim.' } });
  await type(one, 'Salma.');
  await one.settle('theirs');
  expect([one.document.body, one.saving.revision, calls.length]).toEqual(['Karim.', 9, 1]);
});

test('reading again never overwrites what is being typed', async () => {
  const one = await opened();
  one.document.body = 'half a sen';
  one.changed();
  held = draft({ revision: 9, document: { ...held.document, body: 'Karim.' } });
  await one.load();
  expect(one.document.body).toBe('half a sen');
});

test('words that never reached the server are offered at the next visit', async () => {
  answer = () => [503, { status: 503, retryable: true }];
  const one = await opened();
  await type(one, 'lost?');
  expect([one.saving.state, readKept('d1')?.document.body]).toEqual(['failed', 'lost?']);
  one.saving.stop();
  const next = await opened();
  expect([next.document.body, next.kept?.body]).toEqual(['Le code.', 'lost?']);
  next.restore(true);
  expect([next.document.body, next.kept]).toEqual(['lost?', null]);
  next.saving.stop();
});

test('a kept copy that says the same is no news', async () => {
  keep('d1', { revision: 1, document: { ...held.document, questions: ['Où ?', ''] } });
  const one = await opened();
  expect([one.kept, readKept('d1')]).toEqual([null, null]);
});

test('proposing writes the last words first, and proposes that revision', async () => {
  const one = await opened();
  one.document.body = 'last words';
  one.changed();
  await one.propose();
  expect(calls.map(({ path }) => path.split('/').at(-1))).toEqual(['save', 'propose']);
  expect(calls[1]!.body.revision).toBe(4);
});

test('nothing is proposed while the last words could not be written', async () => {
  answer = () => [422, { status: 422, detail: 'too long' }];
  const one = await opened();
  one.document.body = 'x'.repeat(9000);
  one.changed();
  await one.propose();
  expect(calls.map(({ path }) => path.split('/').at(-1))).toEqual(['save']);
});

test('documents are compared as they are sent', () => {
  const one = { title: 'a', body: 'b', questions: ['c ', ''], owner: '', expires_on: '' };
  expect(tidy(one)).toEqual({ ...one, questions: ['c'], expires_on: null });
  expect(same(one, { ...one, questions: ['c'], expires_on: null })).toBe(true);
  expect(same(one, { ...one, body: 'B' })).toBe(false);
});
