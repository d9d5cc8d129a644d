// What forms rest on: hours as people type them, ids from names, checks, defaults, both sides merged.
import { describe, expect, test } from 'vitest';
import { of, troubles } from './check.ts';
import { clock, isClock, openingWords } from './clock.ts';
import { changed, differences, merged, same } from './compare.ts';
import { fresh, type Known } from './fresh.ts';
import { freeId, isId, slug } from './ids.ts';
import { countries, countryName } from './places.ts';
import { lowered } from './relaxing.ts';
import { proposedId, SPECS } from './specs.ts';
import { KINDS, type Document, type Item, type Kind } from './types.ts';

describe('hours of the day', () => {
  test.each([
    ['8', '08:00'],
    ['8h30', '08:30'],
    ['830', '08:30'],
    ['08.30', '08:30'],
    ['18 h 05', '18:05'],
    ['24', '24:00'],
  ])('%s is %s', (typed, read) => expect(clock(typed)).toBe(read));
  test.each(['25', '12:60', 'midi', '24:30'])('%s is left for the form to refuse', (typed) => {
    expect(clock(typed)).toBe(typed);
    expect(isClock(clock(typed), true)).toBe(false);
  });
  test('24:00 only ends a day', () => {
    expect(isClock('24:00', true)).toBe(true);
    expect(isClock('24:00')).toBe(false);
  });
  test('runs of days are joined', () => {
    const opening = { days: ['fri', 'mon', 'tue', 'wed', 'sun'], start: '09:00', end: '18:00' };
    expect(openingWords(opening, 'en-GB')).toBe('Mon–Wed, Fri, Sun \u206609:00–18:00\u2069');
  });
});

describe('ids', () => {
  test('are made of the Latin letters of a name', () => {
    expect(slug("Fatou N'Diaye-Sœur", '.')).toBe('fatou.ndiaye.soeur');
    expect(freeId('سهلة', new Set(), 'brand')).toBe('brand-1');
    expect(freeId('Sahla', new Set(['sahla', 'sahla-2']), 'brand')).toBe('sahla-3');
  });
  test.each(KINDS)('%s proposes one that the server takes', (kind) => {
    const document = { ...fresh(kind, NOTHING), name: 'Été à Fès', labels: { fr: 'Réclamation' } };
    expect(isId(proposedId(kind, document, new Set()))).toBe(true);
  });
  test('a queue is called after its brand, language and what it asks beyond them', () => {
    const queue = { brand: 'sahla', language: 'fr', entry: true, requires: { fr: 3, sahla: 2 } };
    expect(proposedId('queues', queue, new Set())).toBe('sahla-fr');
    const technical = { ...queue, entry: false, requires: { ...queue.requires, technical: 3 } };
    expect(proposedId('queues', technical, new Set())).toBe('sahla-technical-fr');
  });
});

const item = (kind: Kind, document: Document): Item => ({
  id: String(document.id),
  kind,
  document,
  revision: 1,
  retired: false,
});
const known = (items: Item[]): Known => ({
  live: (kind) => items.filter((one) => one.kind === kind),
  language: 'fr',
  zone: 'Africa/Casablanca',
  country: 'MA',
});
const NOTHING = known([]);
const BRAND = item('brands', { id: 'sahla', languages: ['fr', 'ar'], timezone: 'Africa/Tunis' });
const ENTRY = item('queues', {
  id: 'sahla-fr', brand: 'sahla', language: 'fr', entry: true, requires: { fr: 3 },
}); // prettier-ignore

describe('a new noun', () => {
  test.each(KINDS)('of %s has every field that its form shows', (kind) => {
    const fields = SPECS[kind].fields.map((field) => field.name);
    const shown = SPECS[kind].single ? [] : fields;
    expect(Object.keys(fresh(kind, NOTHING)).sort()).toEqual([...new Set([...shown, 'id'])].sort());
  });
  test('a queue is for the first language that no queue lets in', () => {
    const skills = [item('skills', { id: 'ar' }), item('skills', { id: 'sahla' })];
    const queue = fresh('queues', known([BRAND, ENTRY, ...skills]));
    expect(queue).toMatchObject({ brand: 'sahla', language: 'ar', entry: true });
    expect(queue).toMatchObject({ requires: { ar: 3, sahla: 2 }, timezone: 'Africa/Tunis' });
  });
  test('an adviser has what the queue needs that led here', () => {
    const adviser = fresh('advisers', known([ENTRY]), { queue: 'sahla-fr' });
    expect(adviser.skills).toEqual({ fr: 3 });
  });
  test('the next one of many is alike, but for what is its own', () => {
    const amal = item('advisers', {
      id: 'amal', name: 'Amal', site: 'fes', skills: { fr: 5 }, capacity: { chat: 4 },
    }); // prettier-ignore
    const next = fresh('advisers', known([amal]), { again: 'amal' });
    expect(next).toEqual({ ...amal.document, id: '', name: '' });
  });
});

