// The table of actions, its shortcuts, and the words of the timeline and the transfer.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { centre } from '../lib/centre.svelte.ts';
import { i18n } from '../lib/i18n.svelte.ts';
import { KEYS, caps, commands } from './commands.ts';
import { DeskModel } from './model.svelte.ts';
import { bindShortcuts } from './shortcuts.ts';
import { CENTRE, desk, detail, offer, row, server } from './testing.ts';
import { told, words } from './timeline.ts';
import { advisersFor, queuesFor } from './transfer.ts';
import { DeskUi } from './ui.svelte.ts';

beforeAll(() => i18n.start(['common', 'desk'], 'fr'));
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  centre.view = CENTRE;
});

async function opened(contacts = [row('c1'), row('c2', { state: 'wrap_up' })]) {
  const house = server({
    'GET /api/desk': desk(contacts, [offer('o1')]),
    'GET /api/contacts/c1': detail(row('c1')),
    'GET /api/contacts/c2': detail(row('c2')),
  });
  const model = new DeskModel(house.client);
  await model.load();
  const ui = new DeskUi();
  return { model, ui, of: (id: string) => commands(model, ui).find((each) => each.id === id) };
}

describe('commands', () => {
  test('have a label each, and unique ids and keys', async () => {
    const { model, ui } = await opened();
    const list = commands(model, ui);
    expect(list.filter((each) => each.label.startsWith('desk.'))).toEqual([]);
    expect(new Set(list.map((each) => each.id)).size).toBe(list.length);
    expect(new Set(Object.values(KEYS)).size).toBe(Object.keys(KEYS).length);
    expect(Object.keys(KEYS).filter((id) => !list.some((each) => each.id === id))).toEqual([]);
  });
  test('are enabled where they make sense', async () => {
    const { model, of } = await opened();
    expect([
      of('transfer')?.enabled,
      of('end')?.enabled,
      of('offer.accept')?.enabled,
      of('available')?.enabled,
    ]).toEqual([true, true, true, false]);
    await model.select('c2');
    expect([of('transfer')?.enabled, of('composer.focus')?.enabled]).toEqual([false, false]);
  });
  test('cannot transfer what a supervisor leads', async () => {
    const { of } = await opened([
      row('c1', { lead: { party: 'supervisor', id: 'leila', name: 'Leila' } }),
    ]);
    expect([of('transfer')?.enabled, of('note.toggle')?.enabled]).toEqual([false, true]);
  });
  test('are drawn as caps', () => {
    expect(caps('Alt+KeyA', false)).toEqual(['Alt', 'A']);
    expect([caps('$mod+KeyK', true), caps('Alt+ArrowUp', true)]).toEqual([
      ['⌘', 'K'],
      ['⌥', '↑'],
    ]);
  });
});

describe('shortcuts', () => {
  const press = (
    key: string,
    code: string,
    more: KeyboardEventInit = {},
    target: EventTarget = document.body,
  ) =>
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...more }),
    );

  test('run their command while one is typing, on any keyboard layout', async () => {
    const { model, ui } = await opened();
    let helped = 0;
    const unbind = bindShortcuts(
      () => commands(model, ui),
      () => (helped += 1),
    );
    document.body.innerHTML = '<textarea></textarea>';
    const area = document.querySelector('textarea') as HTMLTextAreaElement;
    press('ف', 'KeyT', { altKey: true }, area);
    press('?', 'Comma', {}, area);
    expect([ui.transfer, helped]).toEqual([true, 0]);
    press('؟', 'Slash');
    press('k', 'KeyK', { ctrlKey: true });
    expect([helped, ui.palette]).toEqual([1, true]);
    unbind();
    press('?', 'Comma');
    expect(helped).toBe(1);
  });
  test('do nothing when the command is not enabled', async () => {
    const { model, ui } = await opened([]);
    const unbind = bindShortcuts(
      () => commands(model, ui),
      () => {},
    );
    press('t', 'KeyT', { altKey: true });
    expect(ui.transfer).toBe(false);
    unbind();
  });
});

describe('the timeline', () => {
  const entry = (type: string, data: Record<string, unknown>) => ({
    seq: 1,
    at: '',
    type,
    actor: '',
    data,
  });
  test.each([
    ['contact_queued', { queue: 'sahla-fr' }, 'En file : sahla-fr'],
    ['offer_ended', { adviser: 'fatou', outcome: 'expired' }, 'Offre à fatou : expirée'],
    [
      'hand_started',
      { party: 'assistant', party_id: 'assistant', leads: true },
      'Assistant prend le contact',
    ],
    [
      'hand_started',
      { party: 'supervisor', party_id: 'leila', leads: false },
      'Leila rejoint le contact',
    ],
    ['brief_written', { revision: 2 }, 'Résumé modifié'],
    ['contact_wrapped_up', { code: 'answered' }, 'Clôturé : Répondu'],
    ['language_changed', { language: 'ary' }, 'Langue : Darija'],
  ])('%s', (type, data, text) => {
    expect(words(entry(type, data)).replaceAll('\u00a0', ' ')).toBe(text);
  });
  test('leaves out messages and what it does not know', () => {
    expect(
      told([entry('message_added', {}), entry('contact_opened', {}), entry('new_thing', {})]).map(
        (each) => each.type,
      ),
    ).toEqual(['contact_opened']);
  });
});

describe('a transfer', () => {
  test('lists the likeliest queues first, never the contact’s own', () => {
    expect(queuesFor(CENTRE, row('c1')).map((queue) => queue.id)).toEqual([
      'sahla-billing-fr',
      'sahla-ar',
      'waha-fr',
    ]);
  });
  test('lists colleagues who can answer the queue, by site', () => {
    expect(advisersFor(CENTRE, row('c1'), 'amal').map((adviser) => adviser.id)).toEqual([
      'fatou',
      'yassine',
    ]);
  });
  test('lists everybody when nobody can', () => {
    expect(advisersFor({ ...CENTRE, queues: [] }, row('c1'), 'amal').length).toBe(3);
  });
});
