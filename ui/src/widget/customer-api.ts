// Every call the customer's page makes, with the conversation's token.
import { ApiError, Client } from '../lib/api.ts';
import type { Attachment, Brief, CustomerView, Language, Message, Source } from '../lib/types.ts';
import type { Outgoing } from './memory.ts';

export interface BrandView {
  id: string;
  name: string;
  colour: string;
  languages: Language[];
  assistant_name: string;
}
export interface ArticleView {
  title: string;
  body: string;
  version: number;
  language: Language;
}
export interface Details {
  name: string | null;
  email: string | null;
  phone: string | null;
  reference: string | null;
}
export interface Opening {
  brand: string;
  language: Language;
  client_id: string;
  /** `again` of the contact before. */
  previous?: string;
}
export interface Opened {
  token: string;
  again: string;
  view: CustomerView;
}
export interface Rating {
  solved: boolean | null;
  rating: number | null;
  comment?: string;
}

const ME = '/api/contacts/me';
const GONE = [401, 403, 404, 410];

/** True when the server no longer knows the conversation, or no longer lets this token in. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && GONE.includes(error.status);
}

export class CustomerApi {
  readonly #client: Client;

  constructor(token: () => string | null, send?: typeof fetch) {
    const credentials = (): { token: string } | null => {
      const held = token();
      return held ? { token: held } : null;
    };
    this.#client = new Client(credentials, send ? { fetch: send } : {});
  }

  brand = (id: string): Promise<BrandView> => this.#client.get(`/api/brands/${encodeURIComponent(id)}`);
  /** Opens a contact; the same `client_id` again gives the same contact. */
  open = (body: Opening): Promise<Opened> => this.#client.post('/api/contacts', body);
  view = (): Promise<CustomerView> => this.#client.get(ME);
  say = ({ client_id, text, attachments }: Outgoing): Promise<Message> =>
    this.#client.post(`${ME}/messages`, { client_id, text, attachments: attachments.map((each) => each.id) });
  attach = (file: File): Promise<Attachment> => this.#client.upload(`${ME}/attachments`, file);
  language = (language: Language): Promise<void> => this.#client.post(`${ME}/language`, { language });
  /** What the customer tells of themselves; null leaves what was told before. */
  details = (details: Details): Promise<void> => this.#client.put(`${ME}/details`, details);
  /** Throws ApiError 409 when `revision` is no longer the brief's. */
  mend = (body: { goal: string; fields: Record<string, string>; revision: number }): Promise<Brief> =>
    this.#client.put(`${ME}/brief`, body);
  /** The page is open: a waiting contact is not taken for abandoned. */
  seen = (): Promise<void> => this.#client.post(`${ME}/seen`);
  typing = (): Promise<void> => this.#client.post(`${ME}/typing`);
  end = (): Promise<void> => this.#client.post(`${ME}/end`);
  /** Whether this conversation may be read again to find what fails; the last word counts. */
  consent = (given: boolean): Promise<void> =>
    this.#client.post(`${ME}/consent`, { purpose: 'listening', given });
  rate = (rating: Rating): Promise<void> => this.#client.post(`${ME}/rating`, rating);
  /** The article as it was cited: that version, in that language. */
  article = ({ article, language, version }: Source): Promise<ArticleView> =>
    this.#client.get(`${ME}/articles/${encodeURIComponent(article)}`, { language, version });

  stream = (cursor: string | null): string => this.#client.signed(`${ME}/stream`, { cursor });
  file = (attachment: Attachment, inline: boolean): string =>
    this.#client.signed(`/api/attachments/${encodeURIComponent(attachment.id)}`, inline ? { inline: 1 } : {});
}