describe('what a form can tell before it is sent', () => {
  test('nothing is wrong with what a person only had to name', () => {
    const queue = { ...fresh('queues', known([BRAND, item('skills', { id: 'fr' })])), name: 'Q' };
    expect(troubles('queues', queue)).toEqual([]);
  });
  test('each fault stands at its field', () => {
    const queue = {
      ...fresh('queues', NOTHING),
      target: { share: 1.2, seconds: 0 },
      hours: [{ days: [], start: '9', end: '24:00' }],
      wrap_up_seconds: 1.5,
      same_adviser_seconds: 3601,
      priority: 101,
      reserved: 0.5,
      relaxed: [
        { after_seconds: 30, requires: { fr: 2 } },
        { after_seconds: 0, requires: { fr: 1 } },
      ],
    };
    const found = troubles('queues', queue);
    expect(found.map((trouble) => trouble.field)).toEqual([
      'brand', 'name', 'requires', 'target.share', 'target.seconds',
      'hours[0].days', 'hours[0].start', 'wrap_up_seconds',
      'same_adviser_seconds', 'priority', 'reserved', 'relaxed[1].after_seconds',
    ]); // prettier-ignore
    expect(of(found, 'target')).toHaveLength(2);
    expect(of(found, 'hour')).toEqual([]);
  });
  test('a further step is later and a level lower, but none below 1', () => {
    const first = lowered([], { fr: 3, sahla: 1 });
    expect(first).toEqual({ after_seconds: 60, requires: { fr: 2, sahla: 1 } });
    expect(lowered([first], { fr: 3 })).toEqual({
      after_seconds: 120,
      requires: { fr: 1, sahla: 1 },
    });
  });
  test('a share out of range is told in per cent', () => {
    const brand = { ...fresh('brands', NOTHING), name: 'Waha', holdout_share: 0.6 };
    expect(troubles('brands', brand)).toEqual([
      { field: 'holdout_share', key: 'percent', values: { least: 0, most: 50 } },
    ]);
  });
});

describe('two states of a document', () => {
  test('are the same in whatever order their members stand', () => {
    expect(same({ fr: 3, ar: 2 }, { ar: 2, fr: 3 })).toBe(true);
    expect(same(['fr', 'ar'], ['ar', 'fr'])).toBe(false);
  });
  test('differ in the fields that changed', () => {
    expect(changed({ a: 1, b: { x: 1 } }, { a: 1, b: { x: 2 } })).toEqual([
      { field: 'b', from: { x: 1 }, to: { x: 2 } },
    ]);
  });
  const base = { name: 'A', share: 1, site: 'x', other: 0 };
  const mine = { name: 'B', share: 2, site: 'x', other: 0 };
  const theirs = { name: 'C', share: 1, site: 'y', other: 0 };
  test('come together, and only what both changed asks for a choice', () => {
    expect(differences(base, mine, theirs).map(({ field, both }) => [field, both])).toEqual([
      ['name', true], ['share', false], ['site', false],
    ]); // prettier-ignore
    expect(merged(base, mine, theirs, new Set())).toEqual({ ...theirs, share: 2 });
    expect(merged(base, mine, theirs, new Set(['name']))).toEqual({
      ...theirs, name: 'B', share: 2,
    }); // prettier-ignore
  });
});

test('countries are those with a name, each once', () => {
  const found = countries('fr-FR');
  expect(found.length).toBeGreaterThan(190);
  expect(found.length).toBeLessThan(260);
  expect(new Set(found.map((each) => each.id)).size).toBe(found.length);
  expect(found.find((each) => each.id === 'MA')?.name).toBe('Maroc');
  expect(countryName('not a country', 'fr-FR')).toBe('not a country');
});
