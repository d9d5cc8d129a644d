// The values that occur among recorded contacts, and what intents among them are called.
import { i18n } from '../lib/i18n.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import type { Choices } from './types.ts';

const NONE: Choices = {
  sites: [],
  queues: [],
  intents: [],
  intent_titles: {},
  languages: [],
  verdicts: [],
  kinds: [],
};

class Known {
  choices = $state.raw(NONE);

  /** Read them; who may not, or has no network, goes on without. */
  async load(): Promise<void> {
    this.choices = await api.get<Choices>('/api/listening/contacts/choices').catch(() => NONE);
  }
  /** The title of an intent in the page's language; the id itself where nothing has one. */
  intent = (id: string) => this.choices.intent_titles[i18n.language]?.[id] ?? id;
}

export const known = new Known();
