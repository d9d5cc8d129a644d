// Messages as they come: from a reading, from the stream, from one's own hand, in any order.
import type { Message } from '../lib/types.ts';

/** The messages with one more at its place; the same message again changes nothing. */
export function withMessage(messages: Message[], message: Message): Message[] {
  if (messages.some((each) => each.id === message.id)) return messages;
  return [...messages, message].sort((a, b) => a.number - b.number);
}

/** A reading of the messages, with those that were said while it was on its way. */
export function merged(read: Message[], known: Message[]): Message[] {
  return known.reduce(withMessage, read);
}

/** Whether the words of a message are gone, by an erasure or because their time was over. Nobody can
 * say nothing: a message has words, or files, and those have names. */
export function isErased({ text, attachments }: Pick<Message, 'text' | 'attachments'>): boolean {
  return text === '' && attachments.every(({ name, size }) => name === '' && size === 0);
}
