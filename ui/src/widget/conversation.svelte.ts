// One customer's conversation as state: opened once, resumed after a reload, followed by its stream.
import { ApiError, clientId } from '../lib/api.ts';
import { clock } from '../lib/clock.svelte.ts';
import { i18n, isLanguage, t } from '../lib/i18n.svelte.ts';
import { type ConnectionState, type Frame, Stream } from '../lib/stream.ts';
import type { CustomerContact, CustomerView, Language, Message, Party } from '../lib/types.ts';
import { type BrandView, CustomerApi, isGone } from './customer-api.ts';
import type { Memory, Outgoing } from './memory.ts';
import { Outbox } from './outbox.svelte.ts';
import { merged } from './thread.ts';

/** `idle`: nothing to show yet; `expired`: what was said stays readable, nothing can be added. */
export type Phase = 'idle' | 'loading' | 'ready' | 'failed' | 'unknown_brand' | 'restarting' | 'expired';
export interface ConversationOptions {
  brand: string;
  memory: Memory;
  fetch?: typeof fetch;
  source?: (url: string) => EventSource;
}

const TYPING_SHOWN_MS = 6000;
const TYPING_TOLD_MS = 3000;
const JUST_NOW_MS = 5000;
const BEAT_MS = 15_000;
const SEEN_EVERY_BEATS = 3;

export class Conversation {
  phase = $state<Phase>('idle');
  brand = $state.raw<BrandView | null>(null);
  contact = $state.raw<CustomerContact | null>(null);
  messages = $state.raw<Message[]>([]);
  typing = $state.raw<{ party: Party; name: string } | null>(null);
  connection = $state<ConnectionState>('closed');
  readonly outbox: Outbox;
  readonly api: CustomerApi;

  /** Somebody has finished the conversation: words can be read, no longer added. */
  readonly ended = $derived(this.contact?.state === 'closed' || this.contact?.state === 'wrap_up');
  readonly live = $derived(this.contact !== null && !this.ended && this.phase === 'ready');
  readonly person_leads = $derived(this.contact?.lead?.party === 'adviser' || this.contact?.lead?.party === 'supervisor');

