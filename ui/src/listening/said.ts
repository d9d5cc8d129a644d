// Sentences that came in several languages, codes that have words, and times of a recording.
import { elapsed, ltr } from '../lib/format.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';
import { CAUSES, type Cause, type ContactRow, type Said } from './types.ts';

/** In the reader's language, or in one it was written in. */
export function said(words: Said | null | undefined): string {
  if (!words) return '';
  if (typeof words === 'string') return words;
  return words[i18n.language] ?? words.en ?? words.fr ?? words.ar ?? '';
}

/** What a recorded contact is called: its number, else its file, else the beginning of its id. */
export const nameOf = (row: Pick<ContactRow, 'id' | 'contact' | 'file'>): string =>
  row.contact || row.file || row.id.slice(3, 11);

/** The words of `code` in the catalogue, or the code itself where it has none. */
export function word(key: string, code: string): string {
  const full = `${key}.${code}`;
  const found = t(full);
  return found === full ? code : found;
}

/** `human+process` as its parts; nothing for none that is known. */
export const causesOf = (verdict: string | null): Cause[] =>
  (verdict ?? '')
    .split('+')
    .filter((one): one is Cause => (CAUSES as readonly string[]).includes(one));

/** Seconds as the clock of a player, left to right in every language. */
export const clock = (seconds: number): string => ltr(elapsed(seconds));

/** `fr` by name. */
export function language(code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code;
  try {
    return new Intl.DisplayNames(i18n.locale, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
