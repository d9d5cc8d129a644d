import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { session } from '../lib/session.svelte.ts';
import { signedIn } from '../lib/testing.ts';
import type { ContactDetail, HandView } from '../lib/types.ts';
import { withMessage } from '../conversation/messages.ts';
import { OpenContact, standing } from './contact.svelte.ts';
import { contactRow, message } from './testing.ts';

function hand(over: Partial<HandView>): HandView {
  return {
    id: 'h1',
    party: 'adviser',
    party_id: 'amal',
    name: 'Amal',
    leads: true,
    started_at: '2026-03-02T11:59:00Z',
    ended_at: null,
    reason: null,
    ...over,
  };
}

function detail(over: Partial<ContactDetail> = {}): ContactDetail {
  return {
    row: contactRow({ state: 'held' }),
    customer: { id: 'u1', name: null, email: null, phone: null, reference: null },
    brief: null,
    messages: [],
    hands: [hand({})],
    wrap_up: null,
    previous: [],
    timeline: [],
    cursor: 'main:1',
    ...over,
  };
}

describe('where the supervisor stands', () => {
  const samira = { id: 'h2', party: 'supervisor', party_id: 'samira' } as const;
  const ended_at = '2026-03-02T12:00:00Z';

  it.each([
    ['outside', detail()],
    ['joined', detail({ hands: [hand({}), hand({ ...samira, leads: false })] })],
    ['outside', detail({ hands: [hand({}), hand({ ...samira, leads: false, ended_at })] })],
    ['leads', detail({ hands: [hand({ ended_at }), hand(samira)] })],
    ['outside', detail({ hands: [hand({}), hand({ ...samira, party_id: 'sami' })] })],
    [
      'wraps_up',
      detail({
        row: contactRow({ state: 'wrap_up' }),
        hands: [hand({ ended_at }), hand({ ...samira, ended_at })],
      }),
    ],
    ['outside', detail({ row: contactRow({ state: 'wrap_up' }) })],
    ['closed', detail({ row: contactRow({ state: 'closed' }), hands: [hand(samira)] })],
  ] as const)('%s', (expected, seen) => {
    expect(standing(seen, 'samira')).toBe(expected);
  });
});

describe('messages', () => {
  it('stand in their order, each once', () => {
    const [one, two] = [message({ number: 1 }), message({ id: 'm2', number: 2 })];
    const both = withMessage([two], one);
    expect(both.map((each) => each.number)).toEqual([1, 2]);
    expect(withMessage(both, two)).toBe(both);
  });
});

describe('an open contact', () => {
  let calls: { method: string; path: string; body: unknown }[];
  let server: ContactDetail;

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-03-02T12:00:00Z') });
    session.me = signedIn({ account: 'samira' });
    [calls, server] = [[], detail()];
    vi.stubGlobal(
      'fetch',
      (path: string, { method, body }: { method: string; body: string | null }) => {
        const sent = body ? (JSON.parse(body) as Record<string, unknown>) : null;
        calls.push({ method, path, body: sent });
        if (method === 'GET') return Promise.resolve(new Response(JSON.stringify(server)));
        const said = path.endsWith('/messages');
        const stored = message({ id: 'mine', number: 7, text: String(sent?.text) });
        return Promise.resolve(
          new Response(said ? JSON.stringify(stored) : null, { status: said ? 201 : 204 }),
        );
      },
    );
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    session.me = null;
  });

  const event = (type: string, contact: string, extra = {}) => ({
    name: 'event',
    id: 'main:2',
    data: { type, data: { contact }, ...extra },
  });

  it('keeps the words back until it is watched, which is told to the server', async () => {
    const contact = new OpenContact('c1');
    await contact.read();
    expect(contact.shown).toBe(false);
    await contact.watch();
    expect(contact.shown).toBe(true);
    expect(calls.map((call) => `${call.method} ${call.path}`)).toContain(
      'POST /api/contacts/c1/watch',
    );
  });

  it('shows the words to who has a hand in it', async () => {
    const contact = new OpenContact('c1');
    server = detail({ hands: [hand({ party: 'supervisor', party_id: 'samira' })] });
    await contact.read();
    expect([contact.standing, contact.shown]).toEqual(['leads', true]);
  });

  it('adds a message at once, and reads again what else changed, once', async () => {
    const contact = new OpenContact('c1');
    await contact.read();
    contact.receive(event('message_added', 'c1', { message: message({ id: 'm3', number: 3 }) }));
    contact.receive(event('hand_started', 'another'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(contact.detail!.messages.map((each) => each.id)).toEqual(['m3']);
    expect(calls).toHaveLength(1);
    contact.receive(event('hand_ended', 'c1'));
    contact.receive(event('hand_started', 'c1'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls).toHaveLength(2);
  });

  it('keeps what was said while a reading was on its way', async () => {
    const contact = new OpenContact('c1');
    await contact.read();
    const reading = contact.read(); // answered from before the message
    contact.receive(event('message_added', 'c1', { message: message({ id: 'm3', number: 3 }) }));
    await reading;
    expect(contact.detail!.messages.map((each) => each.id)).toEqual(['m3']);
  });

  it('drops an answer that a later reading overtook', async () => {
    const contact = new OpenContact('c1');
    const first = contact.read();
    server = detail({ row: contactRow({ state: 'closed' }) });
    await contact.read();
    await first;
    expect(contact.standing).toBe('closed');
  });

  it('sends a second try as the same message', async () => {
    const contact = new OpenContact('c1');
    await contact.read();
    await contact.say('Bonjour', false, 'k1');
    await contact.say('Bonjour', false, 'k1');
    const sent = calls.filter((call) => call.path.endsWith('/messages')).map((call) => call.body);
    expect(sent[0]).toEqual({ client_id: 'k1', text: 'Bonjour', attachments: [], note: false });
    expect(sent[1]).toEqual(sent[0]);
    expect(contact.detail!.messages).toHaveLength(1);
  });

  it('says who is typing, for five seconds', async () => {
    const contact = new OpenContact('c1');
    await contact.read();
    contact.receive({ name: 'typing', id: '', data: { contact: 'c1', name: 'Amal' } });
    expect(contact.typing).toBe('Amal');
    await vi.advanceTimersByTimeAsync(5_001);
    expect(contact.typing).toBeNull();
  });
});
