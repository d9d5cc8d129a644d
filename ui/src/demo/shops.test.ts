// Each demo shop says the same things in its three languages, and hands its language to the chat.
import { beforeEach, describe, expect, test } from 'vitest';
import { asked, speak, type Words } from './language.ts';

const LANGUAGES = ['ar', 'en'] as const;
const pages = import.meta.glob<string>('../../demo-*.html', { query: '?raw', import: 'default', eager: true });
const files = import.meta.glob<Words>('./*.json', { import: 'default', eager: true });
const catalogue = (brand: string, language: string): Words => files[`./${brand}.${language}.json`]!;
/** Nothing is fetched: scripts and style sheets are taken out, save the chat's tag, which is disarmed. */
const disarmed = (tag: string): string => (tag.includes('data-brand') ? tag.replace('src=', 'type="off" data-src=') : '');

describe.each(['sahla', 'waha'])('the shop of %s', (brand) => {
  const html = pages[`../../demo-${brand}.html`]!.replaceAll(/<script[^>]*><\/script>|<link[^>]*>/g, disarmed);
  let page: Document;
  beforeEach(() => {
    page = new DOMParser().parseFromString(html, 'text/html');
  });
  const keys = (): string[] => [...page.querySelectorAll<HTMLElement>('[data-t], [data-t-answer]')].map((element) => (element.dataset.t ?? element.dataset.tAnswer)!);

  test.each(LANGUAGES)('has the words of its page in %s, and no others', (language) => {
    const said = Object.keys(catalogue(brand, language)).filter((key) => key !== 'title').sort();
    expect(said).toEqual([...new Set(keys())].sort());
  });
  test('keeps every amount in every language', () => {
    // Single digits are words in Arabic ("two days"); prices and sizes are figures everywhere.
    const amounts = (text: string): string[] => (text.match(/[1-9]\d+/g) ?? []).sort();
    for (const element of page.querySelectorAll<HTMLElement>('[data-t]')) {
      for (const language of LANGUAGES) expect([element.dataset.t, amounts(catalogue(brand, language)[element.dataset.t!]!)]).toEqual([element.dataset.t, amounts(element.textContent!)]);
    }
  });
  test('turns into Arabic, right to left, with its chat', () => {
    const words = { ar: catalogue(brand, 'ar') };
    speak(page, asked('?lang=ar', ['fr', 'ar', 'en']), words);
    expect([page.documentElement.lang, page.documentElement.dir]).toEqual(['ar', 'rtl']);
    expect(page.querySelector('h1')!.textContent).toBe(words.ar['hero.title']);
    expect(page.querySelector('script[data-brand]')!.getAttribute('data-language')).toBe('ar');
    expect(page.querySelector('[aria-current]')!.textContent).toBe('العربية');
  });
});

test.each([['?lang=en', 'en'], ['?lang=xx', 'fr'], ['', 'fr'], ['?lang=../', 'fr']])('%s asks for %s', (query, language) => {
  expect(asked(query, ['fr', 'ar', 'en'])).toBe(language);
});
