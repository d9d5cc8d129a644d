import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sealed, type ToHost } from './bridge.ts';
import { type LoaderOptions, readOptions } from './loader-options.ts';
import { mount } from './mount.ts';

const SERVER = 'https://chat.example';
const options = (part: Partial<LoaderOptions> = {}): LoaderOptions => ({ brand: 'sahla', language: 'fr', server: SERVER, colour: null, ...part });
const root = (): ShadowRoot => document.getElementById('nawba-chat')!.shadowRoot!;
const launcher = (): HTMLButtonElement => root().querySelector('button')!;
const frame = (): HTMLIFrameElement | null => root().querySelector('iframe');
const badge = (): HTMLElement => root().querySelector('[data-testid=widget-unread]')!;
const expanded = (): string | null => launcher().getAttribute('aria-expanded');

function fromFrame(message: ToHost, origin = SERVER, source: unknown = frame()!.contentWindow): void {
  dispatchEvent(Object.assign(new Event('message'), { data: sealed(message), origin, source }));
}

/** What the page told the frame. The frame's window is a stand-in: nothing is loaded here. */
let told: unknown[] = [];
const chat = { postMessage: (message: unknown, to: string) => void told.push([message, to]) };

let remove: (() => void) | null = null;
beforeEach(() => {
  localStorage.clear();
  told = [];
  vi.spyOn(HTMLIFrameElement.prototype, 'contentWindow', 'get').mockReturnValue(chat as unknown as Window);
  vi.spyOn(HTMLIFrameElement.prototype, 'src', 'get').mockReturnValue(''); // an empty page: no network
  Object.assign((window as unknown as { happyDOM: { settings: object } }).happyDOM.settings, { enableIframePageLoading: true });
  remove = mount(options());
});
afterEach(() => {
  remove?.();
  document.body.innerHTML = '';
  document.head.innerHTML = '';
});

describe('the launcher', () => {
  test('makes the frame at the first opening only', () => {
    expect(frame()).toBeNull();
    launcher().click();
    expect(frame()!.getAttribute('src')).toBe(`${SERVER}/widget?brand=sahla&language=fr&host=${encodeURIComponent(location.origin)}`);
    expect(expanded()).toBe('true');
    const first = frame();
    launcher().click();
    launcher().click();
    expect(frame()).toBe(first);
  });

  test('is there once, however often the tag is included', () => {
    expect(mount(options())).toBeNull();
    expect(document.querySelectorAll('#nawba-chat')).toHaveLength(1);
  });

  test('Escape on the page closes and gives the focus back', () => {
    launcher().click();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(expanded()).toBe('false');
    expect(root().activeElement).toBe(launcher());
  });

  test('elements of the page can open it', () => {
    document.body.insertAdjacentHTML('beforeend', '<a href="#x" data-nawba-open><b>Aide</b></a>');
    document.querySelector('b')!.click();
    expect(expanded()).toBe('true');
  });

  test('reads right to left and in its language for Arabic', () => {
    remove!();
    remove = mount(options({ language: 'ar' }));
    expect(root().querySelector('.box')!.getAttribute('dir')).toBe('rtl');
    expect(launcher().getAttribute('aria-label')).toBe('فتح المحادثة');
  });
});

describe('what the frame says', () => {
  beforeEach(() => launcher().click());

  test('closes, and the frame is told', () => {
    fromFrame({ type: 'ready' });
    fromFrame({ type: 'close' });
    expect(expanded()).toBe('false');
    expect(told.slice(-2)).toEqual([[sealed({ type: 'open', focus: true }), SERVER], [sealed({ type: 'shut' }), SERVER]]);
  });
  test('counts unread messages on the shut launcher', () => {
    fromFrame({ type: 'close' });
    fromFrame({ type: 'unread', count: 12 });
    expect([badge().hidden, badge().textContent, launcher().getAttribute('aria-label')]).toEqual([false, '9+', 'Ouvrir la discussion (12 messages non lus)']);
    launcher().click();
    expect(badge().hidden).toBe(true);
  });
  test('is dropped from another origin or window', () => {
    fromFrame({ type: 'close' }, 'https://evil.example');
    fromFrame({ type: 'close' }, SERVER, window);
    expect(expanded()).toBe('true');
  });
});

describe('the next page', () => {
  const again = (): void => {
    remove!();
    remove = mount(options());
  };

  test('finds the chat open when it was left open', () => {
    launcher().click();
    again();
    expect(expanded()).toBe('true');
  });
  test('follows a conversation that goes on while shut, and nothing otherwise', () => {
    launcher().click();
    fromFrame({ type: 'live', live: true });
    fromFrame({ type: 'close' });
    again();
    expect([expanded(), frame() !== null]).toEqual(['false', true]);
    fromFrame({ type: 'live', live: false });
    again();
    expect(frame()).toBeNull();
  });
});

describe('the script tag', () => {
  const tag = (html: string): LoaderOptions | null => {
    document.head.innerHTML = html;
    return readOptions(document);
  };
  test('serves from where it came, in the language of the page', () => {
    document.documentElement.lang = 'ar-MA';
    expect(tag(`<script type="off" src="${SERVER}/widget.js" data-brand="waha"></script>`)).toEqual({ brand: 'waha', language: 'ar', server: SERVER, colour: null });
    document.documentElement.lang = '';
  });
  test('takes what it is told, and no nonsense', () => {
    const said = tag(`<script type="off" src="/widget.js" data-brand="waha" data-language="en" data-server="${SERVER}/x" data-colour="#8a3b12"></script>`);
    expect(said).toEqual({ brand: 'waha', language: 'en', server: SERVER, colour: '#8a3b12' });
    expect(tag(`<script type="off" src="/widget.js" data-brand="waha" data-language="xx" data-colour="red;"></script>`)).toMatchObject({ language: 'fr', colour: null });
  });
  test('without a brand does nothing', () => {
    expect(tag('<script type="off" src="/widget.js"></script>')).toBeNull();
  });
});
