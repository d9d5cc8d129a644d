// Where the reader is: the router, the theme and the language.
import { beforeEach, describe, expect, test } from 'vitest';
import { pageAt } from '../pages.ts';
import { i18n, t } from './i18n.svelte.ts';
import { router } from './router.svelte.ts';
import { theme } from './theme.svelte.ts';

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  history.replaceState(null, '', '/');
});

describe('the router', () => {
  test('goes to a page and reads its query', () => {
    router.go('/history?brand=sahla');
    expect([router.path, router.query.get('brand'), location.pathname]).toEqual([
      '/history',
      'sahla',
      '/history',
    ]);
  });
  test('opens own links in place and leaves the others to the browser', () => {
    router.start();
    document.body.innerHTML =
      '<a id="own" href="/desk" data-page>d</a><a id="other" href="/demo/sahla">o</a>';
    const press = (id: string, more = {}) => {
      const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...more });
      document.getElementById(id)?.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect([press('own'), press('other'), press('own', { ctrlKey: true })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(router.path).toBe('/desk');
  });
  test.each([
    ['/', 'home'],
    ['/desk', 'desk'],
    ['/wallboard/', 'wallboard'],
    ['/nowhere', undefined],
  ])('knows %s', (path, id) => {
    expect(pageAt(path)?.id).toBe(id);
  });
});

test('the theme is remembered and applied', () => {
  theme.use('dark');
  expect([document.documentElement.dataset.theme, theme.dark]).toEqual(['dark', true]);
  theme.use('system');
  theme.start();
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

describe('the language', () => {
  test('sets the words and the direction, and is remembered', async () => {
    await i18n.start(['common'], 'fr');
    expect([t('common.cancel'), document.documentElement.dir]).toEqual(['Annuler', 'ltr']);
    await i18n.use('ar');
    expect([
      t('common.cancel'),
      document.documentElement.dir,
      document.documentElement.lang,
    ]).toEqual(['إلغاء', 'rtl', 'ar']);
    expect(localStorage.getItem('nawba.language')).toBe('ar');
  });
  test('is the account’s, unless this browser was told another', async () => {
    await i18n.start(['common'], 'fr');
    await i18n.suggest('ar');
    expect([i18n.language, localStorage.getItem('nawba.language')]).toEqual(['ar', null]);
    await i18n.use('en');
    await i18n.suggest('ar');
    expect(i18n.language).toBe('en');
  });
  test('shows the key of a text that is missing', () => {
    expect(t('common.nothing.here')).toBe('common.nothing.here');
  });
});
