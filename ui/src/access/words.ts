// The log's actions, kinds and doers in the reader's words; one that has none is shown as it is written.
import { t } from '../lib/i18n.svelte.ts';

export function word(part: 'action' | 'kind' | 'who', id: string): string {
  const key = `access.${part}.${id}`;
  const text = t(key);
  return text === key ? id : text;
}
