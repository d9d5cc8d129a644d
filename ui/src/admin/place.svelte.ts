// Which part of the administration is open, and on what: read from the URL and written to it.
import { router } from '../lib/router.svelte.ts';
import { KINDS, type Kind } from './types.ts';

export const OTHERS = ['overview', 'files', 'changes'] as const;
export type Part = (typeof OTHERS)[number] | Kind;

/** The parts by what they are about, in the order of the page's contents. */
export const GROUPS: readonly { id: string; parts: readonly Part[] }[] = [
  { id: 'start', parts: ['overview'] },
  { id: 'places', parts: ['skills', 'sites', 'calendars'] },
  { id: 'brands', parts: ['brands', 'queues', 'canned_replies'] },
  { id: 'people', parts: ['advisers', 'supervisors'] },
  { id: 'day', parts: ['wrap_up_codes', 'pause_reasons'] },
  { id: 'rules', parts: ['sampling', 'retention'] },
  { id: 'whole', parts: ['files', 'changes'] },
];

export function partOf(query: URLSearchParams): Part {
  const named = query.get('part') as Part | null;
  return [...OTHERS, ...KINDS].find((part) => part === named) ?? 'overview';
}

export const isKind = (part: Part): part is Kind => (KINDS as readonly string[]).includes(part);

class Place {
  readonly part: Part = $derived(partOf(router.query));
  /** The item that is open, `new` for one that is being made, null for none. */
  readonly id: string | null = $derived(router.query.get('id'));
  /** What the link that led here wishes of a new item. */
  readonly wish: Record<string, string> = $derived(Object.fromEntries(router.query));

  address = (part: Part, also: Record<string, string> = {}): string =>
    `/admin?${new URLSearchParams({ part, ...also })}`;
  open = (part: Part, also: Record<string, string> = {}, replace = false): void =>
    router.go(this.address(part, also), replace);
}

export const place = new Place();
