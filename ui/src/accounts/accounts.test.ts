// What is sent of an account and of a key, what is missing in them, and how they stand.
import { describe, expect, test } from 'vitest';
import { CENTRE } from '../desk/testing.ts';
import { EMPTY, body, drafted, faults, people, toggled } from './form.ts';
import { NEW_KEY, actionsOf, keyBody, keyFaults } from './keyform.ts';
import { keyStanding, standing } from './standing.ts';
import type { Account, Key } from './types.ts';

const account = (over: Partial<Account> = {}): Account => ({
  id: 'amal',
  name: 'Amal Idrissi',
  login: 'amal@nawba.example',
  email: null,
  roles: ['adviser'],
  brands: null,
  sites: ['tunis'],
  language: null,
  disabled: false,
  has_password: true,
  oidc: false,
  invited: null,
  sessions: 0,
  seen_at: null,
  made_at: '2026-03-02T12:00:00Z',
  revision: 3,
  ...over,
});
const key = (over: Partial<Key> = {}): Key => ({
  id: 'key_1',
  name: 'Reports',
  roles: ['client'],
  actions: null,
  brands: null,
  sites: null,
  made_by: 'salma',
  made_at: '2026-03-02T12:00:00Z',
  expires_at: null,
  used_at: null,
  revoked_at: null,
  prefix: 'nawba_ab12',
  ...over,
});
const whole = { ...EMPTY, name: ' Sofia ', login: ' sofia ', roles: ['editor' as const] };

describe('an account', () => {
  test('is sent whole, with its revision, as it was read', () => {
    expect(body(drafted(account()), account())).toEqual({
      name: 'Amal Idrissi',
      login: 'amal@nawba.example',
      email: null,
      roles: ['adviser'],
      brands: null,
      sites: ['tunis'],
      language: null,
      disabled: false,
      revision: 3,
    });
  });
  test('of somebody outside the centre is made without an id', () => {
    expect(body(whole, null)).not.toHaveProperty('id');
    expect(body(whole, null)).toMatchObject({ name: 'Sofia', login: 'sofia', language: null });
  });
  test('of an adviser is that person’s, and its roles stand in their order', () => {
    const draft = { ...whole, id: 'amal', roles: ['supervisor' as const, 'adviser' as const] };
    expect(body(draft, null)).toMatchObject({ id: 'amal', roles: ['adviser', 'supervisor'] });
  });
  test('tells what is missing, in the order of the form', () => {
    expect(faults(EMPTY, true)).toEqual(['roles', 'name', 'login']);
    expect(faults({ ...whole, roles: ['adviser'] }, true)).toEqual(['person']);
    expect(faults({ ...whole, roles: ['adviser'] }, false)).toEqual([]);
    expect(faults({ ...whole, email: 'sofia', brands: [], sites: [] }, true)).toEqual([
      'email',
      'brands',
      'sites',
    ]);
  });
  test('offers the people its roles ask for, each once', () => {
    expect(people(CENTRE, ['editor'])).toEqual([]);
    const names = people(CENTRE, ['adviser']).map(({ name }) => name);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
    expect(names).toHaveLength(CENTRE.advisers.length);
  });
  test.each([
    ['disabled', account({ disabled: true, sessions: 1 })],
    ['signed_in', account({ sessions: 1 })],
    ['active', account()],
    ['active', account({ has_password: false, oidc: true })],
    ['invited', account({ has_password: false, invited: { expires_at: '2026-03-09T12:00:00Z' } })],
    ['waiting', account({ has_password: false })],
  ])('is %s', (expected, one) => {
    expect(standing(one)).toBe(expected);
  });
});

describe('a key', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');
  test('ends after the days chosen, or never', () => {
    const draft = { ...NEW_KEY, name: ' Reports ', roles: ['client' as const] };
    expect(keyBody(draft, now)).toEqual({
      name: 'Reports',
      roles: ['client'],
      actions: null,
      brands: null,
      sites: null,
      expires_at: '2026-05-31T12:00:00.000Z',
    });
    expect(keyBody({ ...draft, days: null, actions: ['b', 'a'] }, now)).toMatchObject({
      expires_at: null,
      actions: ['a', 'b'],
    });
  });
  test('tells what is missing', () => {
    expect(keyFaults(NEW_KEY)).toEqual(['name', 'roles']);
    expect(keyFaults({ ...NEW_KEY, name: 'x', roles: ['client'], brands: [] })).toEqual(['brands']);
  });
  test('offers the actions of its roles, each once', () => {
    const table = [
      { role: 'client' as const, can: ['read_history'] },
      { role: 'planner' as const, can: ['read_history', 'plan'] },
      { role: 'editor' as const, can: ['publish_article'] },
    ];
    expect(actionsOf(['planner', 'client'], table)).toEqual(['plan', 'read_history']);
  });
  test.each([
    ['valid', {}],
    ['valid', { expires_at: '2026-03-16T12:00:00Z' }],
    ['soon', { expires_at: '2026-03-16T11:59:59Z' }],
    ['expired', { expires_at: '2026-03-02T12:00:00Z' }],
    ['revoked', { revoked_at: '2026-03-01T12:00:00Z', expires_at: '2026-03-02T12:00:00Z' }],
  ])('is %s %j', (expected, over) => {
    expect(keyStanding(key(over), now)).toBe(expected);
  });
});

test('ticking adds once and takes out', () => {
  expect(toggled(['a', 'b'], 'b', true)).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'a', false)).toEqual(['b']);
});
