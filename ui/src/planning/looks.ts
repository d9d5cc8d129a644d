// What alternatives and places are called in drawings and tables.
import { t } from '../lib/i18n.svelte.ts';
import { BASELINE } from './figures.ts';
import { named } from './scenario.ts';
import type { View } from './types.ts';

export const titleOf = (alternative: string): string =>
  alternative === BASELINE ? t('planning.baseline') : alternative;

/** A queue or site as a title; a time as it is. */
export const placeOf = (id: string, view: View): string =>
  view === 'interval' ? id : id === '' ? t('planning.view.all') : named(id);
