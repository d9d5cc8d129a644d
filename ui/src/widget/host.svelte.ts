// The page around the chat's frame: whether the chat is shown, and what it is told.
// Opened on its own (no frame), the chat is always shown.
import { type ToHost, opened, sealed, trusted } from './bridge.ts';

export class Host {
  readonly embedded: boolean;
  shown = $state(false);
  /** Grows each time the customer opens the chat and expects to type. */
  focus_asked = $state(0);
  readonly #origin: string;
  readonly #parent: Window;

  /** `origin` is the embedding page's, as its loader wrote it in the frame's address. */
  constructor(origin: string, own: Window = window) {
    this.#parent = own.parent;
    this.#origin = origin;
    this.embedded = this.#parent !== own;
    this.shown = !this.embedded;
    own.addEventListener('message', (event) => this.#hear(event));
  }

  tell(message: ToHost): void {
    if (this.embedded) this.#parent.postMessage(sealed(message), this.#origin === 'null' ? '*' : this.#origin);
  }

  #hear(event: MessageEvent): void {
    const message = trusted(event, this.embedded ? this.#parent : null, this.#origin) && opened(event.data);
    if (!message) return;
    if (message.type === 'open') {
      this.shown = true;
      if (message.focus) this.focus_asked += 1;
    } else if (message.type === 'shut') this.shown = false;
  }
}
