import { describe, expect, test } from 'vitest';
import { brandTokens, contrast, inkOn, parse } from './colour.ts';

const DARK_SURFACE = parse('#161d21')!;
const WHITE = parse('#ffffff')!;
const pairOf = (value: string): [string, string] => {
  const match = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value)!;
  return [match[1]!, match[2]!];
};

test('measures contrast as WCAG does', () => {
  expect(contrast(parse('#000000')!, WHITE)).toBeCloseTo(21, 5);
  expect(contrast(parse('#767676')!, WHITE)).toBeCloseTo(4.54, 2);
});

test('puts the better ink on a colour', () => {
  expect(inkOn('#0f5c7a')).toBe('#ffffff');
  expect(inkOn('#ffe14d')).toBe('#06161d');
});

describe.each(['#0f5c7a', '#8a3b12', '#ffe14d', '#000000', '#ffffff', '#ff0000', '#22cc88'])('tokens for %s', (colour) => {
  const tokens = brandTokens(colour);

  test('accents are readable on the surfaces', () => {
    const [light, dark] = pairOf(tokens['--accent']!);
    expect(contrast(parse(light)!, WHITE)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(parse(dark)!, DARK_SURFACE)).toBeGreaterThanOrEqual(4.5);
  });
  test.each([
    ['--accent', '--accent-ink'],
    ['--accent-soft', '--accent-soft-ink'],
  ])('text on %s is readable', (ground, ink) => {
    const grounds = pairOf(tokens[ground]!);
    const inks = pairOf(tokens[ink]!);
    expect(contrast(parse(grounds[0])!, parse(inks[0])!)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(parse(grounds[1])!, parse(inks[1])!)).toBeGreaterThanOrEqual(4.5);
  });
  test('white is readable on the header', () => {
    for (const head of pairOf(tokens['--head']!)) expect(contrast(parse(head)!, WHITE)).toBeGreaterThanOrEqual(4.5);
  });
});

test('a colour that is none changes nothing', () => {
  expect(brandTokens('url(x)')).toEqual({});
});
