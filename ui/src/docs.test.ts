// The README names every element that browser tests may hold on to.
import { expect, test } from 'vitest';
import readme from '../README.md?raw';

const sources = import.meta.glob<string>(
  [
    './access/*.svelte',
    './account/*.svelte',
    './accounts/*.svelte',
    './admin/**/*.svelte',
    './assistant/*.svelte',
    './candidate/*.svelte',
    './causes/*.svelte',
    './desk/*.svelte',
    './editor/*.svelte',
    './hiring/*.svelte',
    './home/*.svelte',
    './listening/*.svelte',
    './redispatch/*.svelte',
    './planning/*.svelte',
    './staffing/*.svelte',
    './webhooks/*.svelte',
    './conversation/*.svelte',
    './signin/*.svelte',
    './components/*.svelte',
  ],
  { eager: true, query: '?raw', import: 'default' },
);

test.each(Object.entries(sources))('%s', (_path, source) => {
  const ids = [...source.matchAll(/(?:data-testid|testid)="([a-z-]+)"/g)].map((match) => match[1]);
  expect(ids.filter((id) => !readme.includes(`\`${id}\``))).toEqual([]);
});
