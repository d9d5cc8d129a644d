// The book, drafts and the way: what the pages know of the centre, and how it changes.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { after, batchOf } from './bulk.ts';
import { Book, book } from './book.svelte.ts';
import { Draft } from './draft.svelte.ts';
import { typeOf } from './files.svelte.ts';
import { found, indexed, inSight } from './find.ts';
import { mending, steps } from './steps.ts';
import type { Document, Item, Kind, Lack } from './types.ts';

const item = (kind: Kind, id: string, document: Document = {}, revision = 1): Item => ({
  id,
  kind,
  document: { id, name: id, ...document },
  revision,
  retired: false,
});

describe('the book', () => {
  test('takes over what a save answered, and keeps retired ones apart', () => {
    const own = new Book();
    own.put([item('skills', 'fr'), item('skills', 'ar')]);
    own.put([{ ...item('skills', 'fr'), retired: true }], []);
    expect(own.live('skills').map((one) => one.id)).toEqual(['ar']);
    expect(own.taken('skills')).toEqual(new Set(['fr', 'ar']));
    expect(own.lacks.counts.skills).toBe(1);
  });
  test('knows what an administrator of some brands and sites may change', () => {
    const own = new Book();
    own.may = { configure: true, brands: ['sahla'], sites: ['fes'] };
    expect(own.mayChange('queues', { brand: 'sahla' })).toBe(true);
    expect(own.mayChange('queues', { brand: 'waha' })).toBe(false);
    expect(own.mayChange('advisers', { site: 'fes' })).toBe(true);
    expect(own.mayChange('skills', {})).toBe(false);
    own.may = { configure: false, brands: null, sites: null };
    expect(own.mayChange('queues', { brand: 'sahla' })).toBe(false);
  });
});

/** The server's answers, in turn; what was asked is kept. */
function answering(...answers: [number, unknown][]): { method: string; body: unknown }[] {
  const asked: { method: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (_: string, { method, body }: RequestInit) => {
    asked.push({ method: method ?? '', body: body ? JSON.parse(String(body)) : null });
    const [status, answer] = answers.shift() ?? [500, {}];
    return new Response(JSON.stringify(answer), { status });
  });
  return asked;
}

describe('a draft', () => {
  beforeEach(() => book.put([item('sites', 'fes', { country: 'MA' }, 3)]));
  afterEach(() => vi.unstubAllGlobals());
  const draft = (): Draft => {
    const own = item('supervisors', 'sara', { name: 'Sara', site: 'fes' }, 3);
    return new Draft('supervisors', own, own.document);
  };

  test('is dirty while it differs from what is saved', () => {
    const own = draft();
    own.set('name', 'Salma');
    expect(own.dirty).toBe(true);
    own.set('name', 'Sara');
    expect(own.dirty).toBe(false);
  });

  test('is sent with its revision, and is clean once saved', async () => {
    const saved = item('supervisors', 'sara', { name: 'Salma', site: 'fes' }, 4);
    const asked = answering([200, { item: saved, change: 7, lacks: [] }]);
    const own = draft();
    own.set('name', 'Salma');
    expect((await own.save())?.change).toBe(7);
    expect(asked).toEqual([{ method: 'PUT', body: { document: saved.document, revision: 3 } }]);
    expect([own.dirty, own.item?.revision]).toEqual([false, 4]);
  });

  test('makes its own id when it is new, and says what is missing before it is sent', async () => {
    const asked = answering([
      201,
      { item: item('supervisors', 'nadia.berrada'), change: 1, lacks: [] },
    ]);
    const own = new Draft('supervisors', null, { id: '', name: '', site: 'fes' });
    expect(await own.save()).toBeNull();
    expect(own.of('name')).toEqual([{ field: 'name', key: 'required' }]);
    expect(asked).toEqual([]);
    own.set('name', 'Nadia Berrada');
    await own.save();
    const document = { id: 'nadia.berrada', name: 'Nadia Berrada', site: 'fes' };
    expect(asked).toEqual([{ method: 'POST', body: { document } }]);
  });

  test('shows what the server refuses at its field, until that is mended', async () => {
    const fault = { field: 'site', problem: "unknown site 'fes'", remedy: 'Choose another.' };
    answering([422, { code: 'document', faults: [fault] }]);
    const own = draft();
    own.set('name', 'Salma');
    expect(await own.save()).toBeNull();
    expect(own.of('site')).toEqual([
      { field: 'site', text: "unknown site 'fes'. Choose another." },
    ]);
    own.set('site', 'tunis');
    expect(own.of('site')).toEqual([]);
  });

  test('goes on from what somebody else saved meanwhile', async () => {
    const theirs = item('supervisors', 'sara', { name: 'Sara', site: 'tunis' }, 4);
    const merged = { ...theirs.document, name: 'Salma' };
    const asked = answering(
      [409, { code: 'stale', current: theirs, changes: [] }],
      [200, { item: { ...theirs, document: merged, revision: 5 }, change: 9, lacks: [] }],
    );
    const own = draft();
    own.set('name', 'Salma');
    expect(await own.save()).toBeNull();
    expect(own.conflict?.current).toEqual(theirs);
    own.settle(merged);
    expect([own.conflict, own.dirty]).toEqual([null, true]);
    await own.save();
    expect(asked[1]).toEqual({ method: 'PUT', body: { document: merged, revision: 4 } });
  });
});

