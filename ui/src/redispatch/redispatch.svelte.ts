// What is in force, what is suggested and what the centre may do by itself, kept fresh; and the
// window in which a supervisor looks at it. One for the wallboard.
import { SvelteSet } from 'svelte/reactivity';
import { clientId } from '../lib/api.ts';
import { Paced } from '../lib/paced.ts';
import { api } from '../lib/session.svelte.ts';
import type { Frame } from '../lib/stream.ts';
import type { Change, Effect, Limits, Measure, Outlook, State, Suggestion } from './types.ts';

/** Why a contact waits again or elsewhere, in its event, when a measure did it. */
const MOVING = new Set(['site_dark', 'redispatched']);
/** Suggestions and prices slide with time alone. */
const IDLE_READ = 15_000;

export const PARTS = ['measure', 'list', 'automatic', 'prices'] as const;
export type Part = (typeof PARTS)[number];
export interface Asked {
  change: Change;
  minutes: number | null;
  reason: string;
  outlook: Outlook | null;
  /** The same for every try: it is applied once. */
  client_id: string;
}
export const newAsk = clientId;

type Listen = (listener: (frame: Frame) => void) => () => void;

export class Redispatch {
  state = $state.raw<State | null>(null);
  problem = $state.raw<unknown>(null);
  /** Which part of the window is open; null: it is closed. */
  part = $state<Part | null>(null);
  /** The change the window opens with. */
  wanted = $state.raw<Change | null>(null);
  /** The measure whose effect is shown. */
  measure = $state<string | null>(null);
  /** Counts what happened to measures, for whoever shows the effect of one. */
  changes = $state(0);
  /** Contacts that measures moved while this page looked on. */
  readonly moved = new SvelteSet<string>();
  inForce = $derived((this.state?.measures ?? []).filter(isInForce));
  ended = $derived((this.state?.measures ?? []).filter((each) => !isInForce(each)));
  readonly #paced = new Paced(() => this.read());

  /** Reads now. A failure keeps what was read last, and is in `problem`. */
  async read(): Promise<void> {
    try {
      this.state = await api.get<State>('/api/redispatch');
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  /** Reads, then follows the page's stream until the returned function is called. */
  start(listen: Listen): () => void {
    void this.read();
    const timer = setInterval(() => this.#paced.touch(), IDLE_READ);
    const deaf = listen((frame) => this.#hear(frame));
    return () => {
      clearInterval(timer);
      deaf();
      this.#paced.stop();
      this.close();
    };
  }

  /** Opens the window to begin a measure, with `change` filled in. */
  begin(change: Change | null = null): void {
    [this.wanted, this.part] = [change, 'measure'];
  }
  /** Opens the window at a measure's effect. */
  look(measure: string): void {
    [this.measure, this.part] = [measure, 'list'];
  }
  close = (): void => void ([this.part, this.wanted, this.measure] = [null, null, null]);

  /** Throws ApiError, as the three below. */
  async apply(asked: Asked): Promise<Measure> {
    const measure = await api.post<Measure>('/api/redispatch', asked, 60_000);
    await this.read();
    return measure;
  }
  async end(id: string): Promise<Measure> {
    const measure = await api.post<Measure>(`/api/redispatch/${id}/end`);
    await this.read();
    return measure;
  }
  async limit(limits: Limits): Promise<void> {
    await api.put<Limits>('/api/redispatch/automatic', limits);
    await this.read();
  }
  effect(id: string): Promise<Effect> {
    return api.get<Effect>(`/api/redispatch/${id}/effect`);
  }

  /** The measures in force on a site or a queue. */
  on(place: Place): Measure[] {
    return this.inForce.filter(({ change }) => touches(change, place));
  }
  /** What is suggested for a site or a queue. */
  suggested(place: Place): Suggestion | null {
    return this.state?.suggestions.find((each) => isAbout(each, place)) ?? null;
  }

  #hear({ name, data }: Frame): void {
    if (name !== 'event') return;
    const event = data as { type: string; data: { contact?: string; reason?: string } };
    if (event.type === 'contact_queued' && MOVING.has(event.data.reason ?? ''))
      this.moved.add(event.data.contact ?? '');
    if (!event.type.startsWith('measure_')) return;
    this.changes += 1;
    this.#paced.touch();
  }
}

export type Place = { site: string } | { queue: string };

const isInForce = ({ ended_at }: Measure): boolean => ended_at === null;

function touches(change: Change, place: Place): boolean {
  if ('site' in place) return change.site === place.site;
  return change.queue === place.queue || change.to === place.queue;
}

function isAbout({ site, queue, change }: Suggestion, place: Place): boolean {
  if ('queue' in place) return (queue ?? change.queue) === place.queue;
  return (site ?? change.site) === place.site;
}

export const redispatch = new Redispatch();
