// Text stays readable: every pair of ink and surface that the pages use holds WCAG AA, light and dark.
import { describe, expect, test } from 'vitest';
import css from './tokens.css?raw';

const PAIRS: [string, string][] = [
  ...['ground', 'surface', 'surface-2', 'surface-3'].flatMap((on): [string, string][] => [
    ['ink', on],
    ['ink-2', on],
  ]),
  ...['ground', 'surface', 'surface-2'].map((on): [string, string] => ['ink-3', on]),
  ['accent', 'surface'],
  ['accent', 'ground'],
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['accent-soft-ink', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['ink-2', 'accent-soft'],
  ['good-ink', 'good-soft'],
  ['warn-ink', 'warn-soft'],
  ['bad-ink', 'bad-soft'],
  ['violet-ink', 'violet-soft'],
  ['note', 'note-soft'],
  ['ink', 'note-soft'],
  ['bad', 'surface'],
  ['warn', 'surface'],
  ['good', 'surface'],
  ['on-bad', 'bad'],
  ['on-bad', 'bad-hover'],
];

const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    (m) => [m[1], [m[2], m[3]]] as [string, [string, string]],
  ),
);

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('%s', (_name, side) => {
  test.each(PAIRS)('%s on %s', (ink, surface) => {
    const [a, b] = [tokens.get(ink)?.[side], tokens.get(surface)?.[side]];
    expect(contrast(a ?? '#000000', b ?? '#000000')).toBeGreaterThanOrEqual(4.5);
  });
});