describe('the way from an empty store', () => {
  const lack = (code: Lack['code'], kind: Kind, more: Partial<Lack> = {}): Lack => ({
    code,
    kind,
    id: null,
    text: '',
    ...more,
  });
  test('begins with skills, and goes on where something is missing', () => {
    const none = steps({ counts: {}, lacks: [lack('none', 'skills'), lack('none', 'sites')] });
    expect(none.map((step) => step.state)).toEqual(['next', 'later', 'later', 'later', 'later']);
    const counts = { skills: 2, sites: 1, brands: 1, queues: 1, advisers: 1 };
    const missing = lack('no_entry', 'brands', { id: 'sahla', language: 'ar' });
    const some = steps({ counts, lacks: [missing] });
    expect(some.map((step) => step.state)).toEqual(['done', 'done', 'done', 'next', 'done']);
    expect(mending(missing)).toBe('/admin?part=queues&id=new&brand=sahla&language=ar');
    expect(steps({ counts, lacks: [] }).every((step) => step.state === 'done')).toBe(true);
  });
});

describe('many at once', () => {
  const amal = item('advisers', 'amal', { site: 'fes', skills: { fr: 3 } }, 2);
  const rim = item('advisers', 'rim', { site: 'fes', skills: { fr: 4, ar: 2 } }, 5);
  test('only those are sent who change, each with its revision', () => {
    const give = batchOf([amal, rim], { what: 'give', skill: 'ar', level: 2 });
    expect(give).toEqual([
      { document: { ...amal.document, skills: { fr: 3, ar: 2 } }, revision: 2 },
    ]);
    expect(batchOf([amal, rim], { what: 'take', skill: 'ar' })).toHaveLength(1);
    expect(batchOf([amal, rim], { what: 'move', site: 'fes' })).toEqual([]);
  });
  test('a skill that was never there is not taken', () =>
    expect(after(amal.document, { what: 'take', skill: 'pt' })).toBe(amal.document));
});

describe('five thousand advisers', () => {
  const many = Array.from({ length: 5000 }, (_, at) => item('advisers', `adviser-${at}`));
  const entries = indexed(many, (one) => `Élodie ${one.id}`);
  test('are found by words without accents, wherever they stand', () =>
    expect(found(entries, '4321 elodie').map((one) => one.id)).toEqual(['adviser-4321']));
  test('are drawn only as far as they are in sight', () => {
    expect(inSight(5000, 50, 0, 500)).toEqual({ first: 0, end: 18 });
    expect(inSight(5000, 50, 100_000, 500)).toEqual({ first: 1992, end: 2018 });
    expect(inSight(3, 50, 100_000, 500)).toEqual({ first: 3, end: 3 });
  });
});

test('a file is sent as what its name says', () => {
  expect(['nawba.ZIP', 'brands.yaml', 'a.csv', 'odd'].map(typeOf)).toEqual([
    'application/zip',
    'application/yaml',
    'text/csv',
    'application/octet-stream',
  ]);
});
