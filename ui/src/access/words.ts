// The log's actions and kinds in the reader's words; one that has none is shown as it is written.
import { t } from '../lib/i18n.svelte.ts';

export function word(part: 'action' | 'kind', id: string): string {
  const key = `access.${part}.${id}`;
  const text = t(key);
  return text === key ? id : text;
}
