// What makes itself in a document: a name that nobody has written, hours typed in haste.
import { i18n } from '../lib/i18n.svelte.ts';
import type { Book } from './book.svelte.ts';
import { endonym } from './fresh.ts';
import { countryName } from './places.ts';
import { clock } from './clock.ts';
import type { Document, Kind, Opening, Plain } from './types.ts';

/** The `name` that `document` gets when it has none; nothing for kinds whose name is one's own. */
export function autoName(kind: Kind, document: Document, book: Book): Document {
  if (document.name || !(kind in MAKERS)) return {};
  const name = MAKERS[kind]?.(document, book) ?? '';
  return name ? { name } : {};
}

const MAKERS: Partial<Record<Kind, (document: Document, book: Book) => string>> = {
  queues: ({ brand, language }, book) => {
    const owner = book.item('brands', String(brand))?.document.name;
    return owner ? `${String(owner)}, ${endonym(String(language))}` : '';
  },
  calendars: ({ country }) => (country ? countryName(String(country), i18n.locale) : ''),
};

/** The hours of `document` as times of day: `8h30` may still stand where the keyboard is. */
export function withClocks(document: Document): Document {
  if (!Array.isArray(document.hours)) return document;
  const hours = (document.hours as unknown as Opening[]).map((one) => ({
    ...one,
    start: clock(one.start),
    end: clock(one.end),
  }));
  return { ...document, hours: hours as unknown as Plain };
}
