// What an address of the editor's page opens.
import { beforeEach, expect, test } from 'vitest';
import { router } from '../lib/router.svelte.ts';
import { asking, changed, partOf } from './asking.svelte.ts';

beforeEach(() => router.go('/editor'));

test.each([
  ['', 'gaps'],
  ['part=articles', 'articles'],
  ['part=nonsense', 'gaps'],
  ['draft=d1', 'drafts'],
  ['article=sahla/code-puk', 'articles'],
  ['part=gaps&draft=d1', 'gaps'],
])('%j opens %s', (query, part) => {
  expect(partOf(new URLSearchParams(query))).toBe(part);
});

test('narrowing keeps what else was asked, and forgets what is emptied', () => {
  const query = new URLSearchParams('part=articles&brand=sahla&q=puk');
  expect(String(changed(query, { q: null, status: 'expired' }))).toBe(
    'part=articles&brand=sahla&status=expired',
  );
  expect(String(query)).toContain('q=puk');
});

test('another part keeps the brand and nothing else', () => {
  router.go('/editor?part=gaps&brand=waha&gap=g1');
  asking.open('articles', { article: 'waha/colis' });
  expect(location.search).toBe('?part=articles&brand=waha&article=waha%2Fcolis');
  expect([asking.part, asking.article, asking.gap]).toEqual(['articles', 'waha/colis', null]);
});

test('a link names the part even where the address did not', () => {
  expect(asking.link({ gap: 'g1' })).toBe('/editor?part=gaps&gap=g1');
});
