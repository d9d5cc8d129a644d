// Files on their way to the server: part by part, so that neither their size nor a short break of
// the connection matters. Waits where the server asks to.
import { ApiError } from './api.ts';
import { api } from './session.svelte.ts';

/** What the server takes: sizes in bytes, and the ends of names where not all kinds are taken. */
export interface UploadRules {
  max_file: number;
  max_part: number;
  max_files: number;
  suffixes?: string[];
}

export interface Chosen {
  file: File;
  /** With its folders, where a folder was chosen. */
  name: string;
}
export interface Refused {
  name: string;
  why: 'kind' | 'size' | 'empty' | 'twice' | 'many';
}

/** Which of `files` can be taken beside those `taken` already, and why the others cannot. */
export function sift(
  files: Chosen[],
  taken: Chosen[],
  rules: UploadRules,
): { good: Chosen[]; refused: Refused[] } {
  const names = new Set(taken.map(({ name }) => name));
  const good: Chosen[] = [];
  const refused: Refused[] = [];
  for (const one of files) {
    const why = wrong(one, names, taken.length + good.length, rules);
    if (why) refused.push({ name: one.name, why });
    else good.push(one);
    names.add(one.name);
  }
  return { good, refused };
}

function wrong(
  { file, name }: Chosen,
  names: Set<string>,
  count: number,
  rules: UploadRules,
): Refused['why'] | null {
  const lower = name.toLowerCase();
  if (names.has(name)) return 'twice';
  if (rules.suffixes && !rules.suffixes.some((end) => lower.endsWith(end))) return 'kind';
  if (file.size === 0) return 'empty';
  if (file.size > rules.max_file) return 'size';
  return count >= rules.max_files ? 'many' : null;
}

const TRIES = 4;

export class Upload {
  sent = $state(0);
  total = $state(0);
  active = $state(false);
  #stopped = false;
  readonly #root: string;

  /** `root` is the address under which uploads begin, such as `/api/listening/uploads`. */
  constructor(root: string) {
    this.#root = root;
  }

  stop = (): void => void (this.#stopped = true);

  /** Sends all of `files`; the id under which they wait, or null when it was stopped. Throws ApiError. */
  async send(files: Chosen[], rules: UploadRules): Promise<string | null> {
    [this.active, this.#stopped, this.sent] = [true, false, 0];
    this.total = files.reduce((sum, { file }) => sum + file.size, 0);
    try {
      const { id } = await api.post<{ id: string }>(this.#root, {});
      for (const one of files) {
        if (!(await this.#file(id, one, rules.max_part))) return null;
      }
      return id;
    } finally {
      this.active = false;
    }
  }

  async #file(id: string, { file, name }: Chosen, part: number): Promise<boolean> {
    for (let offset = 0; offset < file.size; offset += part) {
      if (this.#stopped) return false;
      const piece = file.slice(offset, offset + part);
      await this.#part(id, name, offset, piece);
      this.sent += piece.size;
    }
    return true;
  }

  async #part(id: string, name: string, offset: number, piece: Blob): Promise<void> {
    const query = new URLSearchParams({ name, offset: String(offset) }).toString();
    for (let tried = 1; ; tried += 1) {
      try {
        const path = `${this.#root}/${id}/parts?${query}`;
        await api.postFile(path, piece, 'application/octet-stream');
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || !error.retryable || tried >= TRIES) throw error;
        await new Promise((go) => setTimeout(go, 1000 * (error.retry_after ?? tried)));
      }
    }
  }
}

/** The files of a drop, those in its folders too. */
export async function dropped(items: DataTransferItemList): Promise<Chosen[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((one) => one !== null);
  const found = await Promise.all(entries.map((entry) => within(entry, '')));
  return found.flat();
}

async function within(entry: FileSystemEntry, path: string): Promise<Chosen[]> {
  const name = path + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((go, fail) =>
      (entry as FileSystemFileEntry).file(go, fail),
    );
    return [{ file, name }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Chosen[] = [];
  for (;;) {
    // A reader gives some hundred at a time, and nothing at its end.
    const some = await new Promise<FileSystemEntry[]>((go, fail) => reader.readEntries(go, fail));
    if (some.length === 0) return found;
    const each = await Promise.all(some.map((one) => within(one, `${name}/`)));
    found.push(...each.flat());
  }
}

export const chosen = (files: FileList): Chosen[] =>
  [...files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
