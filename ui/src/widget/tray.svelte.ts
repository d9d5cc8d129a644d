// Files the customer has picked, dropped or pasted: checked, sent up, waiting for their message.
import { ApiError } from '../lib/api.ts';
import type { Attachment } from '../lib/types.ts';
import { type Refusal, isImage, refusal } from './files.ts';

export interface Picked {
  key: number;
  file: File;
  state: 'uploading' | 'ready' | 'failed';
  preview: string | null;
  attachment: Attachment | null;
  /** Why the upload failed, as an error code. */
  reason: string | null;
}
export interface Refused {
  name: string;
  why: Refusal;
}

export class Tray {
  items = $state.raw<Picked[]>([]);
  refused = $state.raw<Refused[]>([]);
  readonly uploading = $derived(this.items.some((item) => item.state === 'uploading'));
  readonly #upload: (file: File) => Promise<Attachment>;
  #next = 1;

  constructor(upload: (file: File) => Promise<Attachment>) {
    this.#upload = upload;
  }

  get ready(): Attachment[] {
    return this.items.flatMap((item) => item.attachment ?? []);
  }

  add(files: Iterable<File>): void {
    this.refused = [];
    for (const file of files) {
      const why = refusal(file, this.items.length);
      if (why) this.refused = [...this.refused, { name: file.name, why }];
      else this.#take(file);
    }
  }
  retry(key: number): void {
    const item = this.items.find((each) => each.key === key);
    if (item) void this.#send(item);
  }
  remove(key: number): void {
    const item = this.items.find((each) => each.key === key);
    if (item?.preview) URL.revokeObjectURL(item.preview);
    this.items = this.items.filter((each) => each.key !== key);
  }
  /** Empties the tray once its files have joined a message; failed ones stay to be tried again. */
  clear(): void {
    this.refused = [];
    for (const item of this.items) if (item.state === 'ready') this.remove(item.key);
  }

  #take(file: File): void {
    const preview = isImage(file.type) ? URL.createObjectURL(file) : null;
    const item: Picked = { key: this.#next++, file, state: 'uploading', preview, attachment: null, reason: null };
    this.items = [...this.items, item];
    void this.#send(item);
  }
  async #send({ key, file }: Picked): Promise<void> {
    this.#set(key, { state: 'uploading', reason: null });
    try {
      this.#set(key, { state: 'ready', attachment: await this.#upload(file) });
    } catch (error) {
      this.#set(key, { state: 'failed', reason: error instanceof ApiError ? error.code : 'unknown' });
    }
  }
  #set(key: number, part: Partial<Picked>): void {
    this.items = this.items.map((item) => (item.key === key ? { ...item, ...part } : item));
  }
}
