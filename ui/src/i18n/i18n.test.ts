// Every catalogue exists in every language with the same keys and the same placeholders.
import { parse } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { i18n, LANGUAGES, t } from '../lib/i18n.svelte.ts';

const files = import.meta.glob<Record<string, string>>('./*/*.json', {
  eager: true,
  import: 'default',
});
const pages = [...new Set(Object.keys(files).map((path) => path.split('/')[2] as string))];

/** Names of the values a message needs, tags excluded. */
function placeholders(text: string): string[] {
  const names = new Set<string>();
  JSON.stringify(parse(text, { ignoreTag: true }), (key, value: unknown) => {
    const node = value as { type?: number; value?: unknown } | null;
    if (
      node &&
      typeof node === 'object' &&
      typeof node.value === 'string' &&
      [1, 2, 3, 4, 5, 6].includes(node.type ?? 0)
    )
      names.add(node.value);
    return key === 'location' ? undefined : value;
  });
  return [...names].sort();
}

describe.each(pages)('%s', (page) => {
  const french = files[`./fr/${page}`] ?? {};
  test.each(LANGUAGES)('has the keys and placeholders of French in %s', (language) => {
    const other = files[`./${language}/${page}`] ?? {};
    expect(Object.keys(other).sort()).toEqual(Object.keys(french).sort());
    for (const [key, text] of Object.entries(french)) {
      expect([key, placeholders(other[key] ?? '')]).toEqual([key, placeholders(text)]);
    }
  });
  test.each(LANGUAGES)('has no empty text in %s', (language) => {
    expect(
      Object.entries(files[`./${language}/${page}`] ?? {}).filter(([, text]) => !text.trim()),
    ).toEqual([]);
  });
});

test('French punctuation stays beside its word', async () => {
  await i18n.use('fr');
  await i18n.need('causes');
  expect(t('causes.report')).toBe('Enregistrer le rapport\u00a0:');
  expect(t('causes.never_human')).toContain('«\u00a0inconnu\u00a0»');
});
