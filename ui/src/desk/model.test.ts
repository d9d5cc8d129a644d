import { beforeEach, describe, expect, test, vi } from 'vitest';
import { isAlone } from '../lib/activity.ts';
import type { Message } from '../lib/types.ts';
import { DeskModel } from './model.svelte.ts';
import { Refusal, at, desk, detail, message, offer, row, server } from './testing.ts';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

/** A desk with contacts c1 and c2, opened. */
async function opened(more: Record<string, unknown> = {}) {
  const house = server({
    'GET /api/desk': desk([row('c1'), row('c2', { answered_at: at(-100) })]),
    'GET /api/contacts/c1': detail(row('c1'), [message(1)]),
    'GET /api/contacts/c2': detail(row('c2')),
    ...more,
  });
  const model = new DeskModel(house.client);
  await model.load();
  await vi.waitFor(() => expect(model.detail).not.toBeNull());
  return { model, ...house };
}

let seq = 1;
const event = (type: string, data: Record<string, unknown>, said?: Message) => ({
  name: 'event',
  id: '',
  data: {
    cell: 'c',
    seq: seq++,
    at: at(0),
    type,
    actor: 'system:dispatcher',
    data,
    ...(said ? { message: said } : {}),
  },
});

describe('the desk', () => {
  test('opens on the first contact', async () => {
    const { model } = await opened();
    expect([model.selected, model.detail?.messages.length, model.presence?.state]).toEqual([
      'c1',
      1,
      'available',
    ]);
  });
  test('tells why it cannot open', async () => {
    const model = new DeskModel(server({}).client);
    await model.load();
    expect(model.problem).toMatchObject({ status: 404 });
  });
  test('takes its presence from the answer and from the heartbeat', async () => {
    const { model, calls } = await opened({
      'POST /api/desk/presence': { state: 'paused', reason: 'lunch', since: at(0) },
      'POST /api/desk/heartbeat': { state: 'lost', reason: null, since: at(1) },
    });
    await model.setPresence('paused', 'lunch');
    expect(model.presence?.reason).toBe('lunch');
    expect(calls.at(-1)?.body).toEqual({ state: 'paused', reason: 'lunch' });
    await model.heartbeat();
    expect(model.presence?.state).toBe('lost');
    model.stop();
  });
});

test('a heartbeat in a conversation is a sign of work, one on an idle desk is none', async () => {
  vi.useFakeTimers();
  const { model, answers } = await opened({ 'POST /api/desk/heartbeat': null });
  const later = 3600_000;
  vi.setSystemTime(Date.now() + later);
  await model.heartbeat();
  expect(isAlone()).toBe(false);
  answers['GET /api/desk'] = desk([row('c1', { state: 'wrap_up' })]);
  await model.load();
  vi.setSystemTime(Date.now() + later);
  await model.heartbeat();
  expect(isAlone()).toBe(true);
  model.stop();
  vi.useRealTimers();
});

test('an adviser taken for lost reads what is left of the list', async () => {
  const { model, answers } = await opened();
  answers['GET /api/desk'] = desk([]);
  answers['POST /api/desk/heartbeat'] = { state: 'lost', reason: null, since: at(1) };
  await model.heartbeat();
  await vi.waitFor(() => expect(model.rows).toEqual([]));
  model.stop();
});

describe('messages', () => {
  test('of the open contact arrive without a reading, and are read', async () => {
    const { model, calls } = await opened();
    const before = calls.length;
    model.receive(event('message_added', { contact: 'c1' }, message(2)));
    expect(model.detail?.messages.map((each) => each.number)).toEqual([1, 2]);
    expect([model.row?.unanswered, model.unread.counts.c1 ?? 0, calls.length]).toEqual([
      true,
      0,
      before,
    ]);
    model.stop();
  });
  test('of another contact count as unread until it is opened', async () => {
    const { model } = await opened();
    model.receive(
      event('message_added', { contact: 'c2' }, message(1, { id: 'n1', contact: 'c2' })),
    );
    model.receive(
      event('message_added', { contact: 'c2' }, message(2, { id: 'n2', contact: 'c2' })),
    );
    expect(model.unread.counts.c2).toBe(2);
    await model.select('c2');
    expect(model.unread.counts.c2).toBe(0);
    model.stop();
  });
  test('unread before the page opened count one', async () => {
    const last_message = { author: 'customer' as const, text: '?', at: at(5) };
    const { model } = await opened({
      'GET /api/desk': desk([
        row('c1'),
        row('c2', { answered_at: at(-1), last_message, unanswered: true }),
      ]),
    });
    expect(model.unread.counts.c2).toBe(1);
    expect(model.replyWait(model.rows[1] ?? row('x'))).toBe(at(5));
  });
  test('end the typing they announce', async () => {
    const { model } = await opened();
    model.receive({
      name: 'typing',
      id: '',
      data: { contact: 'c1', party: 'customer', name: 'Client' },
    });
    expect(model.typing.c1?.name).toBe('Client');
    model.receive(event('message_added', { contact: 'c1' }, message(2)));
    expect(model.typing.c1).toBeUndefined();
    model.stop();
  });
  test('sent from here stand once, whichever of answer and stream comes first', async () => {
    const sent = message(2, { author: 'adviser', author_id: 'amal' });
    const { model } = await opened({ 'POST /api/contacts/c1/messages': sent });
    model.receive(event('message_added', { contact: 'c1' }, sent));
    await model.outbox.send('c1', 'réponse', false, []);
    expect(model.detail?.messages.map((each) => each.id)).toEqual(['m1', 'm2']);
    expect(model.outbox.list).toEqual([]);
    model.stop();
  });
});

