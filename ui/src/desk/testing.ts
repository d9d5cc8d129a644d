// Rows, messages and a server small enough to read, for the desk's tests.
import { Client } from '../lib/api.ts';
import type {
  CentreView,
  ContactDetail,
  ContactRow,
  Desk,
  Message,
  OfferView,
} from '../lib/types.ts';

export const NOW = '2026-03-01T10:00:00.000Z';
export const at = (seconds: number): string =>
  new Date(Date.parse(NOW) + seconds * 1000).toISOString();

export function row(id: string, more: Partial<ContactRow> = {}): ContactRow {
  return {
    id,
    brand: 'sahla',
    channel: 'chat',
    language: 'fr',
    arm: 'assistant',
    state: 'held',
    queue: 'sahla-fr',
    site: 'tunis',
    customer_name: `Client ${id}`,
    lead: { party: 'adviser', id: 'amal', name: 'Amal' },
    joined: [],
    opened_at: at(-300),
    waiting_since: null,
    answered_at: at(-200),
    closed_at: null,
    close_reason: null,
    wait_seconds: 12,
    outcome: 'open',
    wrap_up_code: null,
    wrap_up_due_at: null,
    rating: null,
    solved: null,
    last_message: null,
    unanswered: false,
    approvals: 0,
    ...more,
  };
}

export function message(number: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${number}`,
    contact: 'c1',
    number,
    at: at(number),
    author: 'customer',
    author_id: 'k1',
    author_name: 'Client',
    kind: 'text',
    text: `mot ${number}`,
    client_id: `x${number}`,
    sources: [],
    choices: [],
    attachments: [],
    ...more,
  };
}

export function detail(shown: ContactRow, messages: Message[] = []): ContactDetail {
  const customer = {
    id: 'k1',
    name: shown.customer_name,
    email: null,
    phone: null,
    reference: null,
  };
  return {
    row: shown,
    customer,
    brief: null,
    messages,
    hands: [],
    wrap_up: null,
    previous: [],
    timeline: [],
    cursor: 'c:1',
  };
}

export function offer(id: string, more: Partial<OfferView> = {}): OfferView {
  return {
    id,
    contact: `c-${id}`,
    epoch: 3,
    adviser: 'amal',
    made_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + 20_000).toISOString(),
    row: row(`c-${id}`, { state: 'waiting', lead: null }),
    brief: null,
    ...more,
  };
}

export function desk(contacts: ContactRow[], offers: OfferView[] = []): Desk {
  const me = { id: 'amal', name: 'Amal', site: 'tunis', skills: { fr: 5 }, capacity: { chat: 2 } };
  return {
    me,
    presence: { state: 'available', reason: null, since: NOW },
    contacts,
    offers,
    cursor: 'c:1',
    now: new Date().toISOString(),
  };
}

const adviser = (id: string, site: string, skills: Record<string, number>) => ({
  id,
  name: id,
  site,
  skills,
  capacity: { chat: 2 },
});
const queue = (id: string, brand: string, language: string, requires = {}) => ({
  id,
  brand,
  name: id,
  language,
  entry: true,
  requires,
  target: { share: 0.8, seconds: 20 },
  wrap_up_seconds: 60,
});

export const CENTRE: CentreView = {
  brands: [
    {
      id: 'sahla',
      name: 'Sahla',
      languages: ['fr', 'ar', 'en'],
      timezone: 'Africa/Casablanca',
      colour: '#0f5c7a',
      assistant_name: 'Nour',
    },
  ],
  sites: [
    { id: 'tunis', name: 'Tunis', country: 'TN', timezone: 'Africa/Tunis' },
    { id: 'dakar', name: 'Dakar', country: 'SN', timezone: 'Africa/Dakar' },
  ],
  queues: [
    queue('sahla-fr', 'sahla', 'fr', { fr: 3 }),
    queue('sahla-ar', 'sahla', 'ar', { ar: 3 }),
    queue('sahla-billing-fr', 'sahla', 'fr'),
    queue('waha-fr', 'waha', 'fr'),
  ],
  advisers: [
    adviser('amal', 'tunis', { fr: 5 }),
    adviser('yassine', 'tunis', { fr: 3, ar: 5 }),
    adviser('fatou', 'dakar', { fr: 5, en: 2 }),
    adviser('joao', 'tunis', { pt: 5 }),
  ],
  supervisors: [{ id: 'leila', name: 'Leila', site: 'tunis' }],
  wrap_up_codes: [{ id: 'answered', labels: { fr: 'Répondu', ar: 'أجيب', en: 'Answered' } }],
  pause_reasons: [{ id: 'lunch', labels: { fr: 'Déjeuner', ar: 'غداء', en: 'Lunch' } }],
  canned_replies: [
    { id: 'a', brand: 'sahla', language: 'fr', shortcut: 'bonjour', text: 'Bonjour et bienvenue.' },
    {
      id: 'b',
      brand: 'sahla',
      language: 'fr',
      shortcut: 'attente',
      text: 'Un instant, bonjour encore.',
    },
    { id: 'c', brand: 'sahla', language: 'ar', shortcut: 'مرحبا', text: 'أهلا' },
    { id: 'd', brand: 'waha', language: 'fr', shortcut: 'bonjour', text: 'Waha bonjour' },
  ],
};

type Answer = unknown | ((body: unknown) => unknown);

/** Refuses with a problem when an answer of the server throws it. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, detail = '') {
    super(detail);
    this.status = status;
  }
}

/** A client before a server of answers by `METHOD /path`; unknown paths are 404. Change `answers` as the day goes on. */
export function server(answers: Record<string, Answer>) {
  const calls: { call: string; body: unknown }[] = [];
  const network = async (url: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const call = `${init.method} ${String(url).split('?')[0]}`;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
    calls.push({ call, body });
    const answer = answers[call];
    if (answer === undefined) return Response.json({ detail: `no ${call}` }, { status: 404 });
    try {
      const value: unknown =
        typeof answer === 'function' ? await (answer as (body: unknown) => unknown)(body) : answer;
      return Response.json(value ?? null);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return Response.json(
        {
          status: error.status,
          code: 'x',
          title: '',
          detail: error.message,
          retryable: error.status >= 500,
        },
        { status: error.status },
      );
    }
  };
  return {
    answers,
    calls,
    client: new Client(() => ({ csrf: 'token-1' }), { fetch: network as typeof fetch }),
  };
}
