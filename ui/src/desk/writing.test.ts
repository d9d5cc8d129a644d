// What an adviser writes: canned replies, drafts, uploads, the outbox.
import { beforeEach, describe, expect, test } from 'vitest';
import { refused } from '../conversation/attachment.ts';
import { fitting, insert, slashWord } from './canned.ts';
import { Composing } from './composing.svelte.ts';
import { forgetDraft, keepDraft, pruneDrafts, readDraft } from './drafts.ts';
import { Outbox } from './outbox.svelte.ts';
import { CENTRE, Refusal, message, server } from './testing.ts';
import { Uploads } from './uploads.svelte.ts';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe('canned replies', () => {
  test.each([
    ['/', 1, ''],
    ['/bon', 4, 'bon'],
    ['Oui /at', 7, 'at'],
    ['1/2', 3, null],
    ['https://x', 9, null],
    ['/a b', 4, null],
  ])('in %s the word is %s', (text, caret, word) => {
    expect(slashWord(text, caret)).toBe(word);
  });
  test('put the shortcut before the text, the contact’s language before the others, one brand only', () => {
    const ids = (language: string, word: string) =>
      fitting(CENTRE.canned_replies, 'sahla', language, word).map((reply) => reply.id);
    expect(ids('fr', 'bonj')).toEqual(['a', 'b']);
    expect(ids('ary', '')).toEqual(['c', 'b', 'a']);
    expect(ids('fr', 'zzz')).toEqual([]);
  });
  test('replace the word before the caret', () => {
    expect(insert('Oui /at, merci', 7, 'Un instant')).toEqual({
      text: 'Oui Un instant, merci',
      caret: 14,
    });
    expect(insert('Oui', 3, '!')).toEqual({ text: 'Oui!', caret: 4 });
  });
});

describe('the composer', () => {
  const composing = () => new Composing('c1', CENTRE.canned_replies, 'sahla', 'fr');
  const key = (name: string, more: KeyboardEventInit = {}) =>
    new KeyboardEvent('keydown', { key: name, ...more });
  const type = (words: Composing, text: string) => {
    words.text = text;
    words.typed(text.length);
  };

  test('sends with Enter, breaks the line with Shift and leaves other keys alone', () => {
    const words = composing();
    expect(words.press(key('Enter'))).toBe('send');
    expect(words.press(key('Enter', { shiftKey: true }))).toBeNull();
    expect(words.press(key('Enter', { altKey: true }))).toBeNull();
    expect(words.press(key('ArrowUp'))).toBeNull();
  });
  test('walks the canned replies and puts the marked one', () => {
    const words = composing();
    type(words, 'Oui /');
    expect(words.replies.map((reply) => reply.id)).toEqual(['b', 'a', 'c']);
    expect([words.press(key('ArrowUp')), words.active]).toEqual(['moved', 2]);
    expect([words.press(key('ArrowDown')), words.active]).toEqual(['moved', 0]);
    expect(words.press(key('Tab'))).toBe('pick');
    words.pick();
    expect(words.text).toBe('Oui Un instant, bonjour encore.');
    expect(words.replies).toEqual([]);
  });
  test('closes the list until something else is typed', () => {
    const words = composing();
    type(words, '/');
    expect([words.press(key('Escape')), words.replies.length]).toEqual(['closed', 0]);
    type(words, '/b');
    expect(words.replies.length).toBe(2);
  });
  test('opens the list by button, takes an article, and keeps its draft', () => {
    const words = composing();
    words.append('Bonjour');
    words.slash();
    expect([words.text, words.replies.length]).toEqual(['Bonjour /', 3]);
    words.append('Article');
    words.keep();
    expect(composing().text).toBe('Bonjour /\nArticle');
    words.clear();
    words.keep();
    expect(composing().text).toBe('');
  });
});

describe('drafts', () => {
  test('are kept per contact until sent or the contact is gone', () => {
    keepDraft('message', 'c.1', 'à finir');
    keepDraft('wrap_up', 'c2', { code: 'x' });
    expect(readDraft('message', 'c.1', '')).toBe('à finir');
    pruneDrafts(['c.1']);
    expect([readDraft('message', 'c.1', ''), readDraft('wrap_up', 'c2', null)]).toEqual([
      'à finir',
      null,
    ]);
    forgetDraft('message', 'c.1');
    expect(readDraft('message', 'c.1', '-')).toBe('-');
  });
  test('forget an empty text and survive a broken one', () => {
    keepDraft('note', 'c1', 'x');
    keepDraft('note', 'c1', '');
    expect(localStorage.length).toBe(0);
    localStorage.setItem('nawba.draft.note.c1', '{');
    expect(readDraft('note', 'c1', 'vide')).toBe('vide');
  });
});