describe('an offer', () => {
  const path = 'POST /api/offers/o1/accept';
  const offered = (more: Record<string, unknown> = {}) =>
    opened({ 'GET /api/desk': desk([row('c1')], [offer('o1')]), ...more });

  test('is live until it expires', async () => {
    const { model } = await opened({
      'GET /api/desk': desk([row('c1')], [offer('o1'), offer('o2', { expires_at: at(-1e7) })]),
    });
    expect(model.offers.map((each) => each.id)).toEqual(['o1']);
  });
  test('accepted opens its contact', async () => {
    const { model, answers, calls } = await offered({
      'GET /api/contacts/c-o1': detail(row('c-o1')),
    });
    answers[path] = () => {
      answers['GET /api/desk'] = desk([row('c1'), row('c-o1')]);
      return row('c-o1');
    };
    await model.accept(model.offers[0] ?? offer('o1'));
    expect([model.selected, model.offers.length, model.detail?.row.id]).toEqual([
      'c-o1',
      0,
      'c-o1',
    ]);
    expect(calls.find((each) => each.call === path)?.body).toEqual({ epoch: 3 });
  });
  test('that somebody else has is told and taken away', async () => {
    const { model, answers } = await offered();
    answers[path] = () => {
      answers['GET /api/desk'] = desk([row('c1')]);
      throw new Refusal(409, 'Yassine has it');
    };
    await model.accept(offer('o1'));
    expect(model.gone.map((each) => [each.outcome, each.detail])).toEqual([
      ['taken', 'Yassine has it'],
    ]);
    expect([model.offers.length, model.selected]).toEqual([0, 'c1']);
    model.dismiss(model.gone[0] ?? { offer: offer('o1'), outcome: 'taken', detail: '' });
    expect(model.gone).toEqual([]);
  });
  test('that cannot be accepted for another reason stays and says why', async () => {
    const { model } = await offered({ [path]: () => Promise.reject(new TypeError('down')) });
    await expect(model.accept(offer('o1'))).rejects.toMatchObject({ code: 'unreachable' });
    expect([model.offers.length, model.gone.length]).toEqual([1, 0]);
  });
  test.each(['expired', 'withdrawn'])('%s is told; accepted is not', async (outcome) => {
    const { model } = await offered();
    model.receive(event('offer_ended', { contact: 'c-o1', offer: 'o1', adviser: 'amal', outcome }));
    expect(model.gone.map((each) => each.outcome)).toEqual([outcome]);
    expect(model.offers).toEqual([]);
    model.stop();
  });
  test('refused disappears at once, even when it was gone already', async () => {
    const { model } = await offered({
      'POST /api/offers/o1/refuse': () => {
        throw new Refusal(409);
      },
    });
    await model.refuse(offer('o1'));
    expect([model.offers.length, model.gone.length]).toEqual([0, 0]);
    model.stop();
  });
});

describe('a contact', () => {
  test('that I transfer leaves quietly, and the next one opens', async () => {
    const taken: string[] = [];
    const { model, answers } = await opened();
    model.onTaken = (gone) => taken.push(gone.id);
    answers['POST /api/contacts/c1/transfer'] = () =>
      void (answers['GET /api/desk'] = desk([row('c2')]));
    await model.transfer('c1', { queue: 'sahla-ar', note: 'parle arabe' });
    expect([taken, model.selected]).toEqual([[], 'c2']);
  });
  test('that is taken from me is told', async () => {
    const taken: string[] = [];
    const { model, answers } = await opened();
    model.onTaken = (gone) => taken.push(gone.id);
    answers['GET /api/desk'] = desk([row('c2')]);
    model.receive(event('hand_ended', { contact: 'c1', party: 'adviser', party_id: 'amal' }));
    await vi.waitFor(() => expect(taken).toEqual(['c1']));
    model.stop();
  });
  test('ended by me waits for its wrap-up, then leaves', async () => {
    const { model, answers, calls } = await opened();
    answers['POST /api/contacts/c1/end'] = () =>
      void (answers['GET /api/desk'] = desk([row('c1', { state: 'wrap_up' })]));
    await model.end('c1');
    expect(model.row?.state).toBe('wrap_up');
    answers['POST /api/contacts/c1/wrap-up'] = () => void (answers['GET /api/desk'] = desk([]));
    await model.wrapUp('c1', { code: 'answered', summary: 's', follow_ups: '' });
    expect([model.rows, model.selected]).toEqual([[], null]);
    expect(calls.find((each) => each.call.endsWith('wrap-up'))?.body).toEqual({
      code: 'answered',
      summary: 's',
      follow_ups: '',
    });
  });
  test('that cannot be read says so', async () => {
    const { model } = await opened();
    await model.select('c9');
    expect(model.detailProblem).toMatchObject({ status: 404 });
  });
  test('grows its timeline from the stream', async () => {
    const { model } = await opened();
    model.receive(event('brief_written', { contact: 'c1', revision: 2, mended: true }));
    expect(model.detail?.timeline.map((entry) => entry.type)).toEqual(['brief_written']);
    model.stop();
  });
  test('is read again after a break', async () => {
    const { model, answers } = await opened();
    answers['GET /api/contacts/c1'] = detail(row('c1'), [message(1), message(2), message(3)]);
    model.resume();
    await vi.waitFor(() => expect(model.detail?.messages.length).toBe(3));
    model.stop();
  });
});
