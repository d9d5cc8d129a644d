// Which pages are open to whom, and where one goes after signing in.
import { describe, expect, test } from 'vitest';
import { signedIn } from './lib/testing.ts';
import { PAGES, landing, navigation, opensTo, pageAt } from './pages.ts';

const adviser = signedIn({ account: 'amal', roles: ['adviser'], can: ['heartbeat', 'accept'] });
const leader = signedIn({ can: ['read_wallboard', 'read_history', 'read_assistant'] });
const both = signedIn({ roles: ['adviser', 'supervisor'], can: [...adviser.can, ...leader.can] });
const client = signedIn({ roles: ['client'], can: ['read_history'] });
const nobody = signedIn({ roles: ['recruiter'], can: [] });
const ids = (me: Parameters<typeof navigation>[0]) => navigation(me).map(({ id }) => id);
const page = (path: string) => pageAt(path)!;

describe('the navigation', () => {
  test('has the pages that the roles open, in the order of their groups', () => {
    expect(ids(adviser)).toEqual(['desk']);
    expect(ids(leader)).toEqual(['wallboard', 'history', 'assistant']);
    expect(ids(both)).toEqual(['desk', 'wallboard', 'history', 'assistant']);
    expect([ids(nobody), ids(null)]).toEqual([[], []]);
  });
});

describe('a page', () => {
  const catalogues = Object.keys(import.meta.glob('./i18n/fr/*.json'));
  test.each(PAGES.map(({ id, words }) => [id, words ?? id]))('%s has its words', (_id, words) => {
    expect(catalogues).toContain(`./i18n/fr/${words}.json`);
  });
  test('is open to who may do what it needs', () => {
    expect([opensTo(page('/history'), client), opensTo(page('/history'), adviser)]).toEqual([
      true,
      false,
    ]);
  });
  test('of one’s own account is open to whoever is signed in', () => {
    expect([opensTo(page('/account'), nobody), opensTo(page('/account'), null)]).toEqual([
      true,
      false,
    ]);
  });
  test('of the doors and the links is open to anybody', () => {
    const open = PAGES.filter((each) => opensTo(each, null)).map(({ path }) => path);
    expect(open).toEqual(['/', '/welcome', '/candidate']);
  });
});

describe('after signing in', () => {
  test.each([
    ['an adviser to the desk', adviser, null, '/desk'],
    ['a supervisor to the wallboard', leader, null, '/wallboard'],
    ['who has one page to that page', client, null, '/history'],
    ['who has none to the start page', nobody, null, '/'],
    ['to the page asked for by its id', leader, 'history', '/history'],
    ['to the address asked for, whole', leader, '/history?brand=sahla', '/history?brand=sahla'],
    ['to the page asked for even if it will be refused', adviser, '/accounts', '/accounts'],
    ['not to the doors', leader, '/', '/wallboard'],
    ['not to a page that is not here', leader, '/nowhere', '/wallboard'],
    ['not to another house', leader, '//elsewhere.example/desk', '/wallboard'],
    ['not to another scheme', leader, 'javascript:alert(1)', '/wallboard'],
  ])('%s', (_what, me, wanted, expected) => {
    expect(landing(me, wanted)).toBe(expected);
  });
});
