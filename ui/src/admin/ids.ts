// Ids made from names, so that nobody has to invent one.
import { folded } from '../lib/format.ts';

/** `Fatou Sow` as `fatou-sow` (or `fatou.sow`); empty when the name has no Latin letter or digit. */
export function slug(name: string, joint = '-'): string {
  const words = folded(name)
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/['’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return words.join(joint).slice(0, 60);
}

/** An id from `name` that is not in `taken`; `base` stands in for names in other scripts. */
export function freeId(
  name: string,
  taken: ReadonlySet<string>,
  base: string,
  joint = '-',
): string {
  const wanted = slug(name, joint);
  const stem = wanted || base;
  if (wanted && !taken.has(wanted)) return wanted;
  for (let number = wanted ? 2 : 1; ; number += 1) {
    const tried = `${stem}${joint}${number}`;
    if (!taken.has(tried)) return tried;
  }
}

export const isId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
