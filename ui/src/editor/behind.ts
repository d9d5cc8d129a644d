// The conversation behind a gap's question, in the shape that conversations are shown in.
import type { Message } from '../lib/types.ts';
import type { ItemDetail } from './types.ts';

/** What was said, without sources, files or the customer's name: those are not sent to an editor. */
export function spokenMessages({ contact, messages }: ItemDetail): Message[] {
  return messages.map((one) => ({
    ...one,
    contact,
    author_id: '',
    client_id: one.id,
    sources: [],
    choices: [],
    attachments: [],
  }));
}
