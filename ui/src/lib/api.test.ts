import { describe, expect, test, vi } from 'vitest';
import { ApiError, Client, type Credentials, address, clientId } from './api.ts';

type Call = { url: string; init: RequestInit };

/** A client whose network answers with `reply`, and the calls it made. */
function client(reply: () => Response | Promise<Response>, who: Credentials = null) {
  const calls: Call[] = [];
  const network = async (url: RequestInfo | URL, init: RequestInit = {}) => {
    calls.push({ url: String(url), init });
    return reply();
  };
  return { calls, api: new Client(() => who, { fetch: network as typeof fetch }) };
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as ApiError,
  );

describe('a call', () => {
  test('returns the typed answer', async () => {
    const { api } = client(() => json({ id: 'c1' }));
    expect(await api.get<{ id: string }>('/api/x')).toEqual({ id: 'c1' });
  });
  test('may be answered with nothing', async () => {
    const { api } = client(() => new Response(null, { status: 204 }));
    expect(await api.post('/api/x')).toBeUndefined();
  });
  test('sends JSON with the token against forged requests', async () => {
    const { api, calls } = client(() => json({}), { csrf: 'token-1' });
    await api.post('/api/x', { text: 'é' });
    expect(calls[0]?.init.body).toBe('{"text":"é"}');
    expect(calls[0]?.init.headers).toMatchObject({
      'X-CSRF-Token': 'token-1',
      'Content-Type': 'application/json',
    });
    expect(calls[0]?.init.headers).not.toHaveProperty('X-Nawba-Role');
  });
  test('that only reads needs no such token, and names the role where there is a choice', async () => {
    const { api, calls } = client(() => json({}), { csrf: 'token-1', role: 'editor' });
    await api.get('/api/x');
    expect(calls[0]?.init.headers).toMatchObject({ 'X-Nawba-Role': 'editor' });
    expect(calls[0]?.init.headers).not.toHaveProperty('X-CSRF-Token');
  });
  test('says when the page asks by itself', async () => {
    const [calls, alone] = [[] as RequestInit[], vi.fn(() => false)];
    const network = async (_: RequestInfo | URL, init: RequestInit = {}) => {
      calls.push(init);
      return json({});
    };
    const api = new Client(() => null, { fetch: network as typeof fetch, alone });
    await api.get('/api/x');
    alone.mockReturnValue(true);
    await api.post('/api/desk/heartbeat');
    expect(calls[0]?.headers).not.toHaveProperty('X-Nawba-Background');
    expect(calls[1]?.headers).toMatchObject({ 'X-Nawba-Background': '1' });
  });
  test('deletes', async () => {
    const { api, calls } = client(() => new Response(null, { status: 204 }), { csrf: 'token-1' });
    await api.delete('/api/sessions', { others: true });
    expect([calls[0]?.init.method, calls[0]?.url]).toEqual(['DELETE', '/api/sessions?others=true']);
  });
  test('carries the customer token', async () => {
    const { api, calls } = client(() => json({}), { token: 'secret' });
    await api.get('/api/contacts/me');
    expect(calls[0]?.init.headers).toMatchObject({ Authorization: 'Bearer secret' });
  });
  test('uploads a file as a form, leaving the content type to the browser', async () => {
    const { api, calls } = client(() => json({ id: 'a1' }, 201));
    await api.upload('/api/contacts/c1/attachments', new File(['x'], 'bill.txt'));
    expect(calls[0]?.init.body).toBeInstanceOf(FormData);
    expect(calls[0]?.init.headers).not.toHaveProperty('Content-Type');
  });
});

describe('a refusal', () => {
  test('keeps the problem', async () => {
    const problem = {
      type: 't',
      title: 'Conflict',
      status: 409,
      detail: 'Yassine has it',
      code: 'conflict',
      field: null,
      retryable: false,
    };
    const error = await failure(client(() => json(problem, 409)).api.post('/api/x'));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 409,
      code: 'conflict',
      retryable: false,
      message: 'Yassine has it',
    });
  });
  test('without a problem body is still an ApiError', async () => {
    const error = await failure(
      client(() => new Response('<html>', { status: 502 })).api.get('/api/x'),
    );
    expect(error).toMatchObject({ status: 502, code: 'http_502', retryable: true });
  });
  test('of the network is unreachable and worth a retry', async () => {
    const error = await failure(
      client(() => Promise.reject(new TypeError('failed'))).api.get('/api/x'),
    );
    expect(error).toMatchObject({ status: 0, code: 'unreachable', retryable: true });
  });
});

describe('a refusal that can be mended', () => {
  test('is followed by the same call once more, and by no third', async () => {
    const calls: RequestInit[] = [];
    const network = async (_: RequestInfo | URL, init: RequestInit = {}) => {
      calls.push(init);
      return json({ code: 'csrf' }, 403);
    };
    const api = new Client(() => ({ csrf: `token-${calls.length + 1}` }), {
      fetch: network as typeof fetch,
      refused: (error) => error.code === 'csrf',
    });
    expect(await failure(api.post('/api/x', { text: 'é' }))).toMatchObject({ status: 403 });
    expect(calls.map(({ headers }) => (headers as Record<string, string>)['X-CSRF-Token'])).toEqual(
      ['token-1', 'token-2'],
    );
    expect(calls[1]?.body).toBe('{"text":"é"}');
  });
  test('tells how long to wait, in whole seconds', async () => {
    const waiting = (header: string) => () =>
      new Response('{}', { status: 429, headers: { 'Retry-After': header } });
    expect(await failure(client(waiting('30')).api.get('/x'))).toMatchObject({ retry_after: 30 });
    expect(await failure(client(waiting('soon')).api.get('/x'))).toMatchObject({
      retry_after: null,
    });
  });
});

describe('addresses', () => {
  test('leave out what is empty', () => {
    expect(address('/x', { a: 'b c', n: 0, none: null, gone: undefined, blank: '' })).toBe(
      '/x?a=b+c&n=0',
    );
    expect(address('/x')).toBe('/x');
  });
  test('of downloads carry the identity', () => {
    const staff = new Client(() => ({ csrf: 'token-1' }));
    const both = new Client(() => ({ csrf: 'token-1', role: 'adviser' }));
    const customer = new Client(() => ({ token: 't' }), { base: 'http://h' });
    expect(staff.signed('/api/a/1', { inline: 1 })).toBe('/api/a/1?inline=1');
    expect(both.signed('/api/stream')).toBe('/api/stream?acting=adviser');
    expect(customer.signed('/api/a/1')).toBe('http://h/api/a/1?token=t');
  });
  test('and client ids differ', () => {
    expect(clientId()).not.toBe(clientId());
  });
});
