// Who is signed in here, against a server whose answers the test decides.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from './api.ts';
import { router } from './router.svelte.ts';
import { type Me, api, session } from './session.svelte.ts';
import { signedIn } from './testing.ts';

type Call = { method: string; path: string; headers: Record<string, string> };
let calls: Call[];
/** Whose session the cookie opens; null: nobody's. */
let inside: Me | null;
/** The answers to anything but `GET /api/session`, first come first served. */
let answers: Response[];

const refuse = (status: number, code: string) =>
  new Response(JSON.stringify({ status, code, detail: '' }), { status });
const answer = (body: unknown) => new Response(JSON.stringify(body));

beforeEach(() => {
  [calls, inside, answers] = [[], signedIn(), []];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    calls.push({ method: init.method ?? 'GET', path, headers });
    if (path === '/api/session' && init.method === 'GET')
      return inside ? answer(inside) : refuse(401, 'sign_in_needed');
    return answers.shift() ?? new Response(null, { status: 204 });
  });
  session.me = null;
  session.cover = null;
  session.role = null;
});
afterEach(() => vi.unstubAllGlobals());

describe('at start', () => {
  test('is who the cookie says', async () => {
    await session.start();
    expect(session.me?.account).toBe('leila');
    expect([session.may('watch'), session.may('configure')]).toEqual([true, false]);
  });
  test('is nobody without a session', async () => {
    inside = null;
    await session.start();
    expect([session.me, session.may('watch')]).toEqual([null, false]);
  });
  test('fails when the server does not answer', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('down')));
    await expect(session.start()).rejects.toBeInstanceOf(ApiError);
  });
});

describe('the role that acts', () => {
  test('is named by who has several', () => {
    session.me = signedIn({ roles: ['adviser', 'supervisor'] });
    session.role = 'adviser';
    expect(session.acting).toBe('adviser');
    session.role = 'editor';
    expect(session.acting).toBeNull();
  });
  test('is not named by who has one', () => {
    session.me = signedIn();
    session.role = 'supervisor';
    expect(session.acting).toBeNull();
  });
});

describe('an ended session', () => {
  test('covers the page that was refused, and the page stays', async () => {
    session.me = signedIn();
    answers = [refuse(401, 'sign_in_needed')];
    await expect(api.post('/api/x')).rejects.toMatchObject({ status: 401 });
    expect([session.cover?.why, session.me?.account]).toEqual(['ended', 'leila']);
  });
  test('is not taken from a wrong password', async () => {
    session.me = signedIn();
    answers = [refuse(401, 'wrong_credentials')];
    await expect(api.post('/api/session/password')).rejects.toMatchObject({ status: 401 });
    expect(session.cover).toBeNull();
  });
  test('is uncovered when the same person is back, and streams hurry', async () => {
    session.me = signedIn();
    session.cover = { why: 'ended', other: null };
    const online = vi.fn();
    addEventListener('online', online, { once: true });
    session.enter(signedIn({ csrf: 'token-2' }));
    expect([session.cover, session.me?.csrf, online.mock.calls.length]).toEqual([
      null,
      'token-2',
      1,
    ]);
  });
});

describe('asked again', () => {
  test('notices that one left in another tab', async () => {
    session.me = signedIn();
    inside = null;
    await session.check();
    expect(session.cover?.why).toBe('left');
  });
  test('notices that somebody else came in, and then that they went', async () => {
    session.me = signedIn();
    inside = signedIn({ account: 'amal', name: 'Amal Idrissi' });
    await session.check();
    expect([session.cover?.why, session.cover?.other?.account]).toEqual(['other', 'amal']);
    expect(session.me?.account).toBe('leila');
    inside = signedIn();
    await session.check();
    expect(session.cover).toBeNull();
  });
  test('says nothing when nobody answers', async () => {
    session.me = signedIn();
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('down')));
    await session.check();
    expect(session.cover).toBeNull();
  });
  test('takes in who came in another tab while nobody was here', async () => {
    await session.check();
    expect(session.me?.account).toBe('leila');
  });
});

describe('an outdated token', () => {
  test('is read anew and the call made once more', async () => {
    session.me = signedIn();
    inside = signedIn({ csrf: 'token-2' });
    answers = [refuse(403, 'csrf'), answer({ id: 'c1' })];
    expect(await api.post('/api/x')).toEqual({ id: 'c1' });
    const sent = calls.filter(({ path }) => path === '/api/x');
    expect(sent.map(({ headers }) => headers['X-CSRF-Token'])).toEqual(['token-1', 'token-2']);
  });
  test('is no reason to act in the name of somebody else', async () => {
    session.me = signedIn();
    inside = signedIn({ account: 'amal' });
    answers = [refuse(403, 'csrf')];
    await expect(api.post('/api/x')).rejects.toMatchObject({ status: 403 });
    expect(calls.filter(({ path }) => path === '/api/x')).toHaveLength(1);
    expect(session.cover?.why).toBe('other');
  });
});

describe('leaving', () => {
  test('goes home, signed out and not covered', async () => {
    router.go('/history');
    session.me = signedIn();
    await session.leave();
    expect([session.me, session.cover, router.path]).toEqual([null, null, '/']);
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /api/session']);
  });
  test('everywhere names all sessions', async () => {
    session.me = signedIn();
    await session.leave(true);
    expect(calls[0]).toMatchObject({ method: 'DELETE', path: '/api/sessions' });
  });
  test('is done when the session had ended already', async () => {
    session.me = signedIn();
    answers = [refuse(401, 'sign_in_needed')];
    await session.leave();
    expect([session.me, session.cover]).toEqual([null, null]);
  });
  test('that failed leaves one signed in', async () => {
    session.me = signedIn();
    answers = [refuse(503, 'unavailable')];
    await expect(session.leave()).rejects.toMatchObject({ status: 503 });
    expect(session.me?.account).toBe('leila');
  });
});
