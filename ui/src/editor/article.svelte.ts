// One article under the editor's hands: withdrawn, put back, published anew from an earlier version.
import { t } from '../lib/i18n.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { toasts } from '../lib/toasts.svelte.ts';
import { live } from './live.svelte.ts';
import { Reading } from '../lib/reading.svelte.ts';
import type { Article, ArticleText, Difference } from './types.ts';

export class OneArticle {
  readonly brand: string;
  readonly id: string;
  readonly reading = new Reading<Article>();
  busy = $state<string | null>(null);

  /** `name` is `brand/id`, as it stands in the address. */
  constructor(name: string) {
    const [brand = '', id = ''] = name.split('/');
    [this.brand, this.id] = [brand, id];
  }

  load = (): Promise<void> => this.reading.load(() => api.get<Article>(this.#path()));

  withdraw = (language: string): Promise<void> =>
    this.#act(language, 'withdraw', {}, () => {
      const back = (): void => void this.putBack(language);
      toasts.undoable(t('editor.withdrawn_done'), t('editor.undo'), back);
    });

  putBack = (language: string): Promise<void> =>
    this.#act(language, 'put-back', {}, () => toasts.show(t('editor.put_back_done'), 'good'));

  /** Publishes `version` under a new number; the way back is to do the same with `current`. */
  restore = (language: string, version: number, current: number | null): Promise<void> =>
    this.#act(language, 'restore', { version }, () => {
      const text = t('editor.restored', { version });
      if (current === null) toasts.show(text, 'good');
      else {
        const back = (): void => void this.restore(language, current, null);
        toasts.undoable(text, t('editor.undo'), back);
      }
    });

  difference = (language: string, was: number, now: number): Promise<Difference> =>
    api.get<Difference>(this.#path(`/${language}/difference`), { was, now });

  #path = (what = ''): string =>
    `/api/knowledge/articles/${encodeURIComponent(this.brand)}/${encodeURIComponent(this.id)}${what}`;

  async #act(language: string, verb: string, body: unknown, done: () => void): Promise<void> {
    this.busy = language;
    try {
      await api.post<ArticleText>(this.#path(`/${language}/${verb}`), body);
      done();
      await this.load();
      live.touch();
    } catch (error) {
      toasts.failure(error);
    } finally {
      this.busy = null;
    }
  }
}