describe('a file', () => {
  test.each([
    [{ name: 'a.png', type: 'image/png', size: 9 }, null],
    [{ name: 'a.TXT', type: '', size: 9 }, null],
    [{ name: 'a.exe', type: 'application/x-msdownload', size: 9 }, 'type'],
    [{ name: 'a.pdf', type: 'application/pdf', size: 6e6 }, 'size'],
    [{ name: 'a.txt', type: 'text/plain', size: 0 }, 'empty'],
  ])('%o is refused for %s', (file, why) => {
    expect(refused(file)).toBe(why);
  });
  test('is uploaded, may fail, may be taken away', async () => {
    const { client, answers, calls } = server({
      'POST /api/contacts/c1/attachments': {
        id: 'f1',
        name: 'a.txt',
        media_type: 'text/plain',
        size: 1,
      },
    });
    const uploads = new Uploads(client);
    await uploads.add('c1', [
      new File(['x'], 'a.txt', { type: 'text/plain' }),
      new File(['x'], 'a.exe', { type: 'x/y' }),
    ]);
    expect(uploads.list.map((each) => each.state).sort()).toEqual(['failed', 'ready']);
    expect([uploads.ready.map((each) => each.id), calls.length, uploads.busy]).toEqual([
      ['f1'],
      1,
      false,
    ]);
    answers['POST /api/contacts/c1/attachments'] = () => {
      throw new Refusal(422, 'not a picture');
    };
    uploads.clear();
    await uploads.add('c1', [new File(['x'], 'b.txt', { type: 'text/plain' })]);
    expect(uploads.list[0]?.problem).toMatchObject({ status: 422 });
    uploads.remove(uploads.list[0]?.key ?? 0);
    expect(uploads.list).toEqual([]);
  });
});

describe('the outbox', () => {
  const path = 'POST /api/contacts/c1/messages';
  const words = (calls: { body: unknown }[]) =>
    calls.map((each) => (each.body as { text: string }).text);

  test('shows a message as sending, then hands over what the server stored', async () => {
    const stored: string[] = [];
    const { client } = server({
      [path]: (body: { client_id: string }) => message(1, { client_id: body.client_id }),
    });
    const outbox = new Outbox(client, (sent) => stored.push(sent.id));
    const sending = outbox.send('c1', 'bonjour', false, []);
    expect(outbox.of('c1').map((each) => each.state)).toEqual(['sending']);
    await sending;
    expect([outbox.list, stored]).toEqual([[], ['m1']]);
  });
  test('keeps the order of one contact', async () => {
    const { client, calls } = server({ [path]: message(1) });
    const outbox = new Outbox(client, () => {});
    await Promise.all(['un', 'deux', 'trois'].map((text) => outbox.send('c1', text, false, [])));
    expect(words(calls)).toEqual(['un', 'deux', 'trois']);
  });
  test('fails visibly and tries again under the same client id', async () => {
    let up = false;
    const { client, calls } = server({
      [path]: () => (up ? message(1) : Promise.reject(new TypeError('down'))),
    });
    const outbox = new Outbox(client, () => {});
    await outbox.send('c1', 'bonjour', true, []);
    expect(outbox.of('c1')[0]).toMatchObject({ state: 'failed', note: true });
    up = true;
    await outbox.retry(outbox.of('c1')[0]?.client_id ?? '');
    expect(outbox.list).toEqual([]);
    expect(new Set(calls.map((each) => (each.body as { client_id: string }).client_id)).size).toBe(
      1,
    );
  });
  test('after a break retries what was lost, not what was refused', async () => {
    const { client, answers, calls } = server({
      [path]: () => Promise.reject(new TypeError('down')),
    });
    const outbox = new Outbox(client, () => {});
    await outbox.send('c1', 'perdu', false, []);
    answers[path] = () => {
      throw new Refusal(413);
    };
    await outbox.send('c1', 'trop long', false, []);
    answers[path] = message(1);
    await outbox.retryLost();
    expect(words(calls)).toEqual(['perdu', 'trop long', 'perdu']);
    expect(outbox.list.map((each) => each.text)).toEqual(['trop long']);
  });
  test('survives a reload as failed, and may be discarded', async () => {
    const { client } = server({ [path]: () => Promise.reject(new TypeError('down')) });
    await new Outbox(client, () => {}).send('c1', 'resté', false, []);
    const again = new Outbox(client, () => {});
    expect(again.of('c1').map((each) => [each.text, each.state])).toEqual([['resté', 'failed']]);
    again.discard(again.of('c1')[0]?.client_id ?? '');
    expect(new Outbox(client, () => {}).list).toEqual([]);
  });
});
