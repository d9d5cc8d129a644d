// The adviser's desk as state: what the server last said, kept fresh by the event stream.
import { Paced } from '../lib/paced.ts';
import { merged } from '../conversation/messages.ts';
import { touched } from '../lib/activity.ts';
import type { Client } from '../lib/api.ts';
import { clock } from '../lib/clock.svelte.ts';
import type { Frame } from '../lib/stream.ts';
import type {
  ContactDetail,
  ContactRow,
  Desk,
  Message,
  OfferView,
  Presence,
  PresenceState,
} from '../lib/types.ts';
import { pruneDrafts } from './drafts.ts';
import { Outbox } from './outbox.svelte.ts';
import { detailAfter, ordered, rowAfter, unansweredSince } from './rows.ts';
import type { GoneOffer, StaffEvent } from './types.ts';
import { Unread } from './unread.svelte.ts';

interface Typing {
  contact: string;
  name: string;
}
const TYPING_MS = 6000;

export class DeskModel {
  desk = $state.raw<Desk | null>(null);
  problem = $state.raw<unknown>(null);
  selected = $state<string | null>(null);
  details = $state.raw<Record<string, ContactDetail>>({});
  detailProblem = $state.raw<unknown>(null);
  typing = $state.raw<Record<string, { name: string; until: number }>>({});
  gone = $state.raw<GoneOffer[]>([]);
  /** Contacts that left the list though this page did not let them go. */
  onTaken: (row: ContactRow) => void = () => {};

  readonly rows = $derived(ordered(this.desk?.contacts ?? []));
  readonly row = $derived(this.rows.find((row) => row.id === this.selected) ?? null);
  readonly detail = $derived(this.selected ? (this.details[this.selected] ?? null) : null);
  readonly offers = $derived(
    (this.desk?.offers ?? []).filter((offer) => Date.parse(offer.expires_at) > clock.now),
  );
  readonly presence = $derived(this.desk?.presence ?? null);

  readonly outbox: Outbox;
  readonly unread = new Unread();
  readonly #client: Client;
  readonly #released = new Set<string>();
  readonly #desk = new Paced(() => this.load(), 400, 60);
  #asked = 0;
  readonly #detail = new Paced(() => this.#refresh(), 800, 150);

