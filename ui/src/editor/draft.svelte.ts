// A draft under one's hands: saved while typing, proposed, judged by a second person.
import { t } from '../lib/i18n.svelte.ts';
import { api } from '../lib/session.svelte.ts';
import { toasts } from '../lib/toasts.svelte.ts';
import { asking } from './asking.svelte.ts';
import { Autosave } from './autosave.svelte.ts';
import { forget, keep, readKept, same, tidy } from './kept.ts';
import { live } from './live.svelte.ts';
import type { Document, Draft } from './types.ts';

const PATH = '/api/knowledge/drafts';

/** Starts a draft, or finds the open one, and opens it; false when the server refused. */
export async function startDraft(wanted: {
  brand: string;
  language: string;
  article?: string;
  title?: string;
}): Promise<boolean> {
  try {
    const draft = await api.post<Draft>(PATH, wanted);
    asking.open('drafts', { draft: draft.id });
    live.touch();
    return true;
  } catch (error) {
    toasts.failure(error);
    return false;
  }
}

export class OneDraft {
  readonly id: string;
  /** As the server told it last; its document may be older than what stands in the fields. */
  draft = $state.raw<Draft | null>(null);
  problem = $state.raw<unknown>(null);
  /** What stands in the fields. */
  document = $state<Document>({ title: '', body: '', questions: [], owner: '', expires_on: null });
  /** What somebody else saved meanwhile, until one side is taken. */
  theirs = $state.raw<Draft | null>(null);
  /** What this browser kept of an earlier visit that the server never got. */
  kept = $state.raw<Document | null>(null);
  /** The verb under way. */
  busy = $state<string | null>(null);
  readonly saving: Autosave<Document>;

  constructor(id: string) {
    this.id = id;
    this.saving = new Autosave<Document>(0, (document, revision) => this.#save(document, revision));
  }

  /** Reads the draft; what is being typed is never overwritten by it. */
  async load(): Promise<void> {
    try {
      const found = await api.get<Draft>(this.#path());
      if (this.draft === null) this.#begin(found);
      else if (!this.saving.unsaved && found.revision >= this.saving.revision) this.#take(found);
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  /** Something was typed. */
  changed = (): void => {
    const document = $state.snapshot(this.document);
    keep(this.id, { revision: this.saving.revision, document });
    this.saving.change(tidy(document));
  };

  /** Settles a conflict: `mine` is written over theirs, or theirs is taken into the fields. */
  settle = async (whose: 'mine' | 'theirs'): Promise<void> => {
    const { theirs } = this;
    if (!theirs) return;
    this.theirs = null;
    if (whose === 'theirs') {
      await this.saving.take(theirs.revision);
      this.#take(theirs);
      forget(this.id);
    } else await this.saving.take(theirs.revision, tidy($state.snapshot(this.document)));
  };

  /** Puts what this browser kept into the fields, or forgets it. */
  restore = (wanted: boolean): void => {
    if (wanted && this.kept) {
      this.document = this.kept;
      this.changed();
    } else forget(this.id);
    this.kept = null;
  };

  propose = (): Promise<void> => this.#act('propose', {}, t('editor.proposed_done'));
  takeBack = (): Promise<void> => this.#act('take-back');
  approve = (): Promise<void> => this.#act('approve', {}, t('editor.approved_done'));
  reject = (reason: string): Promise<void> =>
    this.#act('reject', { reason }, t('editor.rejected_done'));
  comment = async (text: string): Promise<void> => {
    this.busy = 'comment';
    try {
      this.draft = await api.post<Draft>(this.#path('/comment'), { text });
    } catch (error) {
      toasts.failure(error);
    } finally {
      this.busy = null;
    }
  };
  discard = async (): Promise<void> => {
    await this.#act('discard', {}, t('editor.discarded_done'));
    if (this.draft?.state === 'discarded') asking.open('drafts');
  };

  #path = (what = ''): string => `${PATH}/${encodeURIComponent(this.id)}${what}`;

  #begin(found: Draft): void {
    this.#take(found);
    const kept = found.may.save ? readKept(this.id) : null;
    if (kept && !same(kept.document, found.document)) this.kept = kept.document;
    else if (kept) forget(this.id);
  }

  #take(found: Draft): void {
    this.draft = found;
    if (this.saving.unsaved) return; // typed while the answer was on its way: it is saved next
    this.document = structuredClone(found.document);
    this.saving.revision = found.revision;
  }

  async #save(document: Document, revision: number): Promise<number> {
    try {
      const saved = await api.post<Draft>(this.#path('/save'), { revision, document });
      this.draft = saved;
      forget(this.id);
      return saved.revision;
    } catch (error) {
      if ((error as { status?: number }).status === 409)
        this.theirs = await api.get<Draft>(this.#path());
      throw error;
    }
  }

  async #act(verb: string, body: Record<string, unknown> = {}, done = ''): Promise<void> {
    this.busy = verb;
    try {
      if (!(await this.saving.flush())) return;
      const { revision } = this.saving;
      this.#take(await api.post<Draft>(this.#path(`/${verb}`), { revision, ...body }));
      if (done) toasts.show(done, 'good');
      live.touch();
    } catch (error) {
      toasts.failure(error);
      await this.load();
    } finally {
      this.busy = null;
    }
  }
}
