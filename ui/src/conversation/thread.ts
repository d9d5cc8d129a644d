// How a conversation is laid out: a line per day, names once per run of the same author.
import type { Message } from '../lib/types.ts';

export interface Line {
  message: Message;
  /** The day changes here: show it. */
  day: boolean;
  /** First of a run by the same author. */
  first: boolean;
}

const RUN_MS = 5 * 60_000;

/** The calendar day of an ISO time in `zone`, as `2026-03-01`. */
export function dayOf(iso: string, zone?: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    dateStyle: 'short',
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(iso));
}

export function lines(messages: Message[], zone?: string): Line[] {
  return messages.map((message, at) => {
    const before = messages[at - 1];
    const day = !before || dayOf(before.at, zone) !== dayOf(message.at, zone);
    return { message, day, first: day || !sameRun(before, message) };
  });
}

function sameRun(before: Message, message: Message): boolean {
  if (before.kind !== 'text' || message.kind !== 'text') return false;
  if (before.author !== message.author || before.author_id !== message.author_id) return false;
  return Date.parse(message.at) - Date.parse(before.at) < RUN_MS;
}
