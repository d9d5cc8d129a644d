// One gap under the editor's hands: read, written for, dismissed, merged, split; each with a way back.
import { t } from '../lib/i18n.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { toasts } from '../lib/toasts.svelte.ts';
import { asking } from './asking.svelte.ts';
import { live } from './live.svelte.ts';
import { Reading } from '../lib/reading.svelte.ts';
import type { Draft, Gap, GapLine } from './types.ts';

const PATH = '/api/knowledge/gaps';

export class OneGap {
  readonly id: string;
  readonly reading = new Reading<Gap>();
  /** Items picked to become a gap of their own. */
  picked = $state<string[]>([]);
  busy = $state(false);

  constructor(id: string) {
    this.id = id;
  }

  load = (): Promise<void> => this.reading.load(() => api.get<Gap>(this.#path()));

  /** Writes a draft per language, or a new version of `article`, and opens the first draft. */
  write = (article?: string): Promise<void> =>
    this.#act(async () => {
      const body = article ? { article } : {};
      const { drafts } = await api.post<{ drafts: Draft[] }>(this.#path('/draft'), body);
      const [first] = drafts;
      if (first) asking.open('drafts', { draft: first.id });
    });

  dismiss = (reason: string): Promise<void> =>
    this.#act(async () => {
      await api.post<GapLine>(this.#path('/dismiss'), { reason });
      toasts.undoable(t('editor.dismissed'), t('editor.undo'), () => void this.reopen());
    });

  reopen = (): Promise<void> =>
    this.#act(async () => void (await api.post<GapLine>(this.#path('/open'))));

  /** Puts `other` and this one together; the older of the two keeps its name and is opened. */
  merge = (other: string): Promise<void> =>
    this.#act(async () => {
      const { items } = await api.get<Gap>(`${PATH}/${encodeURIComponent(other)}`);
      const mine = this.reading.value?.items ?? [];
      const whole = await api.post<GapLine>(`${PATH}/merge`, { gaps: [this.id, other] });
      const [younger] = whole.id === other ? [mine] : [items];
      toasts.undoable(t('editor.merged'), t('editor.undo'), () => {
        void new OneGap(whole.id).split(younger.map(({ id }) => id));
      });
      if (whole.id !== this.id) asking.narrow({ gap: whole.id });
    });

  split = (items: string[]): Promise<void> =>
    this.#act(async () => {
      const made = await api.post<{ new: GapLine }>(this.#path('/split'), { items });
      this.picked = [];
      toasts.undoable(t('editor.split_done'), t('editor.undo'), () => void this.merge(made.new.id));
    });

  pick = (item: string, on: boolean): void => {
    this.picked = on ? [...this.picked, item] : this.picked.filter((each) => each !== item);
  };

  #path = (what = ''): string => `${PATH}/${encodeURIComponent(this.id)}${what}`;

  async #act(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await work();
      await this.load();
      live.touch();
    } catch (error) {
      toasts.failure(error);
    } finally {
      this.busy = false;
    }
  }
}
