// The button and the frame's place on the company's page, in a shadow root so that neither side's
// styles reach the other.
import type { LoaderOptions } from './loader-options.ts';
import { LAUNCHER_STYLE } from './launcher-style.ts';
import { inkOn } from './colour.ts';

const WORDS = {
  fr: { open: 'Ouvrir la discussion', close: 'Fermer la discussion', frame: 'Discussion avec le service client', unread: 'messages non lus' },
  ar: { open: 'فتح المحادثة', close: 'إغلاق المحادثة', frame: 'محادثة مع خدمة الزبائن', unread: 'رسائل غير مقروءة' },
  en: { open: 'Open the chat', close: 'Close the chat', frame: 'Chat with customer service', unread: 'unread messages' },
};
const CHAT = 'M7.9 20A9 9 0 1 0 4 16.1L2 22Z';
const CROSS = 'M18 6 6 18M6 6l12 12';
const DEFAULT_COLOUR = '#0f5c7a';

export interface Launcher {
  readonly host: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly existing: HTMLIFrameElement | null;
  readonly shown: boolean;
  readonly narrow: boolean; // the chat covers the whole screen here
  frame(address: string): HTMLIFrameElement;
  readonly focused: boolean; // the frame has the page's focus
  show(focus: boolean): void;
  hide(): void;
  badge(count: number): void;
  paint(colour: string): void;
}

/** Adds the launcher to the page, shut. The frame is made at the first call of `frame`. */
export function createLauncher(id: string, options: LoaderOptions): Launcher {
  const words = WORDS[options.language];
  const host = element('div', { id });
  const root = host.attachShadow({ mode: 'open' });
  const box = element('div', { class: 'box', dir: options.language === 'ar' ? 'rtl' : 'ltr', lang: options.language });
  const button = element('button', { type: 'button', class: 'launcher', 'aria-expanded': 'false', 'data-testid': 'widget-launcher' });
  const count = element('span', { class: 'badge', hidden: '', 'aria-hidden': 'true', 'data-testid': 'widget-unread' });
  button.append(icon('chat', CHAT), icon('cross', CROSS), count);
  box.append(button);
  root.append(box);
  dress(root);
  document.body.append(host);

  let existing: HTMLIFrameElement | null = null;
  let unread = 0;
  const shown = (): boolean => box.classList.contains('open');
  const label = (): void => {
    const text = shown() ? words.close : words.open;
    button.setAttribute('aria-label', unread && !shown() ? `${text} (${unread} ${words.unread})` : text);
    button.setAttribute('aria-expanded', String(shown()));
    count.textContent = unread > 9 ? '9+' : String(unread);
    count.hidden = unread === 0 || shown();
  };
  const paint = (colour: string): void => {
    box.style.setProperty('--brand', colour);
    box.style.setProperty('--brand-ink', inkOn(colour));
  };
  const open = (on: boolean): void => {
    box.classList.toggle('open', on);
    label();
  };
  paint(options.colour ?? DEFAULT_COLOUR);
  label();

  return {
    host,
    button,
    paint,
    get existing() { return existing; },
    get shown() { return shown(); },
    get narrow() { return matchMedia('(max-width: 520px), (max-height: 480px)').matches; },
    frame(address) {
      existing ??= box.insertBefore(element('iframe', { src: address, title: words.frame, class: 'frame', 'data-testid': 'widget-frame' }), button);
      return existing;
    },
    get focused() { return root.activeElement === existing; },
    show(focus) {
      open(true);
      if (focus) existing?.focus();
    },
    hide() {
      open(false);
      button.focus();
    },
    badge(value) {
      unread = value;
      label();
    },
  };
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function icon(name: string, path: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: `icon ${name}`, 'aria-hidden': 'true' })) svg.setAttribute(key, value);
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** A constructed sheet passes a site's content security policy where a <style> element may not. */
function dress(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LAUNCHER_STYLE);
  root.adoptedStyleSheets = [sheet];
}
