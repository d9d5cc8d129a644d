// Where a contact may go: the likeliest places first.
import type { AdviserView, CentreView, ContactRow } from '../lib/types.ts';

type Queue = CentreView['queues'][number];

/** Queues other than its own: the brand's first, those of the contact's language before the others. */
export function queuesFor(centre: CentreView, row: ContactRow): Queue[] {
  const far = (queue: Queue) =>
    (queue.brand === row.brand ? 0 : 2) + (queue.language === row.language ? 0 : 1);
  return centre.queues
    .filter((queue) => queue.id !== row.queue)
    .sort(
      (a, b) => far(a) - far(b) || a.brand.localeCompare(b.brand) || a.name.localeCompare(b.name),
    );
}

/** Colleagues who can answer the contact's queue, by site then name; everybody when there is none. */
export function advisersFor(centre: CentreView, row: ContactRow, me: string): AdviserView[] {
  const requires = centre.queues.find((queue) => queue.id === row.queue)?.requires ?? {};
  const able = (adviser: AdviserView) =>
    Object.entries(requires).every(([skill, level]) => (adviser.skills[skill] ?? 0) >= level);
  const others = centre.advisers.filter((adviser) => adviser.id !== me);
  const fit = others.filter(able);
  return (fit.length ? fit : others).sort(
    (a, b) => a.site.localeCompare(b.site) || a.name.localeCompare(b.name),
  );
}
