// The demo shops speak French in their HTML; `?lang=ar|en` puts another language's words in place and
// tells the chat's script tag, which runs after this module.
export type Words = Record<string, string>;
const DEFAULT = 'fr';

/** The language asked for in `query`, French unless it is one of `known`. */
export function asked(query: string, known: readonly string[]): string {
  const lang = new URLSearchParams(query).get('lang') ?? DEFAULT;
  return known.includes(lang) ? lang : DEFAULT;
}

/** Turns `page` into `language`: every `data-t` element, the title, the direction, the chat. */
export function speak(page: Document, language: string, catalogues: Record<string, Words>): void {
  const words = catalogues[language];
  page.documentElement.lang = language;
  page.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  if (words) for (const element of page.querySelectorAll<HTMLElement>('[data-t]')) {
    element.textContent = words[element.dataset.t!] ?? element.textContent;
  }
  if (words?.title) page.title = words.title;
  page.querySelector<HTMLElement>('script[data-brand]')?.setAttribute('data-language', language);
  page.querySelector(`[data-languages] [lang="${language}"]`)?.setAttribute('aria-current', 'true');
}
