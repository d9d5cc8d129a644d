// The text under the adviser's hands: its draft, the caret, and the canned replies that "/" opens.
import type { CannedReply } from './types.ts';
import { fitting, insert, slashWord } from './canned.ts';
import { keepDraft, readDraft } from './drafts.ts';

const SHOWN = 30;

/** What a key does in the composer; null leaves it to the browser. */
export type Stroke = 'send' | 'pick' | 'moved' | 'closed' | null;

export class Composing {
  text = $state('');
  caret = $state(0);
  /** Index of the marked canned reply. */
  active = $state(0);
  #closed = $state(false);
  readonly #contact: string;
  readonly #fit: (word: string) => CannedReply[];

  readonly replies = $derived.by(() => {
    const word = this.#closed ? null : slashWord(this.text, this.caret);
    return word === null ? [] : this.#fit(word).slice(0, SHOWN);
  });

  /** `replies`, `brand` and `language` decide which canned replies fit. */
  constructor(contact: string, replies: CannedReply[], brand: string, language: string) {
    this.#contact = contact;
    this.#fit = (word) => fitting(replies, brand, language, word);
    this.text = readDraft('message', contact, '');
  }

  keep(): void {
    keepDraft('message', this.#contact, this.text);
  }

  typed(caret: number): void {
    [this.caret, this.active, this.#closed] = [caret, 0, false];
  }

  /** Puts the marked canned reply in the place of its "/word". */
  pick(reply = this.replies[this.active]): void {
    if (!reply) return;
    const after = insert(this.text, this.caret, reply.text);
    [this.text, this.caret] = [after.text, after.caret];
  }

  /** Adds a paragraph, e.g. an article's words. */
  append(words: string): void {
    this.text = this.text ? `${this.text}\n${words}` : words;
    this.caret = this.text.length;
  }

  slash(): void {
    const apart = this.text && !/\s$/.test(this.text) ? ' ' : '';
    [this.text, this.#closed] = [`${this.text}${apart}/`, false];
    this.caret = this.text.length;
  }

  clear(): void {
    [this.text, this.caret] = ['', 0];
  }

  press(event: KeyboardEvent): Stroke {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return null;
    const count = this.replies.length;
    if (count && ['Enter', 'Tab'].includes(event.key)) return 'pick';
    if (!count) return event.key === 'Enter' && !event.shiftKey ? 'send' : null;
    return this.#browse(event.key, count);
  }

  #browse(key: string, count: number): Stroke {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) this.active = (this.active + step + count) % count;
    if (key === 'Escape') this.#closed = true;
    return step ? 'moved' : key === 'Escape' ? 'closed' : null;
  }
}
