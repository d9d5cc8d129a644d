import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { i18n } from '../lib/i18n.svelte.ts';
import { Conversation } from './conversation.svelte.ts';
import { Memory, type Outgoing } from './memory.ts';
import { contact, message, mine, ScriptedSource, scripted, settled, view } from './testing.ts';

const BRAND = { body: { id: 'sahla', name: 'Sahla', colour: '#0f5c7a', languages: ['fr', 'ar', 'en'], assistant_name: 'Nour' } };
const OPENED = { status: 201, body: { token: 'tok', again: 'tok-again', view: view() } };
const brief = { identity: '', goal: 'ma facture', fields: {}, done: [], sources: [], why: '', commitments: [], revision: 1, mended: false };

let live: Conversation | null = null;
beforeEach(async () => void (await i18n.start(['widget'], 'fr', false)));
afterEach(() => live?.stop());

function talk(script: Parameters<typeof scripted>[0], saved: Partial<Memory['value']> = {}) {
  const server = scripted({ 'GET /api/brands/sahla': [BRAND], 'POST /api/contacts': [OPENED], ...script });
  const memory = new Memory('sahla', null);
  memory.change(saved);
  live = new Conversation({ brand: 'sahla', memory, fetch: server.fetch, source: ScriptedSource.make });
  return { conversation: live, memory, calls: server.calls };
}

