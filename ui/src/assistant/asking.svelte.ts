// Which part of the assistant's page is open, and on what: read from the URL and written to it.
import { centre } from '../lib/centre.svelte.ts';
import { router } from '../lib/router.svelte.ts';
import type { Language } from '../lib/types.ts';

export const PARTS = ['risk', 'versions', 'why'] as const;
export type Part = (typeof PARTS)[number];

/** The part that `query` names; a contact alone asks why. */
export function partOf(query: URLSearchParams): Part {
  const named = PARTS.find((part) => part === query.get('part'));
  return named ?? (query.has('contact') ? 'why' : 'risk');
}

class Asking {
  readonly part: Part = $derived(partOf(router.query));
  readonly contact: string | null = $derived(router.query.get('contact'));
  readonly version: number | null = $derived(Number(router.query.get('version')) || null);
  readonly brand: string = $derived.by(() => {
    const asked = router.query.get('brand') ?? '';
    return centre.brand(asked)?.id ?? centre.view.brands[0]?.id ?? '';
  });
  readonly languages: Language[] = $derived(centre.brand(this.brand)?.languages ?? []);
  readonly language: Language = $derived.by(() => {
    const asked = router.query.get('language');
    return this.languages.find((each) => each === asked) ?? this.languages[0] ?? 'fr';
  });

  /** Opens `part` with nothing but `also`; brand and language are kept. */
  open = (part: Part, also: Record<string, string> = {}): void => {
    const kept = { brand: this.brand, language: this.language };
    router.go(`/assistant?${new URLSearchParams({ part, ...kept, ...also })}`);
  };
}

export const asking = new Asking();
