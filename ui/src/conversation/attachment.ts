// Which files may be attached, said before the upload rather than after it.
export const ACCEPTED = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'application/pdf',
  'text/plain',
];
export const LARGEST = 5 * 1024 * 1024;

/** Why a file cannot be sent: `type`, `size`, `empty`; null when it can. The server decides again. */
export function refused(file: {
  type: string;
  size: number;
  name: string;
}): 'type' | 'size' | 'empty' | null {
  if (!ACCEPTED.includes(file.type) && !/\.txt$/i.test(file.name)) return 'type';
  if (file.size > LARGEST) return 'size';
  return file.size === 0 ? 'empty' : null;
}

export const isImage = (media_type: string): boolean => media_type.startsWith('image/');
