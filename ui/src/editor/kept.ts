// Words that the server does not have yet survive a closed window: one copy per draft, in this browser.
import type { Document } from './types.ts';

export interface Kept {
  revision: number;
  document: Document;
}
const key = (draft: string): string => `nawba.article.${draft}`;

export function readKept(draft: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(key(draft)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

/** A full disk only costs the copy. */
export function keep(draft: string, kept: Kept): void {
  try {
    localStorage.setItem(key(draft), JSON.stringify(kept));
  } catch {
    console.warn('the draft could not be kept in this browser');
  }
}

export function forget(draft: string): void {
  localStorage.removeItem(key(draft));
}

/** Whether two documents say the same, question by question; empty questions do not count. */
export function same(one: Document, other: Document): boolean {
  return JSON.stringify(tidy(one)) === JSON.stringify(tidy(other));
}

/** A document as it is sent: no empty questions, no blanks around, no date that is none. */
export function tidy({ title, body, questions, owner, expires_on }: Document): Document {
  const asked = questions.map((each) => each.trim()).filter(Boolean);
  const words = { title: title.trim(), body: body.trim(), owner: owner.trim() };
  return { ...words, questions: asked, expires_on: expires_on || null };
}
