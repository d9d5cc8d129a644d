// One contact open beside the board: what is known of it, and what the supervisor does in it.
import { clientId } from '../lib/api.ts';
import { session, api } from '../lib/session.svelte.ts';
import type { Frame } from '../lib/stream.ts';
import type { ContactDetail, Message } from '../lib/types.ts';
import { merged, withMessage } from '../conversation/messages.ts';
import { Paced } from '../lib/paced.ts';

/** A supervisor's place in a contact; a message may be written when it is `joined` or `leads`. */
export type Standing = 'outside' | 'joined' | 'leads' | 'wraps_up' | 'closed';

export interface StreamEvent {
  type: string;
  data: { contact?: string };
  message?: Message;
}

/** Where `me` stands in the contact: who leads it, who joined it, who still has to wrap it up. */
export function standing(detail: ContactDetail, me: string): Standing {
  const { row, hands } = detail;
  if (row.state === 'closed') return 'closed';
  const mine = hands.filter((hand) => hand.party === 'supervisor' && hand.party_id === me);
  if (row.state === 'wrap_up') {
    const last = hands.findLast((hand) => hand.leads);
    return last && mine.includes(last) ? 'wraps_up' : 'outside';
  }
  const open = mine.filter((hand) => hand.ended_at === null);
  if (open.some((hand) => hand.leads)) return 'leads';
  return open.length > 0 ? 'joined' : 'outside';
}

export class OpenContact {
  readonly id: string;
  detail = $state.raw<ContactDetail | null>(null);
  problem = $state.raw<unknown>(null);
  watching = $state(false);
  typing = $state<string | null>(null);
  readonly #paced = new Paced(() => this.read(), 700);
  #asked = 0;
  #untype: ReturnType<typeof setTimeout> | undefined;

  standing: Standing = $derived(
    this.detail ? standing(this.detail, session.me?.account ?? '') : 'outside',
  );
  /** The conversation is shown to who watches it (logged) or has a hand in it. */
  shown: boolean = $derived(this.watching || !['outside', 'closed'].includes(this.standing));

  constructor(id: string) {
    this.id = id;
  }

  /** Reads the contact now; an answer overtaken by a later reading is dropped. */
  async read(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const found = await api.get<ContactDetail>(`/api/contacts/${this.id}`);
      if (asked !== this.#asked) return;
      // What was said while the answer was on its way is not in it, and stays.
      const messages = merged(found.messages, this.detail?.messages ?? []);
      this.detail = { ...found, messages };
      this.problem = null;
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
  }

  /** Applies a frame of the stream when it is about this contact. */
  receive(frame: Frame): void {
    if (frame.name === 'typing')
      return this.#typed(frame.data as { contact: string; name: string });
    const event = frame.data as StreamEvent;
    if (event.data.contact !== this.id) return;
    if (event.message) this.#add(event.message);
    if (event.type !== 'message_added') this.#paced.touch();
  }

  async watch(): Promise<void> {
    await this.#act('watch');
    this.watching = true;
  }
  join = (): Promise<void> => this.#act('join');
  leave = (): Promise<void> => this.#act('leave');
  takeOver = (): Promise<void> => this.#act('take-over');
  end = (): Promise<void> => this.#act('end');
  transfer = (to: { queue?: string; adviser?: string; note?: string }): Promise<void> =>
    this.#act('transfer', to);
  wrapUp = (form: { code: string; summary: string; follow_ups: string }): Promise<void> =>
    this.#act('wrap-up', form);

  /** Stores what is said; `id` is kept by the caller so that a second try is the same message. */
  async say(text: string, note: boolean, id = clientId()): Promise<void> {
    const body = { client_id: id, text, attachments: [], note };
    this.#add(await api.post<Message>(`/api/contacts/${this.id}/messages`, body));
  }

  close(): void {
    this.#paced.stop();
    clearTimeout(this.#untype);
  }

  async #act(verb: string, body?: unknown): Promise<void> {
    await api.post(`/api/contacts/${this.id}/${verb}`, body);
    await this.read();
  }

  #add(message: Message): void {
    if (!this.detail) return;
    this.typing = null;
    this.detail = { ...this.detail, messages: withMessage(this.detail.messages, message) };
  }

  #typed({ contact, name }: { contact: string; name: string }): void {
    if (contact !== this.id) return;
    this.typing = name;
    clearTimeout(this.#untype);
    this.#untype = setTimeout(() => (this.typing = null), 5_000);
  }
}
