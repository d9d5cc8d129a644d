// Values and a scripted server for the chat's tests.
import type { CustomerContact, CustomerView, Message } from '../lib/types.ts';

export function message(number: number, part: Partial<Message> = {}): Message {
  return {
    id: `m${number}`, contact: 'c1', number, at: `2026-11-22T10:${String(number).padStart(2, '0')}:00Z`,
    author: 'assistant', author_id: 'assistant', author_name: 'Nour', kind: 'text', text: `text ${number}`, client_id: `k${number}`,
    sources: [], choices: [], attachments: [], ...part,
  };
}
export const mine = (number: number, part: Partial<Message> = {}): Message =>
  message(number, { author: 'customer', author_id: 'u1', author_name: '', ...part });

export function contact(part: Partial<CustomerContact> = {}): CustomerContact {
  return {
    id: 'c1', brand: 'sahla', brand_name: 'Sahla', brand_colour: '#0f5c7a', assistant_name: 'Nour', languages: ['fr', 'ar', 'en'], language: 'fr',
    state: 'assistant', lead: { party: 'assistant', name: 'Nour' }, position: null, waiting_since: null, opens_at: null, brief: null,
    solved: null, rating: null, close_reason: null, listening: null, opened_at: '2026-11-22T10:00:00Z', closed_at: null, ...part,
  };
}
export const view = (part: Partial<CustomerView> = {}): CustomerView => ({ contact: contact(), messages: [message(1)], cursor: 'a:1', ...part });

export interface Call {
  method: string;
  path: string;
  body: unknown;
  token: string | null;
}
type Answer = { status?: number; body?: unknown } | 'unreachable';

/** Answers by `METHOD /path`: the first answer of its list, the last one for ever. */
export function scripted(script: Record<string, Answer[]>): { fetch: typeof fetch; calls: Call[] } {
  const calls: Call[] = [];
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const path = url.split('?')[0]!;
    const headers = init.headers as Record<string, string>;
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : init.body;
    calls.push({ method: init.method!, path, body, token: headers.Authorization?.replace('Bearer ', '') ?? null });
    const answers = script[`${init.method} ${path}`] ?? [{ status: 404, body: { code: 'not_found' } }];
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer === 'unreachable') throw new TypeError('Failed to fetch');
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status ?? 200 });
  };
  return { fetch: send as typeof fetch, calls };
}

/** An EventSource driven by the test. */
export class ScriptedSource extends EventTarget {
  static last: ScriptedSource | null = null;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    super();
    ScriptedSource.last = this;
  }
  close(): void {
    this.closed = true;
  }
  send(name: string, data: unknown, id = ''): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId: id }));
  }
  static make = (url: string): EventSource => new ScriptedSource(url) as unknown as EventSource;
}

/** Lets every promise that is ready run its course. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}
