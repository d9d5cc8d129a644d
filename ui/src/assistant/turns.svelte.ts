// A contact's decisions with what they were about: the customer's words and the articles' titles.
import { api } from '../lib/session.svelte.ts';
import type { ContactDetail, Message } from '../lib/types.ts';
import type { Decided, Retrieved } from './types.ts';

export class Decisions {
  readonly contact: string;
  list = $state.raw<Decided[] | null>(null);
  detail = $state.raw<ContactDetail | null>(null);
  problem = $state.raw<unknown>(null);
  #titles = $state<Record<string, string>>({});

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
      await Promise.all(list.flatMap((one) => one.retrieved).map((one) => this.#name(one)));
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

  /** The article's title; its id until it is read, or when it is gone. */
  title = (one: Retrieved): string => this.#titles[keyOf(one)] || one.article;

  async #name(one: Retrieved): Promise<void> {
    const key = keyOf(one);
    if (this.#titles[key] !== undefined) return;
    this.#titles[key] = '';
    const { article, version, language } = one;
    const path = `/api/articles/${this.detail?.row.brand}/${article}`;
    this.#titles[key] = await api
      .get<{ title: string }>(path, { language, version })
      .then(({ title }) => title)
      .catch(() => ''); // withdrawn since: its id still says which one it was
  }
}

const keyOf = ({ article, version, language }: Retrieved): string =>
  `${article} ${version} ${language}`;
