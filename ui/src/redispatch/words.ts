// A measure in one sentence, in the reader's language.
import { centre } from '../lib/centre.svelte.ts';
import { apart } from '../lib/format.ts';
import { t } from '../lib/i18n.svelte.ts';
import type { Change, Measure, Suggestion } from './types.ts';

const site = (id: string | null): string => apart(centre.name('sites', id));
const queue = (id: string | null): string => apart(centre.name('queues', id));

/** `Dakar gets no more contacts; those under way wait again.` */
export function sentence({ kind, ...change }: Change): string {
  switch (kind) {
    case 'site_dark':
      return t(`redispatch.told.site_dark.${change.held}`, { site: site(change.site) });
    case 'widen_queue':
      return t('redispatch.told.widen_queue', {
        queue: queue(change.queue),
        levels: change.levels,
      });
    case 'move_waiting': {
      const places = { queue: queue(change.queue), to: queue(change.to) };
      return change.count === null
        ? t('redispatch.told.move_all', places)
        : t('redispatch.told.move_some', { ...places, count: change.count });
    }
  }
}

/** Why something is suggested: `Sahla, français misses its target.` */
export function because({ why, ...about }: Suggestion): string {
  return t(`redispatch.why.${why}`, { queue: queue(about.queue), site: site(about.site) });
}

/** Who applied a measure. */
export function byWhom({ by, automatic }: Measure): string {
  return automatic ? t('redispatch.by_itself') : apart(centre.name('supervisors', by));
}
