// Finding an adviser among many.
import { holding } from '../lib/search.ts';
import type { AdviserView, CentreView } from '../lib/types.ts';

const LANGUAGES = ['fr', 'ar', 'ary', 'en', 'es', 'pt'];

/** The languages among an adviser's skills, best first: `[['fr', 5], ['ar', 3]]`. */
export function spokenSkills(skills: Record<string, number>): [string, number][] {
  return Object.entries(skills)
    .filter(([skill]) => LANGUAGES.includes(skill))
    .sort((a, b) => b[1] - a[1]);
}

/** Advisers of `site` (all when empty) whose name, site or languages hold every word of `query`. */
export function found(
  view: CentreView,
  site: string,
  query: string,
  language: (id: string) => string,
): AdviserView[] {
  const holds = holding(query);
  const places = new Map(view.sites.map(({ id, name }) => [id, name]));
  const spoken = (adviser: AdviserView) => spokenSkills(adviser.skills).map(([id]) => language(id));
  return view.advisers.filter(
    (each) =>
      (!site || each.site === site) && holds(each.name, places.get(each.site), ...spoken(each)),
  );
}
