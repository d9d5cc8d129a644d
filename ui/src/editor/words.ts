// What the editor's page says of states, ends and checks, and in which tone.
import { spoken } from '../desk/timeline.ts';
import { date, number } from '../lib/format.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';
import type {
  ArticleLine,
  Coverage,
  DraftCheck,
  DraftState,
  GapReason,
  GapState,
  Status,
} from './types.ts';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'violet';

/** An article that ends within so many days wants its owner's look. */
export const SOON_DAYS = 30;

export const STATUS_TONES: Record<Status | 'missing', Tone> = {
  served: 'good',
  waiting: 'accent',
  changed: 'accent',
  expired: 'bad',
  contradicting: 'bad',
  withdrawn: 'neutral',
  missing: 'neutral',
};
export const DRAFT_TONES: Record<DraftState, Tone> = {
  draft: 'neutral',
  proposed: 'accent',
  published: 'good',
  rejected: 'warn',
  discarded: 'neutral',
};
export const GAP_TONES: Record<GapState, Tone> = {
  open: 'warn',
  drafted: 'accent',
  closed: 'good',
  dismissed: 'neutral',
};
export const REASON_TONES: Record<GapReason, Tone> = {
  abstained: 'warn',
  asked_back: 'neutral',
  handed_over: 'accent',
  rated_badly: 'bad',
  came_back: 'violet',
};

/** A name or title in a sentence of another direction: it keeps its own, and its marks. */
export const isolated = (text: string | null): string => `\u2068${text ?? ''}\u2069`;

/** How pressing an article's end is. */
export function ending(days: number | null): 'none' | 'over' | 'soon' | 'far' {
  if (days === null) return 'none';
  if (days < 0) return 'over';
  return days <= SOON_DAYS ? 'soon' : 'far';
}

/** When the article ends, in the reader's words. */
export function endWords({ expires_on, expires_in_days }: ArticleLine): string {
  if (expires_on === null || expires_in_days === null) return t('editor.no_end');
  const kind = ending(expires_in_days);
  if (kind === 'far') return date(expires_on, i18n.locale, 'UTC');
  return t(`editor.end.${kind}`, { days: Math.abs(expires_in_days) });
}

/** One language of an article, said whole: for its mark's title and for those who do not see colour. */
export function coverageWords(one: Coverage): string {
  const status = t(`editor.status.${one.status}`);
  const parts = [t('editor.coverage', { language: spoken(one.language), status })];
  if (one.behind) parts.push(behindWords(one));
  return parts.join(' · ');
}

export function behindWords({ behind_source }: Coverage): string {
  return behind_source
    ? t('editor.behind_of', { language: spoken(behind_source) })
    : t('editor.behind');
}

/** A check's text in the reader's language; the server's own words for one this page does not know. */
export function checkWords(check: DraftCheck): { message: string; remedy: string } {
  const values = {
    size: number(check.values.size ?? 0, i18n.locale),
    most: number(check.values.most ?? 0, i18n.locale),
    count: check.places.length,
    languages: (check.values.languages ?? []).map(spoken).join(', '),
  };
  const said = (group: string, otherwise: string): string => {
    const key = `editor.${group}.${check.name}`;
    const found = t(key, values);
    return found === key ? otherwise : found;
  };
  return { message: said('check', check.message), remedy: said('remedy', check.remedy) };
}

/** What is marked in a text, by the name privacy gives it. */
export function markWords(kind: string): string {
  const key = `editor.mark.${kind.toLowerCase()}`;
  const found = t(key);
  return found === key ? kind.toLowerCase().replaceAll('_', ' ') : found;
}

/** The languages of a gap with how many contacts came in each, most first. */
export function gapLanguages(languages: Record<string, number>): [string, number][] {
  return Object.entries(languages).toSorted(([, one], [, other]) => other - one);
}
