// Which part of the editor's page is open, on what, and narrowed how: read from the URL only.
import { router } from '../lib/router.svelte.ts';

export const PARTS = ['gaps', 'articles', 'drafts', 'publish'] as const;
export type Part = (typeof PARTS)[number];

/** The part that `query` names; something named alone opens where it belongs. */
export function partOf(query: URLSearchParams): Part {
  const named = PARTS.find((part) => part === query.get('part'));
  if (named) return named;
  if (query.has('draft')) return 'drafts';
  return query.has('article') ? 'articles' : 'gaps';
}

/** `query` with `change` made; what is null or empty leaves it. */
export function changed(
  query: URLSearchParams,
  change: Record<string, string | null>,
): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

class Asking {
  readonly part: Part = $derived(partOf(router.query));
  readonly gap: string | null = $derived(router.query.get('gap'));
  /** `brand/id` of the article that is open. */
  readonly article: string | null = $derived(router.query.get('article'));
  readonly draft: string | null = $derived(router.query.get('draft'));
  readonly brand: string = $derived(router.query.get('brand') ?? '');

  filter = (name: string): string => router.query.get(name) ?? '';

  /** Opens `part` with nothing but `also`; the brand is kept. */
  open = (part: Part, also: Record<string, string> = {}): void => {
    router.go(this.address(part, also));
  };
  address = (part: Part, also: Record<string, string> = {}): string => {
    const kept: Record<string, string> = this.brand ? { brand: this.brand } : {};
    return `/editor?${new URLSearchParams({ part, ...kept, ...also })}`;
  };
  /** Narrows what is listed; `replace` where each letter typed would be a step back. */
  narrow = (change: Record<string, string | null>, replace = false): void => {
    const next = changed(router.query, { part: this.part, ...change });
    router.go(`/editor?${next}`, replace);
  };
  /** The address of `change` made to what is asked now, for links in a list. */
  link = (change: Record<string, string | null>): string =>
    `/editor?${changed(router.query, { part: this.part, ...change })}`;
}

export const asking = new Asking();