  constructor(client: Client) {
    this.#client = client;
    this.outbox = new Outbox(client, (message) => this.#apply(message));
  }

  async load(): Promise<void> {
    try {
      const desk = await this.#client.get<Desk>('/api/desk');
      clock.set(desk.now);
      this.#take(desk);
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  stop(): void {
    this.#desk.stop();
    this.#detail.stop();
  }

  async select(id: string | null): Promise<void> {
    this.selected = id;
    this.detailProblem = null;
    if (!id) return;
    this.markRead();
    await this.#refresh();
  }

  /** The selected contact is in sight: nothing in it is unread. */
  markRead(): void {
    if (this.row && !document.hidden) this.unread.seen(this.row);
  }

  replyWait(row: ContactRow): string | null {
    return unansweredSince(row, this.details[row.id]?.messages);
  }

  // What the adviser does. Each call is answered by the server; the stream tells everybody else.

  async setPresence(state: PresenceState, reason?: string): Promise<void> {
    const presence = await this.#client.post<Presence>('/api/desk/presence', {
      state,
      reason: reason ?? null,
    });
    if (this.desk) this.desk = { ...this.desk, presence };
    this.#desk.touch();
  }

  /** Says "I am here"; the answer tells whether the house took this adviser for lost meanwhile. */
  async heartbeat(): Promise<void> {
    // Who is in a conversation is at work, also while they only listen or look something up.
    if (this.rows.some((row) => row.state === 'held')) touched();
    const presence = await this.#client.post<Presence>('/api/desk/heartbeat').catch(() => null);
    if (!presence || !this.desk) return;
    if (presence.state !== this.desk.presence.state) this.#desk.touch();
    this.desk = { ...this.desk, presence };
  }

  /** Takes the contact and opens it; false when it is gone, which is told. */
  async accept(offer: OfferView): Promise<boolean> {
    try {
      await this.#client.post<ContactRow>(`/api/offers/${offer.id}/accept`, { epoch: offer.epoch });
    } catch (error) {
      if (!isConflict(error)) throw error;
      this.#tell({ offer, outcome: 'taken', detail: error.message });
      await this.load();
      return false;
    }
    this.#forget(offer.id);
    await this.load();
    await this.select(offer.contact);
    return true;
  }

  async refuse(offer: OfferView, reason?: string): Promise<void> {
    this.#forget(offer.id);
    try {
      await this.#client.post(`/api/offers/${offer.id}/refuse`, {
        epoch: offer.epoch,
        reason: reason ?? null,
      });
    } catch (error) {
      if (!isConflict(error)) throw error;
    } finally {
      this.#desk.touch();
    }
  }

  dismiss(gone: GoneOffer): void {
    this.gone = this.gone.filter((each) => each !== gone);
  }

  async transfer(
    id: string,
    to: { queue?: string; adviser?: string; note?: string },
  ): Promise<void> {
    await this.#client.post(`/api/contacts/${id}/transfer`, to);
    await this.#release(id);
  }

  async end(id: string): Promise<void> {
    await this.#client.post(`/api/contacts/${id}/end`);
    await this.load();
    await this.#refresh();
  }

  async wrapUp(
    id: string,
    form: { code: string; summary: string; follow_ups: string },
  ): Promise<void> {
    await this.#client.post(`/api/contacts/${id}/wrap-up`, form);
    await this.#release(id);
  }

  async leave(id: string): Promise<void> {
    await this.#client.post(`/api/contacts/${id}/leave`);
    await this.#release(id);
  }

  // What the stream says.

  receive(frame: Frame): void {
    if (frame.name === 'typing') return this.#types(frame.data as Typing);
    if (frame.name === 'event') this.#happened(frame.data as StaffEvent);
  }

  /** After a break: read everything again, send what was stuck. */
  resume(): void {
    this.#desk.touch();
    this.#detail.touch();
    void this.outbox.retryLost();
  }

  #happened(event: StaffEvent): void {
    if (event.type === 'offer_ended') this.#offerEnded(event);
    if (event.message) this.#arrived(event.message);
    this.#note(event);
    if (event.type === 'message_added' && event.message && this.#row(event.message.contact)) return;
    this.#desk.touch();
    if (event.data.contact === this.selected) this.#detail.touch();
  }

  #arrived(message: Message): void {
    this.#apply(message);
    const { [message.contact]: _, ...typing } = this.typing;
    this.typing = typing;
    if (message.author !== 'customer') return;
    if (message.contact === this.selected && !document.hidden) this.markRead();
    else this.unread.add(message.contact);
  }

  #apply(message: Message): void {
    const detail = this.details[message.contact];
    if (detail) this.details = { ...this.details, [message.contact]: detailAfter(detail, message) };
    if (!this.desk || !this.#row(message.contact)) return;
    const contacts = this.desk.contacts.map((row) =>
      row.id === message.contact ? rowAfter(row, message) : row,
    );
    this.desk = { ...this.desk, contacts };
  }

  /** Adds the event to the timeline of its contact when that one is at hand. */
  #note({ seq, at, type, actor, data }: StaffEvent): void {
    const detail = this.details[String(data.contact)];
    if (!detail || detail.timeline.some((entry) => entry.seq === seq)) return;
    const timeline = [...detail.timeline, { seq, at, type, actor, data }];
    this.details = { ...this.details, [detail.row.id]: { ...detail, timeline } };
  }

  #offerEnded({ data }: StaffEvent): void {
    const offer = this.desk?.offers.find((each) => each.id === data.offer);
    const outcome = data.outcome;
    if (offer && (outcome === 'expired' || outcome === 'withdrawn'))
      this.#tell({ offer, outcome, detail: '' });
  }

  #types({ contact, name }: Typing): void {
    this.typing = { ...this.typing, [contact]: { name, until: clock.now + TYPING_MS } };
  }

  #tell(gone: GoneOffer): void {
    this.#forget(gone.offer.id);
    if (this.gone.some((each) => each.offer.id === gone.offer.id)) return;
    this.gone = [...this.gone, gone];
  }

  #forget(offer: string): void {
    if (this.desk)
      this.desk = { ...this.desk, offers: this.desk.offers.filter((each) => each.id !== offer) };
  }

  #row(id: string): ContactRow | undefined {
    return this.desk?.contacts.find((row) => row.id === id);
  }

  async #release(id: string): Promise<void> {
    this.#released.add(id);
    await this.load();
  }

  #take(desk: Desk): void {
    const before = this.desk?.contacts ?? [];
    const ids = desk.contacts.map((row) => row.id);
    this.desk = desk;
    this.unread.take(desk.contacts, document.hidden ? null : this.selected);
    if (before.length === 0) pruneDrafts(ids);
    for (const row of before.filter((each) => !ids.includes(each.id))) this.#left(row);
    this.details = Object.fromEntries(
      Object.entries(this.details).filter(([id]) => ids.includes(id)),
    );
    if (!this.selected || !ids.includes(this.selected)) void this.select(this.rows[0]?.id ?? null);
  }

  #left(row: ContactRow): void {
    if (!this.#released.delete(row.id) && row.state !== 'wrap_up') this.onTaken(row);
  }

  async #refresh(): Promise<void> {
    const id = this.selected;
    if (!id) return;
    try {
      const asked = ++this.#asked;
      const read = await this.#client.get<ContactDetail>(`/api/contacts/${id}`);
      if (asked !== this.#asked) return; // overtaken by a later reading
      const messages = merged(read.messages, this.details[id]?.messages ?? []);
      this.details = { ...this.details, [id]: { ...read, messages } };
      if (id === this.selected) this.detailProblem = null;
      this.markRead();
    } catch (error) {
      if (id === this.selected) this.detailProblem = error;
    }
  }
}

function isConflict(error: unknown): error is Error & { status: number } {
  return error instanceof Error && 'status' in error && error.status === 409;
}
