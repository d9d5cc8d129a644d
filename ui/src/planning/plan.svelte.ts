// The scenario that is planned with, and the runs of it: read, started, followed, given up.
import { ApiError } from '../lib/api.ts';
import { i18n, t } from '../lib/i18n.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { describe, sendable, unique } from './scenario.ts';
import type { Alternative, Basis, Fault, Run, RunLine, Scenario } from './types.ts';

const ROOT = '/api/planning';
const LOOK_MS = 600;
const PATIENCE_MS = 60_000;

export class Plan {
  scenario = $state<Scenario | null>(null);
  /** Names of the what-ifs that are switched off. */
  off = $state<string[]>([]);
  replications = $state(20);
  policies = $state.raw<string[]>([]);
  basis = $state.raw<Basis | null>(null);
  run = $state.raw<Run | null>(null);
  runs = $state.raw<RunLine[]>([]);
  loading = $state(false);
  starting = $state(false);
  /** Why nothing can be shown; what is wrong with the scenario, or with the file. */
  problem = $state.raw<unknown>(null);
  refusal = $state.raw<unknown>(null);
  faults = $state.raw<Fault[]>([]);
  #asked = $state('');
  #turn = 0;

  get alternatives(): Alternative[] {
    return this.scenario?.alternative ?? [];
  }
  get chosen(): string[] {
    return this.alternatives.map(({ name }) => name).filter((name) => !this.off.includes(name));
  }
  /** Whether the figures shown are of another scenario than the one beside them. */
  get changed(): boolean {
    return this.run !== null && this.#asked !== this.#question();
  }

