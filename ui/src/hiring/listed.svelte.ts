// The applications for the job at hand, in the order of their places, and those that the filters leave.
import { t } from '../lib/i18n.svelte.ts';
import { Reading } from '../lib/reading.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { place } from './place.svelte.ts';
import type { Row } from './types.ts';

export interface Wanted {
  stage: string;
  language: string;
  seen: string;
  criteria: [string, string][];
}

/** Whether `row` is among what is `wanted`; nothing wanted is everything. */
export function fits(row: Row, wanted: Wanted): boolean {
  if (wanted.stage && row.stage !== wanted.stage) return false;
  if (wanted.language && row.language !== wanted.language) return false;
  if (wanted.seen === 'yes' && !row.opened) return false;
  if (wanted.seen === 'no' && row.opened) return false;
  if (wanted.seen === 'human' && !row.human_asked) return false;
  return wanted.criteria.every(([id, mark]) => row.marks[id] === mark);
}

class Listed {
  job = $state('');
  readonly reading = new Reading<Row[]>();
  rows = $derived(this.reading.value ?? []);
  /** The one that was open last: the list takes the focus up there. */
  last = '';

  get wanted(): Wanted {
    const [stage, language, seen] = [
      place.filter('stage'),
      place.filter('language'),
      place.filter('seen'),
    ];
    return { stage, language, seen, criteria: place.criteria };
  }
  shown = $derived.by(() => this.rows.filter((row) => fits(row, this.wanted)));

  async load(job: string): Promise<void> {
    if (this.job !== job) {
      this.job = job;
      this.reading.show([]);
    }
    const path = `/api/hiring/jobs/${encodeURIComponent(job)}/applications`;
    await this.reading.load(async () => (await api.get<{ rows: Row[] }>(path)).rows);
  }
  /** An application has no name but its place. */
  name(id: string): string {
    const row = this.rows.find((one) => one.id === id);
    return row ? t('hiring.nth', { place: row.place }) : '…';
  }
  /** The application `by` places after `id` among those shown; null at the ends. */
  next(id: string, by: 1 | -1): Row | null {
    const at = this.shown.findIndex((row) => row.id === id);
    return (at < 0 ? undefined : this.shown[at + by]) ?? null;
  }
}

export const listed = new Listed();