describe('begin', () => {
  test('opens a contact once and follows it from its cursor', async () => {
    const { conversation, memory, calls } = talk({});
    await Promise.all([conversation.begin(), conversation.begin()]);
    await conversation.begin();
    expect(calls.map((call) => `${call.method} ${call.path}`)).toEqual(['GET /api/brands/sahla', 'POST /api/contacts']);
    expect(calls[1]!.body).toMatchObject({ brand: 'sahla', language: 'fr' });
    expect(memory.value).toMatchObject({ token: 'tok', opening: null });
    expect(conversation).toMatchObject({ phase: 'ready', live: true });
    expect(ScriptedSource.last!.url).toBe('/api/contacts/me/stream?token=tok&cursor=a%3A1');
  });

  test('a failed opening is repeated under the same client id', async () => {
    const { conversation, calls } = talk({ 'POST /api/contacts': ['unreachable', OPENED] });
    await conversation.begin();
    expect(conversation.phase).toBe('failed');
    await conversation.begin();
    expect(conversation.phase).toBe('ready');
    const ids = calls.filter((call) => call.path === '/api/contacts').map((call) => (call.body as { client_id: string }).client_id);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  test('says when the brand is not configured', async () => {
    const { conversation } = talk({ 'GET /api/brands/sahla': [{ status: 404, body: {} }] });
    await conversation.begin();
    expect(conversation.phase).toBe('unknown_brand');
  });

  test('says when the server is restarting, and opens when asked again', async () => {
    const { conversation } = talk({ 'POST /api/contacts': [{ status: 503, body: { code: 'restarting', retryable: true } }, OPENED] });
    await conversation.begin();
    expect(conversation.phase).toBe('restarting');
    await conversation.begin();
    expect(conversation.phase).toBe('ready');
  });

  test('resumes with the kept token and sends what was left', async () => {
    const left = { client_id: 'k', text: 'avant', attachments: [], at: '2026-11-22T10:00:00Z', state: 'queued', reason: null } satisfies Outgoing;
    const server = scripted({
      'GET /api/brands/sahla': [BRAND],
      'GET /api/contacts/me': [{ body: view() }],
      'POST /api/contacts/me/messages': [{ status: 201, body: mine(2, { client_id: 'k', text: 'avant' }) }],
    });
    const memory = new Memory('sahla', null);
    memory.change({ token: 'old', outbox: [left] });
    live = new Conversation({ brand: 'sahla', memory, fetch: server.fetch, source: ScriptedSource.make });
    await live.begin();
    await settled();
    expect(server.calls.at(-1)).toMatchObject({ token: 'old', body: { client_id: 'k', text: 'avant', attachments: [] } });
    expect(live.messages.map((each) => each.text)).toEqual(['text 1', 'avant']);
    expect(live.outbox.items).toEqual([]);
  });

  test('an expired token makes way for a new contact; unsent words become its draft', async () => {
    const left = { client_id: 'k', text: 'perdu ?', attachments: [], at: '', state: 'queued', reason: null } satisfies Outgoing;
    const { conversation, memory } = talk({ 'GET /api/contacts/me': [{ status: 404, body: {} }] }, { token: 'old' });
    conversation.outbox.items = [left];
    await conversation.begin();
    expect(memory.value).toMatchObject({ token: 'tok', draft: 'perdu ?', outbox: [] });
    expect(conversation.phase).toBe('ready');
  });
});

describe('the stream', () => {
  test('adds messages once, changes the contact, shows and hides typing', async () => {
    const { conversation } = talk({});
    await conversation.begin();
    const source = ScriptedSource.last!;
    source.send('typing', { party: 'customer', name: '' });
    expect(conversation.typing).toBeNull();
    source.send('typing', { party: 'adviser', name: 'Amal' });
    expect(conversation.typing?.name).toBe('Amal');
    source.send('message', message(2, { author: 'adviser', author_name: 'Amal' }), 'a:2');
    source.send('message', message(2), 'a:2');
    expect(conversation.messages.map((each) => each.number)).toEqual([1, 2]);
    expect(conversation.typing).toBeNull();
    source.send('contact', contact({ state: 'held', lead: { party: 'adviser', name: 'Amal' } }));
    expect(conversation.person_leads).toBe(true);
    source.send('contact', contact({ state: 'closed', lead: null }));
    expect([conversation.ended, conversation.live]).toEqual([true, false]);
  });

  test('moves up in the queue, and only there', async () => {
    const { conversation } = talk({});
    await conversation.begin();
    const source = ScriptedSource.last!;
    source.send('contact', contact({ state: 'waiting', position: 3 }));
    source.send('position', { position: 2 });
    expect(conversation.contact?.position).toBe(2);
    source.send('contact', contact({ state: 'held', position: null }));
    source.send('position', { position: 1 });
    expect(conversation.contact?.position).toBeNull();
  });

  test("takes the contact's language as the page's", async () => {
    const { conversation } = talk({});
    await conversation.begin();
    ScriptedSource.last!.send('contact', contact({ language: 'ar' }));
    await vi.waitFor(() => expect(i18n.language).toBe('ar'));
  });

  test('once the server no longer knows the conversation, it stays readable', async () => {
    const { conversation } = talk({ 'POST /api/contacts/me/messages': [{ status: 404, body: {} }], 'GET /api/contacts/me': [{ status: 404, body: {} }] });
    await conversation.begin();
    conversation.outbox.add('encore là ?');
    await vi.waitFor(() => expect(conversation.phase).toBe('expired'));
    expect(conversation.messages).toHaveLength(1);
    expect(conversation.live).toBe(false);
  });
});

describe('the customer', () => {
  test('asks for a person in the language shown', async () => {
    const { conversation, calls } = talk({ 'POST /api/contacts/me/messages': [{ status: 201, body: mine(2) }] });
    await conversation.begin();
    conversation.askPerson();
    await settled();
    expect(calls.at(-1)!.body).toMatchObject({ text: 'Parler à une personne' });
  });

  test('mends the brief under its revision', async () => {
    const mended = { ...brief, goal: 'ma facture de mai', revision: 2, mended: true };
    const { conversation, calls } = talk({ 'PUT /api/contacts/me/brief': [{ body: mended }] });
    await conversation.begin();
    ScriptedSource.last!.send('contact', contact({ state: 'waiting', brief }));
    await conversation.mend('ma facture de mai', { Facture: 'F-12' });
    expect(calls.at(-1)!.body).toEqual({ goal: 'ma facture de mai', fields: { Facture: 'F-12' }, revision: 1 });
    expect(conversation.contact?.brief).toEqual(mended);
  });

  test('tells that they are writing, not at every key', async () => {
    const { conversation, calls } = talk({ 'POST /api/contacts/me/typing': [{ status: 204 }] });
    await conversation.begin();
    conversation.writing();
    conversation.writing();
    await settled();
    expect(calls.filter((call) => call.path.endsWith('/typing'))).toHaveLength(1);
  });

  test('ends, judges, and starts anew', async () => {
    const { conversation, memory, calls } = talk({
      'POST /api/contacts/me/end': [{ body: contact({ state: 'closed' }) }],
      'GET /api/contacts/me': [{ body: view({ contact: contact({ state: 'closed', lead: null }) }) }],
      'POST /api/contacts/me/rating': [{ body: contact() }],
      'POST /api/contacts': [OPENED, { status: 201, body: { token: 'second', again: 'second-again', view: view({ contact: contact({ id: 'c2' }) }) } }],
    });
    await conversation.begin();
    await conversation.end();
    expect(conversation.ended).toBe(true);
    await conversation.rate(true, 5, '  merci ');
    expect(calls.at(-1)!.body).toEqual({ solved: true, rating: 5, comment: 'merci' });
    expect(conversation.contact).toMatchObject({ solved: true, rating: 5 });
    await conversation.restart();
    expect(memory.value).toMatchObject({ token: 'second', again: 'second-again' });
    const opened = calls.filter((call) => call.path === '/api/contacts').map((call) => (call.body as { previous?: string }).previous);
    expect(opened).toEqual([undefined, 'tok-again']);
    expect(conversation.contact?.id).toBe('c2');
  });
});
