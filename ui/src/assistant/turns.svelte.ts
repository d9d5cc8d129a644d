// A contact's decisions with what they were about: the customer's words and the articles' titles.
import { api } from '../lib/session.svelte.ts';
import type { ContactDetail, Message } from '../lib/types.ts';
import { Titles } from './titles.svelte.ts';
import type { Decided } from './types.ts';

export class Decisions {
  readonly contact: string;
  list = $state.raw<Decided[] | null>(null);
  detail = $state.raw<ContactDetail | null>(null);
  problem = $state.raw<unknown>(null);
  readonly #titles = new Titles();

  constructor(contact: string) {
    this.contact = contact;
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      const path = `/api/contacts/${encodeURIComponent(this.contact)}`;
      const [list, detail] = await Promise.all([
        api.get<Decided[]>(`${path}/decisions`),
        api.get<ContactDetail>(path),
      ]);
      [this.list, this.detail] = [list, detail];
      await this.#titles.read(detail.row.brand, list);
    } catch (error) {
      this.problem = error;
    }
  }

  /** Whether the customer's words may be shown: open contacts are read on the wallboard, logged. */
  get told(): boolean {
    return this.detail?.row.state === 'closed';
  }

  message = (id: string): Message | undefined =>
    this.told ? this.detail?.messages.find((message) => message.id === id) : undefined;

  /** All that the customer said up to that message, since the assistant last spoke. */
  words = (id: string): string => {
    const messages = this.told ? (this.detail?.messages ?? []) : [];
    const place = messages.findIndex((message) => message.id === id);
    const before = messages.slice(0, place + 1);
    const spoke = before.findLastIndex(({ author }) => author === 'assistant');
    const said = before.slice(spoke + 1).filter(({ author }) => author === 'customer');
    return said
      .map(({ text }) => text)
      .join('\n')
      .trim();
  };

  title = this.#titles.of;
}