  /** What the page opens with: the run that is asked for, else the sample. */
  async open(run: string | null): Promise<void> {
    await this.#try(async (turn) => {
      const sample = await api.get<{ scenario: Scenario; policies: string[] }>(`${ROOT}/sample`);
      const found = run === null ? null : await api.get<Run>(`${ROOT}/runs/${run}`);
      if (turn !== this.#turn) return;
      this.policies = sample.policies;
      if (found === null) this.#take(this.#inWords(sample.scenario));
      else this.#show(found);
    });
    void this.list();
  }

  async list(): Promise<void> {
    try {
      this.runs = await api.get<RunLine[]>(`${ROOT}/runs`);
    } catch {
      this.runs = []; // the page is whole without what was before
    }
  }

  async sample(): Promise<void> {
    await this.#try(async () => {
      const { scenario } = await api.get<{ scenario: Scenario }>(`${ROOT}/sample`);
      this.#take(this.#inWords(scenario));
    });
  }

  async centre(): Promise<void> {
    await this.#try(async () => {
      type Own = { scenario: Scenario; basis: Basis };
      const { scenario, basis } = await api.get<Own>(`${ROOT}/scenario/from-centre`);
      this.#take({ ...scenario, name: t('planning.own_day') });
      this.basis = basis;
    });
  }

  /** A file of the planner's; what is wrong in it is said, and the scenario stays as it was. */
  async file(file: File): Promise<void> {
    this.#forgetFaults();
    try {
      const body = { name: file.name, text: await file.text() };
      const { scenario } = await api.post<{ scenario: Scenario }>(`${ROOT}/scenario`, body);
      this.#take(scenario);
    } catch (error) {
      this.#refused(error);
    }
  }

  async text(): Promise<{ name: string; text: string } | null> {
    this.#forgetFaults();
    try {
      return await api.post(`${ROOT}/scenario/text`, { scenario: this.#sent() });
    } catch (error) {
      this.#refused(error);
      return null;
    }
  }

  /** Has it simulated; the id of the run, or null where it is refused. */
  async start(): Promise<string | null> {
    this.#forgetFaults();
    this.starting = true;
    const asked = this.#question();
    try {
      const body = {
        scenario: this.#sent(),
        alternatives: this.chosen,
        replications: this.replications,
      };
      const { id } = await api.post<{ id: string }>(`${ROOT}/runs`, body, PATIENCE_MS);
      this.#asked = asked;
      this.run = await api.get<Run>(`${ROOT}/runs/${id}`);
      void this.#follow(id);
      return id;
    } catch (error) {
      this.#refused(error);
      return null;
    } finally {
      this.starting = false;
    }
  }

  async cancel(): Promise<void> {
    if (!this.run) return;
    try {
      this.run = await api.post<Run>(`${ROOT}/runs/${this.run.id}/cancel`);
    } catch (error) {
      this.refusal = error;
    }
    void this.list();
  }

  async forget(run: string): Promise<void> {
    try {
      await api.delete(`${ROOT}/runs/${run}`);
      if (this.run?.id === run) this.run = null;
    } catch (error) {
      this.refusal = error;
    }
    await this.list();
  }

  /** Ends the looking after runs: the page is left. */
  close(): void {
    this.#turn += 1;
  }

  add(one: Alternative): void {
    if (!this.scenario) return;
    this.scenario.alternative = [...this.alternatives, one];
  }
  replace(name: string, one: Alternative): void {
    if (!this.scenario) return;
    this.scenario.alternative = this.alternatives.map((each) => (each.name === name ? one : each));
    this.off = this.off.map((each) => (each === name ? one.name : each));
  }
  remove(name: string): void {
    if (!this.scenario) return;
    this.scenario.alternative = this.alternatives.filter((each) => each.name !== name);
    this.off = this.off.filter((each) => each !== name);
  }
  toggle(name: string): void {
    this.off = this.off.includes(name)
      ? this.off.filter((each) => each !== name)
      : [...this.off, name];
  }

  #take(scenario: Scenario): void {
    [this.scenario, this.off, this.basis, this.run] = [scenario, [], null, null];
    this.#forgetFaults();
  }

  #show(run: Run): void {
    this.#take(run.scenario);
    this.run = run;
    this.replications = run.replications;
    this.off = this.alternatives
      .map(({ name }) => name)
      .filter((name) => !run.alternatives.includes(name));
    this.#asked = this.#question();
    void this.#follow(run.id);
  }

  async #follow(id: string): Promise<void> {
    const turn = this.#turn;
    while (turn === this.#turn && this.run?.id === id && this.run.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (turn !== this.#turn || this.run?.id !== id) return;
      try {
        const found = await api.get<Run>(`${ROOT}/runs/${id}`);
        if (turn === this.#turn && this.run?.id === id) this.run = found;
      } catch (error) {
        if (!(error instanceof ApiError && error.retryable)) {
          this.refusal = error;
          return;
        }
      }
    }
    if (turn === this.#turn) void this.list();
  }

  async #try(work: (turn: number) => Promise<void>): Promise<void> {
    const turn = ++this.#turn;
    [this.loading, this.problem] = [true, null];
    try {
      await work(turn);
    } catch (error) {
      if (turn === this.#turn) this.problem = error;
    }
    if (turn === this.#turn) this.loading = false;
  }

  #forgetFaults(): void {
    [this.refusal, this.faults] = [null, []];
  }

  #refused(error: unknown): void {
    const told = error instanceof ApiError ? (error.problem as { faults?: Fault[] }).faults : null;
    if (told?.length) this.faults = told;
    else this.refusal = error;
  }

  #sent(): Scenario {
    return sendable($state.snapshot(this.scenario) as Scenario);
  }

  #question(): string {
    return JSON.stringify([this.scenario, this.chosen, this.replications]);
  }

  /** The sample's what-ifs named in the reader's language. */
  #inWords(scenario: Scenario): Scenario {
    const names: string[] = [];
    const alternative = (scenario.alternative ?? []).map((one) => {
      names.push(unique(describe(one, t, i18n.locale), names));
      return { ...one, name: names.at(-1)! };
    });
    return { ...scenario, name: t('planning.sample_day'), alternative };
  }
}
