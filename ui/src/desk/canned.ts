// Canned replies: which ones fit what follows the "/" in the composer.
import { folded } from '../lib/format.ts';
import type { CannedReply } from './types.ts';

/** The word after a "/" that opens the composer's text or follows a space; null when there is none. */
export function slashWord(text: string, caret: number): string | null {
  const match = /(?:^|\s)\/([^\s/]*)$/u.exec(text.slice(0, caret));
  return match ? (match[1] as string) : null;
}

/** Replies of the brand that contain the word: the contact's language first, shortcuts before texts. */
export function fitting(
  replies: CannedReply[],
  brand: string,
  language: string,
  word: string,
): CannedReply[] {
  const wanted = folded(word);
  const spoken = language === 'ary' ? 'ar' : language;
  const score = (reply: CannedReply): number => {
    const shortcut = folded(reply.shortcut);
    const place = shortcut.startsWith(wanted)
      ? 0
      : shortcut.includes(wanted)
        ? 1
        : folded(reply.text).includes(wanted)
          ? 2
          : 9;
    return place === 9 ? 99 : place + (reply.language === spoken ? 0 : 10);
  };
  return replies
    .filter((reply) => reply.brand === brand && score(reply) < 99)
    .sort((a, b) => score(a) - score(b) || a.shortcut.localeCompare(b.shortcut));
}

/** The text with the "/word" before the caret replaced, and where the caret goes. */
export function insert(
  text: string,
  caret: number,
  reply: string,
): { text: string; caret: number } {
  const word = slashWord(text, caret);
  const start = word === null ? caret : caret - word.length - 1;
  return { text: text.slice(0, start) + reply + text.slice(caret), caret: start + reply.length };
}