  readonly memory: Memory;
  readonly #options: ConversationOptions;
  #beginning: Promise<void> | null = null;
  #stream: Stream | null = null;
  #typing_timer: ReturnType<typeof setTimeout> | undefined;
  #beat_timer: ReturnType<typeof setInterval> | undefined;
  #beats = 0;
  #typing_told = 0;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.memory = options.memory;
    this.api = new CustomerApi(() => this.memory.value.token, options.fetch);
    const keep = (outbox: Outgoing[]): void => this.memory.change({ outbox });
    this.outbox = new Outbox({ deliver: this.#deliver, keep }, this.memory.value.outbox);
  }

  /** Shows the conversation this browser has, or opens one. Safe to call again after a failure. */
  begin(): Promise<void> {
    if (this.phase === 'ready' || this.phase === 'expired') return Promise.resolve();
    this.#beginning ??= this.#begin().finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  async #begin(): Promise<void> {
    this.phase = 'loading';
    try {
      this.brand ??= await this.api.brand(this.#options.brand);
      this.#follow((await this.#resumed()) ?? (await this.#opened()));
    } catch (error) {
      const unknown = error instanceof ApiError && error.status === 404 && !this.brand;
      const restarting = error instanceof ApiError && error.code === 'restarting';
      this.phase = unknown ? 'unknown_brand' : restarting ? 'restarting' : 'failed';
    }
  }

  /** Leaves a finished conversation behind and opens another; unsent words become its draft. */
  async restart(): Promise<void> {
    this.stop();
    this.#leave();
    this.contact = null;
    this.messages = [];
    this.typing = null;
    this.phase = 'idle';
    await this.begin();
  }

  stop(): void {
    this.#stream?.close();
    this.#stream = null;
    clearInterval(this.#beat_timer);
    this.outbox.stop();
  }

  async useLanguage(language: Language): Promise<void> {
    await i18n.use(language);
    if (this.live) await this.api.language(language);
  }
  askPerson(): void {
    this.outbox.add(t('widget.person.words'));
  }
  /** Tells the other side that the customer is writing, at most every few seconds. */
  writing(): void {
    if (!this.live || Date.now() - this.#typing_told < TYPING_TOLD_MS) return;
    this.#typing_told = Date.now();
    this.api.typing().catch(() => undefined);
  }
  /** Changes what the adviser will be told. Throws ApiError 409 when it changed in between. */
  async mend(goal: string, fields: Record<string, string>): Promise<void> {
    const brief = await this.api.mend({ goal, fields, revision: this.contact?.brief?.revision ?? 1 });
    if (this.contact) this.contact = { ...this.contact, brief };
  }
  async end(): Promise<void> {
    await this.api.end();
    await this.refresh();
  }
  async rate(solved: boolean | null, rating: number | null, comment: string): Promise<void> {
    const said = comment.trim() ? { comment: comment.trim() } : {};
    await this.api.rate({ solved, rating, ...said });
    if (this.contact) this.contact = { ...this.contact, solved, rating };
  }
  async consent(given: boolean): Promise<void> {
    await this.api.consent(given);
    const before = this.contact?.listening;
    if (this.contact && before) this.contact = { ...this.contact, listening: { ...before, given } };
  }
  /** Reads the conversation again: after a break of the stream, after ending. */
  async refresh(): Promise<void> {
    this.#take(await this.api.view());
  }

  async #resumed(): Promise<CustomerView | null> {
    if (!this.memory.value.token) return null;
    return this.api.view().catch((error: unknown) => {
      if (!isGone(error)) throw error;
      this.#leave();
      return null;
    });
  }

  async #opened(): Promise<CustomerView> {
    const opening = this.memory.value.opening ?? clientId();
    this.memory.change({ opening });
    const before = this.memory.value.again;
    const { token, again, view } = await this.api.open({
      brand: this.#options.brand,
      language: i18n.language,
      client_id: opening,
      ...(before ? { previous: before } : {}),
    });
    this.memory.change({ token, again, opening: null });
    return view;
  }

  #leave(): void {
    const { draft } = this.memory.value;
    const unsent = this.outbox.items.map((item) => item.text);
    this.outbox.items = [];
    this.memory.forget();
    this.memory.change({ draft: [...unsent, draft].filter(Boolean).join('\n') });
  }

  #follow(view: CustomerView): void {
    this.#take(view);
    this.phase = 'ready';
    this.#stream = new Stream({
      url: this.api.stream,
      cursor: view.cursor,
      names: ['message', 'contact', 'position', 'typing'],
      onFrame: this.#hear,
      onState: (state) => (this.connection = state),
      onResume: () => void this.#recover(),
      ...(this.#options.source ? { source: this.#options.source } : {}),
    }).open();
    this.#beat_timer = setInterval(this.#beat, BEAT_MS);
    void this.outbox.flush();
  }

  /** Says now and then that the page is open, oftener while waiting: who is gone would be given up. */
  #beat = (): void => {
    this.#beats += 1;
    const waiting = this.contact?.state === 'waiting';
    if (!this.live || (!waiting && this.#beats % SEEN_EVERY_BEATS)) return;
    this.api.seen().catch(() => undefined);
  };

  #hear = (frame: Frame): void => {
    if (frame.name === 'message') this.#add(frame.data as Message);
    else if (frame.name === 'contact') this.#takeContact(frame.data as CustomerContact);
    else if (frame.name === 'position') this.#move((frame.data as { position: number }).position);
    else this.#showTyping(frame.data as { party: Party; name: string });
  };

  /** The stream is back, or a call says that the conversation may be gone: ask the server. */
  async #recover(): Promise<void> {
    try {
      await this.refresh();
      void this.outbox.flush();
    } catch (error) {
      if (!isGone(error)) return;
      this.stop();
      this.phase = 'expired';
    }
  }

  #deliver = async (item: Outgoing): Promise<void> => {
    const message = await this.api.say(item).catch((error: unknown) => {
      if (isGone(error)) void this.#recover();
      throw error;
    });
    if (Date.now() - Date.parse(item.at) < JUST_NOW_MS) clock.set(message.at);
    this.#add(message);
  };

  #take(view: CustomerView): void {
    this.messages = merged(this.messages, view.messages);
    this.#takeContact(view.contact);
  }
  #takeContact(contact: CustomerContact): void {
    const changed = contact.language !== this.contact?.language;
    this.contact = contact;
    if (changed && isLanguage(contact.language) && contact.language !== i18n.language) void i18n.use(contact.language);
  }
  #move(position: number): void {
    if (this.contact?.state === 'waiting') this.contact = { ...this.contact, position };
  }
  #add(message: Message): void {
    this.messages = merged(this.messages, [message]);
    if (message.author === 'customer') this.outbox.discard(message.client_id);
    else if (message.author === this.typing?.party) this.typing = null;
  }
  #showTyping(typing: { party: Party; name: string }): void {
    if (typing.party === 'customer') return;
    this.typing = typing;
    clearTimeout(this.#typing_timer);
    this.#typing_timer = setTimeout(() => (this.typing = null), TYPING_SHOWN_MS);
  }
}
