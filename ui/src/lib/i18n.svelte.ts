// The pages' words: one JSON catalogue per page and language, ICU messages, and the direction.
import { IntlMessageFormat } from 'intl-messageformat';
import { unbroken } from './format.ts';
import type { Language } from './types.ts';

export const LANGUAGES: readonly Language[] = ['fr', 'ar', 'en'];
export const LANGUAGE_NAMES: Record<Language, string> = {
  fr: 'Français',
  ar: 'العربية',
  en: 'English',
};
/** Locales with Latin digits everywhere, so that figures read alike in the three languages. */
export const LOCALES: Record<Language, string> = { fr: 'fr-FR', ar: 'ar-MA', en: 'en-GB' };

type Catalogue = Record<string, string>;
type Values = Record<string, string | number | boolean | Date | null | undefined>;

const STORED = 'nawba.language';
const FILES = import.meta.glob<Catalogue>('../i18n/*/*.json', { import: 'default' });

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

/** The stored choice, else the first browser language we speak, else French. */
function preferred(): Language {
  const stored = localStorage.getItem(STORED);
  const asked = [stored, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return asked.find(isLanguage) ?? 'fr';
}

async function read(language: Language, page: string): Promise<Catalogue> {
  const file = FILES[`../i18n/${language}/${page}.json`];
  if (!file) throw new Error(`no catalogue ${language}/${page}.json`);
  const found = await file();
  if (language !== 'fr') return found;
  return Object.fromEntries(Object.entries(found).map(([key, text]) => [key, unbroken(text)]));
}

class I18n {
  language = $state<Language>('fr');
  #words = $state.raw<Record<string, Catalogue>>({});
  #pages = new Set<string>();
  #formats = new Map<string, IntlMessageFormat>();
  #remember = true;

  get direction(): 'rtl' | 'ltr' {
    return this.language === 'ar' ? 'rtl' : 'ltr';
  }
  get locale(): string {
    return LOCALES[this.language];
  }

  /** Call once per page before mounting. `remember` false keeps an embedded page's choice its own. */
  async start(pages: string[], language: Language = preferred(), remember = true): Promise<void> {
    this.#remember = remember;
    pages.forEach((page) => this.#pages.add(page));
    await this.#switch(language);
  }

  /** Loads a further page's catalogue in the current language. */
  async need(page: string): Promise<void> {
    if (this.#words[page]) return;
    this.#pages.add(page);
    const found = await read(this.language, page);
    this.#words = { ...this.#words, [page]: found }; // after the wait: another page may have come in
  }

  async use(language: Language): Promise<void> {
    if (this.#remember) localStorage.setItem(STORED, language);
    await this.#switch(language);
  }

  /** The language of the reader's account, unless this browser was told another. */
  async suggest(language: Language | null): Promise<void> {
    if (!language || language === this.language || isLanguage(localStorage.getItem(STORED))) return;
    await this.#switch(language);
  }

  async #switch(language: Language): Promise<void> {
    const all = [...this.#pages].map(async (page) => [page, await read(language, page)] as const);
    this.#words = Object.fromEntries(await Promise.all(all));
    this.#formats.clear();
    this.language = language;
    document.documentElement.lang = language;
    document.documentElement.dir = this.direction;
  }

  /** The text of `page.key`, e.g. `t('desk.offer.accept')`; the key itself when it is missing. */
  t = (key: string, values?: Values): string => {
    const dot = key.indexOf('.');
    const text = this.#words[key.slice(0, dot)]?.[key.slice(dot + 1)];
    if (text === undefined) return key;
    if (!text.includes('{')) return text;
    const name = `${this.language} ${key}`;
    const known =
      this.#formats.get(name) ??
      new IntlMessageFormat(text, this.locale, undefined, { ignoreTag: true });
    this.#formats.set(name, known);
    return String(known.format(values));
  };
}

export const i18n = new I18n();
export const t = i18n.t;
