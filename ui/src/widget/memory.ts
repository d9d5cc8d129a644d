// What the chat remembers in this browser, per brand: the conversation's token, what was not sent
// yet, the draft. Where storage is blocked (private windows, strict frames) it lasts as long as the page.
import type { Attachment, Language } from '../lib/types.ts';

export interface Outgoing {
  client_id: string;
  text: string;
  attachments: Attachment[];
  at: string;
  /** `queued` waits for the connection; `failed` waits for the customer, `reason` says why. */
  state: 'queued' | 'sending' | 'failed';
  reason: string | null;
}
export interface Saved {
  token: string | null;
  /** Says to the next contact that the same customer comes back; it opens nothing. */
  again: string | null;
  /** Client id of a contact being opened, kept until it has a token: opening twice gives one contact. */
  opening: string | null;
  /** The page's language when the chat was last shown; when the page changes it, the chat follows. */
  page_language: Language | null;
  draft: string;
  /** Number of the last message shown to the customer. */
  seen: number;
  outbox: Outgoing[];
}
export interface Box {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const EMPTY: Saved = { token: null, again: null, opening: null, page_language: null, draft: '', seen: 0, outbox: [] };

export class Memory {
  value: Saved;
  readonly #key: string;
  readonly #box: Box | null;

  constructor(brand: string, box: Box | null = browserBox()) {
    this.#key = `nawba.chat.${brand}`;
    this.#box = box;
    this.value = { ...EMPTY, ...this.#read() };
    this.value.outbox = this.value.outbox.map(interrupted);
  }

  change(part: Partial<Saved>): void {
    this.value = { ...this.value, ...part };
    try {
      this.#box?.setItem(this.#key, JSON.stringify(this.value));
    } catch {
      // Full or blocked: the page goes on without remembering.
    }
  }
  /** Leaves the conversation behind; the page's language, the draft and whom one spoke with stay. */
  forget(): void {
    this.change({ token: null, opening: null, seen: 0, outbox: [] });
  }

  #read(): Partial<Saved> {
    try {
      const value: unknown = JSON.parse(this.#box?.getItem(this.#key) ?? '{}');
      return typeof value === 'object' && value !== null ? (value as Partial<Saved>) : {};
    } catch {
      return {};
    }
  }
}

/** A message that was on its way when the page went: its client id makes sending it again safe. */
function interrupted(item: Outgoing): Outgoing {
  return item.state === 'sending' ? { ...item, state: 'queued' } : item;
}

function browserBox(): Box | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
