// The one way pages talk to the server: typed JSON calls, the caller's identity, problems as errors.
import type { Attachment, Problem } from './types.ts';

/** Who calls. Staff are known by their cookie: their pages add the session's token against forged
 *  requests and, for who has several roles, the one they act in. A customer's page holds its
 *  contact's token. */
export type Credentials = { csrf: string; role?: string | null } | { token: string } | null;

/** A refusal by the server (`problem.status`), or no answer at all (status 0, code `unreachable`). */
export class ApiError extends Error {
  readonly problem: Problem;
  /** Whole seconds after which a new try makes sense, where the server says so. */
  readonly retry_after: number | null;
  constructor(problem: Problem, retry_after: number | null = null) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
    this.retry_after = retry_after;
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
type Options = {
  fetch?: typeof fetch;
  timeout_ms?: number;
  base?: string;
  /** Hears of every refusal; true when what stood in the way is mended and the call may be made once more. */
  refused?: (error: ApiError) => boolean | Promise<boolean>;
  /** Whether the page asks by itself, with nobody at it: such calls keep no session open. */
  alone?: () => boolean;
};

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
  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>('PUT', path, JSON.stringify(body));
  }
  delete<T = void>(path: string, query?: Query): Promise<T> {
    return this.#call<T>('DELETE', address(path, query));
  }
  upload(path: string, file: File): Promise<Attachment> {
    const form = new FormData();
    form.append('file', file, file.name);
    return this.#call<Attachment>('POST', path, form, 60_000);
  }
  /** Sends `body` as it is, under its media type: a file to import. */
  postFile<T>(path: string, body: Blob, type: string): Promise<T> {
    return this.#call<T>('POST', path, new Blob([body], { type }), 60_000);
  }

  /** Address for streams, images and downloads, which carry the cookie but no headers of ours. */
  signed(path: string, query: Query = {}): string {
    const who = this.#credentials();
    const identity = !who ? {} : 'token' in who ? { token: who.token } : { acting: who.role };
    return address((this.#options.base ?? '') + path, { ...identity, ...query });
  }

  async #call<T>(
    method: string,
    path: string,
    body?: BodyInit,
    timeout = this.#options.timeout_ms ?? 15_000,
  ): Promise<T> {
    let response = await this.#send(method, path, body, timeout);
    if (!response.ok) {
      const error = await refusal(response);
      if (!(await this.#options.refused?.(error))) throw error;
      response = await this.#send(method, path, body, timeout);
      if (!response.ok) throw await refusal(response);
    }
    const text = await response.text().catch((cause: unknown) => {
      throw unreachable(cause);
    });
    return (text ? JSON.parse(text) : undefined) as T;
  }

  #send(
    method: string,
    path: string,
    body: BodyInit | undefined,
    timeout: number,
  ): Promise<Response> {
    const send = this.#options.fetch ?? globalThis.fetch.bind(globalThis);
    return send((this.#options.base ?? '') + path, {
      method,
      body: body ?? null,
      headers: this.#headers(method, body),
      signal: AbortSignal.timeout(timeout),
      cache: 'no-store',
    }).catch((cause: unknown) => {
      throw unreachable(cause);
    });
  }

  #headers(method: string, body: BodyInit | undefined): Record<string, string> {
    const who = this.#credentials();
    const staff = who && 'csrf' in who ? who : null;
    return {
      Accept: 'application/json',
      ...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}),
      ...(staff && method !== 'GET' ? { 'X-CSRF-Token': staff.csrf } : {}),
      ...(this.#options.alone?.() ? { 'X-Nawba-Background': '1' } : {}),
      ...(staff?.role ? { 'X-Nawba-Role': staff.role } : {}),
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
  const problem = {
    ...body,
    type: body.type ?? 'about:blank',
    title: body.title ?? response.statusText,
    status: response.status,
    detail: typeof body.detail === 'string' ? body.detail : '',
    code: body.code ?? `http_${response.status}`,
    field: body.field ?? null,
    retryable: body.retryable ?? response.status >= 500,
  };
  return new ApiError(problem, seconds(response.headers.get('Retry-After')));
}

/** `Retry-After` as whole seconds; the server never sends the form with a date. */
function seconds(header: string | null): number | null {
  return header && /^\d+$/.test(header) ? Number(header) : null;
}
