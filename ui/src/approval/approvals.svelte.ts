// The operations of one contact that only a person may let happen, as the server last told them.
import type { Client } from '../lib/api.ts';
import type { FinalOperation, OperationView } from '../lib/types.ts';
import { final, type Verb } from './approval.ts';

/** A call to a brand's system may take this long, with a second attempt and a look-up. */
const PATIENCE_MS = 60_000;

export class Approvals {
  list = $state.raw<FinalOperation[]>([]);
  problem = $state.raw<unknown>(null);
  readonly contact: string;
  readonly #client: Client;
  #asked = 0;

  constructor(client: Client, contact: string) {
    this.#client = client;
    this.contact = contact;
  }

  /** Reads them in `language`; an answer overtaken by a later reading is dropped. */
  async read(language: string): Promise<void> {
    const asked = ++this.#asked;
    try {
      const path = `/api/contacts/${this.contact}/operations`;
      const found = await this.#client.get<{ operations: OperationView[] }>(path, { language });
      if (asked !== this.#asked) return;
      this.list = final(found.operations);
      this.problem = null;
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
  }

  /** Says `verb` to the operation; returns how it stands then. The stream tells everybody else. */
  decide(id: string, verb: Verb, comment = ''): Promise<OperationView> {
    const body = verb === 'refuse' ? { comment } : undefined;
    return this.#client.post<OperationView>(`/api/operations/${id}/${verb}`, body, PATIENCE_MS);
  }
}
