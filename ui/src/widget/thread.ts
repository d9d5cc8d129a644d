// Messages as a conversation reads: days, and runs of messages by the same author.
import type { Message } from '../lib/types.ts';

export interface Run {
  key: string;
  author: Message['author'];
  author_id: string;
  name: string;
  at: string;
  messages: Message[];
}
export interface Day {
  key: string;
  at: string;
  runs: Run[];
}

const RUN_GAP_MS = 5 * 60_000;

/** `messages` with `more` merged in: one per id, by number. Private notes never belong here. */
export function merged(messages: readonly Message[], more: readonly Message[]): Message[] {
  const by_id = new Map([...messages, ...more].map((message) => [message.id, message]));
  return [...by_id.values()].filter((message) => message.kind !== 'note').sort((a, b) => a.number - b.number);
}

/** Days, then runs: a new run starts with another author, a notice, or after five quiet minutes. */
export function days(messages: readonly Message[]): Day[] {
  const found: Day[] = [];
  for (const message of messages) {
    const key = new Date(message.at).toDateString();
    if (found.at(-1)?.key !== key) found.push({ key, at: message.at, runs: [] });
    place(found.at(-1)!.runs, message);
  }
  return found;
}

function place(runs: Run[], message: Message): void {
  const last = runs.at(-1);
  if (last && continues(last, message)) last.messages.push(message);
  else {
    const { id, author, author_id, author_name, at } = message;
    runs.push({ key: id, author, author_id, name: author_name, at, messages: [message] });
  }
}

function continues(run: Run, message: Message): boolean {
  const previous = run.messages.at(-1)!;
  return (
    run.author === message.author &&
    run.author_id === message.author_id &&
    previous.kind === 'text' &&
    message.kind === 'text' &&
    Date.parse(message.at) - Date.parse(previous.at) < RUN_GAP_MS
  );
}

/** The choices still open: those of the last words, unless the customer has answered since. */
export function openChoices(messages: readonly Message[]): string[] {
  const last = messages.findLast((message) => message.kind === 'text');
  return last && last.author !== 'customer' ? last.choices : [];
}

/** How many of `messages` after number `seen` were written by someone other than the customer. */
export function unreadAfter(messages: readonly Message[], seen: number): number {
  return messages.filter((message) => message.number > seen && message.author !== 'customer').length;
}
