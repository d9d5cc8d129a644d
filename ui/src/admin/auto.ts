// Names that make themselves from the rest of a document while nobody has written one.
import { i18n } from '../lib/i18n.svelte.ts';
import type { Book } from './book.svelte.ts';
import { endonym } from './fresh.ts';
import { countryName } from './places.ts';
import type { Document, Kind } from './types.ts';

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
