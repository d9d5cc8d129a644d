// The one way pages talk to the server: typed JSON calls, the caller's identity, problems as errors.
import type { Attachment, Problem } from './types.ts';

/** Who calls: staff by their cookie, and with the session's token (`csrf`) for each write; a
 *  customer's page holds its contact's token. */
export type Credentials = { csrf: string } | { token: string } | null;

/** A refusal by the server (`problem.status`), or no answer at all (status 0, code `unreachable`). */
export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
  get status(): number {
    return this.problem.status;
  }
  get code(): string {
    return this.problem.code;
  }
  get retryable(): boolean {
    return this.problem.retryable;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;
type Options = { fetch?: typeof fetch; timeout_ms?: number; base?: string };

/** Joins `path` and the defined, non-empty entries of `query`. */
export function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, v]) => v !== null && v !== undefined && v !== '');
  const text = new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString();
  return text ? `${path}?${text}` : path;
}

/** A fresh id under which a message is stored once however often it is sent. */
export function clientId(): string {
  return (
    crypto.randomUUID?.() ??
    Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join('-')
  );
}

export class Client {
  readonly #credentials: () => Credentials;
  readonly #options: Options;

  constructor(credentials: () => Credentials = () => null, options: Options = {}) {
    this.#credentials = credentials;
    this.#options = options;
  }

  get<T>(path: string, query?: Query): Promise<T> {
    return this.#call<T>('GET', address(path, query));
  }
  /** `timeout` in milliseconds, where the answer may take longer than usual. */
  post<T>(path: string, body?: unknown, timeout?: number): Promise<T> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return this.#call<T>('POST', path, text, timeout);
  }
  delete(path: string): Promise<void> {
    return this.#call<void>('DELETE', path);
  }
  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>('PUT', path, JSON.stringify(body));
  }
  upload(path: string, file: File): Promise<Attachment> {
    const form = new FormData();
    form.append('file', file, file.name);
    return this.#call<Attachment>('POST', path, form, 60_000);
  }

  /** Address for streams, images and downloads, which cannot carry headers. */
  signed(path: string, query: Query = {}): string {
    const who = this.#credentials();
    const identity = who && 'token' in who ? { token: who.token } : {};
    return address((this.#options.base ?? '') + path, { ...identity, ...query });
  }

  async #call<T>(
    method: string,
    path: string,
    body?: BodyInit,
    timeout = this.#options.timeout_ms ?? 15_000,
  ): Promise<T> {
    const send = this.#options.fetch ?? globalThis.fetch.bind(globalThis);
    const response = await send((this.#options.base ?? '') + path, {
      method,
      body: body ?? null,
      headers: this.#headers(body),
      signal: AbortSignal.timeout(timeout),
      cache: 'no-store',
    }).catch((cause: unknown) => {
      throw unreachable(cause);
    });
    if (!response.ok) throw await refusal(response);
    const text = await response.text().catch((cause: unknown) => {
      throw unreachable(cause);
    });
    return (text ? JSON.parse(text) : undefined) as T;
  }

  #headers(body: BodyInit | undefined): Record<string, string> {
    const who = this.#credentials();
    return {
      Accept: 'application/json',
      ...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}),
      ...(who && 'csrf' in who ? { 'X-CSRF-Token': who.csrf } : {}),
      ...(who && 'token' in who ? { Authorization: `Bearer ${who.token}` } : {}),
    };
  }
}

function unreachable(cause: unknown): ApiError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ApiError({
    type: 'about:blank',
    title: 'Unreachable',
    status: 0,
    detail,
    code: 'unreachable',
    field: null,
    retryable: true,
  });
}

async function refusal(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new ApiError({
    type: body.type ?? 'about:blank',
    title: body.title ?? response.statusText,
    status: response.status,
    detail: typeof body.detail === 'string' ? body.detail : '',
    code: body.code ?? `http_${response.status}`,
    field: body.field ?? null,
    retryable: body.retryable ?? response.status >= 500,
  });
}
