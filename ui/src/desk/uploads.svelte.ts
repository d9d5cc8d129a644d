// Files being attached to the message under the adviser's hands.
import { refused } from '../conversation/attachment.ts';
import type { Client } from '../lib/api.ts';
import type { Attachment } from '../lib/types.ts';

export interface Upload {
  key: number;
  name: string;
  size: number;
  state: 'sending' | 'ready' | 'failed';
  attachment: Attachment | null;
  /** `type`, `size` or `empty` when the page refused it, else what the server said. */
  problem: unknown;
}

export class Uploads {
  list = $state.raw<Upload[]>([]);
  readonly busy = $derived(this.list.some((each) => each.state === 'sending'));
  readonly ready = $derived(this.list.flatMap((each) => each.attachment ?? []));
  readonly #client: Client;
  #next = 1;

  constructor(client: Client) {
    this.#client = client;
  }

  async add(contact: string, files: Iterable<File>): Promise<void> {
    await Promise.all([...files].map((file) => this.#send(contact, file)));
  }
  remove(key: number): void {
    this.list = this.list.filter((each) => each.key !== key);
  }
  clear(): void {
    this.list = [];
  }

  async #send(contact: string, file: File): Promise<void> {
    const problem = refused(file);
    const key = this.#next++;
    this.list = [
      ...this.list,
      {
        key,
        name: file.name,
        size: file.size,
        state: problem ? 'failed' : 'sending',
        attachment: null,
        problem,
      },
    ];
    if (problem) return;
    try {
      const attachment = await this.#client.upload(`/api/contacts/${contact}/attachments`, file);
      this.#settle(key, { state: 'ready', attachment });
    } catch (error) {
      this.#settle(key, { state: 'failed', problem: error });
    }
  }
  #settle(key: number, change: Partial<Upload>): void {
    this.list = this.list.map((each) => (each.key === key ? { ...each, ...change } : each));
  }
}
