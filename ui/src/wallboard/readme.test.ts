import { describe, expect, it } from 'vitest';
import readme from './README.md?raw';

const sources = import.meta.glob<string>(['./*.svelte', '../history/*.svelte'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

// Literal names only; those made of a variable are described in words.
const NAME = /(?:data-testid|testid|rowTestid)(?:="|: ')([a-z][a-z-]+)["']/g;
const names = Object.values(sources).flatMap((text) =>
  [...text.matchAll(NAME)].map((found) => found[1]!),
);

describe('the README', () => {
  it('lists every name that tests may hold on to', () => {
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
