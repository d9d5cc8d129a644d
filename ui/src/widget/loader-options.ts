// Reads the script tag that a company puts on its pages.
export interface LoaderOptions {
  brand: string;
  language: 'fr' | 'ar' | 'en';
  server: string; // an origin, without a trailing slash
  colour: string | null; // of the launcher until the server says better
}

/** The options on the tag being run, or on the first tag that names a brand; null if there is none. */
export function readOptions(page: Document): LoaderOptions | null {
  const running = page.currentScript as HTMLScriptElement | null;
  const tag = running?.dataset.brand ? running : page.querySelector<HTMLScriptElement>('script[data-brand][src*="widget.js"]');
  if (tag) return fromTag(tag, page);
  if (running?.src.includes('widget.js')) console.warn('nawba: the widget.js script tag needs data-brand="…"');
  return null;
}

function fromTag(tag: HTMLScriptElement, page: Document): LoaderOptions {
  const { brand = '', language, server, colour } = tag.dataset;
  return {
    brand,
    language: asLanguage(language ?? page.documentElement.lang),
    server: new URL(server ?? tag.src, page.baseURI).origin,
    colour: /^#[0-9a-f]{6}$/i.test(colour ?? '') ? (colour ?? null) : null,
  };
}

function asLanguage(tag: string): LoaderOptions['language'] {
  const short = tag.slice(0, 2).toLowerCase();
  return short === 'ar' || short === 'en' ? short : 'fr';
}
