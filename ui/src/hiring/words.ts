// Figures and people of hiring as they are read.
import { number } from '../lib/format.ts';
import { i18n } from '../lib/i18n.svelte.ts';
import type { Job, Stage } from './types.ts';

const FURTHER: readonly Stage[] = ['to_meet', 'met', 'offered', 'hired'];

/** How many of a job's people were taken further. */
export const further = (job: Job): number =>
  FURTHER.reduce((sum, stage) => sum + (job.stages[stage] ?? 0), 0);

/** Points and weights, which may be halves. */
export const points = (value: number): string => number(value, i18n.locale, 2);

/** `recruiter:nour` without the kind of account. */
export const whoOf = (actor: string): string => actor.slice(actor.indexOf(':') + 1);
