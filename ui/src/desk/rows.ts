// What the adviser's list says of each contact: in which order, how long the customer has waited for
// a reply, and what the assistant showed them.
import { withMessage } from '../conversation/messages.ts';
import type { Brief, ContactDetail, ContactRow, Message, Source } from '../lib/types.ts';

/** When the customer's oldest unanswered word was written (ISO); null when the last word is ours. */
export function unansweredSince(row: ContactRow, messages: Message[] = []): string | null {
  if (!row.unanswered || row.state !== 'held') return null;
  const spoken = messages.filter((message) => message.kind === 'text');
  const ours = spoken.findLastIndex((message) => message.author !== 'customer');
  return spoken[ours + 1]?.at ?? row.last_message?.at ?? null;
}

/** How pressing a wait for a reply is: nothing, soon, or now. */
export function urgency(seconds: number | null): 'calm' | 'soon' | 'now' {
  if (seconds === null || seconds < 60) return 'calm';
  return seconds < 180 ? 'soon' : 'now';
}

/** Conversations before wrap-ups, then oldest first: the order never jumps while one is typing. */
export function ordered(rows: ContactRow[]): ContactRow[] {
  const rank = (row: ContactRow) => (row.state === 'wrap_up' ? 1 : 0);
  const began = (row: ContactRow) => row.answered_at ?? row.opened_at;
  return [...rows].sort((a, b) => rank(a) - rank(b) || began(a).localeCompare(began(b)));
}

/** The contact `step` places further in the list, wrapping around. */
export function neighbour(
  rows: ContactRow[],
  selected: string | null,
  step: 1 | -1,
): string | null {
  if (rows.length === 0) return null;
  const at = rows.findIndex((row) => row.id === selected);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : (at + step + rows.length) % rows.length;
  return rows[next]?.id ?? null;
}

/** Articles the customer was shown, each version once, the latest first. */
export function shownSources(messages: Message[], brief: Brief | null): Source[] {
  const all = [
    ...messages.flatMap((message) => message.sources).reverse(),
    ...(brief?.sources ?? []),
  ];
  const known = new Set<string>();
  return all.filter((source) => {
    const key = `${source.article} ${source.version} ${source.language}`;
    return !known.has(key) && known.add(key);
  });
}

/** A row after a further message, as the server would send it. */
export function rowAfter(row: ContactRow, message: Message): ContactRow {
  if (message.kind !== 'text') return row;
  const last_message = { author: message.author, text: message.text, at: message.at };
  return { ...row, last_message, unanswered: message.author === 'customer' };
}

/** Whether this adviser leads the contact (and so may transfer, end and wrap it up). */
export function leads(row: ContactRow, me: string): boolean {
  if (row.state === 'wrap_up') return row.lead === null || row.lead.id === me;
  return row.lead?.party === 'adviser' && row.lead.id === me;
}

export function detailAfter(detail: ContactDetail, message: Message): ContactDetail {
  return {
    ...detail,
    messages: withMessage(detail.messages, message),
    row: rowAfter(detail.row, message),
  };
}
