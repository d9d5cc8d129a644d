// Messages on their way: shown at once as "sending", sent in order, kept under one client id until
// the server acknowledges them, so that a retry never says a thing twice.
import { ApiError, type Client, clientId } from '../lib/api.ts';
import type { Attachment, Message } from '../lib/types.ts';

export interface Pending {
  client_id: string;
  contact: string;
  text: string;
  note: boolean;
  attachments: Attachment[];
  at: string;
  state: 'sending' | 'failed';
  /** Why it failed; null while sending. */
  problem: unknown;
}

const STORED = 'nawba.outbox';

export class Outbox {
  list = $state.raw<Pending[]>([]);
  readonly #client: Client;
  readonly #sent: (message: Message) => void;
  readonly #lines = new Map<string, Promise<void>>();

  constructor(client: Client, sent: (message: Message) => void) {
    this.#client = client;
    this.#sent = sent;
    this.list = this.#stored();
  }

  /** Pending messages of one contact, oldest first. */
  of = (contact: string): Pending[] => this.list.filter((each) => each.contact === contact);

  send(contact: string, text: string, note: boolean, attachments: Attachment[]): Promise<void> {
    const at = new Date().toISOString();
    const pending: Pending = {
      client_id: clientId(),
      contact,
      text,
      note,
      attachments,
      at,
      state: 'sending',
      problem: null,
    };
    this.#keep([...this.list, pending]);
    return this.#line(pending);
  }

  retry = (client_id: string): Promise<void> => {
    const pending = this.list.find((each) => each.client_id === client_id);
    if (!pending || pending.state === 'sending') return Promise.resolve();
    this.#mark(client_id, 'sending', null);
    return this.#line(pending);
  };

  /** Tries again what failed for want of a connection; what was refused stays refused. */
  async retryLost(): Promise<void> {
    const lost = this.list.filter((each) => each.state === 'failed' && retryable(each.problem));
    await Promise.all(lost.map((each) => this.retry(each.client_id)));
  }

  discard = (client_id: string): void => {
    this.#keep(this.list.filter((each) => each.client_id !== client_id));
  };

  /** One line per contact: the next message leaves when the one before is settled. */
  #line(pending: Pending): Promise<void> {
    const before = this.#lines.get(pending.contact) ?? Promise.resolve();
    const turn = before.then(() => this.#post(pending));
    this.#lines.set(pending.contact, turn);
    return turn;
  }

  async #post({ client_id, contact, text, note, attachments }: Pending): Promise<void> {
    const body = { client_id, text, note, attachments: attachments.map((each) => each.id) };
    try {
      const message = await this.#client.post<Message>(`/api/contacts/${contact}/messages`, body);
      this.#sent(message);
      this.discard(client_id);
    } catch (error) {
      this.#mark(client_id, 'failed', error);
    }
  }

  #mark(client_id: string, state: Pending['state'], problem: unknown): void {
    this.#keep(
      this.list.map((each) => (each.client_id === client_id ? { ...each, state, problem } : each)),
    );
  }

  /** What is too much to store (a book pasted in) is sent all the same; only a reload forgets it. */
  #keep(list: Pending[]): void {
    this.list = list;
    try {
      const kept = list.map((each) => ({ ...each, problem: null }));
      sessionStorage.setItem(STORED, JSON.stringify(kept));
    } catch {
      sessionStorage.removeItem(STORED);
    }
  }

  /** After a reload nobody knows whether it arrived: it may be sent again under the same client id. */
  #stored(): Pending[] {
    try {
      const list = JSON.parse(sessionStorage.getItem(STORED) ?? '[]') as Pending[];
      return list.map((each) => ({ ...each, state: 'failed' }));
    } catch {
      return [];
    }
  }
}

function retryable(problem: unknown): boolean {
  return problem === null || (problem instanceof ApiError && problem.retryable);
}
