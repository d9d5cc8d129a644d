// Figures as people type them: spaces, a comma or a point, Arabic digits, perhaps a per cent sign.

/** `1 234,5`, `12.5 %`, `٣٠٠` as a number; null when it is none. */
export function figure(text: string): number | null {
  const plain = text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/[٫,]/g, '.')
    .replace(/[%٪]$/, '');
  return /^-?\d*\.?\d+$|^-?\d+\.$/.test(plain) ? Number(plain) : null;
}
