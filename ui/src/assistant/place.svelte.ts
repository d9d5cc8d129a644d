// One brand and language under a risk: what holds now, and what another risk would change.
import { api } from '../lib/session.svelte.ts';
import { same, withPoint } from './shares.ts';
import type { Coverage, Moved, Point, Preview } from './types.ts';

export class Place {
  readonly brand: string;
  readonly language: string;
  coverage = $state.raw<Coverage | null>(null);
  problem = $state.raw<unknown>(null);
  previews = $state.raw<Preview[]>([]);
  /** The risk that is looked at. */
  chosen = $state(0);
  /** Whether it is to hold in every language of the brand. */
  everywhere = $state(false);
  previewing = $state(false);
  /** What holds now: a point of its own when the risk in force is none of the usual ones. */
  now: Point | null = $state.raw(null);
  readonly points: Point[] = $derived(this.#points());
  #asked = 0;

  constructor(brand: string, language: string) {
    this.brand = brand;
    this.language = language;
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      const query = { brand: this.brand, language: this.language };
      const found = await api.get<Coverage>('/api/assistant/coverage', query);
      const known = found.points.find((point) => same(point.risk, found.risk)) ?? null;
      const unusual = known === null && found.points.length > 0;
      this.now = unusual ? ((await this.#ask(found.risk))[0]?.now ?? null) : known;
      [this.coverage, this.chosen, this.previews] = [found, found.risk, []];
    } catch (error) {
      this.problem = error;
    }
  }

  /** Looks at `risk`; an answer overtaken by a later question is dropped. */
  choose(risk: number): Promise<void> {
    this.chosen = risk;
    return this.#preview();
  }

  widen(everywhere: boolean): Promise<void> {
    this.everywhere = everywhere;
    return this.#preview();
  }

  reset(): void {
    this.#asked += 1;
    this.chosen = this.coverage?.risk ?? 0;
    [this.previews, this.previewing] = [[], false];
  }

  async #preview(): Promise<void> {
    const asked = ++this.#asked;
    this.previewing = true;
    try {
      const found = await this.#ask(this.chosen, this.everywhere);
      if (asked === this.#asked) this.previews = found;
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
    if (asked === this.#asked) this.previewing = false;
  }

  async #ask(risk: number, everywhere = false): Promise<Preview[]> {
    const where = everywhere ? {} : { language: this.language };
    const body = { brand: this.brand, ...where, risk, apply: false };
    return (await api.post<Moved>('/api/assistant/risk', body)).preview;
  }

  #points(): Point[] {
    const then = this.previews.find((each) => each.language === this.language)?.then ?? null;
    return withPoint(withPoint(this.coverage?.points ?? [], this.now), then);
  }
}
