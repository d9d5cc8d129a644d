// How alternatives are told apart in drawings: by colour, and by dash for who sees no colours.
import { t } from '../lib/i18n.svelte.ts';
import { BASELINE } from './figures.ts';
import { named } from './scenario.ts';
import type { View } from './types.ts';

export interface Look {
  colour: string;
  dash: string;
}
const LOOKS: Look[] = [
  { colour: 'var(--ink)', dash: 'none' },
  { colour: 'var(--accent)', dash: '7 3' },
  { colour: 'var(--bad)', dash: '2 3' },
  { colour: 'var(--good)', dash: '10 3 2 3' },
  { colour: 'var(--violet-ink)', dash: '5 2 1 2' },
  { colour: 'var(--warn)', dash: '1 4' },
];

/** Of the alternative at `place`; the baseline is the first. */
export const lookOf = (place: number): Look => LOOKS[place % LOOKS.length]!;

export const titleOf = (alternative: string): string =>
  alternative === BASELINE ? t('planning.baseline') : alternative;

/** A queue or site as a title; a time as it is. */
export const placeOf = (id: string, view: View): string =>
  view === 'interval' ? id : id === '' ? t('planning.view.all') : named(id);
