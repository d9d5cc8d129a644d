// Coming in: a try and its refusal, the rules of a password, the demo's links, a service's refusal.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../lib/api.ts';
import { i18n } from '../lib/i18n.svelte.ts';
import { router } from '../lib/router.svelte.ts';
import { session } from '../lib/session.svelte.ts';
import { signedIn } from '../lib/testing.ts';
import { Attempt } from './attempt.svelte.ts';
import { begin } from './begin.ts';
import { rules } from './password.ts';
import { refusal } from './ways.ts';

const refused = (status: number, code: string, field: string | null = null, wait?: number) =>
  new ApiError(
    { type: '', title: '', status, detail: 'Said so.', code, field, retryable: false },
    wait ?? null,
  );
const failing = (error: unknown) => () => Promise.reject(error);

describe('a try', () => {
  test('gives what it got', async () => {
    const attempt = new Attempt();
    expect(await attempt.make(() => Promise.resolve('in'))).toBe('in');
    expect([attempt.busy, attempt.code, attempt.other]).toEqual([false, null, null]);
  });
  test('that was wrong has words of its own', async () => {
    const attempt = new Attempt();
    expect(await attempt.make(failing(refused(401, 'wrong_credentials')))).toBeNull();
    expect([attempt.code, attempt.other]).toEqual(['wrong_credentials', null]);
  });
  test('keeps the field that the server named', async () => {
    const attempt = new Attempt();
    await attempt.make(failing(refused(422, 'invalid', 'password')));
    expect([attempt.field, attempt.other]).toEqual(['password', 'Said so.']);
  });
  test('after too many is not made until the time told is over', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-03-02T12:00:00Z') });
    const attempt = new Attempt();
    await attempt.make(failing(refused(429, 'wait', null, 30)));
    expect([attempt.told, attempt.left]).toEqual([30, 30]);
    const again = vi.fn(() => Promise.resolve('in'));
    vi.setSystemTime(Date.parse('2026-03-02T12:00:29Z'));
    expect([await attempt.make(again), attempt.left]).toEqual([null, 1]);
    vi.setSystemTime(Date.parse('2026-03-02T12:00:30Z'));
    expect([await attempt.make(again), again.mock.calls.length]).toEqual(['in', 1]);
    vi.useRealTimers();
  });
});

describe('a password', () => {
  const held = (password: string, login = 'Amal@nawba.example') =>
    rules(password, login, 12).map((rule) => rule.held);
  test.each([
    ['', [false, false]],
    ['short', [false, true]],
    ['a long sentence', [true, true]],
    ['amal@NAWBA.example', [true, false]],
    ['ámal', [false, false]],
    ['كلمة مرور طويلة', [true, true]],
    ['🙂🙂🙂🙂🙂🙂', [false, true]],
  ])('%s', (password, expected) => {
    expect(held(password)).toEqual(expected);
  });
  test('may be anything long while the login is not typed yet', () => {
    expect(held('a long sentence', '')).toEqual([true, true]);
  });
});

test('a service’s refusal has words, whatever its code', () => {
  expect([null, '', 'oidc_unknown', 'anything'].map(refusal)).toEqual([
    null,
    null,
    'oidc_unknown',
    'oidc_invalid',
  ]);
});

describe('the first page', () => {
  let sent: unknown[];
  let inside = signedIn();
  let doors = true;

  beforeEach(async () => {
    [sent, inside, doors] = [[], signedIn({ account: 'nobody' }), true];
    [session.me, session.cover] = [null, null];
    localStorage.clear();
    await i18n.start(['common'], 'fr', false);
    vi.stubGlobal('fetch', async (_path: string, { method, body }: RequestInit) => {
      const problem = (status: number) =>
        new Response(JSON.stringify({ status, code: 'x' }), { status });
      if (method === 'GET')
        return inside.account === 'nobody' ? problem(401) : new Response(JSON.stringify(inside));
      sent.push(JSON.parse(String(body)));
      if (!doors) return problem(404);
      inside = signedIn({ account: 'amal', roles: ['adviser'], can: ['heartbeat'] });
      return new Response(JSON.stringify(inside));
    });
  });
  afterEach(() => vi.unstubAllGlobals());
  const open = async (address: string) => {
    router.go(address);
    await begin();
    return location.pathname + location.search;
  };

  test('stays where one is without a link of the demo', async () => {
    expect([await open('/?to=/desk'), sent]).toEqual(['/?to=/desk', []]);
  });
  test('is entered by a link of the demo', async () => {
    expect(await open('/?enter=adviser:amal&to=desk')).toBe('/desk');
    expect([sent, session.me?.account]).toEqual([[{ demo: 'adviser:amal' }], 'amal']);
  });
  test('is entered once by who is in already', async () => {
    inside = signedIn({ account: 'amal', can: ['heartbeat'] });
    expect([await open('/?enter=adviser:amal&to=desk'), sent]).toEqual(['/desk', []]);
  });
  test('is the usual one where there are no such doors', async () => {
    doors = false;
    expect([await open('/?enter=adviser:amal&to=desk'), session.me]).toEqual(['/?to=desk', null]);
  });
  test('speaks the account’s language', async () => {
    inside = signedIn({ language: 'ar' });
    await open('/');
    expect(i18n.language).toBe('ar');
  });
});
