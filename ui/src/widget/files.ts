// Which files a customer may attach. The server decides again from the bytes; this tells at once.
export const ACCEPTED = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf', 'text/plain'];
export const LARGEST = 5_000_000;
export const MOST = 5;

export type Refusal = 'type' | 'size' | 'empty' | 'many';

/** Why `file` cannot join `already` others, or null when it can. */
export function refusal(file: Pick<File, 'name' | 'type' | 'size'>, already: number): Refusal | null {
  if (already >= MOST) return 'many';
  if (!ACCEPTED.includes(mediaType(file))) return 'type';
  if (file.size === 0) return 'empty';
  return file.size > LARGEST ? 'size' : null;
}

/** The browser's word, else the name's ending: some systems give text files no type. */
function mediaType({ name, type }: Pick<File, 'name' | 'type'>): string {
  return type || (/\.txt$/i.test(name) ? 'text/plain' : '');
}

export function isImage(media_type: string): boolean {
  return media_type.startsWith('image/');
}
