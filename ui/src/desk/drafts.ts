// What an adviser has typed but not sent survives a reload: one entry per kind and contact.
export type DraftKind = 'message' | 'note' | 'wrap_up';

const key = (kind: DraftKind, contact: string) => `nawba.draft.${kind}.${contact}`;

export function readDraft<T>(kind: DraftKind, contact: string, empty: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key(kind, contact)) ?? 'null') as T | null) ?? empty;
  } catch {
    return empty;
  }
}

/** Keeps the draft; an empty text forgets it. A full disk only costs the draft. */
export function keepDraft(kind: DraftKind, contact: string, draft: unknown): void {
  if (draft === '') return forgetDraft(kind, contact);
  try {
    localStorage.setItem(key(kind, contact), JSON.stringify(draft));
  } catch {
    console.warn('the draft could not be kept');
  }
}

export function forgetDraft(kind: DraftKind, contact: string): void {
  localStorage.removeItem(key(kind, contact));
}

/** Forgets the drafts of contacts that are no longer this adviser's. */
export function pruneDrafts(contacts: string[]): void {
  const kept = new Set(contacts);
  const stale = Object.keys(localStorage).filter(
    (name) => /^nawba\.draft\.\w+\./.test(name) && !kept.has(name.split('.').slice(3).join('.')),
  );
  stale.forEach((name) => localStorage.removeItem(name));
}
