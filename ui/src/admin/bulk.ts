// One change made to many advisers at once.
import type { Document, Item, Levels } from './types.ts';

export type Bulk =
  | { what: 'give'; skill: string; level: number }
  | { what: 'take'; skill: string }
  | { what: 'move'; site: string }
  | { what: 'capacity'; channel: string; places: number | null };

/** `document` after `bulk`; the same value when nothing changes. */
export function after(document: Document, bulk: Bulk): Document {
  if (bulk.what === 'move')
    return document.site === bulk.site ? document : { ...document, site: bulk.site };
  if (bulk.what === 'capacity') return withLevel(document, 'capacity', bulk.channel, bulk.places);
  return withLevel(document, 'skills', bulk.skill, bulk.what === 'give' ? bulk.level : null);
}

function withLevel(document: Document, name: string, key: string, level: number | null): Document {
  const levels = (document[name] ?? {}) as Levels;
  if ((levels[key] ?? null) === level) return document;
  const rest = Object.entries(levels).filter(([each]) => each !== key);
  return {
    ...document,
    [name]: Object.fromEntries(level === null ? rest : [...rest, [key, level]]),
  };
}

/** What is sent for those of `items` that `bulk` changes. */
export function batchOf(
  items: readonly Item[],
  bulk: Bulk,
): { document: Document; revision: number }[] {
  return items
    .map((item) => ({ item, document: after(item.document, bulk) }))
    .filter(({ item, document }) => document !== item.document)
    .map(({ item, document }) => ({ document, revision: item.revision }));
}
