// Figures and people of hiring as they are read.
import { ltr, number } from '../lib/format.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';
import { language } from '../listening/said.ts';
import type { Fact, Job, Stage } from './types.ts';

const FURTHER: readonly Stage[] = ['to_meet', 'met', 'offered', 'hired'];

/** How many of a job's people were taken further. */
export const further = (job: Job): number =>
  FURTHER.reduce((sum, stage) => sum + (job.stages[stage] ?? 0), 0);

/** Points and weights, which may be halves. */
export const points = (value: number): string => number(value, i18n.locale, 2);

/** `recruiter:nour` without the kind of account. */
export const whoOf = (actor: string): string => actor.slice(actor.indexOf(':') + 1);

/** A fact in short: its fields as people say them, or its words. */
export function told({ kind, value, quote }: Fact): string {
  const text = (name: string): string => String(value[name] ?? '');
  const joined = (...names: string[]): string => names.map(text).filter(Boolean).join(' · ');
  if (kind === 'language') return `${language(text('language'))} · ${level(text('level'))}`;
  if (kind === 'experience') {
    const until = value['current'] ? t('hiring.today') : text('end');
    const span = [text('start'), until].filter(Boolean).join(' – ');
    return [joined('title', 'employer'), span && ltr(span)].filter(Boolean).join(' · ') || quote;
  }
  return joined('degree', 'area', 'institution', 'name', 'city', 'text') || quote;
}

const level = (code: string): string =>
  code === '' || code === 'native' ? t(`hiring.level.${code || 'none'}`) : code;
