// Where one is in the pages of hiring: the job, the part, the filters, the application. All of it
// is the address.
import { router } from '../lib/router.svelte.ts';
import { addressOf, NAMES, soughtIn, type Sought } from './reserve.ts';

export const PARTS = ['list', 'intake', 'criteria', 'fairness'] as const;
export type Part = (typeof PARTS)[number];
export const FILTERS = ['stage', 'language', 'seen'] as const;
export type Filter = (typeof FILTERS)[number];
/** Before the name of a criterion in the address. */
const OF_CRITERION = 'is.';

class Place {
  job = $derived(router.query.get('job'));
  application = $derived(router.query.get('application'));
  /** The application that stands beside it. */
  beside = $derived(router.query.get('beside'));
  /** Whether the questions for a meeting are shown alone, to be printed. */
  guide = $derived(router.query.has('guide'));
  part = $derived(PARTS.find((one) => one === router.query.get('part')) ?? 'list');

  filter = (name: Filter): string => router.query.get(name) ?? '';
  criterion = (id: string): string => router.query.get(OF_CRITERION + id) ?? '';
  setCriterion = (id: string, value: string): void =>
    this.go({ [OF_CRITERION + id]: value || null }, true);
  /** The wanted answer by criterion. */
  get criteria(): [string, string][] {
    return [...router.query]
      .filter(([name]) => name.startsWith(OF_CRITERION))
      .map(([name, value]) => [name.slice(OF_CRITERION.length), value]);
  }
  /** Whether one looks for people of the reserve. */
  reserve = $derived(router.query.has('reserve'));
  wanted = $derived(soughtIn(router.query));
  seek = (sought: Sought): void => this.go({ ...addressOf(sought) }, true);
  /** The jobs, with nothing left of the reserve. */
  jobs = (): string =>
    this.address({ reserve: null, ...Object.fromEntries(NAMES.map((name) => [name, null])) });
  /** Back to the list as it was narrowed. */
  list = (job: string): string =>
    this.address({
      job: this.reserve ? null : job,
      application: null,
      beside: null,
      guide: null,
    });
  clear(): void {
    const criteria = this.criteria.map(([id]) => OF_CRITERION + id);
    this.go(Object.fromEntries([...FILTERS, ...criteria].map((name) => [name, null])), true);
  }
  /** The address with `changes`; null or nothing takes a part out. */
  address(changes: Record<string, string | null>): string {
    const query = new URLSearchParams(router.query);
    for (const [name, value] of Object.entries(changes)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const text = query.toString();
    return text ? `${router.path}?${text}` : router.path;
  }
  go(changes: Record<string, string | null>, replace = false): void {
    router.go(this.address(changes), replace);
  }
}

export const place = new Place();
