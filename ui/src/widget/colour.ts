// One brand colour in, a whole accessible accent out: for light and dark, with text on it and in it.
// Contrast is WCAG 2.2's ratio of relative luminances; text needs 4.5 : 1.
type Rgb = [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [6, 22, 29];
const DARK_SURFACE: Rgb = [22, 29, 33];
const READABLE = 4.5;

/** `#rrggbb` as three bytes; null for anything else. */
export function parse(colour: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  return match ? [parseInt(match[1]!, 16), parseInt(match[2]!, 16), parseInt(match[3]!, 16)] : null;
}

/** Contrast ratio of two colours, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** White or near-black, whichever reads better on `colour`. */
export function inkOn(colour: string): string {
  const base = parse(colour) ?? INK;
  return hex(contrast(base, WHITE) >= contrast(base, INK) ? WHITE : INK);
}

/** Custom properties that re-colour the shared tokens (styles/tokens.css) for one brand. */
export function brandTokens(colour: string): Record<string, string> {
  const base = parse(colour);
  if (!base) return {};
  const light = until(base, INK, WHITE);
  const dark = until(base, WHITE, DARK_SURFACE);
  const head = until(mix(base, INK, 0.35), INK, WHITE);
  return {
    '--accent': pair(light, dark),
    '--accent-hover': pair(mix(light, INK, 0.2), mix(dark, WHITE, 0.2)),
    '--accent-ink': `light-dark(${inkOn(hex(light))}, ${inkOn(hex(dark))})`,
    '--accent-soft': pair(mix(base, WHITE, 0.89), mix(base, DARK_SURFACE, 0.7)),
    '--accent-soft-ink': pair(mix(light, INK, 0.25), mix(dark, WHITE, 0.45)),
    '--focus': pair(light, dark),
    '--head': pair(light, head),
    '--head-ink': '#ffffff',
  };
}

/** `from` moved towards `to` just far enough to be readable on `ground`. */
function until(from: Rgb, to: Rgb, ground: Rgb): Rgb {
  const steps = Array.from({ length: 21 }, (_, step) => mix(from, to, step / 20));
  return steps.find((each) => contrast(each, ground) >= READABLE) ?? to;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((byte, i) => Math.round(byte + (to[i]! - byte) * share)) as Rgb;
}

function hex(colour: Rgb): string {
  return `#${colour.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function pair(light: Rgb, dark: Rgb): string {
  return `light-dark(${hex(light)}, ${hex(dark)})`;
}
