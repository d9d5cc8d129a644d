// The loader's behaviour on a company's page: when the chat's frame exists, shows, hides and is heard.
import { type ToFrame, type ToHost, opened, sealed, trusted } from './bridge.ts';
import { createLauncher } from './launcher.ts';
import type { LoaderOptions } from './loader-options.ts';

const HOST = 'nawba-chat';

interface Remembered {
  open: boolean; // the customer left the chat open on the last page
  live: boolean; // a conversation is going on, so replies must be counted while the chat is shut
}

/** Draws the launcher and returns what takes it away again; null when the page already has one. */
export function mount(options: LoaderOptions): (() => void) | null {
  if (document.getElementById(HOST)) return null;
  const widget = createLauncher(HOST, options);
  const memory = remember(options.brand);
  const controller = new AbortController();
  const { signal } = controller;

  const frame = (): HTMLIFrameElement => widget.frame(frameAddress(options));
  let ready = false; // the frame listens; before that, what is said would be lost
  const tell = (message: ToFrame): void => {
    if (ready) widget.existing?.contentWindow?.postMessage(sealed(message), options.server);
  };
  const show = (focus: boolean): void => {
    frame();
    widget.show(focus);
    memory.change({ open: true });
    tell({ type: 'open', focus });
  };
  const hide = (): void => {
    if (!widget.shown) return;
    widget.hide();
    memory.change({ open: false });
    tell({ type: 'shut' });
  };
  const hear = (message: ToHost): void => {
    if (message.type === 'ready') {
      ready = true;
      tell(widget.shown ? { type: 'open', focus: widget.focused } : { type: 'shut' });
    } else if (message.type === 'close') hide();
    else if (message.type === 'unread') widget.badge(message.count);
    else if (message.type === 'look') widget.paint(message.colour);
    else memory.change({ live: message.live });
  };

  widget.button.addEventListener('click', () => (widget.shown ? hide() : show(true)));
  addEventListener('message', (event) => {
    const message = trusted(event, widget.existing?.contentWindow ?? null, options.server) && opened(event.data);
    if (message) hear(message as ToHost);
  }, { signal });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) hide();
  }, { signal });
  document.addEventListener('click', (event) => {
    if (!(event.target as Element | null)?.closest?.('[data-nawba-open]')) return;
    event.preventDefault();
    show(true);
  }, { signal });

  if (memory.value.open && !widget.narrow) show(false);
  else if (memory.value.live) frame();
  return () => {
    controller.abort();
    widget.host.remove();
  };
}

function frameAddress({ server, brand, language }: LoaderOptions): string {
  const query = new URLSearchParams({ brand, language, host: location.origin });
  return `${server}/widget?${query}`;
}

/** What this browser keeps about the launcher, on the company's own origin. */
function remember(brand: string): { value: Remembered; change: (part: Partial<Remembered>) => void } {
  const key = `nawba.launcher.${brand}`;
  const value: Remembered = { open: false, live: false };
  try {
    Object.assign(value, JSON.parse(localStorage.getItem(key) ?? '{}'));
  } catch {
    // Storage is blocked or was written by something else: start afresh.
  }
  const change = (part: Partial<Remembered>): void => {
    Object.assign(value, part);
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Blocked or full: the chat works, it only forgets.
    }
  };
  return { value, change };
}
