import { expect, test } from 'vitest';
import { type Box, Memory, type Outgoing } from './memory.ts';

function box(content: Record<string, string> = {}): Box & { content: Record<string, string> } {
  return {
    content,
    getItem: (key) => content[key] ?? null,
    setItem: (key, value) => void (content[key] = value),
  };
}
const item = (state: Outgoing['state']): Outgoing => ({ client_id: state, text: 'Bonjour', attachments: [], at: '2026-11-22T10:00:00Z', state, reason: null });

test('another visit finds what was changed, brand by brand', () => {
  const shared = box();
  new Memory('sahla', shared).change({ token: 's3cret', draft: 'Je voudrais' });
  expect(new Memory('sahla', shared).value).toMatchObject({ token: 's3cret', draft: 'Je voudrais', outbox: [] });
  expect(new Memory('waha', shared).value.token).toBeNull();
});

test('a message caught in flight by the end of the page waits again', () => {
  const shared = box();
  new Memory('sahla', shared).change({ outbox: [item('sending'), item('failed'), item('queued')] });
  expect(new Memory('sahla', shared).value.outbox.map((each) => each.state)).toEqual(['queued', 'failed', 'queued']);
});

test('forgetting drops the conversation and keeps the draft', () => {
  const memory = new Memory('sahla', box());
  memory.change({ token: 't', again: 'a', opening: 'o', seen: 4, draft: 'encore', page_language: 'ar', outbox: [item('queued')] });
  memory.forget();
  expect(memory.value).toEqual({ token: null, again: 'a', opening: null, seen: 0, draft: 'encore', page_language: 'ar', outbox: [] });
});

test.each(['{', '"text"', 'null', '[1'])('starts afresh from unreadable content %j', (content) => {
  expect(new Memory('sahla', box({ 'nawba.chat.sahla': content })).value.token).toBeNull();
});

test('works without storage', () => {
  const blocked: Box = {
    getItem: () => { throw new DOMException('blocked', 'SecurityError'); },
    setItem: () => { throw new DOMException('full', 'QuotaExceededError'); },
  };
  for (const memory of [new Memory('sahla', blocked), new Memory('sahla', null)]) {
    memory.change({ token: 't' });
    expect(memory.value.token).toBe('t');
  }
});
