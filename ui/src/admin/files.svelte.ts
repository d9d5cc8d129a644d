// A file on its way in: tried first, its differences seen, then applied as it is.
import { ApiError } from '../lib/api.ts';
import { address } from '../lib/api.ts';
import { api } from '../lib/session.svelte.ts';
import { book } from './book.svelte.ts';
import type { Fault, Imported, Refusal } from './types.ts';

const TYPES: Record<string, string> = {
  zip: 'application/zip',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  csv: 'text/csv',
};

/** The media type by which the server reads a file of this name. */
export function typeOf(name: string): string {
  return TYPES[name.toLowerCase().split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

export class FileIn {
  readonly #path: string;
  file = $state.raw<File | null>(null);
  busy = $state(false);
  tried = $state.raw<Imported | null>(null);
  faults = $state.raw<Fault[]>([]);
  /** Contacts held or waiting with what the file retires. */
  contacts = $state(0);
  problem = $state.raw<unknown>(null);

  constructor(path: string) {
    this.#path = path;
  }

  forget(): void {
    [this.file, this.tried, this.faults, this.contacts, this.problem] = [null, null, [], 0, null];
  }

  /** Reads what `file` would change; nothing is changed. */
  async look(file: File): Promise<void> {
    this.forget();
    this.file = file;
    // Whether it may be incomplete is the administrator's choice, once they have seen what lacks.
    this.tried = await this.#send({ dry_run: true, incomplete: true, retire_busy: true });
  }

  /** Applies it; null when it was refused, and why is then shown. */
  async apply(evenBusy = false): Promise<Imported | null> {
    const done = await this.#send({ dry_run: false, incomplete: true, retire_busy: evenBusy });
    if (done) await book.refresh();
    return done;
  }

  async #send(query: Record<string, boolean>): Promise<Imported | null> {
    const file = this.file;
    if (!file) return null;
    this.busy = true;
    [this.faults, this.problem, this.contacts] = [[], null, 0];
    try {
      return await api.postFile<Imported>(address(this.#path, query), file, typeOf(file.name));
    } catch (error) {
      this.#refused(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  #refused(error: unknown): void {
    const told = error instanceof ApiError ? (error.problem as Refusal) : {};
    if (told.faults?.length) this.faults = told.faults;
    else if (error instanceof ApiError && error.code === 'busy') this.contacts = told.contacts ?? 1;
    else this.problem = error;
  }
}
